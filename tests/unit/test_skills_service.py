from datetime import UTC, datetime
from uuid import uuid4

import pytest

from shared.domain.errors import (
    DuplicateSkillError,
    InvalidInputError,
    NotAllowedError,
    SkillInUseError,
    SkillNotFoundError,
    StaleVersionError,
)
from shared.domain.ids import SkillId, UserId
from shared.domain.skill import Skill, SkillFilter, SkillSource, SkillType
from shared.repositories.fake import MemoryRepository
from shared.services import skills, users
from shared.unit_of_work.fake import FakeUnitOfWork

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
EDITOR = UserId(uuid4())


@pytest.fixture
def uow():
    uow = FakeUnitOfWork(MemoryRepository())
    users.put_profile(EDITOR, "Ed", "en", uow, NOW)
    uow.committed = False
    return uow


def create(uow, name, alt_labels=(), description="", broader_id=None):
    return skills.create_skill(name, SkillType.KNOWLEDGE, alt_labels, description, broader_id, EDITOR, uow, NOW)


def put_esco(uow, name, groups=()):
    skill_id = SkillId(uuid4())
    uri = f"http://data.europa.eu/esco/skill/{skill_id}"
    skill = Skill(skill_id, uri, SkillSource.ESCO, name, SkillType.KNOWLEDGE, NOW, groups=groups)
    with uow:
        uow.skills.put_many([skill])
        uow.commit()
    return skill


def test_a_new_skill_can_be_got_and_searched(uow):
    skill = create(uow, "Polars", ["polars-rs"], "A data frame library.")
    assert uow.committed
    assert skills.get_skill(skill.id, uow) == skill
    assert list(skills.list_skills(SkillFilter("pola"), None, 10, uow).items) == [skill]
    assert (skill.source, skill.created_by, skill.alt_labels) == (SkillSource.OWN, EDITOR, ("polars-rs",))


@pytest.mark.parametrize("name", ["POLARS", " polars ", "Ｐｏｌａｒｓ", "poLARs\u2003"])
def test_names_are_unique_whatever_their_case_width_and_spaces(uow, name):
    create(uow, "Polars")
    with pytest.raises(DuplicateSkillError, match="Polars"):
        create(uow, name)


def test_a_name_of_escos_is_taken_too(uow):
    put_esco(uow, "use  Spreadsheets software ")
    with pytest.raises(DuplicateSkillError):
        create(uow, "Use spreadsheets software")


def test_two_editors_at_once_add_a_name_once(uow):
    class Overtaken(FakeUnitOfWork):
        """Another editor's skill is committed between this one's look and its commit."""

        def commit(self, result=None):
            create(FakeUnitOfWork(self.store), "polars")
            super().commit(result)

    with pytest.raises(DuplicateSkillError):
        create(Overtaken(uow.store), "Polars")
    assert [skill.name for skill in skills.list_skills(SkillFilter(), None, 10, uow).items] == ["polars"]


@pytest.mark.parametrize(
    "name", ["", " \t", "\u200b", "a" * 121, "C\x00", "two\nlines", "two\u2028lines", "!!!", "ﷺ" * 10]
)
def test_names_that_cannot_be_shown_or_searched_are_refused(uow, name):
    with pytest.raises(InvalidInputError, match="the name"):
        create(uow, name)
    assert not uow.committed


@pytest.mark.parametrize("name", ["C++", "C#", ".NET", "R", "Größenordnung schätzen", "データ分析", "a" * 120])
def test_names_as_people_write_them_are_taken(uow, name):
    assert create(uow, f" {name} ").name == name


def test_alternative_labels_are_kept_once_and_without_the_name(uow):
    assert create(uow, "Polars", ["polars", "Polars DF", "POLARS df", " pl "]).alt_labels == ("Polars DF", "pl")


def test_too_many_or_unusable_labels_are_refused(uow):
    with pytest.raises(InvalidInputError, match="51"):
        create(uow, "Polars", [f"label {number}" for number in range(51)])
    with pytest.raises(InvalidInputError, match="alternative label"):
        create(uow, "Polars", ["fine", "not\x07fine"])


