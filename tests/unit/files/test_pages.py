"""How pages become a document's text, what its quality is, and that damage of any kind is only ever refused."""

from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.document_text import DocumentText, Hidden, RejectionCode
from shared.domain.errors import DocumentRefusedError
from shared.domain.text import CvText
from shared.extraction.files.extract import extract
from shared.extraction.files.pages import Pages, to_document_text
from shared.local.sample.make_pdf import FOLDER
from tests.unit.files.making import DOCX, PDF, PLAIN, docx_parts, good_pdf, zip_of

PROSE = "Led a team of five engineers and wrote the reports of 48 stores in SQL for the board. "


def document(*texts: str, hidden: Hidden | None = None) -> DocumentText:
    return to_document_text(Pages(list(texts), hidden or Hidden()))


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=60), max_size=8))
def test_each_character_is_on_the_page_it_came_from(texts):
    # Enough for all of them: pages that hold next to nothing are pictures.
    texts = [PROSE * 10, *texts]
    made = document(*texts)
    assert made.page_count == len(texts)
    bounds = [*made.pages, len(made.text)]
    for number, (start, stop) in enumerate(pairwise(bounds), start=1):
        assert {made.page_at(offset) for offset in range(start, stop)} <= {number}
    # What was read can be assessed.
    assert CvText(made.text).value == made.text


def test_plain_text_has_a_page_for_each_form_feed():
    made = extract(b"Led a team.\r\n\fWrote SQL.\n", PLAIN)
    assert (made.text, made.pages) == ("Led a team.\n\nWrote SQL.", (0, 13))


@pytest.mark.parametrize("name", ["cv.txt", "cv.pdf"])
def test_the_sample_is_of_the_best_quality(name):
    data = (FOLDER / name).read_bytes()
    made = extract(data, PDF if name.endswith("pdf") else PLAIN)
    assert made.quality == 1.0
    assert made.flags == ()


@pytest.mark.parametrize(
    ("texts", "part"),
    [
        ([PROSE * 4 + "\ufffd\ufffd\ufffd engi\ufffdeers"], "characters"),
        ([PROSE + "wrtn rprts dlvrs xkcdq zzgh brmft " * 5], "words"),
        ([PROSE + "l e d a t e a m o f f i v e " * 5], "spacing"),
        ([PROSE, "", ""], "pages"),
    ],
    ids=["characters", "words", "spacing", "pages"],
)
def test_what_is_amiss_lowers_its_part_of_the_quality_alone(texts, part):
    made = document(*texts)
    low = [found.name for found in made.quality_parts if found.value < 1]
    assert low == [part]
    assert 0 < made.quality < 1


def test_more_amiss_is_less_quality():
    worse = [document(PROSE * 4 + "\ufffd" * count).quality for count in (0, 2, 5, 10, 20)]
    assert worse == sorted(set(worse), reverse=True)


def test_a_short_text_is_a_text_and_a_page_number_is_none():
    assert document("SQL").text == "SQL"
    for texts in (("12",), ("Page 1", "Page 2", ""), ()):
        with pytest.raises(DocumentRefusedError) as caught:
            document(*texts, hidden=Hidden(white=9))
        assert caught.value.reason is RejectionCode.NO_TEXT


SEEDS = [
    (good_pdf(), PDF),
    ((FOLDER / "cv.pdf").read_bytes(), PDF),
    (zip_of(docx_parts()), DOCX),
    (zip_of(docx_parts(), method=0), DOCX),
]
PIECES = [
    b"",
    b"[",
    b"<<",
    b">>",
    b"/Parent",
    b" 0 R",
    b"-1",
    b"99999999999",
    b"(",
    b"null",
    b"\0",
    b"<w:p>",
    b"PK\3\4",
]


@given(
    st.sampled_from(range(len(SEEDS))),
    st.lists(
        st.tuples(
            st.floats(0, 1, exclude_max=True), st.integers(0, 40), st.sampled_from(PIECES) | st.binary(max_size=4)
        ),
        min_size=1,
        max_size=12,
    ),
)
@settings(max_examples=60, deadline=None)
def test_damage_of_any_kind_is_read_or_refused_and_nothing_else(seed, changes):
    data, content_type = SEEDS[seed]
    for place, removed, put in changes:
        at = int(place * len(data))
        data = data[:at] + put + data[at + removed :]
    with suppress(DocumentRefusedError):
        assert extract(data, content_type).text
