from itertools import pairwise
from types import SimpleNamespace
from uuid import uuid4

import pytest

from shared.domain.errors import StoreUnavailableError
from shared.domain.ids import SkillId
from shared.domain.page import MAX_PAGE
from shared.domain.skill import ReuseLevel, SkillFilter, SkillSource, SkillType
from shared.repositories.fake import MemoryRepository
from shared.services import skills
from shared.services.catalogue import BLOCK, seed_catalogue
from shared.taxonomy.model import TaxonomySkill
from shared.unit_of_work.fake import FakeUnitOfWork


def taxonomy_of(count, version="esco-1.1.1-en-00000001", first=0):
    """As much of a taxonomy as seeding reads."""
    every = [
        TaxonomySkill(
            index,
            SkillId(uuid4()),
            f"urn:skill:{first + index}",
            f"skill {first + index}",
            SkillType.SKILL,
            SkillSource.ESCO,
            ReuseLevel.CROSS_SECTOR,
            (f"ability {first + index}",),
            "What it is.",
            ("S", "S5"),
            ("skills", "working with computers"),
        )
        for index in range(count)
    ]
    return SimpleNamespace(version=version, skill_count=count, iter_skills=lambda: iter(every), every=every)


class BreaksDown(FakeUnitOfWork):
    """The store stops answering after some commits."""

    def __init__(self, store, commits):
        super().__init__(store)
        self.commits_left = commits

    def commit(self):
        if self.commits_left == 0:
            raise StoreUnavailableError("gone")
        self.commits_left -= 1
        super().commit()


def stored_names(store):
    after, names = None, []
    while True:
        page = skills.list_skills(SkillFilter(), after, MAX_PAGE, FakeUnitOfWork(store))
        names += [skill.name for skill in page.items]
        after = page.next_key
        if after is None:
            return names


def nothing(_done, _total):
    """For tests that do not look at the progress."""


def test_every_skill_is_put_with_all_it_has():
    store, taxonomy = MemoryRepository(), taxonomy_of(3)
    assert seed_catalogue(taxonomy, FakeUnitOfWork(store), nothing) == 3
    given = taxonomy.every[1]
    skill = skills.get_skill(given.id, FakeUnitOfWork(store))
    assert (skill.uri, skill.name, skill.type, skill.source) == (given.uri, given.name, given.type, given.source)
    assert (skill.reuse_level, skill.alt_labels, skill.groups) == (
        given.reuse_level,
        given.alt_labels,
        given.group_codes,
    )
    assert (skill.description, skill.taxonomy_version) == (given.description, taxonomy.version)


def test_progress_goes_from_nothing_to_all_block_by_block():
    reports = []
    seed_catalogue(taxonomy_of(BLOCK * 2 + 1), FakeUnitOfWork(), lambda done, total: reports.append((done, total)))
    total = BLOCK * 2 + 1
    assert reports == [(0, total), (BLOCK, total), (BLOCK * 2, total), (total, total)]
    assert all(later > earlier for (earlier, _), (later, _) in pairwise(reports))


def test_a_second_run_writes_nothing():
    store, taxonomy = MemoryRepository(), taxonomy_of(7)
    seed_catalogue(taxonomy, FakeUnitOfWork(store), nothing)
    reports = []
    uow = FakeUnitOfWork(store)
    assert seed_catalogue(taxonomy, uow, lambda *report: reports.append(report)) == 0
    assert not uow.committed
    assert reports == [(7, 7)]


def test_after_a_break_it_goes_on_where_it_broke_off():
    store, taxonomy = MemoryRepository(), taxonomy_of(BLOCK * 3 + 5)
    with pytest.raises(StoreUnavailableError):
        seed_catalogue(taxonomy, BreaksDown(store, commits=2), nothing)
    assert len(stored_names(store)) == BLOCK * 2
    assert seed_catalogue(taxonomy, FakeUnitOfWork(store), nothing) == BLOCK + 5
    assert sorted(stored_names(store)) == sorted(skill.name for skill in taxonomy.every)


def test_a_version_that_another_took_over_in_part_becomes_whole_again():
    store, older = MemoryRepository(), taxonomy_of(BLOCK * 2)
    newer = SimpleNamespace(
        version="esco-1.2.0-en-00000002", skill_count=BLOCK, iter_skills=lambda: iter(older.every[:BLOCK])
    )
    seed_catalogue(older, FakeUnitOfWork(store), nothing)
    seed_catalogue(newer, FakeUnitOfWork(store), nothing)
    seed_catalogue(older, FakeUnitOfWork(store), nothing)
    with FakeUnitOfWork(store) as uow:
        assert uow.skills.count(older.version) == BLOCK * 2
        assert uow.skills.count(newer.version) == 0


def test_the_compiled_taxonomy_can_be_seeded(tiny_taxonomy):
    store = MemoryRepository()
    assert seed_catalogue(tiny_taxonomy, FakeUnitOfWork(store), nothing) == tiny_taxonomy.skill_count
    assert sorted(stored_names(store)) == sorted(skill.name for skill in tiny_taxonomy.iter_skills())
