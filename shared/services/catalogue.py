"""Fill the catalogue with the skills of the compiled taxonomy."""

from collections.abc import Callable
from datetime import UTC, datetime

from shared.domain.skill import Skill
from shared.taxonomy.load import Taxonomy
from shared.taxonomy.model import TaxonomySkill
from shared.unit_of_work.abstract import UnitOfWork

BLOCK = 500


def seed_catalogue(taxonomy: Taxonomy, uow: UnitOfWork, report: Callable[[int, int], None]) -> int:
    """Put every skill of the taxonomy into the catalogue, 500 a transaction.

    Nothing is written where all of this version are there. After a break, running it again goes on where it broke off.

    Args:
        uow: of the service: an editor's right does not reach this far.
        report: called with (skills done, skills in all), first before anything is written.

    Returns:
        How many skills were written.
    """
    total = taxonomy.skill_count
    with uow:
        stored = uow.skills.count(taxonomy.version)
        if stored == total:
            report(total, total)
            return 0
        now = datetime.now(UTC)
        skills = [_skill(skill, taxonomy.version, now) for skill in taxonomy.iter_skills()]
        written = _put_from(stored // BLOCK * BLOCK, skills, uow, report)
        if uow.skills.count(taxonomy.version) != total:
            # What was stored were not the first blocks: another version's seeding had taken some of them over.
            written += _put_from(0, skills, uow, report)
    return written


def _put_from(first: int, skills: list[Skill], uow: UnitOfWork, report: Callable[[int, int], None]) -> int:
    report(first, len(skills))
    for start in range(first, len(skills), BLOCK):
        block = skills[start : start + BLOCK]
        uow.skills.put_many(block)
        uow.commit()
        report(start + len(block), len(skills))
    return len(skills) - first


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
