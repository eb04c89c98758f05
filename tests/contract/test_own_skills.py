"""Own skills change, stand under others, are merged and go, on every store."""

from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

import pytest

from shared.domain.errors import (
    DuplicateSkillError,
    SkillInUseError,
    SkillNotFoundError,
    StaleVersionError,
    UserNotFoundError,
)
from shared.domain.ids import SkillId
from shared.domain.skill import Skill, SkillFilter, SkillType
from tests.contract.conftest import Backend

MakeSkill = Callable[..., Skill]


def _add(backend: Backend, *skills: Skill) -> None:
    with backend.uow(backend.editor) as uow:
        for skill in skills:
            uow.skills.add(skill)
        uow.commit()


def test_an_own_skill_is_changed_as_a_whole(backend: Backend, own_skill: MakeSkill):
    above, skill = own_skill("databases"), own_skill("duckdb", alt_labels=("duck db",))
    _add(backend, above, skill)
    changed = replace(
        skill,
        name="DuckDB é",
        type=SkillType.SKILL,
        alt_labels=("duck", 'a"b\\c'),
        description="In\nprocess.",
        groups=("S", "S5"),
        broader_id=above.id,
        version=2,
    )
    with backend.uow(backend.editor) as uow:
        uow.skills.update(changed)
        assert uow.skills.get(skill.id) == changed
        uow.commit()
    with backend.uow(backend.reader) as uow:
        assert uow.skills.get(skill.id) == changed
        assert uow.skills.find_by_name("duckdb e\u0301") == changed
        assert uow.skills.find_by_name("duckdb") is None
        assert uow.skills.list_page(SkillFilter("duck", SkillType.SKILL, "S5"), None, 10).items == (changed,)


def test_of_two_editors_of_one_skill_the_second_loses(backend: Backend, own_skill: MakeSkill):
    _add(backend, skill := own_skill("duckdb"))
    with backend.uow(backend.editor) as first, backend.uow(backend.editor) as second:
        first.skills.update(first_change := replace(skill, description="first", version=2))
        second.skills.update(replace(skill, description="second", version=2))
        first.commit()
        with pytest.raises(StaleVersionError):
            second.commit()
        assert second.skills.get(skill.id) == first_change
        second.skills.delete(skill)
        with pytest.raises(StaleVersionError):
            second.commit()


def test_a_name_that_another_own_skill_has_is_not_taken(backend: Backend, own_skill: MakeSkill):
    duck, polars = own_skill("duckdb"), own_skill("polars")
    _add(backend, duck, polars)
    with backend.uow(backend.editor) as uow:
        uow.skills.update(replace(duck, name="POLARS", version=2))
        with pytest.raises(DuplicateSkillError):
            uow.commit()
        uow.skills.delete(polars)
        uow.skills.update(renamed := replace(duck, name="POLARS", version=2))
        uow.commit()
        assert uow.skills.list_own() == [renamed]


def test_a_deleted_skill_is_gone_at_once_and_its_narrower_ones_stand_alone(backend: Backend, own_skill: MakeSkill):
    above, other = own_skill("databases"), own_skill("polars")
    below = own_skill("duckdb", broader_id=above.id)
    _add(backend, above, below, other)
    alone = replace(below, broader_id=None)
    with backend.uow(backend.editor) as uow:
        uow.skills.delete(above)
        for _ in ("staged", "committed"):
            assert uow.skills.get(above.id) is None
            assert uow.skills.find_by_name("databases") is None
            assert uow.skills.get(below.id) == alone
            assert uow.skills.list_page(SkillFilter(), None, 10).items == (alone, other)
            assert uow.skills.list_page(SkillFilter(), None, 1).items == (alone,)
            assert uow.skills.list_own() == sorted([alone, other], key=lambda skill: skill.id)
            uow.commit()
        uow.skills.delete(above)
        with pytest.raises(StaleVersionError):
            uow.commit()


def test_a_skill_that_others_were_merged_into_stays(backend: Backend, own_skill: MakeSkill):
    kept, merged = own_skill("duckdb"), own_skill("duck db")
    _add(backend, kept, merged)
    with backend.uow(backend.editor) as uow:
        uow.skills.update(merged := replace(merged, merged_into=kept.id, version=2))
        uow.commit()
        assert uow.skills.list_own() == sorted([kept, merged], key=lambda skill: skill.id)
        uow.skills.delete(kept)
        with pytest.raises(SkillInUseError):
            uow.commit()
        assert uow.skills.get(kept.id) == kept
        uow.skills.delete(merged)
        uow.skills.delete(kept)
        uow.commit()
        assert uow.skills.list_own() == []


def test_a_broader_skill_must_be_there(backend: Backend, own_skill: MakeSkill):
    with backend.uow(backend.editor) as uow:
        uow.skills.add(own_skill("duckdb", broader_id=SkillId(uuid4())))
        with pytest.raises(SkillNotFoundError):
            uow.commit()
        assert uow.skills.find_by_name("duckdb") is None


def test_who_adds_a_skill_has_a_profile(backend: Backend, own_skill: MakeSkill):
    with backend.uow(backend.editor) as uow:
        uow.users.delete(backend.store_profile(backend.editor))
        uow.commit()
        uow.skills.add(own_skill("duckdb"))
        with pytest.raises(UserNotFoundError):
            uow.commit()


def test_own_skills_are_listed_whole_and_without_the_taxonomys(
    backend: Backend, own_skill: MakeSkill, esco_skill: MakeSkill
):
    with backend.service() as uow:
        uow.skills.put_many([esco_skill("Python")])
        uow.commit()
    stored = [own_skill(f"own {number}") for number in range(5)]
    _add(backend, *stored)
    added = own_skill("added")
    renamed = replace(stored[0], name="renamed", version=2)
    with backend.uow(backend.editor) as uow:
        uow.skills.add(added)
        uow.skills.update(renamed)
        uow.skills.delete(stored[1])
        expected = sorted([renamed, *stored[2:], added], key=lambda skill: skill.id)
        assert uow.skills.list_own() == expected
        uow.commit()
        assert uow.skills.list_own() == expected


def test_more_own_skills_than_one_answer_holds_are_all_listed(backend: Backend, own_skill: MakeSkill):
    made = [own_skill(f"own {number}") for number in range(1201)]
    for start in range(0, len(made), 500):
        with backend.service() as uow:
            uow.skills.put_many(made[start : start + 500])
            uow.commit()
    with backend.uow(backend.reader) as uow:
        assert uow.skills.list_own() == sorted(made, key=lambda skill: skill.id)
