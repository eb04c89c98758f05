import json

import pytest

from shared.domain.document import ContentType, DocumentState
from shared.domain.errors import DocumentNotUsableError
from shared.domain.workflow import Run, RunState, StepState
from shared.services import documents
from tests.workflows.world import CV, REFUSED


def text_of(world, ann, document):
    return documents.get_text(ann, document.id, world.watched.uow(), world.objects)


def test_a_cv_becomes_an_assessment_and_no_plan(world, ann):
    document = world.upload(ann, CV)
    run = world.start_assessment(ann, document)
    world.settle()
    after = world.get(run)
    assert [(step.name, step.state) for step in after.steps] == [
        (name, StepState.DONE) for name in ("extract", "assess", "publish")
    ]
    seen = world.watched.look()
    assert after.state is RunState.COMPLETED
    assert after.result == {"assessment_id": str(*seen.assessments)}
    assert seen.plans == frozenset()


def test_each_quote_stands_in_the_text_where_it_says(world, ann):
    document = world.upload(ann, "\N{OWL} Ann\n".encode() + CV)
    world.start_assessment(ann, document)
    world.settle()
    read = text_of(world, ann, document)
    assert read.pages == (0, 40, 80)
    with world.watched.uow() as uow:
        skills = uow.profiles.get(ann).assessment.result.skills
    quoted = [evidence for skill in skills for evidence in skill.evidence]
    assert quoted
    for evidence in quoted:
        assert read.text[evidence.start : evidence.end] == evidence.quote
        assert read.page_at(evidence.start) == evidence.page


def test_a_text_that_was_read_before_texts_were_kept_is_there_once_it_is_read_again(world, ann):
    document = world.upload(ann, CV)
    world.start_plan(ann, document)
    world.settle()
    world.objects.delete(document.text_key)
    world.start_assessment(ann, document)
    world.settle()
    assert text_of(world, ann, document).text == CV.decode()


@pytest.mark.parametrize("steps", [0, 1, 2])
def test_what_is_cancelled_leaves_neither_an_assessment_nor_a_text(world, ann, steps):
    document = world.upload(ann, CV)
    run = world.start_assessment(ann, document)
    for _ in range(steps):
        world.work(run.id)
    world.cancel(ann, run.id)
    world.settle()
    assert world.get(run).state is RunState.COMPENSATED
    seen = world.watched.look()
    assert (seen.assessments, seen.documents[document.id]) == (frozenset(), DocumentState.RECEIVED)
    assert world.objects.keys() == [document.key]
    world.retry(ann, run.id)
    world.settle()
    assert world.get(run).state is RunState.COMPLETED


def test_what_is_cancelled_leaves_the_text_of_another_workflow_as_it_was(world, ann):
    document = world.upload(ann, CV)
    world.start_assessment(ann, document)
    world.settle()
    run = world.start_assessment(ann, document)
    for _ in range(2):
        world.work(run.id)
    world.cancel(ann, run.id)
    world.settle()
    assert world.get(run).state is RunState.COMPENSATED
    assert text_of(world, ann, document).text == CV.decode()
    assert len(world.watched.look().assessments) == 1


@pytest.mark.parametrize("steps", [1, 2, 3], ids=["it read", "it assessed", "it is done"])
def test_the_text_stays_for_whoever_read_it_since_though_the_first_who_did_is_undone(make_world, steps):
    world = make_world()
    ann = world.make_user()
    document = world.upload(ann, CV)
    first, second = (world.start_assessment(ann, document) for _ in range(2))
    world.work(first.id)
    for _ in range(steps):
        world.work(second.id)
    world.cancel(ann, first.id)
    world.settle()
    assert (world.get(first).state, world.get(second).state) == (RunState.COMPENSATED, RunState.COMPLETED)
    assert world.watched.look().documents[document.id] == DocumentState.EXTRACTED
    assert text_of(world, ann, document).text == CV.decode()


def test_a_text_that_is_gone_when_it_is_to_be_assessed_is_read_and_laid_down_again(world, ann):
    document = world.upload(ann, CV)
    run = world.start_assessment(ann, document)
    world.work(run.id)
    world.objects.delete(document.text_key)
    world.settle()
    assert world.get(run).state is RunState.COMPLETED
    assert text_of(world, ann, document).text == CV.decode()


def test_a_run_of_before_its_reading_had_a_version_takes_its_text_along(world, ann, monkeypatch):
    document = world.upload(ann, CV)
    run = world.start_assessment(ann, document)
    world.work(run.id)
    output = Run.output
    monkeypatch.setattr(
        Run, "output", lambda run, step: {key: value for key, value in output(run, step).items() if key != "version"}
    )
    world.cancel(ann, run.id)
    world.settle()
    assert world.objects.keys() == [document.key]


def test_an_assessment_names_the_document_that_it_was_read_from_also_when_that_is_erased(world, ann):
    document = world.upload(ann, CV)
    world.start_assessment(ann, document)
    world.settle()
    documents.erase_document(ann, document.id, world.watched.uow(), world.watched.now())
    with world.watched.uow() as uow:
        named = uow.profiles.get(ann).assessment.summary.document_id
    assert named == document.id
    assert documents.get_document(ann, named, world.watched.uow()).state is DocumentState.ERASED


def test_the_text_goes_with_its_document(world, ann):
    document = world.upload(ann, CV)
    world.start_assessment(ann, document)
    world.settle()
    assert json.loads(world.objects.read(document.text_key))["text"] == CV.decode()
    documents.erase_document(ann, document.id, world.watched.uow(), world.watched.now())
    assert world.sweep() == 2
    assert world.objects.keys() == []


def test_the_text_goes_with_its_owner(world, ann):
    world.start_assessment(ann, world.upload(ann, CV))
    world.settle()
    erasure = world.start_erasure(ann)
    world.settle()
    assert erasure.id in world.watched.look().receipts
    assert world.objects.keys() == []


def test_a_refused_file_is_rejected_for_its_reason(world, ann):
    document = world.upload(ann, REFUSED)
    run = world.start_assessment(ann, document)
    world.settle()
    assert (world.get(run).state, world.get(run).failure.code) == (RunState.COMPENSATED, "encrypted")
    assert world.watched.look().documents[document.id] == DocumentState.REJECTED
    assert world.objects.keys() == []


def test_a_manifest_is_no_cv(world, ann):
    with pytest.raises(DocumentNotUsableError, match="bulk_assess"):
        world.start_assessment(ann, world.upload(ann, b"{}", ContentType.NDJSON))
    assert world.watched.look().runs == {}
