from datetime import UTC, datetime
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.ids import SkillId, UserId
from shared.domain.skill import Skill, SkillFilter, SkillSource, SkillType, fold_name, search_terms

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def skill(name, *alt_labels, type_=SkillType.KNOWLEDGE, groups=()):
    skill_id = SkillId(uuid4())
    return Skill(
        skill_id,
        f"urn:uuid:{skill_id}",
        SkillSource.ESCO,
        name,
        type_,
        NOW,
        alt_labels=alt_labels,
        groups=groups,
    )


@pytest.mark.parametrize(
    ("one", "other"), [("Python", "PYTHON"), (" a  b\t", "A B"), ("ｃａｆé", "CAFE\u0301"), ("Straße", "STRASSE")]
)
def test_names_fold_alike_whatever_their_case_width_and_spaces(one, other):
    assert fold_name(one) == fold_name(other)


@pytest.mark.parametrize(("one", "other"), [("C", "C++"), ("C", "C#"), ("resume", "résumé"), ("web site", "website")])
def test_names_that_differ_in_more_stay_apart(one, other):
    assert fold_name(one) != fold_name(other)


@given(st.text())
def test_folding_twice_folds_no_further_for_ascii_and_never_raises(name):
    fold_name(name)
    ascii_only = name.encode("ascii", "ignore").decode()
    assert fold_name(fold_name(ascii_only)) == fold_name(ascii_only)


def test_search_terms_are_plain_words_each_once_with_plus_and_sharp_as_words():
    assert search_terms("C++ développeur", "C# Développeur") == ("c", "plus", "developpeur", "sharp")
    assert search_terms("", "—!") == ()


@pytest.mark.parametrize("query", ["", "dat", "DATA", "clean dat", "dât", "tidy"])
def test_every_word_of_a_query_begins_a_word_of_a_label(query):
    assert SkillFilter(query).matches(skill("cleanse data", "tidy up tables", "clean"))


@pytest.mark.parametrize("query", ["ata", "data x", "cleansed", "c++"])
def test_a_word_that_begins_none_matches_nothing(query):
    assert not SkillFilter(query).matches(skill("cleanse data", "tidy up tables"))


def test_c_plus_plus_and_c_sharp_can_be_told_apart():
    assert SkillFilter("c++").matches(skill("C++"))
    assert not SkillFilter("c++").matches(skill("C#"))
    assert SkillFilter("c#").matches(skill("C#"))


def test_a_filter_by_type_and_group_needs_both():
    found = skill("cleanse data", type_=SkillType.SKILL, groups=("S", "S5", "S5.5"))
    assert SkillFilter(type=SkillType.SKILL, group="S5").matches(found)
    assert not SkillFilter(type=SkillType.KNOWLEDGE, group="S5").matches(found)
    assert not SkillFilter(type=SkillType.SKILL, group="S5.6").matches(found)


def test_sort_keys_follow_names_and_tell_equal_names_apart():
    b, a, same = skill("b"), skill("A"), skill("a")
    assert sorted([b, a, same], key=lambda one: one.sort_key)[2] is b
    assert a.sort_key != same.sort_key


def test_an_own_skill_says_who_added_it():
    editor = UserId(uuid4())
    own = Skill.own("Polars", SkillType.KNOWLEDGE, ("pl",), "A library.", editor, NOW)
    assert (own.source, own.created_by, own.created_at, own.version) == (SkillSource.OWN, editor, NOW, 1)
    assert own.uri == f"urn:uuid:{own.id}"
    assert own.taxonomy_version is None
