import json
from collections import Counter
from dataclasses import replace
from uuid import uuid4

import pytest

from shared.domain.document import ContentType
from shared.domain.errors import WorkflowStateError
from shared.domain.workflow import Kind, RunState
from shared.services.workflows import assess_batch, bulk_assess, requests
from shared.services.workflows.kinds import DEFINITIONS
from tests.workflows.world import CV, REFUSED, CrashError, read_document

FRENCH = (
    "Expérience professionnelle. Développeur de logiciels chez Acme depuis 2019. Je travaille avec une équipe de trois "
    "personnes et nous avons créé des bases de données pour les hôpitaux de la région."
)


def entry(ref, document):
    return {"ref": ref, "document_id": str(getattr(document, "id", document))}


def items_of(world, user_id, run):
    items, after = [], None
    while True:
        page = requests.list_items(user_id, run.id, after, 100, world.watched.uow())
        items += page.items
        after = page.next_key
        if after is None:
            return items


def parts_of(world, run):
    return [row for row in world.watched.look().runs.values() if row.parent_id == run.id]


@pytest.fixture
def many(world, ann):
    """Sixty documents, in a manifest of theirs: three batches."""
    documents = [world.upload(ann, CV) for _ in range(60)]
    return documents, world.upload_manifest(ann, [entry(f"cv {n}", document) for n, document in enumerate(documents)])


def test_each_line_of_a_manifest_has_its_item_and_the_run_its_summary(world, ann, many):
    documents, manifest = many
    run = world.start_bulk(ann, manifest)
    world.settle()
    after = world.get(run)
    assert after.state is RunState.COMPLETED
    assert after.result == {"lines": 60, "assessed": 60, "refused": {}}
    items = items_of(world, ann, run)
    assert [item.number for item in items] == list(range(60))
    assert [item.ref for item in items] == [f"cv {n}" for n in range(60)]
    assert [item.document_id for item in items] == [document.id for document in documents]
    kinds = Counter(run.kind for run in world.watched.look().runs.values())
    assert kinds == {Kind.BULK_ASSESS: 1, Kind.ASSESS_BATCH: 3}
    assert world.watched.look().assessments == frozenset(), "they are not the caller's own"


def test_an_item_says_what_was_found_and_where_and_none_of_the_words(world, ann):
    document = world.upload(ann, CV)
    run = world.start_bulk(ann, world.upload_manifest(ann, [entry("x", document)]))
    world.settle()
    (item,) = items_of(world, ann, run)
    names = {str(skill.id): skill.name for skill in world.taxonomy.iter_skills()}
    assert {names[skill["skill_id"]] for skill in item.result["skills"]} == {"SQL", "statistics"}
    for skill in item.result["skills"]:
        (mention,) = skill["evidence"]
        assert CV[mention["start"] : mention["end"]].startswith(b"Built reports")
        assert (mention["page"], mention["found_by"]) == (2, "name")
    assert "Built" not in json.dumps(item.result)
    assert (item.result["language"], item.result["strategy"], item.result["page_count"]) == ("en", "exact", 3)


def test_a_bad_line_is_an_item_with_a_code_and_the_others_are_assessed(world, ann):
    bens = world.upload(world.make_user(), CV)
    good, refused = world.upload(ann, CV), world.upload(ann, REFUSED)
    late, french = world.upload(ann, CV, arrives=False), world.upload(ann, FRENCH.encode())
    lines = [
        entry("good", good),
        "",
        entry("refused", refused),
        entry("somebody else's", bens),
        entry("nobody's", uuid4()),
        entry("late", late),
        "{not json",
        "[" * 100_000,
        json.dumps({"ref": "\ud800", "document_id": str(good.id)}),
        {"ref": "x" * 201, "document_id": str(good.id)},
        {"ref": "no id"},
        {"ref": "no uuid", "document_id": "1"},
        entry("good again", good),
        entry("french", french),
    ]
    run = world.start_bulk(ann, world.upload_manifest(ann, lines))
    world.settle()
    found = [(item.ref, item.code) for item in items_of(world, ann, run)]
    assert found == [
        ("good", ""),
        ("refused", "encrypted"),
        ("somebody else's", "document-not-found"),
        ("nobody's", "document-not-found"),
        ("late", "document-not-usable"),
        ("line 6", "invalid-line"),
        ("line 7", "invalid-line"),
        ("line 8", "invalid-line"),
        ("line 9", "invalid-line"),
        ("no id", "invalid-line"),
        ("no uuid", "invalid-line"),
        ("good again", ""),
        ("french", "unsupported-language"),
    ]
    result = world.get(run).result
    assert (result["lines"], result["assessed"]) == (13, 2)
    assert sum(result["refused"].values()) == 11


