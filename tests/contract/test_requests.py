"""A changing request is admitted within its user's limit, and answered once for its key, on every store."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from shared.domain.assessment import Assessment
from shared.domain.caller import Caller
from shared.domain.errors import (
    AlreadyAnsweredError,
    KeyReusedError,
    RateLimitedError,
    StaleVersionError,
    UserNotFoundError,
)
from shared.domain.ids import SkillId
from shared.domain.plan import PlanVersion
from shared.domain.profile import Correction, Profile
from shared.domain.request import Answer, Limit, WriteRequest
from tests.contract.conftest import NOW, Backend, all_at_once
from tests.contract.samples import ODD, next_version

MakePlan = Callable[[Caller], PlanVersion]
MakeCorrection = Callable[..., Correction]

# A minute for each: nothing comes back while a test runs.
SLOW = Limit(burst=2, per_minute=1)
FINGERPRINT, ANOTHER = "0a" * 32, "0b" * 32


@pytest.fixture
def admitted(backend: Backend) -> Backend:
    """With a profile of the reader's."""
    backend.store_profile(backend.reader)
    return backend


def _request(backend: Backend, *, key: str | None = None, cost: int = 1, limit: Limit = SLOW) -> WriteRequest:
    return WriteRequest(backend.reader.user_id, cost, limit, key, FINGERPRINT)


def _answer(backend: Backend, key: str, **given: object) -> Answer:
    headers = (("location", "/v1/plans/é"), ("etag", '"1"'))
    made = Answer(backend.reader.user_id, key, FINGERPRINT, 201, headers, f'{{"odd": "{ODD}"}}', backend.clock.now())
    return replace(made, **given)  # type: ignore[arg-type] # fields of an answer


def _commit(backend: Backend, version: PlanVersion, answer: Answer) -> None:
    uow = backend.uow(backend.reader)
    uow.answer_with(lambda _: answer)
    with uow:
        uow.plans.add(version)
        uow.commit(version)


def _plan_count(backend: Backend) -> int:
    with backend.uow(backend.reader) as uow:
        return len(uow.plans.list_page(backend.reader.user_id, None, 100).items)


def test_without_a_profile_nothing_is_admitted(backend: Backend):
    with pytest.raises(UserNotFoundError):
        backend.uow(backend.reader).admit(_request(backend, key="k"))


def test_a_used_up_limit_says_when_to_come_back_and_is_each_users_own(admitted: Backend):
    backend = admitted
    backend.store_profile(backend.other)
    uow = backend.uow(backend.reader)
    assert uow.admit(_request(backend, cost=2)) is None
    for cost, least, most in ((1, 50, 60), (2, 110, 120), (1, 50, 60)):
        with pytest.raises(RateLimitedError) as refused:
            uow.admit(_request(backend, cost=cost))
        assert least < refused.value.retry_after_s <= most
    assert uow.admit(_request(backend, cost=0)) is None
    theirs = replace(_request(backend), user_id=backend.other.user_id)
    assert backend.uow(backend.other).admit(theirs) is None


def test_a_limit_refills(admitted: Backend):
    backend = admitted
    uow = backend.uow(backend.reader)
    one_a_second = Limit(burst=1, per_minute=60)
    for _ in range(2):
        assert uow.admit(_request(backend, limit=one_a_second)) is None
        backend.clock.wait(1.1)
    assert uow.admit(_request(backend, limit=one_a_second)) is None


def test_a_cost_above_the_whole_limit_takes_the_whole(admitted: Backend):
    uow = admitted.uow(admitted.reader)
    assert uow.admit(_request(admitted, cost=5)) is None
    with pytest.raises(RateLimitedError) as refused:
        uow.admit(_request(admitted))
    assert 50 < refused.value.retry_after_s <= 60


def test_requests_at_the_same_moment_share_one_limit(admitted: Backend):
    backend = admitted
    attempts: list[Callable[[], None]] = [
        lambda: backend.uow(backend.reader).admit(_request(backend)) and None for _ in range(4)
    ]
    outcomes = all_at_once(attempts)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NoneType"] * 2 + ["RateLimitedError"] * 2


@pytest.mark.parametrize("key", ["k", "x" * 255, "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", "null"])
def test_an_answer_is_kept_with_its_effect_and_given_again_to_the_letter(admitted: Backend, plan: MakePlan, key: str):
    backend = admitted
    uow = backend.uow(backend.reader)
    assert uow.admit(_request(backend, key=key, cost=2)) is None
    made, answer = plan(backend.reader), _answer(backend, key)
    results: list[object] = []

    def answer_of(result: object) -> Answer:
        results.append(result)
        return answer

    uow.answer_with(answer_of)
    with uow:
        uow.plans.add(made)
        uow.commit(made)
    assert results == [made]
    assert _plan_count(backend) == 1
    # Although the limit is used up: what was answered takes nothing of it.
    assert backend.uow(backend.reader).admit(_request(backend, key=key)) == answer
    with pytest.raises(RateLimitedError):
        backend.uow(backend.reader).admit(_request(backend, key=f"{key[:200]}2"))


