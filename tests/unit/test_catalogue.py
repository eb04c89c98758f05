from itertools import pairwise
from types import SimpleNamespace
from uuid import uuid4

import pytest

from shared.domain.errors import StoreUnavailableError
from shared.domain.ids import SkillId
from shared.domain.page import MAX_PAGE
from shared.domain.skill import ReuseLevel, SkillFilter, SkillSource, SkillType
from shared.repositories.fake import MemoryRepository
from shared.repositories.staged.store import Undivided
from shared.services import skills
from shared.services.catalogue import BLOCK, Seeded, seed_catalogue
from shared.taxonomy.model import Role, TaxonomySkill
from shared.unit_of_work.fake import FakeUnitOfWork

VERSION = "esco-1.1.1-en-00000001"


def skill_of(index):
    return TaxonomySkill(
        index,
        SkillId(uuid4()),
        f"urn:skill:{index}",
        f"skill {index}",
        SkillType.SKILL,
        SkillSource.ESCO,
        ReuseLevel.CROSS_SECTOR,
        (f"ability {index}",),
        "What it is.",
        ("S", "S5"),
        ("skills", "working with computers"),
    )


def role_of(number, essential, optional):
    return Role(uuid4(), f"urn:role:{number}", f"role {number}", ("job",), "2512", essential, optional, "What it does.")


def made_of(every, roles, version=VERSION):
    """As much of a taxonomy as seeding reads."""
    return SimpleNamespace(
        version=version,
        skill_count=len(every),
        role_count=len(roles),
        iter_skills=lambda: iter(every),
        roles=lambda: iter(roles),
        every=every,
        every_role=roles,
    )


def taxonomy_of(skill_count, role_count=0, version=VERSION):
    """Each role needs the first three skills, one of them twice: four words of the source, three relations."""
    every = [skill_of(index) for index in range(skill_count)]
    return made_of(every, [role_of(number, (0, 1), (1, 2)) for number in range(role_count)], version)


class BreaksDown(FakeUnitOfWork):
    """The store stops answering after some commits."""

    def __init__(self, store, commits):
        super().__init__(store)
        self.commits_left = commits

    def commit(self, result=None):
        if self.commits_left == 0:
            raise StoreUnavailableError("gone")
        self.commits_left -= 1
        super().commit(result)


def counts(store, version=VERSION):
    with FakeUnitOfWork(store) as uow:
        return uow.skills.count(version), uow.roles.count(version), uow.roles.count_skills(version)


def stored_names(store):
    after, names = None, []
    while True:
        page = skills.list_skills(SkillFilter(), after, MAX_PAGE, FakeUnitOfWork(store))
        names += [skill.name for skill in page.items]
        after = page.next_key
        if after is None:
            return names


def nothing(_kind, _done, _total):
    """For tests that do not look at the progress."""


def test_every_skill_is_put_with_all_it_has():
    store, taxonomy = MemoryRepository(), taxonomy_of(3)
    assert seed_catalogue(taxonomy, FakeUnitOfWork(store), nothing)[Seeded.SKILLS] == 3
    given = taxonomy.every[1]
    skill = skills.get_skill(given.id, FakeUnitOfWork(store))
    assert (skill.uri, skill.name, skill.type, skill.source) == (given.uri, given.name, given.type, given.source)
    assert (skill.reuse_level, skill.alt_labels, skill.groups) == (
        given.reuse_level,
        given.alt_labels,
        given.group_codes,
    )
    assert (skill.description, skill.taxonomy_version) == (given.description, taxonomy.version)


def test_every_role_is_put_with_what_it_needs():
    store, taxonomy = MemoryRepository(), taxonomy_of(3, 2)
    assert seed_catalogue(taxonomy, FakeUnitOfWork(store), nothing) == {
        Seeded.SKILLS: 3,
        Seeded.ROLES: 2,
        Seeded.ROLE_SKILLS: 6,
    }
    assert counts(store) == (3, 2, 6)


def test_progress_goes_kind_by_kind_from_nothing_to_all_block_by_block():
    reports = []
    total = BLOCK * 2 + 1
    seed_catalogue(taxonomy_of(total, 2), FakeUnitOfWork(), lambda *report: reports.append(report))
    assert reports[:4] == [(Seeded.SKILLS, done, total) for done in (0, BLOCK, BLOCK * 2, total)]
    assert reports[4:] == [
        (Seeded.ROLES, 0, 2),
        (Seeded.ROLES, 2, 2),
        (Seeded.ROLE_SKILLS, 0, 6),
        (Seeded.ROLE_SKILLS, 6, 6),
    ]
    assert all(later[1] > earlier[1] for earlier, later in pairwise(reports[:4]))


