"""The vectors of a taxonomy's skills, and the ranking that stands on them."""

import sqlite3
from contextlib import closing

import numpy as np
import pytest

from shared.domain.errors import ModelUnavailableError
from shared.extraction import semantic
from shared.extraction.semantic import Ranked, rank_skills
from shared.semantics.table import to_length_1, word_table
from shared.semantics.wordpieces import split_words
from shared.taxonomy.load import Taxonomy
from shared.taxonomy.own import ExtendedTaxonomy
from shared.taxonomy.vectors import SkillVectors, vectors_path, write_vectors

LABELS = [
    ["manage budgets", "administer budgets", "handle finances"],
    ["care for patients", "nursing"],
    ["software testing", "test software"],
    ["maintain wind turbines"],
    ["清洁"],
]
DESCRIPTIONS = ["Plan, monitor and report on the budget.", "", "Find defects in programs.", "", ""]
SENTENCES = [[], [], [], ["Climbs the towers of an offshore park", "You service rotors at sea"], []]
# Words out of which a table can be made of no more than its own signs.
NOTHING = ["", " \n", "I", "• •", "\u200b", "❤"]


@pytest.fixture(scope="module")
def vectors(tmp_path_factory):
    path = tmp_path_factory.mktemp("vectors") / "t.vectors"
    write_vectors(path, LABELS, DESCRIPTIONS, SENTENCES, word_table(), "abc")
    opened = SkillVectors.open(path, "abc", word_table())
    assert opened is not None
    return opened


def best(vectors, text, named=()):
    return rank_skills([text], vectors, [named])[0]


@pytest.mark.parametrize(
    ("text", "skill"),
    [
        ("She was responsible for the yearly budget of the department", 0),
        ("Looked after elderly patients on a ward of twenty beds", 1),
        ("Wrote automated tests of programs", 2),
        ("Maintenance of the turbines of an offshore wind farm", 3),
    ],
)
def test_what_a_sentence_means_comes_first(vectors, text, skill):
    assert best(vectors, text)[0].skill_index == skill


def test_a_skill_comes_nearer_to_what_is_like_sentences_that_speak_of_it(vectors, tmp_path):
    write_vectors(tmp_path / "t.vectors", LABELS, DESCRIPTIONS, [()] * len(LABELS), word_table(), "abc")
    without = SkillVectors.open(tmp_path / "t.vectors", "abc", word_table())
    text = "Ready to climb rotors at sea"
    near, far = ({item.skill_index: item.sentence for item in best(one, text)} for one in (vectors, without))
    assert near[3] > far[3] + 0.1
    assert {skill: round(near[skill], 5) for skill in range(3)} == {skill: round(far[skill], 5) for skill in range(3)}


def test_scores_fall_and_each_skill_is_there_once(vectors):
    ranked = best(vectors, "Managed budgets, tested software and cared for patients.")
    assert [item.score for item in ranked] == sorted((item.score for item in ranked), reverse=True)
    assert len({item.skill_index for item in ranked}) == len(ranked) == len(LABELS)
    assert {item.skill_index for item in ranked[:3]} == {0, 1, 2}


def test_the_words_that_come_nearest_are_told(vectors):
    text = "On Mondays I did the software testing, and nothing else."
    first = best(vectors, text)[0]
    assert text[first.start : first.end] == "software testing"
    assert first.label == pytest.approx(1, abs=0.01)


def test_what_a_text_names_outright_is_ahead(vectors):
    text = "Cared for patients"
    assert best(vectors, text)[0].skill_index == 1
    free, named = best(vectors, text), best(vectors, text, {3})
    scores = [{item.skill_index: item.score for item in ranked}[3] for ranked in (free, named)]
    assert scores[1] > scores[0]


def test_an_own_skill_that_has_no_vector_is_passed_over(vectors):
    assert best(vectors, "Cared for patients", {len(LABELS) + 3}) == best(vectors, "Cared for patients")


@pytest.mark.parametrize("text", NOTHING)
def test_a_text_without_a_word_has_no_skill(vectors, text):
    assert best(vectors, text) == []


def test_together_or_alone_a_text_ranks_the_same(vectors):
    texts = ["Managed budgets", "", "Nursing of patients, " * 90, "wind turbine"]
    together = rank_skills(texts, vectors, [()] * len(texts))
    for text, ranked in zip(texts, together, strict=True):
        alone = best(vectors, text)
        assert [item.skill_index for item in ranked] == [item.skill_index for item in alone]
        np.testing.assert_allclose([i.score for i in ranked], [i.score for i in alone], atol=1e-4)


