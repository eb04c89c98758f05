"""Runs through the real handlers: asked for over HTTP, worked on as SQS hands them on, healed by the clock."""

import hashlib
import json
import logging
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

import httpx
import pytest
import respx

from functions.outbox_relay.handler import handler as relay
from functions.workflow_worker.handler import handler as work
from shared import bootstrap
from shared.domain.document import ContentType, Document
from shared.domain.errors import ObjectStoreUnavailableError, StoreUnavailableError
from shared.domain.ids import UserId
from shared.domain.workflow import RunState
from shared.local.events import LambdaContext
from shared.settings import get_settings
from shared.unit_of_work.fake import FakeUnitOfWork
from tests.functions.context import come_again, sqs_event

CV = (
    b"Experience\nData analyst, Acme, 2019 - 2024\n"
    b"Built reports in SQL and statistics for three teams; Ann O'Neil, ann@example.org\n"
)

# As EventBridge calls what has a schedule.
SCHEDULED = {
    "version": "0",
    "id": "53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa",
    "detail-type": "Scheduled Event",
    "source": "aws.events",
    "account": "123456789012",
    "time": "2026-11-25T09:30:00Z",
    "region": "eu-central-1",
    "resources": ["arn:aws:events:eu-central-1:123456789012:rule/skillpath-relay"],
    "detail": {},
}


@pytest.fixture(autouse=True)
def _tiny(_environment, tiny_taxonomy, monkeypatch):
    monkeypatch.setenv("SKILLPATH_TAXONOMY", str(tiny_taxonomy._file.path))
    bootstrap.reset()


@pytest.fixture
def store(_tiny):
    """The one that the workers have."""
    return bootstrap.worker_unit_of_work().store


@pytest.fixture
def objects(_tiny):
    return bootstrap.object_store()


def context(remaining_s=300.0):
    return LambdaContext("workflow_worker", 2048, "r-1", deadline=remaining_s, clock=lambda: 0.0)


def deliver(*bodies, remaining_s=300.0):
    """Hand a batch on; the places of the messages that come again."""
    return come_again(work(sqs_event("WorkflowQueue", bodies), context(remaining_s)))


def deliver_all(rounds=50):
    """Until the queue is empty, five at a time."""
    queue = bootstrap.work_queue()
    for _ in range(rounds):
        if not (wakes := queue.take(limit=5)):
            return
        assert deliver(*(wake.body for wake in wakes)) == []
    raise AssertionError("it never ends")


@pytest.fixture
def anns_profile(call, anns):
    assert call("users", "PUT", "/v1/users/me", token=anns, json_body={"display_name": "Ann"}).status == 201
    return anns


@pytest.fixture
def document(store, objects, ann, anns_profile):
    """Ann's CV, which is here."""
    digest = hashlib.sha256(CV).hexdigest()
    made = Document.new(UserId(ann), "cv.txt", ContentType.PLAIN, len(CV), digest, datetime.now(UTC))
    objects.write(made.key, CV, made.content_type)
    with FakeUnitOfWork(store) as uow:
        uow.documents.add(made)
        uow.commit()
        uow.documents.update(made.received(datetime.now(UTC)))
        uow.commit()
    return made


@pytest.fixture
def start(call, anns_profile, document, tiny_taxonomy):
    role_id = next(str(role.id) for role in tiny_taxonomy.roles() if role.title == "data analyst")

    def run(**asked):
        body = {"kind": "cv_to_plan", "document_id": str(document.id), "role_id": role_id, "hours_per_week": 6}
        answer = call("workflows", "POST", "/v1/workflows", token=anns_profile, json_body=asked or body)
        assert answer.status == 202, answer.body
        return answer.json

    return run


@pytest.fixture
def look(call, anns_profile):
    return lambda path: call(path.split("/")[2], "GET", path, token=anns_profile)


def test_a_cv_comes_out_as_an_assessment_and_a_plan_that_can_be_read(start, look):
    workflow = start()
    deliver_all()
    done = look(workflow["links"]["self"]).json
    assert (done["state"], done["progress"]) == ("completed", 1.0)
    assessment, plan = look(done["links"]["assessment"]), look(done["links"]["plan"])
    assert (assessment.status, plan.status) == (200, 200)
    assert {skill["evidence"][0]["page"] for skill in assessment.json["skills"]} == {1}
    assert plan.json["assessment_id"] == assessment.json["id"]
    assert look(done["links"]["document"]).json["state"] == "extracted"


