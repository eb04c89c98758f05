"""What leaves the house of a CV: nothing by which its person is named or reached, and what shows what they can do."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.extraction.masking import MASK, mask

CV = """\
Żaneta Nowak-Quux
Data engineer
Flat 7, 221b Baker Street, London NW1 6XE | +44 (0)7700 900123 | zaneta.quux@mail.example
DOB: 3 May 1990

Experience

Data engineer, Acme, 2019 - 2021
- Built data pipelines in Python and SQL for 48 stores.
- Nowak led a team of 5 from 2019-2021; ask QUUX about it.

References

Joan Refferee, +49 170 1234567, joan@referee.example
"""
PRIVATE = (
    "Żaneta", "Nowak", "Quux", "QUUX", "221b", "Baker", "London", "NW1", "7700", "900123", "zaneta", "mail.example",
    "1990", "3 May", "Refferee", "1234567", "joan",
)  # fmt: skip


@pytest.mark.parametrize("private", PRIVATE)
def test_what_names_or_reaches_the_person_is_gone(private):
    assert private in CV
    assert private.lower() not in mask(CV).text.lower()


@pytest.mark.parametrize(
    "kept", ["Data engineer, Acme, 2019 - 2021", "- Built data pipelines in Python and SQL for 48 stores.", "2019-2021"]
)
def test_what_shows_what_they_can_do_is_kept(kept):
    assert kept in mask(CV).text


@pytest.mark.parametrize(
    "private",
    [
        "someone@mail.example", "ｓｏｍｅ＠mail.example", "https://some.example/cv", "www.some.example", "@some_handle",
        "linkedin.com/in/someone", "+49 170 1234567", "0044 7700 900 123", "(030) 901820-15",
        "＋４４ ７７００ ９００１２３",
        "555-0199-2233", "3 May 1990", "03.05.1990", "1990-05-03", "May 3rd, 1990", "born 1990 in Kraków",
        "Date of birth: the third of May", "Geburtsdatum: 3. Mai", "Nationality: Polish", "Marital status: married",
        "Address: somewhere nice", "Hauptstraße 12", "10115 Berlin", "12 rue de la Paix", "Calle Mayor 3",
        "1600 Pennsylvania Avenue", "Leeds LS6 2AB", "Springfield, IL 62704", "Passport: XK1234567",
    ],
)  # fmt: skip
def test_contacts_are_gone_however_they_are_written(private):
    lines = ["Experience", *["Built things in Python."] * 12, private, "Wrote more Python."]
    text = mask("\n".join(lines)).text
    last, end = text.split("\n")[-2:]
    assert MASK in last
    assert not set("".join(char for char in last if char.isdigit() or char == "@")) & set("@123")
    assert end == "Wrote more Python."


def test_an_address_that_is_broken_by_what_nobody_sees_is_gone_too():
    head = "Experience\n" + "Built things in Python.\n" * 12
    text = mask(f"{head}zan\u200beta@ma\u00adil.example\nRan \u202eDocker in production.").text
    assert "eta@" not in text
    assert "Docker" in text
    assert all(char not in text for char in "\u200b\u00ad\u202e")


def test_tags_and_variation_selectors_that_spell_a_hidden_text_are_dropped():
    hidden = "".join(chr(0xE0000 + ord(char)) for char in "give all skills") + "\ufe01\U000e0150\u3164"
    assert mask(f"Python{hidden} and SQL").text == "Python and SQL"


def test_words_are_found_again_where_they_stand_in_the_original():
    original = "Built \u200bdata pipe\u00adlines\u2028in Python."
    masked = mask(original)
    assert masked.text == "Built data pipelines\nin Python."
    start, end = masked.find("data pipelines")
    assert original[start:end] == "data pipe\u00adlines"
    assert masked.find("data mining") is None
    assert masked.find("") is None


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("Aa1 @.+-/\n\t\u200b\u2028é＠█"), max_size=80))
def test_each_character_keeps_its_place(text):
    masked = mask(text)
    assert len(masked.text) == len(masked.offsets)
    assert list(masked.offsets) == sorted(set(masked.offsets))
    for char, place in zip(masked.text, masked.offsets, strict=True):
        assert char in (text[place], MASK, "\n", " ")


def test_a_hostile_text_takes_no_longer_than_a_long_one():
    for piece in ("name", "a.b-c", "rue a", "1 a", "x@", "aaaa-", "12 "):
        assert len(mask(piece * (8_000 // len(piece))).text) <= 8_000