def test_case_bullets_and_line_breaks_change_nothing(vectors):
    plain = best(vectors, "managed budgets for wind turbines")
    for text in (
        "MANAGED BUDGETS FOR WIND TURBINES",
        "  managed budgets\nfor wind turbines",
        "managed   budgets for wind turbines",
    ):
        assert [(i.skill_index, round(i.score, 4)) for i in best(vectors, text)] == [
            (i.skill_index, round(i.score, 4)) for i in plain
        ]


def test_whom_a_sentence_is_about_changes_no_score(vectors):
    scores = [
        [(item.skill_index, item.score) for item in best(vectors, f"{who} managed budgets and cared for patients")]
        for who in ("He", "She", "They", "I", "•", "- ")
    ]
    assert all(other == scores[0] for other in scores)


def test_at_most_as_many_as_asked_for(vectors):
    ranked = rank_skills(["budgets and software"], vectors, [()], top=2)[0]
    assert len(ranked) == 2
    assert isinstance(ranked[0], Ranked)


def test_a_run_is_compared_with_the_nearest_label_as_if_each_had_its_own_vector(vectors):
    table = word_table()

    def words_of(text):
        return table.sum_runs(table.rows_of([word.norm for word in split_words(text)]))

    words = words_of("administer finances and nurse patients")
    sums = np.concatenate([np.zeros((1, table.dimensions), dtype=np.float32), words.cumsum(0, dtype=np.float32)])
    runs = np.array([(0, 2), (3, 5), (4, 5)])
    skills = np.array([0, 1, 4])
    labels = {skill: to_length_1(np.stack([words_of(label).sum(0) for label in LABELS[skill]])) for skill in (0, 1, 4)}
    expected = [[max(labels[skill] @ words[start:end].sum(0)) for start, end in runs] for skill in skills.tolist()]
    found = vectors.compare_labels(sums, runs, skills)
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-4)


def test_a_skill_that_the_text_names_is_looked_at_however_far_it_is(vectors, monkeypatch):
    monkeypatch.setattr(semantic, "LONGLIST", 2)
    monkeypatch.setattr(semantic, "SHORTLIST", 1)
    text = "Managed the budget"
    assert [item.skill_index for item in best(vectors, text)] == [0]
    assert {item.skill_index for item in best(vectors, text, named=[3])} == {0, 3}


def test_vectors_of_another_taxonomy_or_table_are_passed_over(tmp_path):
    path = tmp_path / "t.vectors"
    write_vectors(path, LABELS, DESCRIPTIONS, SENTENCES, word_table(), "abc")
    assert SkillVectors.open(path, "abd", word_table()) is None
    assert SkillVectors.open(tmp_path / "none.vectors", "abc", word_table()) is None
    path.write_bytes(b"nonsense")
    with pytest.raises(ModelUnavailableError):
        SkillVectors.open(path, "abc", word_table())


def test_the_same_taxonomy_gives_the_same_vectors(tmp_path):
    for name in ("1", "2"):
        write_vectors(tmp_path / name, LABELS, DESCRIPTIONS, SENTENCES, word_table(), "abc")
    assert (tmp_path / "1").read_bytes() == (tmp_path / "2").read_bytes()


def test_a_taxonomy_opens_its_vectors_when_asked_and_once(taxonomy):
    vectors = taxonomy.vectors()
    assert vectors is not None
    assert taxonomy.vectors() is vectors
    assert ExtendedTaxonomy(taxonomy, []).vectors() is vectors
    assert vectors_path(taxonomy.path).stat().st_size + 8_200_000 < 20_000_000


def test_a_taxonomy_without_vectors_or_in_another_language_has_none(tiny_taxonomy, tmp_path):
    assert tiny_taxonomy.vectors() is None
    german = tmp_path / "german.sqlite"
    german.write_bytes(tiny_taxonomy.path.read_bytes())
    with closing(sqlite3.connect(german)) as connection:
        connection.execute("update meta set value = 'de' where key = 'language'")
        connection.commit()
    write_vectors(vectors_path(german), LABELS, DESCRIPTIONS, SENTENCES, word_table(), tiny_taxonomy.checksum)
    loaded = Taxonomy.load(german)
    assert loaded.vectors() is None
    loaded.close()