def test_descriptions_may_have_lines_and_are_bounded(uow):
    assert create(uow, "Polars", description=" One.\nTwo. ").description == "One.\nTwo."
    with pytest.raises(InvalidInputError, match="4,001"):
        create(uow, "Pandas", description="a" * 4001)
    with pytest.raises(InvalidInputError, match=r"U\+0000"):
        create(uow, "Pandas", description="a\x00b")


def test_an_unknown_skill_is_not_found(uow):
    with pytest.raises(SkillNotFoundError, match="GET /v1/skills"):
        skills.get_skill(SkillId(uuid4()), uow)


def test_lists_go_on_after_the_key_they_give(uow):
    for name in ("b", "A", "c"):
        create(uow, name)
    first = skills.list_skills(SkillFilter(), None, 2, uow)
    assert [skill.name for skill in first.items] == ["A", "b"]
    rest = skills.list_skills(SkillFilter(), first.next_key, 2, uow)
    assert ([skill.name for skill in rest.items], rest.next_key) == (["c"], None)


def test_a_new_skill_stands_in_the_groups_of_the_one_above_it(uow):
    above = put_esco(uow, "data engineering", ("S", "S5"))
    skill = create(uow, "Polars", broader_id=above.id)
    assert (skill.broader_id, skill.groups) == (above.id, ("S", "S5"))
    assert list(skills.list_skills(SkillFilter(group="S5", query="polars"), None, 10, uow).items) == [skill]


def test_a_skill_above_that_is_not_there_is_not_found(uow):
    with pytest.raises(SkillNotFoundError):
        create(uow, "Polars", broader_id=SkillId(uuid4()))
    assert not uow.committed


def change(uow, skill, expected=None, **changes):
    return skills.change_skill(skill.id, changes, expected, uow)


def test_a_change_touches_what_is_given_alone(uow):
    above = put_esco(uow, "data engineering", ("S", "S5"))
    skill = create(uow, "Polars", ["pl"], "A library.", above.id)
    changed = change(uow, skill, alt_labels=["pl", "polars-rs"])
    assert changed == skills.get_skill(skill.id, uow)
    assert (changed.alt_labels, changed.version) == (("pl", "polars-rs"), 2)
    assert (changed.name, changed.description, changed.broader_id) == ("Polars", "A library.", above.id)
    moved = change(uow, skill, broader_id=None, type=SkillType.SKILL)
    assert (moved.broader_id, moved.groups, moved.type, moved.version) == (None, (), SkillType.SKILL, 3)


def test_a_change_that_changes_nothing_writes_nothing(uow):
    skill = create(uow, "Polars", ["pl"])
    assert change(uow, skill, name=" Polars ", alt_labels=["pl", "polars"]) == skill
    assert skills.get_skill(skill.id, uow).version == 1


def test_names_stay_unique_and_a_name_may_change_its_case(uow):
    create(uow, "Pandas")
    skill = create(uow, "Polars")
    with pytest.raises(DuplicateSkillError, match="Pandas"):
        change(uow, skill, name="PANDAS")
    assert change(uow, skill, name="POLARS").name == "POLARS"


def test_a_name_is_no_other_name_of_itself(uow):
    skill = create(uow, "Polars", ["Polars DF"])
    assert change(uow, skill, name="polars df").alt_labels == ()


@pytest.mark.parametrize("changes", [{"name": " "}, {"alt_labels": ["\0"]}, {"description": "x" * 4001}])
def test_a_change_has_the_bounds_of_a_new_skill(uow, changes):
    skill = create(uow, "Polars")
    with pytest.raises(InvalidInputError):
        change(uow, skill, **changes)


def test_escos_skills_stay_as_they_are(uow):
    esco, own = put_esco(uow, "SQL"), create(uow, "Polars")
    for act in (
        lambda: change(uow, esco, name="Sequel"),
        lambda: skills.delete_skill(esco.id, None, uow),
        lambda: skills.merge_skill(esco.id, own.id, None, uow),
    ):
        with pytest.raises(NotAllowedError, match="own"):
            act()
    assert skills.get_skill(esco.id, uow) == esco


