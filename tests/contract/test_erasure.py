"""What is held of a person is shown whole, and goes whole, on every store."""

from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

import pytest

from shared.domain.assessment import Assessment
from shared.domain.caller import Caller
from shared.domain.errors import StaleVersionError, UserNotFoundError
from shared.domain.holdings import Holdings
from shared.domain.ids import SkillId
from shared.domain.plan import PlanVersion
from shared.domain.profile import Correction, Profile
from shared.domain.request import Answer, Limit, WriteRequest
from shared.domain.skill import Skill
from shared.repositories.staged.store import HOLDINGS
from shared.unit_of_work.abstract import UnitOfWork
from tests.contract.conftest import NOW, Backend
from tests.contract.samples import new_document, new_item, new_run, next_version

MakeAssessment = Callable[..., Assessment]
MakeCorrection = Callable[..., Correction]
MakePlan = Callable[[Caller], PlanVersion]
MakeSkill = Callable[..., Skill]

LIMIT = Limit(burst=2, per_minute=1)
NOTHING = dict.fromkeys(HOLDINGS, 0)


@pytest.fixture
def fill(
    backend: Backend, assessment: MakeAssessment, correction: MakeCorrection, plan: MakePlan
) -> Callable[[Caller], Holdings]:
    """Store some of everything for a caller: what is then held of them."""

    def store(caller: Caller) -> Holdings:
        user = backend.store_profile(caller)
        assessments = sorted((assessment(caller) for _ in range(2)), key=lambda item: item.id)
        corrections = [correction(caller, SkillId(uuid4())) for _ in range(3)]
        first = plan(caller)
        second = next_version(first)
        answer = Answer(user.id, "k", "0a" * 32, 201, (("etag", '"1"'),), "{}", backend.clock.now())
        uow = backend.uow(caller)
        uow.answer_with(lambda _: answer)
        with uow:
            for item in assessments:
                uow.assessments.add(item)
            for said in corrections:
                uow.corrections.add(said)
            uow.plans.add(first)
            uow.plans.update(second)
            uow.documents.add(document := new_document(user.id))
            for run in (runs := [new_run(user.id), new_run(user.id)]):
                uow.workflows.add(run, NOW)
            uow.commit()
        items = [new_item(runs[0], number) for number in (0, 1, 2)]
        with backend.service() as uow:
            uow.workflows.add_items(items)
            uow.commit()
        return Holdings(user, assessments, corrections, [first, second], [answer], [], [document], runs, items)

    return store


def _holdings(uow: UnitOfWork, caller: Caller) -> Holdings | None:
    """With plain lists, so that they compare."""
    found = uow.users.holdings(caller.user_id)
    return found and Holdings(
        found.user,
        list(found.assessments),
        list(found.corrections),
        list(found.plan_versions),
        list(found.answers),
        list(found.added_skills),
        list(found.documents),
        list(found.workflow_runs),
        list(found.workflow_items),
    )


def test_of_somebody_without_a_profile_nothing_is_held(backend: Backend):
    with backend.uow(backend.reader) as uow:
        assert uow.users.holdings(backend.reader.user_id) is None
        assert uow.users.count_holdings(backend.reader.user_id) == NOTHING


def test_everything_held_is_shown_oldest_first_and_nothing_of_others(
    backend: Backend, fill: Callable[[Caller], Holdings], own_skill: MakeSkill
):
    fill(backend.other)
    held = fill(backend.editor)
    added = [own_skill("duckdb"), own_skill("polars")]
    with backend.uow(backend.editor) as uow:
        for skill in added:
            uow.skills.add(skill)
        uow.commit()
        assert _holdings(uow, backend.editor) == replace(held, added_skills=sorted(skill.id for skill in added))
        assert uow.users.count_holdings(backend.editor.user_id) == {
            "profile": 1,
            "assessments": 2,
            "corrections": 3,
            "plans": 1,
            "plan_versions": 2,
            "answers": 1,
            "documents": 1,
            "workflow_runs": 2,
            "workflow_items": 3,
        }


