"""Plans and every version of them, on every store."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from shared.domain.caller import Caller
from shared.domain.errors import InvalidCursorError, InvalidInputError, StaleVersionError, UserNotFoundError
from shared.domain.ids import PlanId
from shared.domain.plan import PlanSummary, PlanVersion
from shared.unit_of_work.abstract import UnitOfWork
from tests.contract.conftest import Backend, all_at_once
from tests.contract.samples import next_version

MakePlan = Callable[[Caller], PlanVersion]


@pytest.fixture
def backend_with_profiles(backend: Backend) -> Backend:
    for caller in (backend.reader, backend.other):
        backend.store_profile(caller)
    return backend


def _add(backend: Backend, caller: Caller, *versions: PlanVersion) -> None:
    with backend.uow(caller) as uow:
        for version in versions:
            uow.plans.add(version)
        uow.commit()


def _listed(uow: UnitOfWork, caller: Caller, limit: int) -> list[PlanSummary]:
    listed: list[PlanSummary] = []
    after = None
    while True:
        page = uow.plans.list_page(caller.user_id, after, limit)
        listed.extend(page.items)
        if (after := page.next_key) is None:
            return listed
        assert len(page.items) == limit


def _history(uow: UnitOfWork, caller: Caller, plan_id: PlanId, limit: int) -> list[PlanVersion]:
    listed: list[PlanVersion] = []
    after = None
    while True:
        page = uow.plans.history(caller.user_id, plan_id, after, limit)
        listed.extend(page.items)
        if (after := page.next_key) is None:
            return listed
        assert len(page.items) == limit


def test_a_plan_is_read_back_to_the_letter(backend_with_profiles: Backend, plan: MakePlan):
    backend = backend_with_profiles
    made, owner = plan(backend.reader), backend.reader.user_id
    with backend.uow(backend.reader) as uow:
        uow.plans.add(made)
        for _ in ("staged", "committed"):
            stored = uow.plans.get(owner, made.plan.id)
            assert stored == made.plan
            assert repr(stored) == repr(made.plan)
            assert uow.plans.list_page(owner, None, 10).items == (made.plan.summary,)
            assert uow.plans.history(owner, made.plan.id, None, 10).items == (made,)
            uow.commit()


def test_each_change_of_a_plan_is_kept_as_a_version(backend_with_profiles: Backend, plan: MakePlan):
    backend = backend_with_profiles
    versions = [plan(backend.reader)]
    _add(backend, backend.reader, versions[0])
    plan_id = versions[0].plan.id
    for _ in range(4):
        versions.append(next_version(versions[-1]))
        with backend.uow(backend.reader) as uow:
            uow.plans.update(versions[-1])
            uow.commit()
    with backend.uow(backend.reader) as uow:
        versions.extend([sixth := next_version(versions[-1]), next_version(sixth)])
        for version in versions[-2:]:
            uow.plans.update(version)
        for _ in ("staged", "committed"):
            assert uow.plans.get(backend.reader.user_id, plan_id) == versions[-1].plan
            assert _listed(uow, backend.reader, 1) == [versions[-1].plan.summary]
            for limit in (1, 2, 3, 7, 100):
                assert _history(uow, backend.reader, plan_id, limit) == versions[::-1]
            uow.commit()


def test_a_plan_is_added_and_changed_within_one_block(backend_with_profiles: Backend, plan: MakePlan):
    backend = backend_with_profiles
    first = plan(backend.reader)
    second = next_version(first)
    with backend.uow(backend.reader) as uow:
        uow.plans.add(first)
        uow.plans.update(second)
        uow.commit()
        assert uow.plans.get(backend.reader.user_id, first.plan.id) == second.plan
        assert _history(uow, backend.reader, first.plan.id, 10) == [second, first]


def test_of_writers_of_one_plan_at_the_same_moment_exactly_one_wins(backend_with_profiles: Backend, plan: MakePlan):
    backend = backend_with_profiles
    _add(backend, backend.reader, version := plan(backend.reader))
    contenders = [next_version(version, hours_per_week=float(hours)) for hours in range(10, 14)]

    def store(contender: PlanVersion) -> Callable[[], None]:
        def attempt() -> None:
            with backend.uow(backend.reader) as uow:
                uow.plans.update(contender)
                uow.commit()

        return attempt

    outcomes = all_at_once([store(contender) for contender in contenders])
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NoneType"] + ["StaleVersionError"] * 3
    winner = contenders[outcomes.index(None)]
    with backend.uow(backend.reader) as uow:
        assert uow.plans.get(backend.reader.user_id, version.plan.id) == winner.plan
        assert _history(uow, backend.reader, version.plan.id, 10) == [winner, version]


def test_a_stale_change_or_deletion_changes_nothing(backend_with_profiles: Backend, plan: MakePlan):
    backend = backend_with_profiles
    first, another = plan(backend.reader), plan(backend.reader)
    _add(backend, backend.reader, first)
    skipped = next_version(next_version(first))
    with backend.uow(backend.reader) as uow:
        uow.plans.add(another)
        uow.plans.update(skipped)
        with pytest.raises(StaleVersionError):
            uow.commit()
        uow.plans.delete(skipped.plan.summary)
        with pytest.raises(StaleVersionError):
            uow.commit()
        assert _listed(uow, backend.reader, 10) == [first.plan.summary]
        assert _history(uow, backend.reader, first.plan.id, 10) == [first]


def test_a_deleted_plan_goes_with_its_history(backend_with_profiles: Backend, plan: MakePlan):
    backend = backend_with_profiles
    gone, kept = plan(backend.reader), plan(backend.reader)
    _add(backend, backend.reader, gone, kept)
    with backend.uow(backend.reader) as uow:
        uow.plans.delete(gone.plan.summary)
        for _ in ("staged", "committed"):
            assert uow.plans.get(backend.reader.user_id, gone.plan.id) is None
            assert _listed(uow, backend.reader, 1) == [kept.plan.summary]
            assert _history(uow, backend.reader, gone.plan.id, 10) == []
            uow.commit()
        uow.plans.update(next_version(gone))
        with pytest.raises(StaleVersionError):
            uow.commit()


def test_somebody_elses_plan_is_not_there(backend_with_profiles: Backend, plan: MakePlan):
    backend = backend_with_profiles
    theirs, reader = plan(backend.other), backend.reader.user_id
    _add(backend, backend.other, theirs)
    with backend.uow(backend.reader) as uow:
        assert uow.plans.get(reader, theirs.plan.id) is None
        assert _listed(uow, backend.reader, 10) == []
        assert _history(uow, backend.reader, theirs.plan.id, 10) == []
        uow.plans.delete(replace(theirs.plan.summary, user_id=reader))
        with pytest.raises(StaleVersionError):
            uow.commit()
        version = next_version(theirs)
        taken = replace(version.plan, summary=replace(version.plan.summary, user_id=reader))
        uow.plans.update(replace(version, plan=taken))
        with pytest.raises(StaleVersionError):
            uow.commit()
    with backend.uow(backend.other) as uow:
        assert _history(uow, backend.other, theirs.plan.id, 10) == [theirs]


def test_plans_are_listed_newest_first_and_page_without_loss(backend_with_profiles: Backend, plan: MakePlan):
    backend = backend_with_profiles
    stored = [plan(backend.reader) for _ in range(8)]
    _add(backend, backend.reader, *stored)
    _add(backend, backend.other, plan(backend.other))
    with backend.uow(backend.reader) as uow:
        uow.plans.add(added := plan(backend.reader))
        uow.plans.update(changed := next_version(stored[3]))
        uow.plans.delete(stored[5].plan.summary)
        left = [*stored[:3], changed, stored[4], *stored[6:], added]
        expected = sorted((version.plan.summary for version in left), key=lambda summary: summary.id, reverse=True)
        for limit in (1, 3, 7, 8, 100):
            assert _listed(uow, backend.reader, limit) == expected
        uow.commit()
        assert _listed(uow, backend.reader, 3) == expected


def test_a_plan_needs_a_profile(backend: Backend, plan: MakePlan):
    with pytest.raises(UserNotFoundError):
        _add(backend, backend.reader, plan(backend.reader))


@pytest.mark.parametrize("hours", [0.0, 80.5])
def test_a_plan_takes_more_than_no_hours_a_week_and_no_more_than_80(
    backend_with_profiles: Backend, plan: MakePlan, hours: float
):
    made = plan(backend_with_profiles.reader)
    summary = replace(made.plan.summary, hours_per_week=hours)
    with pytest.raises(InvalidInputError):
        _add(
            backend_with_profiles,
            backend_with_profiles.reader,
            replace(made, plan=replace(made.plan, summary=summary)),
        )


@pytest.mark.parametrize(
    "cursor", ["", "x", "-1", "1.5", "9999999999", "\u0661", "0b5c9e2e-9d0c-7000-8000-000000000000"]
)
def test_a_cursor_of_another_list_is_refused(backend_with_profiles: Backend, plan: MakePlan, cursor: str):
    backend = backend_with_profiles
    _add(backend, backend.reader, made := plan(backend.reader))
    with backend.uow(backend.reader) as uow:
        with pytest.raises(InvalidCursorError):
            uow.plans.history(backend.reader.user_id, made.plan.id, cursor, 10)
        with pytest.raises(InvalidCursorError):
            uow.plans.list_page(backend.reader.user_id, "7", 10)
