import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.errors import InvalidInputError, InvalidTextError, TextTooLongError
from shared.domain.text import MAX_TEXT_CHARS, CvText, one_line, prose


def test_a_text_keeps_every_character_and_its_hash_is_of_its_utf_8():
    text = CvText("Größe 👩🏽‍💻\r\n\tnaïve")
    assert text.value == "Größe 👩🏽‍💻\r\n\tnaïve"
    assert text.sha256 == hashlib.sha256(text.value.encode()).hexdigest()


def test_a_text_at_the_limit_is_taken_and_one_over_it_is_not():
    assert len(CvText("a" * MAX_TEXT_CHARS).value) == 100_000
    with pytest.raises(TextTooLongError, match="100,001"):
        CvText("a" * (MAX_TEXT_CHARS + 1))


@pytest.mark.parametrize("value", ["", "  \n", "123 456", "— • —", "\u200b"])
def test_a_text_without_letters_is_refused(value):
    with pytest.raises(InvalidTextError, match="no letters"):
        CvText(value)


@pytest.mark.parametrize(("value", "named"), [("ab\x00c", "character 2 is U\\+0000"), ("\ud83dab", "U\\+D83D")])
def test_what_is_not_text_is_refused_and_named(value, named):
    with pytest.raises(InvalidTextError, match=named):
        CvText(value)


@given(st.text(st.characters(exclude_categories=[]), max_size=50))
def test_every_text_that_is_taken_can_be_hashed_and_any_other_is_an_invalid_text(value):
    try:
        text = CvText(value)
    except InvalidTextError:
        return
    assert len(text.sha256) == 64
    assert "\x00" not in text.value


@given(st.text(st.characters(exclude_categories=[]), max_size=20))
def test_a_line_that_is_taken_is_one_line_within_its_bounds(value):
    try:
        line = one_line(value, "the name", 10)
    except InvalidInputError:
        return
    assert 1 <= len(line) <= 10
    assert line == line.strip()
    assert len(line.splitlines()) == 1
    assert line.encode()


def test_a_line_may_not_grow_over_the_limit_when_it_is_folded():
    with pytest.raises(InvalidInputError, match="the name has 18 characters"):
        one_line("ﷺ", "the name", 17)
    assert one_line("ﷺ", "the name", 18) == "ﷺ"


def test_prose_may_be_empty_and_run_over_lines_but_not_over_its_bound():
    assert prose("  ", "the proof", 10) == ""
    assert prose(" one\ntwo\t3 ", "the proof", 10) == "one\ntwo\t3"
    with pytest.raises(InvalidInputError, match="the proof has 11 characters"):
        prose("x" * 11, "the proof", 10)


@pytest.mark.parametrize(("value", "named"), [("ab\x00c", "U\\+0000 at character 2"), ("\ud83dab", "U\\+D83D")])
def test_prose_is_text(value, named):
    with pytest.raises(InvalidInputError, match=named):
        prose(value, "the proof", 10)