@pytest.mark.parametrize("lines", [[], ["", "  "]])
def test_a_manifest_without_lines_is_given_up(world, ann, lines):
    run = world.start_bulk(ann, world.upload_manifest(ann, [*lines, " "]))
    world.settle()
    after = world.get(run)
    assert (after.state, after.failure.code) == (RunState.COMPENSATED, "manifest-refused")
    assert "no lines" in after.failure.message


def test_a_manifest_that_is_one_endless_line_is_given_up_with_the_reason(world, ann):
    line = json.dumps(entry("x" * 3_000_000, uuid4()))
    run = world.start_bulk(ann, world.upload_manifest(ann, [line, line]))
    world.settle()
    after = world.get(run)
    assert (after.state, after.failure.code) == (RunState.COMPENSATED, "manifest-refused")


def test_a_manifest_that_never_comes_is_given_up_with_the_reason(world, ann):
    manifest = world.upload(ann, b"{}", ContentType.NDJSON, arrives=False)
    run = world.start_bulk(ann, manifest)
    world.settle()
    after = world.get(run)
    assert (after.state, after.failure.code) == (RunState.COMPENSATED, "upload-missing")


def test_lines_may_end_as_on_windows_begin_with_a_byte_order_mark_and_name_one_document_twice(world, ann):
    document = world.upload(ann, CV)
    lines = [json.dumps(entry("a", document)), "", json.dumps(entry("a", document)), '{"ref": "\xff"}']
    data = b"\xef\xbb\xbf" + "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n"
    run = world.start_bulk(ann, world.upload(ann, data, ContentType.NDJSON))
    world.settle()
    found = [(item.number, item.ref, item.code) for item in items_of(world, ann, run)]
    assert found == [(0, "a", ""), (1, "a", ""), (2, "line 3", "invalid-line")]


def test_a_manifest_of_more_lines_than_there_may_be_is_given_up_with_all_that_was_begun(world, ann, monkeypatch):
    monkeypatch.setattr(bulk_assess, "MAX_LINES", 100)
    monkeypatch.setattr(bulk_assess, "BATCHES_A_COMMIT", 2)
    document = world.upload(ann, CV)
    run = world.start_bulk(ann, world.upload_manifest(ann, [entry("x", document)] * 101))
    world.settle()
    after = world.get(run)
    assert (after.state, after.failure.code) == (RunState.COMPENSATED, "manifest-refused")
    assert "100,000" in after.failure.message
    assert world.watched.look().items == []


def test_a_long_manifest_is_split_over_several_commits_and_windows(world, ann, monkeypatch):
    monkeypatch.setattr(bulk_assess, "WINDOW_BYTES", 4_000)
    monkeypatch.setattr(bulk_assess, "BATCHES_A_COMMIT", 2)
    monkeypatch.setattr(bulk_assess, "LINES_A_BATCH", 7)
    run = world.start_bulk(ann, world.upload_manifest(ann, [entry(f"é {n}", uuid4()) for n in range(200)]))
    split = set()
    while world.get(run).position == 0:
        world.work(run.id)
        split.add(world.get(run).steps[0].output["lines"])
    assert len(split) > 10
    world.settle()
    assert [item.ref for item in items_of(world, ann, run)] == [f"é {n}" for n in range(200)]
    assert world.get(run).result["refused"] == {"document-not-found": 200}


