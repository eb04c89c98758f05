"""Fill the catalogue with the skills and the roles of the compiled taxonomy."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from shared.domain.ids import SkillId
from shared.domain.role import Relation, RoleRecord, RoleSkill
from shared.domain.skill import Skill
from shared.taxonomy.load import Taxonomy
from shared.taxonomy.model import Role, TaxonomySkill
from shared.unit_of_work.abstract import UnitOfWork

# A transaction takes 500 rows; the removal of what is old takes two of them.
BLOCK = 498


class Seeded(StrEnum):
    """What is seeded, in this order: a relation needs its role and its skill."""

    SKILLS = "skills"
    ROLES = "roles"
    ROLE_SKILLS = "skills of roles"


Report = Callable[[Seeded, int, int], None]


@dataclass(frozen=True, slots=True)
class _Kind:
    """One kind of row: how many there are to be, how many of this version there are, all of them, how to put some."""

    kind: Seeded
    total: int
    count: Callable[[], int]
    read: Callable[[], Sequence[Any]]
    put: Callable[[Iterable[Any]], None]


def seed_catalogue(taxonomy: Taxonomy, uow: UnitOfWork, report: Report) -> Mapping[Seeded, int]:
    """Put every skill, every role and what each role needs into the catalogue, a block a transaction.

    Nothing is written where all of this version are there. After a break, running it again goes on where it broke off.
    Roles that came from another version, and what those needed, go with the last block, so that they are gone when all
    is there. Skills of other versions stay, for the assessments that name them.

    Args:
        taxonomy: as it was compiled, without own skills.
        uow: of the service: an editor's right does not reach this far.
        report: called with (kind, rows done, rows in all), of each kind first before anything of it is written.

    Returns:
        How many rows were written, by kind.
    """
    with uow:
        kinds = _kinds(taxonomy, uow)
        stored = {kind.kind: kind.count() for kind in kinds}
        missing = [kind.kind for kind in kinds if stored[kind.kind] != kind.total]
        written = {}
        for kind in kinds:
            finish = kind.kind in missing[-1:]
            written[kind.kind] = _fill(kind, stored[kind.kind], uow, report, taxonomy.version if finish else None)
    return written


def _kinds(taxonomy: Taxonomy, uow: UnitOfWork) -> tuple[_Kind, ...]:
    version, now = taxonomy.version, datetime.now(UTC)
    roles = list(taxonomy.roles())
    relation_count = sum(len({*role.essential, *role.optional}) for role in roles)

    def read_relations() -> list[RoleSkill]:
        ids = [skill.id for skill in taxonomy.iter_skills()]
        return [relation for role in roles for relation in _relations(role, ids, version)]

    return (
        _Kind(
            Seeded.SKILLS,
            taxonomy.skill_count,
            lambda: uow.skills.count(version),
            lambda: [_skill(skill, version, now) for skill in taxonomy.iter_skills()],
            lambda block: uow.skills.put_many(block),
        ),
        _Kind(
            Seeded.ROLES,
            len(roles),
            lambda: uow.roles.count(version),
            lambda: [_role(role, version) for role in roles],
            lambda block: uow.roles.put_many(block),
        ),
        _Kind(
            Seeded.ROLE_SKILLS,
            relation_count,
            lambda: uow.roles.count_skills(version),
            read_relations,
            lambda block: uow.roles.put_skills(block),
        ),
    )


def _fill(kind: _Kind, stored: int, uow: UnitOfWork, report: Report, retire_all_but: str | None) -> int:
    """Put what is missing of one kind.

    Args:
        stored: how many of this version are there.
        retire_all_but: with the last block, remove roles of other versions than this; None removes nothing.
    """
    if stored == kind.total:
        report(kind.kind, kind.total, kind.total)
        return 0
    rows = kind.read()
    written = _put_from(stored // BLOCK * BLOCK, rows, kind, uow, report, retire_all_but)
    if kind.count() != kind.total:
        # What was stored were not the first blocks: another version's seeding had taken some of them over.
        written += _put_from(0, rows, kind, uow, report, retire_all_but)
    return written


def _put_from(
    first: int, rows: Sequence[Any], kind: _Kind, uow: UnitOfWork, report: Report, retire_all_but: str | None
) -> int:
    report(kind.kind, first, len(rows))
    for start in range(first, len(rows), BLOCK):
        block = rows[start : start + BLOCK]
        kind.put(block)
        done = start + len(block)
        if done == len(rows) and retire_all_but is not None:
            uow.roles.retire(retire_all_but)
        uow.commit()
        report(kind.kind, done, len(rows))
    return len(rows) - first


def _skill(skill: TaxonomySkill, version: str, now: datetime) -> Skill:
    return Skill(
        skill.id,
        skill.uri,
        skill.source,
        skill.name,
        skill.type,
        created_at=now,
        reuse_level=skill.reuse_level,
        alt_labels=skill.alt_labels,
        description=skill.description,
        groups=skill.group_codes,
        taxonomy_version=version,
    )


def _role(role: Role, version: str) -> RoleRecord:
    return RoleRecord(role.id, role.uri, role.title, role.alt_titles, role.isco_code, role.description, version)


def _relations(role: Role, skill_ids: Sequence[SkillId], version: str) -> Iterator[RoleSkill]:
    """What a role needs; where the source says both of one skill, it is essential."""
    for index in role.essential:
        yield RoleSkill(role.id, skill_ids[index], Relation.ESSENTIAL, version)
    for index in sorted({*role.optional}.difference(role.essential)):
        yield RoleSkill(role.id, skill_ids[index], Relation.OPTIONAL, version)
