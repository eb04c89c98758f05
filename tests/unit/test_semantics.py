"""Words, arrays in a file, likeness by letters, and the table of the package."""

import hashlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.errors import ModelUnavailableError
from shared.semantics.arrays import Arrays, as_steps, from_steps, write_arrays
from shared.semantics.ngrams import NgramIndex, make_index
from shared.semantics.pairs import PiecesAndPairs
from shared.semantics.table import TABLE_PATH, WordTable, mean_runs
from shared.semantics.wordpieces import WordPieces, split_words

MAX_TABLE_BYTES = 10_000_000


@given(st.text())
def test_words_lie_where_they_say_and_are_never_empty(text):
    end = 0
    for word in split_words(text):
        assert end <= word.start < word.end <= len(text)
        assert word.norm
        end = word.end


def test_accents_and_case_do_not_matter():
    assert [word.norm for word in split_words("Résumé NAÏVE")] == [word.norm for word in split_words("resume naive")]


def test_the_longest_piece_goes_first_and_what_has_none_is_left_out():
    pieces = WordPieces(["wind", "wi", "##mill", "##m", "##ill"])
    assert pieces.rows_of(["windmill", "wind", "xyz", "windx"]) == [(0, 2), (0,), (), ()]


def test_a_pair_of_words_has_a_row_after_those_of_the_second_one():
    pieces = WordPieces(["wind", "farm", "##s", "of", "-", ","])
    both = PiecesAndPairs(pieces, 6, 1)
    assert both.rows_of(["wind", "farms"]) == [(0,), (1, 2, 6)]
    assert both.rows_of(["farms", "of", "wind"]) == [(1, 2), (3,), (0, 6)], "a function word stands between"
    assert both.rows_of(["wind", "-", "farm"]) == [(0,), (4,), (1, 6)]
    assert both.rows_of(["wind", ",", "farm"]) == [(0,), (5,), (1,)]
    assert both.rows_of(["xyz", "farm"]) == [(), (1, 6)]
    assert PiecesAndPairs(pieces, 6, 0).rows_of(["wind", "farm"]) == [(0,), (1,)]


def test_pairs_are_told_apart_by_their_order_and_each_is_always_the_same():
    both = PiecesAndPairs(WordPieces([]), 0, 1_000_003)
    (_, (one,)), (_, (other,)) = both.rows_of(["wind", "farm"]), both.rows_of(["farm", "wind"])
    assert one != other
    assert (one, other) == (913_767, 441_265)


def test_a_mean_of_no_rows_is_nothing():
    rows = np.array([[1, 2], [3, 4], [5, 6]], np.float32)
    np.testing.assert_array_equal(mean_runs(rows, [0, 2, 0, 1]), [[0, 0], [2, 3], [0, 0], [5, 6]])
    np.testing.assert_array_equal(mean_runs(rows[:0], [0, 0]), np.zeros((2, 2)))


@given(st.text(alphabet="abc", max_size=120))
def test_pieces_are_the_word_again(word):
    vocabulary = ["a", "ab", "c", "##a", "##bc", "##b", "##c"]
    (rows,) = WordPieces(vocabulary).rows_of([word])
    assert not rows or "".join(vocabulary[row].removeprefix("##") for row in rows) == word


def test_arrays_come_back_as_they_were_written(tmp_path):
    arrays = {"one": np.arange(12, dtype=np.int8).reshape(3, 4), "empty": np.zeros((0, 2), np.float32)}
    write_arrays(tmp_path / "a.bin", arrays, {"said": "ä"})
    opened = Arrays.open(tmp_path / "a.bin")
    opened.verify()
    assert opened.meta == {"said": "ä"}
    for name, array in arrays.items():
        assert opened[name].dtype == array.dtype
        np.testing.assert_array_equal(opened[name], array)


@given(st.lists(st.integers(0, 2**16 - 1), max_size=30), st.sampled_from(["<u2", "<u4", ">u4"]))
def test_numbers_come_back_from_their_steps(numbers, kind):
    steps = as_steps(np.array(numbers, dtype=kind))
    assert (steps.dtype, steps.shape) == (np.uint8, (int(kind[2]), len(numbers)))
    assert from_steps(steps).tolist() == numbers
    assert from_steps(steps).dtype.itemsize == int(kind[2])