def test_a_block_sees_what_it_added_and_took_among_what_is_held(
    backend: Backend,
    fill: Callable[[Caller], Holdings],
    assessment: MakeAssessment,
    correction: MakeCorrection,
    plan: MakePlan,
):
    held = fill(backend.reader)
    made, said, planned = assessment(backend.reader), correction(backend.reader, SkillId(uuid4())), plan(backend.reader)
    with backend.uow(backend.reader) as uow:
        uow.assessments.delete(held.assessments[0].summary)
        uow.assessments.add(made)
        uow.corrections.add(said)
        uow.plans.delete(held.plan_versions[-1].plan.summary)
        uow.plans.add(planned)
        uow.documents.update(erased := held.documents[0].erased(NOW))
        uow.documents.add(document := new_document(backend.reader.user_id, "b" * 64))
        uow.workflows.ask_to_cancel(backend.reader.user_id, held.workflow_runs[0].id, NOW)
        uow.workflows.add(run := new_run(backend.reader.user_id), NOW)
        expected = Holdings(
            held.user,
            sorted([held.assessments[1], made], key=lambda item: item.id),
            sorted([*held.corrections, said], key=lambda item: item.id),
            [planned],
            list(held.answers),
            [],
            [erased, document],
            [replace(held.workflow_runs[0], is_cancelled=True), held.workflow_runs[1], run],
            list(held.workflow_items),
        )
        counts = {
            "profile": 1,
            "assessments": 2,
            "corrections": 4,
            "plans": 1,
            "plan_versions": 1,
            "answers": 1,
            "documents": 2,
            "workflow_runs": 3,
            "workflow_items": 3,
        }
        for _ in ("staged", "committed"):
            assert _holdings(uow, backend.reader) == expected
            assert uow.users.count_holdings(backend.reader.user_id) == counts
            uow.commit()


def test_a_deleted_user_takes_everything_along_and_leaves_others_alone(
    backend: Backend, fill: Callable[[Caller], Holdings], own_skill: MakeSkill
):
    theirs = fill(backend.other)
    held = fill(backend.editor)
    user_id = backend.editor.user_id
    request = WriteRequest(user_id, 2, LIMIT, "k", "0a" * 32)
    backend.uow(backend.editor).admit(replace(request, key=None))
    with backend.uow(backend.editor) as uow:
        uow.skills.add(skill := own_skill("duckdb"))
        uow.commit()
    plan_id, skill_id = held.plan_versions[0].plan.id, held.corrections[0].skill_id
    with backend.uow(backend.editor) as uow:
        uow.users.delete(held.user)
        for _ in ("staged", "committed"):
            assert uow.users.get(user_id) is None
            assert uow.users.holdings(user_id) is None
            assert uow.users.count_holdings(user_id) == NOTHING
            assert uow.profiles.get(user_id) is None
            assert uow.assessments.get(user_id, held.assessments[0].id) is None
            assert not uow.assessments.list_page(user_id, None, 10).items
            assert not uow.corrections.log(user_id, skill_id, 10)
            assert uow.plans.get(user_id, plan_id) is None
            assert not uow.plans.list_page(user_id, None, 10).items
            assert not uow.plans.history(user_id, plan_id, None, 10).items
            assert uow.documents.get(user_id, held.documents[0].id) is None
            assert uow.documents.find_by_sha256(user_id, held.documents[0].sha256) is None
            assert not uow.documents.list_page(user_id, None, 10).items
            assert uow.workflows.get(user_id, held.workflow_runs[0].id) is None
            assert not uow.workflows.list_page(user_id, None, 10).items
            assert not uow.workflows.list_items(user_id, held.workflow_runs[0].id, None, 10).items
            assert uow.workflows.count_items(user_id, held.workflow_runs[0].id) == {}
            assert uow.skills.get(skill.id) == replace(skill, created_by=None)
            assert uow.skills.list_own() == [replace(skill, created_by=None)]
            uow.commit()
        uow.users.delete(held.user)
        with pytest.raises(StaleVersionError):
            uow.commit()
    with pytest.raises(UserNotFoundError):
        backend.uow(backend.editor).admit(request)
    with backend.uow(backend.other) as uow:
        assert _holdings(uow, backend.other) == theirs
    # Nothing of what was comes back with a new profile: no answer, no used-up limit.
    new = backend.store_profile(backend.editor)
    assert backend.uow(backend.editor).admit(request) is None
    with backend.uow(backend.editor) as uow:
        assert uow.profiles.get(user_id) == Profile(new, None, {})
        assert uow.users.count_holdings(user_id) == NOTHING | {"profile": 1}


def test_a_profile_changed_since_it_was_read_is_not_deleted(backend: Backend, fill: Callable[[Caller], Holdings]):
    held = fill(backend.reader)
    with backend.uow(backend.reader) as uow:
        uow.users.update(changed := held.user.changed("Bea", "de", NOW))
        uow.commit()
        uow.users.delete(held.user)
        with pytest.raises(StaleVersionError):
            uow.commit()
        assert _holdings(uow, backend.reader) == replace(held, user=changed)


def test_a_user_is_deleted_and_comes_back_within_one_block(backend: Backend, fill: Callable[[Caller], Holdings]):
    held = fill(backend.reader)
    new = replace(held.user, display_name="Bea")
    with backend.uow(backend.reader) as uow:
        uow.users.delete(held.user)
        uow.users.add(new)
        for _ in ("staged", "committed"):
            assert _holdings(uow, backend.reader) == Holdings(new, [], [], [], [], [], [], [], [])
            assert uow.users.count_holdings(new.id) == NOTHING | {"profile": 1}
            assert uow.profiles.get(new.id) == Profile(new, None, {})
            uow.commit()
