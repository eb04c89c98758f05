from datetime import timedelta
from uuid import uuid4

import pytest

from shared.domain.document import DocumentState
from shared.domain.document_text import RejectionCode
from shared.domain.errors import DocumentRefusedError, RoleNotFoundError
from shared.domain.ids import RoleId
from shared.domain.workflow import Failure, RunState, StepState
from shared.services import documents
from shared.services.workflows.inputs import UPLOAD_COMES_WITHIN
from tests.workflows.world import CV, LONG_S, REFUSED, CrashError, read_document


class WithoutRoles:
    """A taxonomy that lost its roles."""

    def __init__(self, taxonomy):
        self._taxonomy = taxonomy

    def __getattr__(self, name):
        return getattr(self._taxonomy, name)

    def role(self, role_id):
        return None


def states(run):
    return {step.name: step.state for step in run.steps}


def test_a_cv_becomes_an_assessment_and_a_plan_and_its_text_stays(world, ann):
    document = world.upload(ann, CV)
    run = world.start_plan(ann, document)
    world.settle()
    after = world.get(run)
    assert (after.state, set(states(after).values())) == (RunState.COMPLETED, {StepState.DONE})
    assert [step.attempts for step in after.steps] == [1, 1, 1, 1]
    assert all(step.started_at is not None and step.ended_at is not None for step in after.steps)
    seen = world.watched.look()
    assert {str(key) for key in seen.assessments} == {after.result["assessment_id"]}
    assert {str(key) for key in seen.plans} == {after.result["plan_id"]}
    assert seen.documents[document.id] == DocumentState.EXTRACTED
    assert seen.outbox == []
    assert world.objects.keys() == [document.key, document.text_key]


def test_every_quote_names_its_page_and_the_document_says_how_it_was_read(world, ann):
    document = world.upload(ann, CV)
    world.start_plan(ann, document)
    world.settle()
    with world.watched.uow() as uow:
        read = uow.documents.get(ann, document.id).reading
        assessment = uow.profiles.get(ann).assessment
    assert (read.page_count, read.text_chars, read.hidden_chars, read.flags) == (3, len(CV), 3, ("white-text",))
    pages = {evidence.page for skill in assessment.result.skills for evidence in skill.evidence}
    assert pages == {2}


def test_it_waits_for_a_file_that_is_still_to_come_and_no_attempt_is_counted(world, ann):
    document = world.upload(ann, CV, arrives=False)
    run = world.start_plan(ann, document)
    for _ in range(20):
        world.watched.wait(10)
        for wake in world.queue.take():
            world.work(wake.run_id)
    waiting = world.get(run)
    assert (waiting.state, waiting.step.name, waiting.step.attempts) == (RunState.RUNNING, "extract", 0)
    world.arrive(document, CV)
    world.settle()
    assert world.get(run).state is RunState.COMPLETED


def test_a_file_that_never_comes_is_given_up_with_the_reason_and_waited_for_again_when_retried(world, ann):
    document = world.upload(ann, CV, arrives=False)
    run = world.start_plan(ann, document)
    world.settle()
    after = world.get(run)
    assert (after.state, after.failure.code) == (RunState.COMPENSATED, "upload-missing")
    assert "upload" in after.failure.message
    begun = run.created_at
    assert begun + UPLOAD_COMES_WITHIN <= world.watched.now() <= begun + UPLOAD_COMES_WITHIN + timedelta(minutes=10)
    world.retry(ann, run.id)
    for wake in world.queue.take():
        world.work(wake.run_id)
    world.arrive(document, CV)
    world.settle()
    assert world.get(run).state is RunState.COMPLETED


def test_a_refused_file_is_given_up_at_once_with_the_reason_alone(world, ann):
    document = world.upload(ann, REFUSED + b" of Ann O'Neil, ann@example.org")
    run = world.start_plan(ann, document)
    world.settle()
    after = world.get(run)
    assert after.state is RunState.COMPENSATED
    assert after.failure == Failure("encrypted", "the file is refused (encrypted): use another")
    with world.watched.uow() as uow:
        rejected = uow.documents.get(ann, document.id)
    assert (rejected.state, rejected.rejection) == (DocumentState.REJECTED, "encrypted")
    assert world.objects.keys() == [], "as of a file that is rejected as it comes"