def test_a_key_belongs_to_one_request_of_one_user(admitted: Backend, plan: MakePlan):
    backend = admitted
    backend.store_profile(backend.other)
    _commit(backend, plan(backend.reader), _answer(backend, "k"))
    with pytest.raises(KeyReusedError):
        backend.uow(backend.reader).admit(replace(_request(backend, key="k"), fingerprint=ANOTHER))
    theirs = replace(_request(backend, key="k"), user_id=backend.other.user_id)
    assert backend.uow(backend.other).admit(theirs) is None
    assert backend.uow(backend.reader).admit(_request(backend)) is None


def test_an_answer_is_kept_for_24_hours(admitted: Backend, plan: MakePlan):
    backend = admitted
    now = backend.clock.now()
    for key, age in (("young", timedelta(hours=23, minutes=55)), ("old", timedelta(hours=24, minutes=5))):
        _commit(backend, plan(backend.reader), _answer(backend, key, created_at=now - age))
    assert backend.uow(backend.reader).admit(_request(backend, key="young"))
    assert backend.uow(backend.reader).admit(_request(backend, key="old")) is None
    _commit(backend, plan(backend.reader), again := _answer(backend, "old"))
    assert backend.uow(backend.reader).admit(_request(backend, key="old")) == again


def test_a_commit_that_fails_keeps_no_answer(admitted: Backend, plan: MakePlan):
    backend = admitted
    uow = backend.uow(backend.reader)
    uow.answer_with(lambda _: _answer(backend, "k"))
    with uow:
        uow.plans.add(plan(backend.reader))
        uow.plans.update(next_version(plan(backend.reader)))
        with pytest.raises(StaleVersionError):
            uow.commit()
    assert backend.uow(backend.reader).admit(_request(backend, key="k")) is None
    assert _plan_count(backend) == 0


def test_an_answer_that_cannot_be_made_undoes_the_effect(admitted: Backend, plan: MakePlan):
    def fail(_result: object) -> Answer:
        raise LookupError("no such field")

    uow = admitted.uow(admitted.reader)
    uow.answer_with(fail)
    with uow:
        uow.plans.add(plan(admitted.reader))
        with pytest.raises(LookupError):
            uow.commit()
    assert _plan_count(admitted) == 0


def test_a_second_effect_under_one_key_is_undone(admitted: Backend, plan: MakePlan):
    _commit(admitted, plan(admitted.reader), _answer(admitted, "k"))
    with pytest.raises(AlreadyAnsweredError):
        _commit(admitted, plan(admitted.reader), _answer(admitted, "k"))
    assert _plan_count(admitted) == 1


def test_of_one_request_sent_twice_at_once_one_takes_effect(admitted: Backend, plan: MakePlan):
    backend = admitted
    answers = [_answer(backend, "k", body=f'"{number}"') for number in range(3)]

    def send(answer: Answer) -> Callable[[], None]:
        return lambda: _commit(backend, plan(backend.reader), answer)

    outcomes = all_at_once([send(answer) for answer in answers])
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["AlreadyAnsweredError"] * 2 + ["NoneType"]
    assert _plan_count(backend) == 1
    assert backend.uow(backend.reader).admit(_request(backend, key="k")) == answers[outcomes.index(None)]


def test_without_answer_with_nothing_is_kept(admitted: Backend, plan: MakePlan):
    uow = admitted.uow(admitted.reader)
    uow.answer_with(lambda _: _answer(admitted, "k"))
    uow.answer_with(None)
    with uow:
        uow.plans.add(plan(admitted.reader))
        uow.commit("a result that nobody asks for")
    assert uow.admit(_request(admitted, key="k")) is None


def test_a_profile_that_comes_with_the_admission_is_the_stored_one_and_sees_the_block(
    admitted: Backend, assessment: Callable[..., Assessment], correction: MakeCorrection
):
    backend = admitted
    skill_id = SkillId(uuid4())
    user = backend.store_profile(backend.reader)
    first, newer = correction(backend.reader, skill_id), correction(backend.reader, skill_id)
    made = assessment(backend.reader)
    with backend.uow(backend.reader) as uow:
        uow.assessments.add(made)
        uow.corrections.add(first)
        uow.commit()
    uow = backend.uow(backend.reader)
    wanted = replace(_request(backend), wants_profile=True)
    uow.admit(wanted)
    with uow:
        assert uow.profiles.get(user.id) == Profile(user, made, {skill_id: first})
    uow.admit(wanted)
    changed = user.changed("Bea", "de", NOW)
    with uow:
        uow.corrections.add(newer)
        uow.users.update(changed)
        assert uow.profiles.get(user.id) == Profile(changed, made, {skill_id: newer})
        uow.commit()
        assert uow.profiles.get(user.id) == Profile(changed, made, {skill_id: newer})