def test_a_change_meant_for_another_version_is_stale(uow):
    skill = create(uow, "Polars")
    change(uow, skill, expected=1, description="A library.")
    for act in (
        lambda: change(uow, skill, expected=1, description="Another."),
        lambda: skills.delete_skill(skill.id, 1, uow),
        lambda: skills.merge_skill(skill.id, put_esco(uow, "SQL").id, 3, uow),
    ):
        with pytest.raises(StaleVersionError, match="version 2"):
            act()
    skills.delete_skill(skill.id, 2, uow)


def test_a_skill_never_stands_below_itself(uow):
    top = create(uow, "data frames")
    middle = create(uow, "data frames in Rust", broader_id=top.id)
    bottom = create(uow, "Polars", broader_id=middle.id)
    for below in (top, middle, bottom):
        with pytest.raises(InvalidInputError, match="below itself"):
            change(uow, top, broader_id=below.id)


def test_a_deleted_skill_is_gone_and_leaves_those_below_it(uow):
    above = create(uow, "data frames")
    below = create(uow, "Polars", broader_id=above.id)
    skills.delete_skill(above.id, None, uow)
    with pytest.raises(SkillNotFoundError):
        skills.get_skill(above.id, uow)
    assert skills.get_skill(below.id, uow).broader_id is None


def test_a_merged_skill_stays_and_says_what_stands_for_it(uow):
    esco, own = put_esco(uow, "SQL"), create(uow, "Structured queries")
    merged = skills.merge_skill(own.id, esco.id, None, uow)
    assert (merged.merged_into, merged.version) == (esco.id, 2)
    assert skills.get_skill(own.id, uow) == merged
    assert skills.merge_skill(own.id, esco.id, None, uow) == merged


def test_a_merge_goes_to_the_end_of_earlier_ones(uow):
    esco, first, second = put_esco(uow, "SQL"), create(uow, "one"), create(uow, "two")
    skills.merge_skill(first.id, esco.id, None, uow)
    assert skills.merge_skill(second.id, first.id, None, uow).merged_into == esco.id
    assert create(uow, "three", broader_id=first.id).broader_id == esco.id


def test_nothing_stands_for_itself(uow):
    first, second, third = create(uow, "one"), create(uow, "two"), create(uow, "three")
    skills.merge_skill(first.id, second.id, None, uow)
    skills.merge_skill(second.id, third.id, None, uow)
    for skill, into in ((third, third), (third, first), (third, second)):
        with pytest.raises(InvalidInputError, match="itself"):
            skills.merge_skill(skill.id, into.id, None, uow)


def test_of_two_merges_at_once_that_would_close_a_circle_one_fails(uow):
    first, second = create(uow, "one"), create(uow, "two")

    class Overtaken(FakeUnitOfWork):
        """The opposite merge is committed between this one's look and its commit."""

        def commit(self, result=None):
            skills.merge_skill(second.id, first.id, None, FakeUnitOfWork(self.store))
            super().commit(result)

    with pytest.raises(StaleVersionError):
        skills.merge_skill(first.id, second.id, None, Overtaken(uow.store))
    assert skills.get_skill(first.id, uow).merged_into is None


def test_what_others_were_merged_into_cannot_be_deleted(uow):
    kept, merged = create(uow, "one"), create(uow, "two")
    skills.merge_skill(merged.id, kept.id, None, uow)
    with pytest.raises(SkillInUseError):
        skills.delete_skill(kept.id, None, uow)
    skills.delete_skill(merged.id, None, uow)
    skills.delete_skill(kept.id, None, uow)


def test_merging_into_or_changing_what_is_not_there_is_not_found(uow):
    own = create(uow, "one")
    nowhere = SkillId(uuid4())
    for act in (
        lambda: skills.merge_skill(own.id, nowhere, None, uow),
        lambda: skills.merge_skill(nowhere, own.id, None, uow),
        lambda: skills.change_skill(nowhere, {}, None, uow),
        lambda: skills.delete_skill(nowhere, None, uow),
        lambda: change(uow, own, broader_id=nowhere),
    ):
        with pytest.raises(SkillNotFoundError):
            act()
