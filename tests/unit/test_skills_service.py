from datetime import UTC, datetime
from uuid import uuid4

import pytest

from shared.domain.errors import DuplicateSkillError, InvalidInputError, SkillNotFoundError
from shared.domain.ids import SkillId, UserId
from shared.domain.skill import Skill, SkillFilter, SkillSource, SkillType
from shared.repositories.fake import MemoryRepository
from shared.services import skills
from shared.unit_of_work.fake import FakeUnitOfWork

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
EDITOR = UserId(uuid4())


@pytest.fixture
def uow():
    return FakeUnitOfWork(MemoryRepository())


def create(uow, name, alt_labels=(), description=""):
    return skills.create_skill(name, SkillType.KNOWLEDGE, alt_labels, description, EDITOR, uow, NOW)


def put_esco(uow, name):
    skill_id = SkillId(uuid4())
    uri = f"http://data.europa.eu/esco/skill/{skill_id}"
    with uow:
        uow.skills.put_many([Skill(skill_id, uri, SkillSource.ESCO, name, SkillType.KNOWLEDGE, NOW)])
        uow.commit()


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

        def commit(self):
            create(FakeUnitOfWork(self.store), "polars")
            super().commit()

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