def test_a_cv_comes_out_as_an_assessment_whose_quotes_stand_in_its_text(start, look, document):
    workflow = start(kind="assess_document", document_id=str(document.id))
    deliver_all()
    done = look(workflow["links"]["self"]).json
    assessment, found = look(done["links"]["assessment"]).json, look(done["links"]["document"]).json
    assert (done["state"], done["result"]) == ("completed", {"assessment_id": assessment["id"]})
    read = look(found["links"]["text"]).json
    assert read["pages"] == [0]
    for skill in assessment["skills"]:
        for evidence in skill["evidence"]:
            assert read["text"][evidence["start"] : evidence["end"]] == evidence["quote"]


def test_what_is_repeated_over_or_unknown_is_acknowledged_and_changes_nothing(start, look, store):
    workflow = start()
    body = json.dumps({"run_id": workflow["id"]})
    assert deliver(body, body, body) == []
    deliver_all()
    before = store._tables.runs
    assert deliver(body, json.dumps({"run_id": str(uuid4())})) == []
    assert store._tables.runs == before


def test_a_message_that_is_none_comes_again_and_the_others_are_worked_on(start, look, caplog):
    workflow = start()
    body = json.dumps({"run_id": workflow["id"]})
    assert deliver("Ann O'Neil", body, '{"run_id": "mine"}') == [0, 2]
    assert look(workflow["links"]["self"]).json["steps"][0]["state"] == "done"
    assert "O'Neil" not in caplog.text


def test_a_worker_with_too_little_time_begins_nothing(start, look):
    workflow = start()
    assert deliver(json.dumps({"run_id": workflow["id"]}), remaining_s=6) == [0]
    assert look(workflow["links"]["self"]).json["steps"][0]["attempts"] == 0


def test_a_lease_ends_before_its_worker_does(start, store):
    workflow = start()
    leases = []
    objects = bootstrap.object_store()
    read = objects.read

    def note(*arguments):
        run = store._tables.runs[UUID(workflow["id"])]
        leases.append((run.lease_until - datetime.now(UTC)).total_seconds())
        return read(*arguments)

    objects.read = note
    deliver(json.dumps({"run_id": workflow["id"]}), remaining_s=20)
    assert 0 < leases[0] <= 17


def test_the_owner_is_the_rows_whatever_a_message_says(start, look):
    workflow = start()
    other = {"run_id": workflow["id"], "user_id": str(uuid4()), "state": "completed"}
    assert deliver(json.dumps(other)) in ([], [0])
    assert look(workflow["links"]["self"]).json["state"] != "completed"


def test_none_of_a_cv_is_in_a_log_a_message_or_a_run(start, store, caplog, monkeypatch):
    caplog.set_level("DEBUG")

    def fail(*_):
        raise RuntimeError(CV.decode())

    monkeypatch.setattr(bootstrap.object_store(), "write", fail)
    start()
    bodies = []
    queue = bootstrap.work_queue()
    for _ in range(6):
        bodies += [message.wake.body for message in queue.waiting]
        queue.waiting.clear()
        for run in list(store._tables.runs.values()):
            store._tables.runs[run.id] = replace(run, not_before=run.created_at)
            assert deliver(json.dumps({"run_id": str(run.id)})) == []
    (run,) = store._tables.runs.values()
    assert run.step.failure.code == "internal-error"
    assert run.state in (RunState.COMPENSATING, RunState.COMPENSATED)
    assert "RuntimeError" in caplog.text
    for told in (caplog.text, str(bodies), str(run)):
        assert "O'Neil" not in told
        assert "ann@example.org" not in told


def test_the_clock_sends_what_was_lost_and_sweeps_what_was_erased(start, look, call, anns_profile, store, objects):
    workflow = start()
    bootstrap.work_queue().waiting.clear()
    assert relay(SCHEDULED, context(50)) == {"sent": 0, "swept": 0}
    store._tables.outbox = dict.fromkeys(store._tables.outbox, datetime.now(UTC))
    assert relay(SCHEDULED, context(50)) == {"sent": 1, "swept": 0}
    assert relay(SCHEDULED, context(50)) == {"sent": 0, "swept": 0}
    deliver_all()
    assert look(workflow["links"]["self"]).json["state"] == "completed"
    assert call("documents", "DELETE", workflow["links"]["document"], token=anns_profile).status == 204
    assert relay(SCHEDULED, context(50)) == {"sent": 0, "swept": 2}
    assert objects.keys() == []


