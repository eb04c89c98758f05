import json

import pytest

from shared.domain.errors import WorkflowNotFoundError, WorkflowStateError
from shared.domain.workflow import Receipt, RunState
from shared.services import documents, holdings
from shared.services.workflows import erase_user, requests
from tests.contract.samples import new_item
from tests.workflows.world import CV, LONG_S, read_document


def get(world, user_id, run):
    return requests.get_workflow(user_id, run.id, world.watched.uow())


def test_nothing_is_left_of_a_person_but_a_receipt_that_does_not_name_them(world, ann):
    ben = world.make_user()
    bens = world.upload(ben, CV)
    world.start_plan(ann, world.upload(ann, CV))
    world.start_plan(ben, bens)
    world.settle()
    run = world.start_erasure(ann)
    world.settle()
    world.sweep()
    seen = world.watched.look()
    assert (seen.users, set(seen.documents), len(seen.assessments), len(seen.plans)) == ({ben}, {bens.id}, 1, 1)
    assert {row.user_id for row in seen.runs.values()} == {ben}
    assert (seen.outbox, seen.doomed, world.objects.keys()) == ([], [], [bens.key, bens.text_key])
    receipt = get(world, ann, run)
    assert isinstance(receipt, Receipt)
    assert [receipt.removed[name] for name in ("profile", "plans", "objects")] == [1, 1, 2]
    assert str(ann) not in json.dumps([str(receipt.run_id), receipt.owner_sha256, dict(receipt.removed)])
    with pytest.raises(WorkflowNotFoundError):
        get(world, ben, run)


def test_what_goes_on_is_stopped_before_anything_is_deleted(world, ann):
    manifest = world.upload_manifest(
        ann, [{"ref": str(n), "document_id": str(world.upload(ann, CV).id)} for n in range(30)]
    )
    others = [
        world.start_bulk(ann, manifest),
        world.start_plan(ann, world.upload(ann, CV)),
        world.start_plan(ann, world.upload(ann, CV, arrives=False)),
    ]
    for other in others:
        world.work(other.id)
    run = world.start_erasure(ann)
    world.work(run.id)
    assert (world.get(run).step.name, world.get(run).step.state) == ("halt", "waiting")
    assert all(world.get(other).is_cancelled for other in others)
    assert len(world.objects.keys()) > 30
    world.settle()
    world.sweep()
    assert world.objects.keys() == []
    assert world.watched.look().runs == {}


def test_many_workflows_are_stopped_a_page_at_a_time(world, ann):
    document = world.upload(ann, CV)
    others = [world.start_plan(ann, document) for _ in range(120)]
    run = world.start_erasure(ann)
    world.work(run.id)
    assert sum(world.get(other).is_cancelled for other in others) == 99
    world.work(run.id)
    assert all(world.get(other).is_cancelled for other in others)
    world.settle(4_000)
    assert world.watched.look().runs == {}


def test_whoever_has_very_much_goes_a_portion_at_a_time_and_the_receipt_counts_all_of_it(world, ann):
    run = world.start_plan(ann, world.upload(ann, CV))
    many = 2 * erase_user.ROWS_AT_A_TIME
    for start in range(0, many, 500):
        with world.watched.uow() as uow:
            uow.workflows.add_items(new_item(run, number) for number in range(start, start + 500))
            uow.commit()
    world.cancel(ann, run.id)
    erasure = world.start_erasure(ann)
    held: list[int] = []
    world.settle_step = lambda: held.append(len(world.watched.look().items))
    world.settle()
    assert [count for count in held if count < many] == [erase_user.ROWS_AT_A_TIME, 0, 0]
    removed = get(world, ann, erasure).removed
    assert (removed["workflow_items"], removed["documents"], removed["profile"]) == (many, 1, 1)
    assert world.watched.look().runs == {}


def test_an_erasure_that_goes_on_is_answered_instead_of_a_second_one(world, ann):
    run = world.start_erasure(ann)
    assert world.start_erasure(ann).id == run.id
    world.work(run.id)
    assert world.start_erasure(ann).id == run.id
    assert len(world.watched.look().runs) == 1


def test_two_erasures_do_not_wait_for_one_another(world, ann):
    first = world.start_erasure(ann)
    with world.watched.uow() as uow:
        from dataclasses import replace

        from shared.domain.ids import RunId, new_id

        uow.workflows.add(replace(world.get(first), id=RunId(new_id()), version=1), world.watched.now())
        uow.commit()
    world.settle()
    assert world.watched.look().runs == {}


def test_it_can_be_cancelled_until_it_begins_and_not_after(world, ann):
    run = world.start_erasure(ann)
    world.cancel(ann, run.id)
    world.settle()
    assert world.get(run).state is RunState.COMPENSATED
    assert world.watched.look().users == {ann}
    again = world.start_erasure(ann)
    with world.watched.uow() as uow:
        uow.workflows.claim(again.id, 30)
    with pytest.raises(WorkflowStateError):
        world.cancel(ann, again.id)
    world.watched.wait(LONG_S)
    world.work(again.id)
    with pytest.raises(WorkflowStateError):
        world.cancel(ann, again.id)


@pytest.mark.parametrize("is_bulk", [False, True], ids=["plan", "bulk"])
def test_a_profile_that_is_deleted_in_the_middle_of_a_step_takes_the_run_and_what_it_wrote_along(world, ann, is_bulk):
    document = world.upload(ann, CV)

    def delete_and_read(data, content_type):
        holdings.erase_holdings(ann, world.watched.uow(), world.watched.now())
        world.sweep()
        return read_document(data, content_type)

    world.read_document = delete_and_read
    if is_bulk:
        lines = [{"ref": "a", "document_id": str(document.id)}]
        world.start_bulk(ann, world.upload_manifest(ann, lines))
    else:
        world.start_plan(ann, document)
    world.settle()
    seen = world.watched.look()
    assert (seen.runs, seen.outbox, seen.items, seen.assessments) == ({}, [], [], frozenset())
    # The store tells of what the worker wrote meanwhile, as of everything that comes.
    documents.receive_all(world.objects.keys(), world.watched.uow(), world.objects, world.watched.now())
    assert (world.objects.keys(), world.watched.look().doomed) == ([], [])


def test_what_cannot_be_deleted_dead_letters_it_and_a_retry_goes_on_from_there(world, ann):
    document = world.upload(ann, CV)
    run = world.start_erasure(ann)
    world.objects.is_down = True
    world.settle(2_000)
    dead = world.get(run)
    assert (dead.state, dead.step.name, dead.failure.code) == (
        RunState.DEAD_LETTERED,
        "objects",
        "object-store-unavailable",
    )
    world.objects.is_down = False
    assert world.objects.keys() == [document.key]
    world.retry(ann, run.id)
    world.settle()
    assert isinstance(get(world, ann, run), Receipt)
    assert world.objects.keys() == []


def test_a_file_that_comes_while_everything_goes_is_swept(world, ann):
    run = world.start_erasure(ann)
    world.work(run.id)
    world.work(run.id)
    late = world.upload(ann, CV)
    world.settle()
    assert world.objects.keys() == [late.key]
    assert world.sweep() == 2
    assert (world.objects.keys(), world.watched.look().doomed) == ([], [])