def test_a_second_run_counts_three_times_and_writes_nothing():
    store, taxonomy = MemoryRepository(), taxonomy_of(7, 2)
    seed_catalogue(taxonomy, FakeUnitOfWork(store), nothing)
    asked, reports = [], []

    class Watched(Undivided):
        """The store, noting what it is asked."""

        def __getattr__(self, name):
            asked.append(name)
            return getattr(store, name)

    written = seed_catalogue(taxonomy, FakeUnitOfWork(Watched()), lambda *report: reports.append(report))
    assert set(written.values()) == {0}
    assert len(asked) == 3
    assert not [name for name in asked if "count" not in name]
    assert reports == [(Seeded.SKILLS, 7, 7), (Seeded.ROLES, 2, 2), (Seeded.ROLE_SKILLS, 6, 6)]


# Three blocks of skills, two of roles, four of relations.
@pytest.mark.parametrize("commits", range(9))
def test_after_a_break_at_any_block_it_goes_on_where_it_broke_off(commits):
    store, taxonomy = MemoryRepository(), taxonomy_of(BLOCK * 2 + 5, BLOCK + 3)
    whole = (BLOCK * 2 + 5, BLOCK + 3, (BLOCK + 3) * 3)
    with pytest.raises(StoreUnavailableError):
        seed_catalogue(taxonomy, BreaksDown(store, commits), nothing)
    there = counts(store)
    assert there != whole
    written = seed_catalogue(taxonomy, FakeUnitOfWork(store), nothing)
    assert counts(store) == whole
    # What was there stays: blocks are whole, so nothing is written twice.
    assert tuple(written.values()) == tuple(all_ - some for all_, some in zip(whole, there, strict=True))


@pytest.mark.parametrize("commits", [None, 0, 1, 2])
def test_roles_of_another_version_go_when_all_of_this_one_are_there(commits):
    store = MemoryRepository()
    older = taxonomy_of(3, 4, "esco-1.0.0-en-00000000")
    seed_catalogue(older, FakeUnitOfWork(store), nothing)
    kept = older.every_role[0]
    newer = made_of(older.every, [kept, role_of(9, (0,), (1,))])
    if commits is not None:
        with pytest.raises(StoreUnavailableError):
            seed_catalogue(newer, BreaksDown(store, commits), nothing)
        assert counts(store, older.version)[2] > 0
    seed_catalogue(newer, FakeUnitOfWork(store), nothing)
    assert counts(store) == (3, 2, 3 + 2)
    assert counts(store, older.version) == (0, 0, 0)


def test_going_back_after_a_broken_upgrade_leaves_nothing_of_it():
    store, older = MemoryRepository(), taxonomy_of(3, 4)
    seed_catalogue(older, FakeUnitOfWork(store), nothing)
    newer = made_of(older.every, [*older.every_role, role_of(9, (0,), ())], "esco-1.2.0-en-00000002")
    with pytest.raises(StoreUnavailableError):
        seed_catalogue(newer, BreaksDown(store, commits=2), nothing)  # its skills and roles, no relation
    assert counts(store, newer.version) == (3, 5, 0)
    seed_catalogue(older, FakeUnitOfWork(store), nothing)
    assert counts(store) == (3, 4, 12)
    assert counts(store, newer.version) == (0, 0, 0)


def test_a_version_that_another_took_over_in_part_becomes_whole_again():
    store, older = MemoryRepository(), taxonomy_of(BLOCK * 2, BLOCK * 2)
    newer = made_of(older.every[:BLOCK], older.every_role[:BLOCK], "esco-1.2.0-en-00000002")
    for taxonomy in (older, newer, older):
        seed_catalogue(taxonomy, FakeUnitOfWork(store), nothing)
    assert counts(store) == (BLOCK * 2, BLOCK * 2, BLOCK * 6)
    assert counts(store, newer.version) == (0, 0, 0)


def test_the_compiled_taxonomy_can_be_seeded(tiny_taxonomy):
    store = MemoryRepository()
    written = seed_catalogue(tiny_taxonomy, FakeUnitOfWork(store), nothing)
    assert (written[Seeded.SKILLS], written[Seeded.ROLES]) == (tiny_taxonomy.skill_count, tiny_taxonomy.role_count)
    assert sorted(stored_names(store)) == sorted(skill.name for skill in tiny_taxonomy.iter_skills())
