"""What is counted of workflows: each thing once, and only what is stored."""

import pytest

from shared.domain.errors import StaleVersionError
from shared.telemetry.record import Count, Record, recorded
from tests.workflows.world import CV, REFUSED, CrashError

GERMAN = """Berufserfahrung
Ich habe bei der Firma die Auswertung der Daten geleitet und war für die Planung der Projekte zuständig.
Außerdem habe ich mit den Kollegen aus der Entwicklung an der neuen Plattform gearbeitet und sie eingeführt.
""".encode()


@pytest.fixture
def record():
    with recorded(Record()) as record:
        yield record


def plain(record):
    return {what.value: times for (what, dimensions), times in record.counts.items() if not dimensions}


def ended(record):
    return {dict(dims)["outcome"]: n for (what, dims), n in record.counts.items() if what is Count.WORKFLOWS_ENDED}


def test_a_run_that_is_completed_is_counted_once_with_what_it_found(world, ann, record):
    run = world.start_plan(ann, world.upload(ann, CV))
    world.settle()
    with world.watched.uow() as uow:
        found = uow.profiles.get(ann).assessment.result.skills
    unknown = [skill for skill in found if skill.proficiency.level == "unknown"]
    assert world.get(run).state == "completed"
    assert ended(record) == {"completed": 1}
    expected = {"AssessmentsMade": 1, "SkillsFound": len(found), "SkillsUnknown": len(unknown)}
    assert plain(record) == {name: times for name, times in expected.items() if times}
    assert found


def test_what_a_run_did_that_is_undone_later_was_done(world, ann, record):
    run = world.start_plan(ann, world.upload(ann, REFUSED))
    world.settle()
    assert world.get(run).state == "compensated"
    assert (ended(record), plain(record)) == ({"compensated": 1}, {})


def test_a_worker_that_dies_before_its_commit_counted_nothing(world, ann, record):
    run = world.start_plan(ann, world.upload(ann, CV))

    def die(number, when):
        if (number, when) == (1, "before"):
            raise CrashError

    world.at_commit = die
    world.settle()
    assert world.get(run).state == "completed"
    assert plain(record)["AssessmentsMade"] == 1
    assert ended(record) == {"completed": 1}


def test_a_worker_that_lost_its_lease_counts_no_end(world, ann, record):
    run = world.start_plan(ann, world.upload(ann, CV))

    def lose(number, when):
        if (number, when) == (3, "before"):
            raise StaleVersionError("somebody else has it")

    world.at_commit = lose
    world.settle()
    assert world.get(run).state == "completed"
    assert ended(record) == {"completed": 1}


def test_a_text_in_another_language_is_an_abstention(world, ann, record):
    run = world.start_plan(ann, world.upload(ann, GERMAN))
    world.settle()
    assert world.get(run).failure.code == "unsupported-language"
    assert (plain(record), ended(record)) == ({"Abstentions": 1}, {"compensated": 1})


def test_a_cv_that_names_nothing_is_assessed_and_an_abstention(world, ann, record):
    world.start_plan(ann, world.upload(ann, b"Experience\nI was there and I liked it a lot.\n"))
    world.settle()
    assert plain(record) == {"AssessmentsMade": 1, "Abstentions": 1}


def test_what_cannot_be_undone_either_ends_dead_lettered_and_once_more_when_it_went_on(world, ann, record):
    run = world.start_plan(ann, world.upload(ann, CV))
    world.objects.is_down = True
    world.settle()
    assert (ended(record), plain(record)) == ({"dead-lettered": 1}, {})
    world.objects.is_down = False
    world.retry(ann, run.id)
    world.settle()
    assert ended(record) == {"dead-lettered": 1, "compensated": 1}


def test_each_cv_of_a_manifest_is_counted_and_a_line_without_one_is_not(world, ann, record):
    documents = [world.upload(ann, data) for data in (CV, CV, GERMAN, REFUSED)]
    lines = [{"ref": str(n), "document_id": str(document.id)} for n, document in enumerate(documents)]
    world.start_bulk(ann, world.upload_manifest(ann, [*lines, "no line"]))
    world.settle()
    found = plain(record)
    assert (found["AssessmentsMade"], found["Abstentions"]) == (2, 1)
    assert found["SkillsFound"] > found.get("SkillsUnknown", 0)
    assert ended(record) == {"completed": 2}, "the run, and its one batch"