def test_objects_are_swept_though_the_queue_is_away(start, call, anns_profile, document, store, objects):
    start()
    call("documents", "DELETE", f"/v1/documents/{document.id}", token=anns_profile)
    store._tables.outbox = dict.fromkeys(store._tables.outbox, datetime.now(UTC))
    bootstrap.work_queue().is_down = True
    with pytest.raises(Exception, match="queue"):
        relay(SCHEDULED, context(50))
    assert objects.keys() == []


def test_a_relay_without_time_begins_nothing(start, store):
    start()
    store._tables.outbox = dict.fromkeys(store._tables.outbox, datetime.now(UTC))
    assert relay(SCHEDULED, context(4)) == {"sent": 0, "swept": 0}


def test_after_an_erasure_its_receipt_is_what_is_found(start, look, call, anns_profile, store, objects, token):
    start()
    deliver_all()
    workflow = start(kind="erase_user")
    deliver_all()
    found = look(workflow["links"]["self"])
    assert found.status == 200, found.body
    assert (found.json["kind"], found.json["state"], found.json["progress"]) == ("erase_user", "completed", 1.0)
    assert (found.json["removed"]["plans"], found.json["removed"]["objects"]) == (1, 2)
    assert "retry-after" not in found.headers
    again = call(
        "workflows",
        "GET",
        workflow["links"]["self"],
        token=anns_profile,
        headers={"if-none-match": found.headers["etag"]},
    )
    assert again.status == 304
    assert call("workflows", "GET", workflow["links"]["self"], token=token(uuid4())).code == "workflow-not-found"
    assert (store._tables.users, store._tables.runs, objects.keys()) == ({}, {}, [])


def test_a_manifest_comes_out_as_items_a_page_at_a_time(start, look, store, objects, ann, document, call, anns_profile):
    lines = [{"ref": f"cv {n}", "document_id": str(document.id if n != 4 else uuid4())} for n in range(30)]
    data = "\n".join(map(json.dumps, lines)).encode()
    digest = hashlib.sha256(data).hexdigest()
    manifest = Document.new(UserId(ann), "many.ndjson", ContentType.NDJSON, len(data), digest, datetime.now(UTC))
    objects.write(manifest.key, data, manifest.content_type)
    with FakeUnitOfWork(store) as uow:
        uow.documents.add(manifest)
        uow.commit()
        uow.documents.update(manifest.received(datetime.now(UTC)))
        uow.commit()
    workflow = start(kind="bulk_assess", document_id=str(manifest.id))
    run_id = UUID(workflow["id"])
    for _ in range(10):
        deliver_all()
        # What waits is taken up when it is due, which is later than a test can wait.
        waiting = store._tables.runs[run_id]
        if waiting.state.is_over:
            break
        store._tables.runs[run_id] = replace(waiting, not_before=waiting.created_at)
        deliver(json.dumps({"run_id": workflow["id"]}))
    done = look(workflow["links"]["self"]).json
    assert done["result"] == {"lines": 30, "assessed": 29, "refused": {"document-not-found": 1}}
    items, query = [], {"limit": 20}
    for _ in range(2):
        page = call("workflows", "GET", workflow["links"]["items"], token=anns_profile, query=query).json
        items += page["items"]
        query["cursor"] = page["next_cursor"]
    assert [item["ref"] for item in items] == [line["ref"] for line in lines]
    assert (items[4]["code"], items[4]["result"]) == ("document-not-found", None)
    assert {skill["links"]["self"].startswith("/v1/skills/") for skill in items[0]["result"]["skills"]} == {True}
    assert "Built" not in json.dumps(items)


def test_a_store_that_is_away_has_the_message_come_again(start, monkeypatch):
    workflow = start()

    def away(*_):
        raise StoreUnavailableError("the store did not answer in time: try again")

    monkeypatch.setattr(bootstrap.worker_unit_of_work().store.__class__, "claim", away)
    assert deliver(json.dumps({"run_id": workflow["id"]})) == [0]


