"""Each worker dies once, at each boundary of each step of each kind; and each outcome is as if nothing had happened."""

from collections import Counter
from collections.abc import Callable

import pytest

from shared.domain.errors import ObjectStoreUnavailableError, StoreUnavailableError
from shared.domain.workflow import Kind, RunState
from shared.services.workflows import bulk_assess
from tests.workflows.invariants import check_always, check_over
from tests.workflows.world import CV, LONG_S, REFUSED, CrashError, World


def plan(world, user_id):
    world.start_plan(user_id, world.upload(user_id, CV))


def plan_that_is_undone(world, user_id):
    run = world.start_plan(user_id, world.upload(user_id, CV))
    after_done(world, run, 3, lambda: world.cancel(user_id, run.id))


def plan_of_a_refused_file(world, user_id):
    world.start_plan(user_id, world.upload(user_id, REFUSED))


def assessment(world, user_id):
    world.start_assessment(user_id, world.upload(user_id, CV))


def assessment_that_is_undone(world, user_id):
    run = world.start_assessment(user_id, world.upload(user_id, CV))
    after_done(world, run, 2, lambda: world.cancel(user_id, run.id))


def assessment_of_a_document_that_a_plan_was_made_of(world, user_id):
    """It is undone, and takes nothing along of what the plan left."""
    document = world.upload(user_id, CV)
    planned = world.start_plan(user_id, document)

    def again():
        run = world.start_assessment(user_id, document)
        after_done(world, run, 2, lambda: world.cancel(user_id, run.id))

    after_done(world, planned, 3, again)


def bulk(world, user_id):
    documents = [world.upload(user_id, REFUSED if number == 1 else CV) for number in range(5)]
    lines = [{"ref": f"cv {number}", "document_id": str(row.id)} for number, row in enumerate(documents)]
    return world.start_bulk(user_id, world.upload_manifest(user_id, lines))


def bulk_that_is_undone(world, user_id):
    run = bulk(world, user_id)
    after_done(world, run, 1, lambda: world.cancel(user_id, run.id))


def bulk_that_is_begun_anew(world, user_id):
    """Batches, of which two cannot read the manifest until the run is retried."""
    read, down = world.objects.read, [True]

    def sometimes(key, start=0, end=None):
        if down and start and end is not None:
            raise ObjectStoreUnavailableError("it does not answer")
        return read(key, start, end)

    world.objects.read = sometimes
    run, before = bulk(world, user_id), world.settle_step

    def look():
        before()
        if down and world.get(run).state is RunState.DEAD_LETTERED:
            down.clear()
            world.retry(user_id, run.id)

    world.settle_step = look


def erasure(world, user_id):
    run = world.start_plan(user_id, world.upload(user_id, CV))
    after_done(world, run, 2, lambda: world.start_erasure(user_id))


def after_done(world, run, steps, act):
    """Once so many steps of the run are done, whichever worker did the last."""
    before = world.settle_step

    def look():
        before()
        if world.get(run).position == steps:
            world.settle_step = before
            act()

    world.settle_step = look


SCENARIOS = [
    plan,
    plan_that_is_undone,
    plan_of_a_refused_file,
    assessment,
    assessment_that_is_undone,
    assessment_of_a_document_that_a_plan_was_made_of,
    bulk,
    bulk_that_is_undone,
    bulk_that_is_begun_anew,
    erasure,
]


def die(world):
    raise CrashError


def no_answer(world):
    raise StoreUnavailableError("the store did not answer in time")


def hang(world):
    """Past every lease, while the relay has others do the work."""
    world.at_commit = lambda _number, _when: None
    world.watched.wait(LONG_S)
    world.relay()
    for wake in world.queue.take():
        world.survive(wake.run_id)


FAULTS: list[tuple[str, Callable[[World], None]]] = [
    ("before", die),
    ("after", die),
    ("before", no_answer),
    ("after", no_answer),
    ("before", hang),
]


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch):
    monkeypatch.setattr(bulk_assess, "LINES_A_BATCH", 2)
    monkeypatch.setattr(bulk_assess, "BATCHES_A_COMMIT", 2)


def play(world, scenario, fault=None):
    """From start to end; `fault`: the number of the commit, when, and what happens there."""
    user_id = world.make_user()
    hit = []
    if fault is not None:

        def at_commit(number, when):
            if not hit and (number, when) == fault[:2]:
                hit.append(number)
                fault[2](world)

        world.at_commit = at_commit
    scenario(world, user_id)
    world.settle(check=lambda: check_always(world.watched.look()))
    assert bool(hit) == (fault is not None)
    world.sweep()
    seen = world.watched.look()
    check_over(seen)
    return (
        # Which of its batches end before a run is cancelled is a matter of time.
        sorted(
            (run.kind, run.state, [step.state for step in run.steps]) for run in seen.runs.values() if not run.parent_id
        ),
        (len(seen.assessments), len(seen.plans), len(seen.users), len(seen.receipts)),
        sorted(seen.documents.values()),
        [(number, code) for _, number, code in seen.items],
        len(world.objects.keys()),
        seen.doomed,
    )


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.__name__)
def test_no_crash_at_any_step_boundary_changes_what_comes_out(make_world, scenario, record_property):
    world = make_world()
    wanted = play(world, scenario)
    boundaries, points = world.commits, Counter()
    for number in range(boundaries):
        for when, act in FAULTS:
            assert play(make_world(), scenario, (number, when, act)) == wanted, (number, when, act.__name__)
            points[f"{act.__name__} {when}"] += 1
    assert boundaries >= 2
    record_property("explored", f"{boundaries} commits, {sum(points.values())} crash points: {dict(points)}")


def test_the_scenarios_reach_every_step_of_every_kind_there_and_back(make_world):
    from shared.services.workflows.kinds import DEFINITIONS

    reached = set()
    for scenario in SCENARIOS:
        world = make_world()
        user_id = world.make_user()
        scenario(world, user_id)

        def look(world=world):
            for run in world.watched.look().runs.values():
                reached.update((run.kind, step.name, step.state) for step in run.steps)
                if run.kind is Kind.ERASE_USER:
                    # Its last step takes the run along.
                    reached.add((run.kind, run.step.name, "begun"))

        world.settle(check=look)
    for kind, definition in DEFINITIONS.items():
        for step in definition.steps:
            wanted = "begun" if kind is Kind.ERASE_USER else "done"
            assert (kind, step.name, wanted) in reached
    assert {(kind, name) for kind, name, state in reached if state == "compensated"} >= {
        (Kind.CV_TO_PLAN, name) for name in ("extract", "assess", "plan", "publish")
    } | {
        *((Kind.ASSESS_DOCUMENT, name) for name in ("extract", "assess", "publish")),
        (Kind.BULK_ASSESS, "split"),
        (Kind.ASSESS_BATCH, "assess"),
    }
