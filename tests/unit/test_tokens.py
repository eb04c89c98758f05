"""Words are cut and folded alike in texts and labels."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.taxonomy.tokens import exact_key, stem, stem_key, tokenize


def norms(text):
    return [token.norm for token in tokenize(text)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("C++ and C#", ["c++", "and", "c#"]),
        (".NET, ASP.NET", [".net", "asp", "net"]),
        ("Node.js", ["node", "js"]),
        ("CI/CD", ["ci", "cd"]),
        ("front-end", ["front", "end"]),
        ("R&D", ["r", "and", "d"]),
        ("Müller's Café", ["muller", "cafe"]),
        ("patient’s needs", ["patient", "needs"]),
        ("snake_case", ["snake", "case"]),
        ("A+", ["a+"]),
        ("3D, K8s", ["3d", "k8s"]),
        ("\ufb01nance", ["finance"]),
        ("Ｐｙｔｈｏｎ", ["python"]),
        ("Straße", ["strasse"]),
        ("развитие", ["развитие"]),
        ("", []),
        ("… — !", []),
    ],
)
def test_words_of_a_text(text, words):
    assert norms(text) == words


def test_offsets_are_those_of_the_text():
    text = "Led  C++ teams — Café's"
    assert [text[token.start : token.end] for token in tokenize(text)] == ["Led", "C++", "teams", "Café's"]


@given(st.text())
def test_no_text_raises_and_offsets_rise(text):
    end = 0
    for token in tokenize(text):
        assert end <= token.start < token.end <= len(text)
        end = token.end


@given(st.text(alphabet="aäß B+#.&'’- 1", max_size=20))
def test_case_does_not_matter(text):
    assert norms(text.upper()) == norms(text.upper().lower())


def test_stem_keys_join_word_forms_and_leave_determiners_out():
    assert stem_key(norms("managing the teams"), "en") == stem_key(norms("manage a team"), "en")
    assert stem_key(norms("managing teams"), "xx") == "managing teams", "a language without a stemmer"


def test_short_words_and_words_with_signs_are_not_stemmed():
    assert stem("c++", "en") == "c++"
    assert stem("js", "en") == "js"
    assert stem("k8s", "en") == "k8s"
    assert stem("programming", "en") == "program"


def test_an_exact_key_is_the_words_with_one_space_between():
    assert exact_key(norms("  Project\n Management ")) == "project management"