def test_progress_grows_with_the_batches(world, ann, many):
    run = world.start_bulk(ann, many[1])
    seen = []
    for _ in range(100):
        current = world.get(run)
        seen.append(requests.progress_of(current))
        if current.state.is_over:
            break
        for wake in world.queue.take(limit=1):
            world.work(wake.run_id)
        world.watched.wait(1)
    assert seen == sorted(seen)
    assert (seen[0], seen[-1]) == (0.0, 1.0)
    assert len(set(seen)) > 3


def test_a_store_that_goes_away_in_the_middle_of_a_batch_loses_nothing(world, ann, many):
    run = world.start_bulk(ann, many[1])
    reads = []

    def sometimes(data, content_type):
        reads.append(data)
        if len(reads) % 7 == 0:
            raise TimeoutError("just now")
        return read_document(data, content_type)

    world.read_document = sometimes
    world.settle()
    assert world.get(run).result == {"lines": 60, "assessed": 60, "refused": {}}


def test_a_document_that_fails_each_time_is_an_item_in_the_end(world, ann):
    documents = [world.upload(ann, b"poison" if n == 3 else CV) for n in range(6)]

    def fail(data, content_type):
        if data == b"poison":
            raise RecursionError
        return read_document(data, content_type)

    world.read_document = fail
    run = world.start_bulk(ann, world.upload_manifest(ann, [entry(str(n), row) for n, row in enumerate(documents)]))
    world.settle()
    assert [item.code for item in items_of(world, ann, run)] == ["", "", "", "internal-error", "", ""]


def test_a_document_that_kills_its_workers_is_found_and_left_out(world, ann):
    documents = [world.upload(ann, b"poison" if n in (2, 4) else CV) for n in range(6)]

    def kill(data, content_type):
        if data == b"poison":
            raise CrashError
        return read_document(data, content_type)

    world.read_document = kill
    run = world.start_bulk(ann, world.upload_manifest(ann, [entry(str(n), row) for n, row in enumerate(documents)]))
    world.settle()
    assert [item.code for item in items_of(world, ann, run)] == ["", "", "worker-died", "", "worker-died", ""]
    assert world.get(run).result == {"lines": 6, "assessed": 4, "refused": {"worker-died": 2}}


def test_a_batch_stores_what_it_has_where_its_time_runs_out(world, ann, many):
    def slowly(data, content_type):
        world.watched.wait(20)
        return read_document(data, content_type)

    world.read_document = slowly
    run = world.start_bulk(ann, many[1])
    world.work(run.id)
    part = next(row for row in world.watched.look().runs.values() if row.kind is Kind.ASSESS_BATCH)
    world.work(part.id)
    assert world.get(part).step.output["done"] == (assess_batch.DEFINITION.steps[0].timeout_s - 25) // 20 + 1
    world.settle(2_000)
    assert world.get(run).result["assessed"] == 60


def test_a_cancelled_run_stops_its_batches_and_leaves_no_item(world, ann, many):
    run = world.start_bulk(ann, many[1])
    world.work(run.id)
    parts = [row for row in world.watched.look().runs.values() if row.parent_id == run.id]
    world.work(parts[0].id)
    assert len(world.watched.look().items) == 25
    world.cancel(ann, run.id)
    world.settle()
    assert world.get(run).state is RunState.COMPENSATED
    assert [world.get(part).state for part in parts] == ["completed", "compensated", "compensated"]
    assert world.watched.look().items == []


def test_what_was_compensated_starts_anew_when_retried_and_counts_no_batch_of_before(world, ann, many):
    run = world.start_bulk(ann, many[1])
    for _ in range(2):
        world.work(run.id)
    world.cancel(ann, run.id)
    world.settle()
    world.retry(ann, run.id)
    world.settle()
    assert world.get(run).result == {"lines": 60, "assessed": 60, "refused": {}}