def test_the_same_arrays_are_the_same_bytes_and_cannot_be_written_to(tmp_path):
    arrays = {"b": np.ones(3, np.float32), "a": np.ones(2, np.uint16)}
    write_arrays(tmp_path / "1", arrays, {})
    write_arrays(tmp_path / "2", dict(reversed(arrays.items())), {})
    assert (tmp_path / "1").read_bytes() == (tmp_path / "2").read_bytes()
    with pytest.raises(ValueError, match="read-only"):
        Arrays.open(tmp_path / "1")["a"][0] = 2


@pytest.mark.parametrize("content", [b"", b"nonsense", b"SKPTARR1\xff\xff\xff\x00{}", b"SKPTARR1\x02\x00\x00\x00{}"])
def test_another_file_is_refused(tmp_path, content):
    (tmp_path / "a.bin").write_bytes(content)
    with pytest.raises(ModelUnavailableError, match="is no file of vectors"):
        Arrays.open(tmp_path / "a.bin")


def test_a_file_that_was_cut_or_changed_is_refused(tmp_path):
    path = tmp_path / "a.bin"
    write_arrays(path, {"a": np.arange(1000)}, {})
    whole = path.read_bytes()
    path.write_bytes(whole[:-100])
    with pytest.raises(ModelUnavailableError, match="is damaged"):
        _ = Arrays.open(path)["a"]
    path.write_bytes(whole[:-1] + b"\x01")
    with pytest.raises(ModelUnavailableError, match="checksum"):
        Arrays.open(path).verify()


def test_likeness_by_letters_is_a_cosine():
    names = ["manage budgets", "wind turbines", "budget"]
    index = NgramIndex(make_index(names), len(names))
    likeness = index.likeness(split_words("managing a budget"))
    assert likeness.argmax() in (0, 2)
    assert likeness[1] < 0.1
    for place, name in enumerate(names):
        assert index.likeness(split_words(name))[place] == pytest.approx(1, abs=0.01)
    assert not index.likeness([]).any()
    assert not index.likeness(split_words("qqqq")).any()


def test_likeness_by_letters_is_that_of_scikit_learn():
    # TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True) of scikit-learn 1.9.1.
    names = ["manage budgets", "wind turbines", "budget"]
    index = NgramIndex(make_index(names), len(names))
    np.testing.assert_allclose(index.likeness(split_words("budget for turbines")), EXPECTED, atol=0.01)


def test_a_run_of_letters_that_comes_again_counts_by_its_logarithm():
    names = ["manage budgets", "wind turbines", "budget"]
    index = NgramIndex(make_index(names), len(names))
    again = index.likeness(split_words("budget budgets for turbines"))
    once = index.likeness(split_words("budget for turbines"))
    assert again[0] > once[0]
    assert again[1] < once[1]
    np.testing.assert_array_equal(index.likeness(split_words("turbines for budgets budget")), again)


EXPECTED = [0.2361, 0.6893, 0.5668]


def test_the_table_of_the_package_is_whole_and_small_enough():
    arrays = Arrays.open(TABLE_PATH)
    arrays.verify()
    assert TABLE_PATH.stat().st_size < MAX_TABLE_BYTES


@pytest.mark.parametrize("model", ["words.bin", "likelihood.bin", "encoder.onnx"])
def test_what_is_written_of_a_model_is_of_the_file_that_is_there(model):
    path = TABLE_PATH.parent / model
    said = path.with_suffix(".md").read_text(encoding="utf-8")
    assert f"`{hashlib.sha256(path.read_bytes()).hexdigest()}`" in said
    assert f"{path.stat().st_size:,} bytes" in said


def test_words_of_one_meaning_are_near_and_others_are_not():
    table = WordTable.open()

    def vector(text):
        sums = table.sum_runs(table.rows_of([word.norm for word in split_words(text)])).sum(0)
        return sums / np.linalg.norm(sums)

    nurse = vector("care for patients")
    assert nurse @ vector("patient care") > nurse @ vector("nursing the sick") > nurse @ vector("software testing")


def test_sums_are_the_same_one_by_one_and_together():
    table = WordTable.open()
    runs = [(5,), (), (7, 9, 2000), (5, 5)]
    together = table.sum_runs(runs)
    for row, run in enumerate(runs):
        np.testing.assert_allclose(together[row], table.take(np.array(run, dtype=int)).sum(0), rtol=1e-5)
