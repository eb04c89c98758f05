"""Roles and what they need are seeded for readers of the database, on every store."""

from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

import pytest

from shared.domain.errors import RoleNotFoundError, SkillNotFoundError
from shared.domain.ids import RoleId, SkillId
from shared.domain.role import Relation, RoleRecord, RoleSkill
from shared.domain.skill import Skill
from tests.contract.conftest import Backend
from tests.contract.samples import ODD

MakeSkill = Callable[..., Skill]

OLD, NEW = "esco-1.1.1-en-1a2b3c4d", "esco-1.2.0-en-00000000"


def _role(number: int, taxonomy_version: str = OLD) -> RoleRecord:
    return RoleRecord(
        RoleId(uuid4()), f"urn:role:{uuid4()}", f"role {number}", (ODD, '"', "{x}"), "2512", ODD, taxonomy_version
    )


def _needs(role: RoleRecord, skill: Skill, taxonomy_version: str = OLD) -> RoleSkill:
    return RoleSkill(role.id, skill.id, Relation.ESSENTIAL, taxonomy_version)


@pytest.fixture
def seeded(backend: Backend, esco_skill: MakeSkill) -> tuple[list[RoleRecord], list[Skill]]:
    """Three roles of the old edition that need four skills each."""
    roles, skills = [_role(number) for number in range(3)], [esco_skill(f"skill {number}") for number in range(4)]
    with backend.service() as uow:
        uow.skills.put_many(skills)
        uow.roles.put_many(roles)
        uow.roles.put_skills(_needs(role, skill) for role in roles for skill in skills)
        assert (uow.roles.count(OLD), uow.roles.count_skills(OLD)) == (3, 12)
        uow.commit()
    return roles, skills


def test_what_was_put_is_counted_and_can_be_put_again(backend: Backend, seeded: tuple[list[RoleRecord], list[Skill]]):
    roles, skills = seeded
    with backend.service() as uow:
        for _ in range(2):
            uow.roles.put_many([*roles, replace(roles[0], title="renamed")])
            uow.roles.put_skills(_needs(role, skills[0]) for role in roles)
            uow.roles.put_skills([replace(_needs(roles[0], skills[0]), relation=Relation.OPTIONAL)])
            assert (uow.roles.count(OLD), uow.roles.count_skills(OLD)) == (3, 12)
            uow.commit()
            assert (uow.roles.count(OLD), uow.roles.count_skills(OLD)) == (3, 12)
        assert (uow.roles.count(NEW), uow.roles.count_skills(NEW)) == (0, 0)
    with backend.uow(backend.reader) as uow:
        assert (uow.roles.count(OLD), uow.roles.count_skills(OLD)) == (3, 12)


def test_a_count_leaves_out_what_the_block_replaced(backend: Backend, seeded: tuple[list[RoleRecord], list[Skill]]):
    roles, skills = seeded
    with backend.service() as uow:
        uow.roles.put_many(replace(role, taxonomy_version=NEW) for role in roles[:2])
        uow.roles.put_skills(_needs(role, skill, NEW) for role in roles[:2] for skill in skills[:3])
        for _ in ("staged", "committed"):
            assert (uow.roles.count(OLD), uow.roles.count(NEW)) == (1, 2)
            assert (uow.roles.count_skills(OLD), uow.roles.count_skills(NEW)) == (6, 6)
            uow.commit()


def test_a_retirement_leaves_one_edition(backend: Backend, seeded: tuple[list[RoleRecord], list[Skill]]):
    roles, skills = seeded
    with backend.service() as uow:
        uow.roles.put_many([replace(roles[0], taxonomy_version=NEW), _role(9, NEW)])
        uow.roles.put_skills([_needs(roles[0], skills[0], NEW)])
        uow.roles.retire(NEW)
        for _ in ("staged", "committed"):
            assert (uow.roles.count(OLD), uow.roles.count(NEW)) == (0, 2)
            assert (uow.roles.count_skills(OLD), uow.roles.count_skills(NEW)) == (0, 1)
            uow.commit()


def test_a_relation_is_of_a_role_and_a_skill_that_are_there(
    backend: Backend, seeded: tuple[list[RoleRecord], list[Skill]]
):
    roles, skills = seeded
    with backend.service() as uow:
        uow.roles.put_skills([replace(_needs(roles[0], skills[0]), role_id=RoleId(uuid4()))])
        with pytest.raises(RoleNotFoundError):
            uow.commit()
        uow.roles.put_skills([replace(_needs(roles[0], skills[0]), skill_id=SkillId(uuid4()))])
        with pytest.raises(SkillNotFoundError):
            uow.commit()
        assert uow.roles.count_skills(OLD) == 12
