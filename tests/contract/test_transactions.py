"""A block is one transaction, on every store."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from shared.domain.assessment import Assessment
from shared.domain.caller import Caller
from shared.domain.errors import (
    ConflictError,
    DuplicateSkillError,
    DuplicateUserError,
    StaleVersionError,
    UserNotFoundError,
)
from shared.domain.skill import Skill, SkillFilter
from shared.domain.user import User
from shared.unit_of_work.abstract import UnitOfWork
from tests.contract.conftest import NOW, Backend, all_at_once

Profile = Callable[[Caller], User]
MakeSkill = Callable[..., Skill]
MakeAssessment = Callable[..., Assessment]


def _user(backend: Backend, caller: Caller) -> User | None:
    with backend.uow(caller) as uow:
        return uow.users.get(caller.user_id)


def _store_profile(backend: Backend, caller: Caller, profile: Profile) -> User:
    with backend.uow(caller) as uow:
        uow.users.add(user := profile(caller))
        uow.commit()
    return user


def test_what_was_committed_is_read_back_exactly_as_it_was(backend: Backend, profile: Profile):
    user = _store_profile(backend, backend.reader, profile)
    assert _user(backend, backend.reader) == user


def test_without_commit_nothing_changed(backend: Backend, own_skill: MakeSkill):
    user = backend.store_profile(backend.editor)
    with backend.uow(backend.editor) as uow:
        uow.users.update(user.changed("Bea", "de", NOW))
        uow.skills.add(skill := own_skill("Python"))
    with backend.uow(backend.editor) as uow:
        assert uow.users.get(backend.editor.user_id) == user
        assert uow.skills.get(skill.id) is None


def test_what_was_staged_before_a_block_ended_is_not_committed_by_the_next(backend: Backend, profile: Profile):
    uow = backend.uow(backend.reader)
    with uow:
        uow.users.add(profile(backend.reader))
    with uow:
        assert uow.users.get(backend.reader.user_id) is None
        uow.commit()
    assert _user(backend, backend.reader) is None


def test_an_exception_in_the_block_changes_nothing_and_goes_on_up(backend: Backend, profile: Profile):
    def fail(reason: str) -> None:
        with backend.uow(backend.reader) as uow:
            uow.users.add(profile(backend.reader))
            raise LookupError(reason)

    with pytest.raises(LookupError, match="of the block's own"):
        fail("of the block's own")
    assert _user(backend, backend.reader) is None


def test_a_unit_of_work_is_used_again_after_its_block(backend: Backend, profile: Profile):
    uow = backend.uow(backend.reader)
    with uow:
        uow.users.add(user := profile(backend.reader))
        uow.commit()
    with uow:
        uow.users.update(user.changed("Bea", "de", NOW))
        uow.commit()
    stored = _user(backend, backend.reader)
    assert stored
    assert (stored.display_name, stored.version) == ("Bea", 2)


def test_a_block_goes_on_after_a_commit_and_commits_again(backend: Backend, profile: Profile):
    with backend.uow(backend.reader) as uow:
        uow.users.add(user := profile(backend.reader))
        uow.commit()
        assert uow.users.get(user.id) == user
        uow.users.update(user.changed("Bea", "de", NOW))
        uow.commit()
        uow.users.update(user.changed("not committed", "de", NOW))
    stored = _user(backend, backend.reader)
    assert stored
    assert (stored.display_name, stored.version) == ("Bea", 2)


def test_a_commit_of_nothing_is_no_error(backend: Backend):
    with backend.uow(backend.reader) as uow:
        uow.commit()


def test_a_user_is_added_and_changed_within_one_block(backend: Backend, profile: Profile):
    user = profile(backend.reader)
    changed = user.changed("Bea", "de", NOW + timedelta(seconds=1))
    with backend.uow(backend.reader) as uow:
        uow.users.add(user)
        uow.users.update(changed)
        assert uow.users.get(user.id) == changed
        uow.commit()
    assert _user(backend, backend.reader) == changed


def test_an_added_assessment_is_deleted_within_the_block(
    backend: Backend, profile: Profile, assessment: MakeAssessment
):
    with backend.uow(backend.reader) as uow:
        uow.users.add(profile(backend.reader))
        uow.assessments.add(made := assessment(backend.reader))
        uow.assessments.delete(made.summary)
        assert uow.assessments.get(backend.reader.user_id, made.id) is None
        uow.commit()
    with backend.uow(backend.reader) as uow:
        assert uow.assessments.get(backend.reader.user_id, made.id) is None
        assert not uow.assessments.list_page(backend.reader.user_id, None, 10).items


def test_a_second_write_that_fails_undoes_the_first(backend: Backend, own_skill: MakeSkill):
    user = backend.store_profile(backend.editor)
    with backend.uow(backend.editor) as uow:
        uow.skills.add(own_skill("Python"))
        uow.commit()
    with backend.uow(backend.editor) as uow:
        uow.users.update(user.changed("Bea", "de", NOW))
        uow.skills.add(own_skill("Rust"))
        uow.skills.add(own_skill("PYTHON"))
        with pytest.raises(DuplicateSkillError):
            uow.commit()
    with backend.uow(backend.editor) as uow:
        assert uow.users.get(backend.editor.user_id) == user
        assert uow.skills.find_by_name("Rust") is None


def test_a_stale_write_undoes_what_came_before_and_after_it(
    backend: Backend, profile: Profile, assessment: MakeAssessment
):
    user = _store_profile(backend, backend.reader, profile)
    first, second = assessment(backend.reader), assessment(backend.reader)
    with backend.uow(backend.reader) as uow:
        uow.assessments.add(first)
        uow.users.update(replace(user, version=5))
        uow.assessments.add(second)
        with pytest.raises(StaleVersionError):
            uow.commit()
    with backend.uow(backend.reader) as uow:
        assert not uow.assessments.list_page(backend.reader.user_id, None, 10).items
        assert uow.users.get(user.id) == user


def test_after_a_failed_commit_the_block_sees_the_store_and_can_commit_other_writes(backend: Backend, profile: Profile):
    user = _store_profile(backend, backend.reader, profile)
    with backend.uow(backend.reader) as uow:
        uow.users.update(replace(user, display_name="lost", version=9))
        with pytest.raises(StaleVersionError):
            uow.commit()
        assert uow.users.get(user.id) == user
        uow.users.update(user.changed("Bea", "de", NOW))
        uow.commit()
    stored = _user(backend, backend.reader)
    assert stored
    assert stored.display_name == "Bea"


def test_of_two_writers_that_read_the_same_version_the_second_loses(backend: Backend, profile: Profile):
    user = _store_profile(backend, backend.reader, profile)
    with backend.uow(backend.reader) as first, backend.uow(backend.reader) as second:
        first.users.update(user.changed("first", "en", NOW))
        second.users.update(user.changed("second", "en", NOW))
        first.commit()
        with pytest.raises(StaleVersionError):
            second.commit()
    stored = _user(backend, backend.reader)
    assert stored
    assert stored.display_name == "first"


def test_a_change_of_what_is_not_there_is_stale(backend: Backend, profile: Profile):
    with backend.uow(backend.reader) as uow:
        uow.users.update(profile(backend.reader).changed("Bea", "de", NOW))
        with pytest.raises(StaleVersionError):
            uow.commit()


def test_a_second_profile_of_one_account_is_a_duplicate(backend: Backend, profile: Profile):
    _store_profile(backend, backend.reader, profile)
    with pytest.raises(DuplicateUserError):
        _store_profile(backend, backend.reader, profile)


def test_an_assessment_needs_a_profile(backend: Backend, assessment: MakeAssessment):
    with backend.uow(backend.reader) as uow:
        uow.assessments.add(assessment(backend.reader))
        with pytest.raises(UserNotFoundError):
            uow.commit()


def test_the_same_assessment_twice_is_a_conflict(backend: Backend, profile: Profile, assessment: MakeAssessment):
    _store_profile(backend, backend.reader, profile)
    made = assessment(backend.reader)
    for attempt in range(2):
        with backend.uow(backend.reader) as uow:
            uow.assessments.add(made)
            if attempt == 0:
                uow.commit()
            else:
                with pytest.raises(ConflictError):
                    uow.commit()


def test_outside_its_block_a_unit_of_work_refuses(backend: Backend, profile: Profile):
    uow = backend.uow(backend.reader)
    with pytest.raises(RuntimeError):
        uow.users.add(profile(backend.reader))
    with uow:
        pass
    with pytest.raises(RuntimeError):
        uow.commit()


def test_a_block_inside_a_block_of_the_same_unit_of_work_is_refused(backend: Backend):
    uow = backend.uow(backend.reader)
    with uow:
        with pytest.raises(RuntimeError):
            uow.__enter__()
        uow.commit()


def test_the_store_answers_a_ping_outside_any_block(backend: Backend):
    backend.uow(backend.reader).ping()
    backend.service().ping()


def test_of_writers_at_the_same_moment_exactly_one_wins(backend: Backend, profile: Profile):
    user = _store_profile(backend, backend.reader, profile)

    def rename(name: str) -> Callable[[], None]:
        def attempt() -> None:
            with backend.uow(backend.reader) as uow:
                uow.users.update(user.changed(name, "en", NOW))
                uow.commit()

        return attempt

    for version in range(1, 6):
        outcomes = all_at_once([rename(f"writer {number}") for number in range(4)])
        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NoneType"] + ["StaleVersionError"] * 3
        stored = _user(backend, backend.reader)
        assert stored
        assert stored.version == version + 1
        assert stored.display_name == f"writer {outcomes.index(None)}"
        user = stored


def test_of_skills_with_one_name_added_at_the_same_moment_exactly_one_is_there(backend: Backend, own_skill: MakeSkill):
    def add(skill: Skill) -> Callable[[], None]:
        def attempt() -> None:
            with backend.uow(backend.editor) as uow:
                if uow.skills.find_by_name(skill.name):
                    raise DuplicateSkillError("there already")
                uow.skills.add(skill)
                uow.commit()

        return attempt

    for number in range(5):
        name = f"Skill {number}"
        outcomes = all_at_once([add(own_skill(spelling)) for spelling in (name, name.upper(), f" {name} ", name)])
        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["DuplicateSkillError"] * 3 + ["NoneType"]
        with backend.uow(backend.editor) as uow:
            assert len(uow.skills.list_page(SkillFilter(name), None, 10).items) == 1


def test_writers_at_the_same_moment_that_do_not_contradict_each_other_all_win(backend: Backend, own_skill: MakeSkill):
    def add(name: str) -> Callable[[], None]:
        def attempt() -> None:
            with backend.uow(backend.editor) as uow:
                uow.skills.add(own_skill(name))
                uow.commit()

        return attempt

    assert all_at_once([add(f"Skill {number}") for number in range(8)]) == [None] * 8
    with backend.uow(backend.editor) as uow:
        assert len(uow.skills.list_page(SkillFilter(), None, 100).items) == 8


def test_a_reader_never_sees_half_a_commit(backend: Backend, profile: Profile, assessment: MakeAssessment):
    user = _store_profile(backend, backend.reader, profile)
    made = [assessment(backend.reader) for _ in range(20)]

    def write() -> None:
        with backend.uow(backend.reader) as uow:
            for item in made:
                uow.assessments.add(item)
            uow.commit()

    def read() -> None:
        for _ in range(10):
            with backend.uow(backend.reader) as uow:
                assert len(uow.assessments.list_page(user.id, None, 100).items) in (0, 20)

    assert all_at_once([write, read]) == [None, None]


def test_it_is_a_unit_of_work_as_the_port_draws_it(backend: Backend):
    uow: UnitOfWork = backend.uow(backend.reader)
    with uow as entered:
        assert entered is uow