@pytest.mark.parametrize("reason", [RejectionCode.TOO_SLOW, RejectionCode.TOO_MUCH_MEMORY])
def test_a_file_that_took_too_much_on_a_busy_day_can_be_tried_again(world, ann, reason):
    def refuse(_data, _content_type):
        raise DocumentRefusedError(reason, "it took too much")

    world.read_document = refuse
    document = world.upload(ann, CV)
    run = world.start_plan(ann, document)
    world.settle()
    assert (world.get(run).state, world.get(run).failure.code) == (RunState.COMPENSATED, reason.value)
    assert world.watched.look().documents[document.id] == DocumentState.RECEIVED
    world.read_document = read_document
    world.retry(ann, run.id)
    world.settle()
    assert world.get(run).state is RunState.COMPLETED


def test_a_file_that_another_workflow_has_read_is_not_rejected(world, ann):
    document = world.upload(ann, CV)
    world.start_plan(ann, document)
    world.settle()

    def refuse(_data, _content_type):
        raise DocumentRefusedError(RejectionCode.DAMAGED, "it is damaged")

    world.read_document = refuse
    run = world.start_plan(ann, document)
    world.settle()
    assert world.get(run).failure.code == "damaged"
    assert world.watched.look().documents[document.id] == DocumentState.EXTRACTED
    assert world.objects.keys() == [document.key, document.text_key]


def test_a_file_that_is_erased_while_it_is_read_stays_erased_and_leaves_no_text(world, ann):
    document = world.upload(ann, CV)

    def erase_and_read(data, content_type):
        documents.erase_document(ann, document.id, world.watched.uow(), world.watched.now())
        return read_document(data, content_type)

    world.read_document = erase_and_read
    run = world.start_plan(ann, document)
    world.settle()
    world.sweep()
    after = world.get(run)
    assert (after.state, after.failure.code) == (RunState.COMPENSATED, "document-not-usable")
    assert world.watched.look().documents[document.id] == DocumentState.ERASED
    assert world.objects.keys() == []


def test_a_role_that_goes_meanwhile_is_found_out_when_it_is_to_be_planned_and_all_is_undone(world, ann):
    document = world.upload(ann, CV)
    run = world.start_plan(ann, document)
    world.work(run.id)
    world.work(run.id)
    world.taxonomy = WithoutRoles(world.taxonomy)
    world.settle()
    after = world.get(run)
    assert (after.state, after.failure.code) == (RunState.COMPENSATED, "role-not-found")
    assert states(after) == {
        "extract": StepState.COMPENSATED,
        "assess": StepState.COMPENSATED,
        "plan": StepState.COMPENSATED,
        "publish": StepState.WAITING,
    }
    seen = world.watched.look()
    assert (seen.assessments, seen.plans) == (frozenset(), frozenset())
    assert seen.documents[document.id] == DocumentState.RECEIVED


def test_what_does_not_answer_is_tried_again_later_and_then_given_up(world, ann):
    run = world.start_plan(ann, world.upload(ann, CV))
    world.objects.is_down = True
    delays, attempts = [], []
    for _ in range(4):
        world.watched.wait(200)
        world.work(run.id)
        tried = world.get(run)
        attempts.append(tried.step.attempts)
        delays.append((tried.not_before - world.watched.now()).total_seconds())
    # Full jitter at a chance of a half.
    assert (attempts, delays) == ([1, 2, 3, 4], [1.0, 2.0, 4.0, 8.0])
    assert tried.step.failure.code == "object-store-unavailable"
    world.watched.wait(200)
    world.work(run.id)
    assert world.get(run).state is RunState.COMPENSATING
    world.objects.is_down = False
    world.settle()
    assert world.get(run).state is RunState.COMPENSATED


