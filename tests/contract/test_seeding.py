"""The catalogue is filled from a compiled taxonomy, broken off, gone on with and replaced by the next, in any store."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from shared.services import catalogue
from shared.services.catalogue import Report, Seeded, seed_catalogue
from shared.taxonomy.load import Taxonomy
from tests.contract.conftest import Backend


def counted(backend: Backend, version: str) -> tuple[int, int, int]:
    with backend.service() as uow:
        return uow.skills.count(version), uow.roles.count(version), uow.roles.count_skills(version)


def nothing(_kind: Seeded, _done: int, _total: int) -> None:
    """For who does not look at the progress."""


def interrupt_in(wanted: Seeded) -> Report:
    def report(kind: Seeded, done: int, total: int) -> None:
        if kind is wanted and 0 < done < total:
            raise KeyboardInterrupt

    return report


def next_edition(taxonomy: Taxonomy) -> Any:
    """As much of a taxonomy as seeding reads: one role is gone, and another needs less."""
    first, second, *_ = taxonomy.roles()
    roles = [first, replace(second, essential=second.essential[:1])]
    return SimpleNamespace(
        version="esco-1.2.0-en-00000002",
        skill_count=taxonomy.skill_count,
        iter_skills=taxonomy.iter_skills,
        roles=lambda: iter(roles),
    )


def test_a_break_costs_nothing_and_a_second_run_writes_nothing(
    backend: Backend, tiny_taxonomy: Taxonomy, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(catalogue, "BLOCK", 3)
    whole = (8, 3, 7)
    with pytest.raises(KeyboardInterrupt):
        seed_catalogue(tiny_taxonomy, backend.service(), interrupt_in(Seeded.ROLE_SKILLS))
    there = counted(backend, tiny_taxonomy.version)
    assert there == (8, 3, 3)
    rest = seed_catalogue(tiny_taxonomy, backend.service(), nothing)
    assert tuple(rest.values()) == tuple(all_ - some for all_, some in zip(whole, there, strict=True))
    assert counted(backend, tiny_taxonomy.version) == whole
    assert set(seed_catalogue(tiny_taxonomy, backend.service(), nothing).values()) == {0}


def test_the_next_edition_takes_the_place_of_the_one_before(backend: Backend, tiny_taxonomy: Taxonomy):
    seed_catalogue(tiny_taxonomy, backend.service(), nothing)
    newer = next_edition(tiny_taxonomy)
    seed_catalogue(newer, backend.service(), nothing)
    relations = sum(len({*role.essential, *role.optional}) for role in newer.roles())
    assert counted(backend, newer.version) == (8, 2, relations)
    assert counted(backend, tiny_taxonomy.version) == (0, 0, 0)