def test_an_object_store_that_is_away_is_a_failed_attempt_and_not_a_failed_message(start, look, objects):
    workflow = start()
    objects.is_down = True
    assert deliver(json.dumps({"run_id": workflow["id"]})) == []
    step = look(workflow["links"]["self"]).json["steps"][0]
    assert (step["attempts"], step["failure"]["code"]) == (1, ObjectStoreUnavailableError.code)


def answer_as_a_model(request):
    """Proposes a skill that matching missed and one that is not in the taxonomy, and words every reason anew."""
    asked = json.loads(request.content)
    data = json.loads(asked["messages"][1]["content"])
    if "text" in data:
        proposed = [{"name": name, "quote": "Data analyst, Acme"} for name in ("manage a team", "telepathy")]
        said = {"skills": proposed}
    else:
        said = {"reasons": [{"id": one["id"], "sentence": f"In short: {one['text']}"} for one in data["reasons"]]}
    message = {"content": json.dumps(said)}
    usage = {"prompt_tokens": 100, "completion_tokens": 20}
    return httpx.Response(200, json={"choices": [{"message": message, "finish_reason": "stop"}], "usage": usage})


@pytest.fixture
def model(monkeypatch):
    """OpenRouter, which a worker asks once it is set and has a key."""
    monkeypatch.setenv("SKILLPATH_LLM", "openrouter")
    monkeypatch.setenv("OPENROUTER_API_KEY", "sk-or-x")
    # The store is made by now, and stays.
    get_settings.cache_clear()
    with respx.mock(assert_all_called=False) as router:
        yield router.post("https://openrouter.ai/api/v1/chat/completions").mock(side_effect=answer_as_a_model)


def results_of(look, workflow):
    """The assessment, the plan, and all that is held, of a workflow that was completed."""
    done = look(workflow["links"]["self"]).json
    assert done["state"] == "completed", done
    return (*(look(done["links"][name]).json for name in ("assessment", "plan")), look("/v1/users/me/export").json)


def test_what_a_language_model_adds_is_shown_as_its_own_wherever_it_is_shown(model, start, look, caplog):
    caplog.set_level(logging.DEBUG)
    workflow = start()
    deliver_all()
    assessment, plan, export = results_of(look, workflow)
    (proposal,) = assessment["proposals"]
    assert (proposal["name"], proposal["written_by"]) == ("manage a team", "ai")
    assert proposal["quote"] == "Data analyst, Acme"
    assert "manage a team" not in [skill["name"] for skill in assessment["skills"]]
    assert {step["reason_written_by"] for step in plan["steps"]} == {"ai"}
    (held,) = export["assessments"]
    assert [one["written_by"] for one in held["result"]["proposals"]] == ["ai"]
    (made,) = export["plans"][0]["versions"]
    assert {step["reason_written_by"] for step in made["plan"]["body"]["steps"]} == {"ai"}
    assert model.call_count == 2
    sent = b"".join(call.request.content for call in model.calls)
    assert b"O'Neil" not in sent
    assert b"ann@example.org" not in sent
    assert "Data analyst" not in caplog.text


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(503),
        httpx.Response(200, text="<html>"),
        httpx.Response(401),
        httpx.ConnectTimeout("no way there"),
    ],
    ids=["away", "nonsense", "no key of theirs", "unreachable"],
)
def test_without_its_answer_a_workflow_is_completed_all_the_same(model, start, look, answer):
    model.mock(**{"side_effect" if isinstance(answer, Exception) else "return_value": answer})
    workflow = start()
    deliver_all()
    assessment, plan, _ = results_of(look, workflow)
    assert model.called
    assert assessment["proposals"] == []
    assert {step["reason_written_by"] for step in plan["steps"]} == {"skillpath"}


@pytest.fixture
def few_tokens(monkeypatch):
    monkeypatch.setenv("SKILLPATH_LLM_TOKENS_PER_DAY", "10")


def test_for_whoever_has_used_up_their_tokens_no_model_is_asked(few_tokens, model, start, look):
    workflow = start()
    deliver_all()
    assessment, _, _ = results_of(look, workflow)
    assert (model.call_count, assessment["proposals"]) == (0, [])