def test_what_cannot_be_undone_either_is_dead_lettered_with_its_reason_and_goes_on_when_retried(world, ann):
    document = world.upload(ann, CV)
    run = world.start_plan(ann, document)
    world.objects.is_down = True
    world.settle()
    dead = world.get(run)
    assert (dead.state, dead.failure.code) == (RunState.DEAD_LETTERED, "object-store-unavailable")
    assert world.watched.look().outbox == []
    world.objects.is_down = False
    world.retry(ann, run.id)
    world.settle()
    assert world.get(run).state is RunState.COMPENSATED
    world.retry(ann, run.id)
    world.settle()
    assert world.get(run).state is RunState.COMPLETED


def test_an_error_that_nobody_foresaw_is_stored_without_its_words(world, ann, caplog):
    def fail(data, content_type):
        raise ValueError(data)

    world.read_document = fail
    run = world.start_plan(ann, world.upload(ann, b"Ann O'Neil"))
    world.settle()
    after = world.get(run)
    assert (after.state, after.failure.code) == (RunState.COMPENSATED, "internal-error")
    assert "O'Neil" not in caplog.text + str(after)
    assert "ValueError" in caplog.text


@pytest.mark.parametrize("steps", [0, 1, 2, 3])
def test_a_cancelled_run_stops_before_its_next_step_and_leaves_nothing_behind(world, ann, steps):
    document = world.upload(ann, CV)
    run = world.start_plan(ann, document)
    for _ in range(steps):
        world.work(run.id)
    assert world.cancel(ann, run.id).is_cancelled
    world.settle()
    after = world.get(run)
    assert (after.state, after.failure.code) == (RunState.COMPENSATED, "cancelled")
    seen = world.watched.look()
    assert (seen.assessments, seen.plans, seen.documents[document.id]) == (frozenset(), frozenset(), "received")
    assert world.objects.keys() == [document.key]
    world.retry(ann, run.id)
    world.settle()
    assert world.get(run).state is RunState.COMPLETED


def test_two_workflows_of_one_document_take_nothing_from_one_another(world, ann):
    document = world.upload(ann, CV)
    first, second = world.start_plan(ann, document), world.start_plan(ann, document)
    world.work(first.id)
    world.work(second.id)
    world.cancel(ann, first.id)
    for _ in range(3):
        world.work(first.id)
    assert world.get(first).state is RunState.COMPENSATED
    assert world.objects.keys() == [document.key, document.text_key]
    world.settle()
    assert world.get(second).state is RunState.COMPLETED
    assert len(world.watched.look().plans) == 1


def test_a_worker_that_lost_its_lease_changes_nothing(world, ann):
    run = world.start_plan(ann, world.upload(ann, CV))

    def hang(number, when):
        if (number, when) == (0, "before"):
            world.watched.wait(LONG_S)
            world.work(run.id)

    world.at_commit = hang
    assert world.work(run.id) is None
    after = world.get(run)
    assert (after.position, after.steps[0].attempts) == (1, 1)
    world.settle()
    assert len(world.watched.look().assessments) == 1


def test_a_role_that_the_taxonomy_has_not_is_refused_before_anything_is_stored(world, ann):
    with pytest.raises(RoleNotFoundError):
        world.start_plan(ann, world.upload(ann, CV), role_id=RoleId(uuid4()))
    assert world.watched.look().runs == {}


def test_a_step_that_kills_its_workers_is_given_up(world, ann):
    def kill(data, content_type):
        raise CrashError

    world.read_document = kill
    run = world.start_plan(ann, world.upload(ann, CV))
    for _ in range(5):
        with pytest.raises(CrashError):
            world.work(run.id)
        assert world.work(run.id) is None, "it is still leased"
        world.watched.wait(400)
    world.settle()
    after = world.get(run)
    assert (after.state, after.failure.code) == (RunState.COMPENSATED, "worker-died")


def test_an_object_store_that_comes_back_is_used(world, ann):
    run = world.start_plan(ann, world.upload(ann, CV))
    world.objects.is_down = True
    world.work(run.id)
    world.objects.is_down = False
    world.settle()
    after = world.get(run)
    assert (after.state, after.steps[0].attempts, after.steps[0].failure) == (RunState.COMPLETED, 2, None)