def test_where_the_manifest_goes_meanwhile_each_line_that_is_left_says_so(world, ann, many):
    run = world.start_bulk(ann, many[1])
    world.work(run.id)
    world.work(parts_of(world, run)[0].id)
    with world.watched.uow() as uow:
        uow.documents.update(uow.documents.get(ann, many[1].id).erased(world.watched.now()))
        uow.commit()
    world.settle()
    found = Counter((item.code, item.ref.split()[0]) for item in items_of(world, ann, run))
    assert found == {("", "cv"): 25, ("document-not-usable", "line"): 35}
    assert world.get(run).result == {"lines": 60, "assessed": 25, "refused": {"document-not-usable": 35}}


@pytest.fixture
def down(world, monkeypatch):
    """Manifests cannot be read by batches, for as long as `down[0]`; and batches cannot be undone, while `down[1]`."""
    down = [True, False]
    lines, unassess = assess_batch._lines, assess_batch.DEFINITION.steps[0].compensation

    def read(attempt):
        if down[0] and int(attempt.run.input["first"]):
            raise TimeoutError
        return lines(attempt)

    def undo(attempt):
        if down[1]:
            raise TimeoutError
        return unassess(attempt)

    step = replace(assess_batch.DEFINITION.steps[0], compensation=undo)
    monkeypatch.setattr(assess_batch, "_lines", read)
    monkeypatch.setitem(DEFINITIONS, Kind.ASSESS_BATCH, replace(assess_batch.DEFINITION, steps=(step,)))
    return down


@pytest.mark.parametrize("cannot_undo", [False, True])
def test_batches_that_are_given_up_are_begun_anew_with_the_run_and_the_others_stay(
    world, ann, many, down, monkeypatch, cannot_undo
):
    monkeypatch.setattr(bulk_assess, "ANEW_A_COMMIT", 1)
    down[1] = cannot_undo
    run = world.start_bulk(ann, many[1])
    world.settle()
    after = world.get(run)
    assert (after.state, after.failure.code) == (RunState.DEAD_LETTERED, "parts-given-up")
    assert "retry" in after.failure.message
    assert [item.number for item in items_of(world, ann, run)] == list(range(25))
    ended = "dead-lettered" if cannot_undo else "compensated"
    assert Counter(part.state for part in parts_of(world, run)) == {"completed": 1, ended: 2}

    down[:] = [False, False]
    world.retry(ann, run.id)
    world.settle()
    after = world.get(run)
    assert (after.state, after.failure) == (RunState.COMPLETED, None)
    assert after.result == {"lines": 60, "assessed": 60, "refused": {}}
    assert {part.state for part in parts_of(world, run)} == {"completed"}


def test_batches_that_are_given_up_again_leave_the_run_as_it_was(world, ann, many, down):
    run = world.start_bulk(ann, many[1])
    world.settle()
    world.retry(ann, run.id)
    world.settle()
    assert (world.get(run).state, world.get(run).failure.code) == (RunState.DEAD_LETTERED, "parts-given-up")


def test_batches_from_before_a_run_was_undone_are_none_that_were_given_up(world, ann, many, down):
    down[1] = True
    run = world.start_bulk(ann, many[1])
    world.settle()
    down[1] = False
    world.retry(ann, run.id)
    world.work(run.id)
    world.cancel(ann, run.id)
    world.settle()
    assert world.get(run).state is RunState.COMPENSATED
    assert {part.state for part in parts_of(world, run)} == {"completed", "compensated"}, "undone with the whole"
    down[0] = False
    world.retry(ann, run.id)
    world.settle()
    assert world.get(run).result == {"lines": 60, "assessed": 60, "refused": {}}


def test_a_batch_is_neither_cancelled_nor_retried_by_itself(world, ann, many, down):
    run = world.start_bulk(ann, many[1])
    world.work(run.id)
    part = parts_of(world, run)[0]
    with pytest.raises(WorkflowStateError, match=f"a part of {run.id}"):
        world.cancel(ann, part.id)
    world.settle()
    part = next(part for part in parts_of(world, run) if part.state is RunState.COMPENSATED)
    with pytest.raises(WorkflowStateError, match=f"a part of {run.id}"):
        world.retry(ann, part.id)
