import hashlib
import json
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from shared import bootstrap
from shared.domain.document import ContentType, Document
from shared.domain.ids import RunId, UserId
from shared.domain.workflow import Failure
from shared.services.workflows.dispatch import relay_at
from shared.unit_of_work.fake import FakeUnitOfWork

NOBODYS_ID = "00000000-0000-4000-8000-000000000000"
TODAY = datetime.now(UTC).date()


@pytest.fixture
def with_profile(call, anns):
    assert call("users", "PUT", "/v1/users/me", token=anns, json_body={"display_name": "Ann"}).status == 201
    return anns


@pytest.fixture
def upload(store, ann, with_profile):
    """A document of Ann's, as the store has it."""

    def run(content_type=ContentType.PDF, *, owner=ann, change=lambda document: document):
        digest = hashlib.sha256(uuid4().bytes).hexdigest()
        document = Document.new(UserId(owner), "cv.pdf", content_type, 100, digest, datetime.now(UTC))
        with FakeUnitOfWork(store) as uow:
            uow.documents.add(document)
            uow.commit()
            if (changed := change(document)) is not document:
                uow.documents.update(changed)
                uow.commit()
        return str(document.id)

    return run


@pytest.fixture
def role_id(tiny_taxonomy):
    return str(next(role.id for role in tiny_taxonomy.roles() if role.title == "data analyst"))


@pytest.fixture
def start(call, with_profile, upload, role_id):
    def run(*, headers=None, token=None, **asked):
        body = {"kind": "cv_to_plan", "role_id": role_id, "hours_per_week": 6, **asked}
        if "document_id" not in body:
            body["document_id"] = upload()
        return call("workflows", "POST", "/v1/workflows", token=token or with_profile, json_body=body, headers=headers)

    return run


@pytest.fixture
def ask(call, with_profile):
    """A request of Ann's about one workflow."""

    def run(method, workflow, path="", **more):
        return call("workflows", method, f"/v1/workflows/{workflow['id']}{path}", token=with_profile, **more)

    return run


@pytest.fixture
def change(store):
    """What a worker would store of a run."""

    def run(workflow, make):
        with FakeUnitOfWork(store) as uow:
            run_id = RunId(UUID(workflow["id"]))
            claim = uow.workflows.claim(run_id, 30)
            after = make(claim.run, datetime.now(UTC))
            uow.workflows.save(after, relay_at(after, datetime.now(UTC)))
            uow.commit()

    return run


def test_a_workflow_is_accepted_and_found_where_location_says(start, call, with_profile, role_id, upload):
    document_id = upload()
    made = start(document_id=document_id)
    assert made.status == 202, made.body
    workflow = made.json
    assert made.headers["location"] == workflow["links"]["self"] == f"/v1/workflows/{workflow['id']}"
    assert made.headers["retry-after"] == "2"
    assert (workflow["kind"], workflow["state"], workflow["progress"]) == ("cv_to_plan", "queued", 0.0)
    assert [step["name"] for step in workflow["steps"]] == ["extract", "assess", "plan", "publish"]
    assert {step["state"] for step in workflow["steps"]} == {"waiting"}
    assert (workflow["result"], workflow["failure"], workflow["is_cancelled"]) == (None, None, False)
    assert workflow["links"]["document"] == f"/v1/documents/{document_id}"
    assert workflow["links"]["role"] == f"/v1/roles/{role_id}"
    found = call("workflows", "GET", made.headers["location"], token=with_profile)
    assert (found.status, found.json) == (200, workflow)
    assert (found.headers["etag"], found.headers["retry-after"]) == ('"1.00"', "2")


def test_its_message_holds_its_id_and_nothing_else(start):
    workflow = start().json
    (wake,) = bootstrap.work_queue().take()
    assert json.loads(wake.body) == {"run_id": workflow["id"]}


def test_a_queue_that_is_away_delays_a_workflow_and_refuses_none(start, store):
    bootstrap.work_queue().is_down = True
    workflow = start()
    assert workflow.status == 202
    assert list(store._tables.outbox) == [UUID(workflow.json["id"])]


def test_who_has_it_already_is_told_so_until_something_changes(start, ask, change):
    made = start()
    workflow, tag = made.json, made.headers["etag"]
    same = ask("GET", workflow, headers={"if-none-match": tag})
    assert (same.status, same.body, same.headers["etag"], same.headers["retry-after"]) == (304, "", tag, "2")
    ask("POST", workflow, "/cancel")
    asked = ask("GET", workflow, headers={"if-none-match": tag})
    assert (asked.status, asked.json["is_cancelled"]) == (200, True)
    change(workflow, lambda run, now: run.done({"is_first": True}, now))
    changed = ask("GET", workflow, headers={"if-none-match": asked.headers["etag"]})
    assert (changed.status, changed.json["progress"], changed.json["steps"][0]["attempts"]) == (200, 0.25, 1)


def test_how_long_to_wait_follows_the_workflow_within_bounds(start, ask, change):
    workflow = start().json
    change(workflow, lambda run, now: run.waiting({}, timedelta(seconds=30), now))
    assert 25 <= int(ask("GET", workflow).headers["retry-after"]) <= 30
    other = start().json
    change(other, lambda run, now: run.waiting({}, timedelta(hours=1), now))
    assert ask("GET", other).headers["retry-after"] == "60"


def test_one_that_is_over_says_what_it_made_and_asks_nobody_to_wait(start, ask, change):
    workflow = start().json
    made = {"assessment_id": str(uuid4()), "plan_id": str(uuid4())}
    for output in ({}, {}, {}, made):
        change(workflow, lambda run, now, output=output: run.done(output, now))
    found = ask("GET", workflow)
    assert (found.json["state"], found.json["progress"], found.json["result"]) == ("completed", 1.0, made)
    assert found.json["links"]["assessment"] == f"/v1/assessments/{made['assessment_id']}"
    assert found.json["links"]["plan"] == f"/v1/plans/{made['plan_id']}"
    assert "retry-after" not in found.headers
    for path in ("/cancel", "/retry"):
        answer = ask("POST", workflow, path)
        assert (answer.status, answer.code) == (409, "workflow-state")


def test_one_that_was_given_up_says_why_and_can_be_retried_once_more(start, ask, change):
    workflow = start().json
    change(workflow, lambda run, now: run.compensating(Failure("encrypted", "the file is refused"), now))
    change(workflow, lambda run, now: run.undone(now))
    found = ask("GET", workflow)
    assert found.json["state"] == "compensated"
    assert found.json["failure"] == {"code": "encrypted", "message": "the file is refused"}
    answer = ask("POST", workflow, "/retry")
    assert (answer.status, answer.json["is_retried"], answer.headers["retry-after"]) == (202, True, "2")
    again = ask("POST", workflow, "/retry")
    assert (again.status, again.json) == (202, answer.json)


def test_cancelling_twice_is_cancelling_once(start, ask):
    workflow = start().json
    bootstrap.work_queue().take()
    first, second = ask("POST", workflow, "/cancel"), ask("POST", workflow, "/cancel")
    assert (first.status, second.status) == (202, 202)
    assert first.json == second.json
    assert first.headers["location"] == workflow["links"]["self"]
    assert len(bootstrap.work_queue().take()) == 1


def test_the_same_request_under_the_same_key_starts_one_workflow(start, call, with_profile, upload):
    key, document_id = {"idempotency-key": "k-1"}, upload()
    first, second = start(headers=key, document_id=document_id), start(headers=key, document_id=document_id)
    assert (first.status, second.status, first.json) == (202, 202, second.json)
    assert second.headers["idempotent-replayed"] == "true"
    assert second.headers["location"] == first.headers["location"]
    assert len(call("workflows", "GET", "/v1/workflows", token=with_profile).json["items"]) == 1


@pytest.mark.parametrize(
    ("asked", "pointer"),
    [
        ({"kind": "make_coffee"}, "#/kind"),
        ({"kind": "assess_batch"}, "#/kind"),
        ({"kind": None}, "#/kind"),
        ({"kind": ["cv_to_plan"]}, "#/kind"),
        ({"hours_per_week": 0}, "#/hours_per_week"),
        ({"hours_per_week": "6"}, "#/hours_per_week"),
        ({"document_id": "mine"}, "#/document_id"),
        ({"role_id": None}, "#/role_id"),
        ({"start": "tomorrow"}, "#/start"),
        ({"deadline": 0}, "#/deadline"),
        ({"strategy": "laziest"}, "#/strategy"),
        ({"user_id": NOBODYS_ID}, "#/user_id"),
        ({"kind": "bulk_assess"}, "#/role_id"),
    ],
)
def test_a_field_that_cannot_be_used_is_named(start, asked, pointer):
    answer = start(**{"document_id": NOBODYS_ID, **asked})
    assert (answer.status, answer.code) == (422, "invalid-request")
    assert answer.json["errors"][0]["pointer"] == pointer
    assert "make_coffee" not in answer.body


def test_a_workflow_without_a_kind_is_told_that_it_needs_one(call, with_profile):
    answer = call("workflows", "POST", "/v1/workflows", token=with_profile, json_body={})
    assert answer.json["errors"] == [{"pointer": "#/kind", "detail": "Field required"}]
    answer = call("workflows", "POST", "/v1/workflows", token=with_profile, json_body={"kind": "x" * 10_000})
    assert answer.json["errors"] == [
        {"pointer": "#/kind", "detail": "Input should be 'cv_to_plan', 'assess_document', 'bulk_assess', 'erase_user'"}
    ]


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ({"document_id": NOBODYS_ID}, 404, "document-not-found"),
        ({"role_id": NOBODYS_ID}, 404, "role-not-found"),
        ({"start": "1970-01-01"}, 422, "invalid-input"),
        ({"deadline": "2001-01-01"}, 422, "invalid-input"),
    ],
)
def test_what_does_not_hold_is_refused_before_anything_is_stored(start, store, asked, status, code):
    answer = start(**asked)
    assert (answer.status, answer.code) == (status, code)
    assert store._tables.runs == {}


def test_a_document_must_be_the_callers_and_of_the_kind_that_the_workflow_reads(start, call, token, upload):
    ben = uuid4()
    call("users", "PUT", "/v1/users/me", token=token(ben), json_body={"display_name": "Ben"})
    answer = start(document_id=upload(owner=ben))
    assert (answer.status, answer.code) == (404, "document-not-found")
    rejected = upload(change=lambda document: document.rejected("wrong-type", datetime.now(UTC)))
    for document_id in (upload(ContentType.NDJSON), rejected):
        answer = start(document_id=document_id)
        assert (answer.status, answer.code) == (409, "document-not-usable")


def test_an_assessment_of_a_document_takes_a_cv_and_nothing_else(call, with_profile, upload, change, role_id):
    def start(**asked):
        body = {"kind": "assess_document", **asked}
        return call("workflows", "POST", "/v1/workflows", token=with_profile, json_body=body)

    document_id = upload()
    refused = start(document_id=document_id, role_id=role_id)
    assert refused.json["errors"] == [{"pointer": "#/role_id", "detail": "Extra inputs are not permitted"}]
    manifest = start(document_id=upload(ContentType.NDJSON))
    assert (manifest.status, manifest.code) == (409, "document-not-usable")
    unknown = start(document_id=str(uuid4()))
    assert (unknown.status, unknown.code) == (404, "document-not-found")
    made = start(document_id=document_id)
    assert made.status == 202, made.body
    assert [step["name"] for step in made.json["steps"]] == ["extract", "assess", "publish"]
    assessment_id = str(uuid4())
    for output in ({"is_first": True}, {"assessment_id": assessment_id}, {"assessment_id": assessment_id}):
        change(made.json, lambda run, now, output=output: run.begun(now).done(output, now))
    done = call("workflows", "GET", made.headers["location"], token=with_profile).json
    assert (done["state"], done["progress"], done["result"]) == ("completed", 1.0, {"assessment_id": assessment_id})
    assert {name: path for name, path in done["links"].items() if path is not None} == {
        "self": made.headers["location"],
        "document": f"/v1/documents/{document_id}",
        "assessment": f"/v1/assessments/{assessment_id}",
    }


def test_a_bulk_assessment_takes_a_manifest_alone(call, with_profile, upload):
    def start(document_id):
        body = {"kind": "bulk_assess", "document_id": document_id}
        return call("workflows", "POST", "/v1/workflows", token=with_profile, json_body=body)

    answer = start(upload())
    assert (answer.status, answer.code) == (409, "document-not-usable")
    made = start(upload(ContentType.NDJSON))
    assert made.status == 202
    assert made.json["links"]["items"] == f"{made.headers['location']}/items"
    items = call("workflows", "GET", made.json["links"]["items"], token=with_profile)
    assert (items.status, items.json) == (200, {"items": [], "next_cursor": None})


def test_workflows_are_listed_newest_first_a_page_at_a_time(start, call, with_profile):
    made = [start().json["id"] for _ in range(3)]
    first = call("workflows", "GET", "/v1/workflows", token=with_profile, query={"limit": 2}).json
    query = {"limit": 2, "cursor": first["next_cursor"]}
    second = call("workflows", "GET", "/v1/workflows", token=with_profile, query=query).json
    assert [item["id"] for item in first["items"] + second["items"]] == made[::-1]
    assert second["next_cursor"] is None


def test_somebody_elses_workflow_is_404_for_whatever_is_asked_of_it(start, call, token):
    workflow = start().json
    bens = token(uuid4())
    call("users", "PUT", "/v1/users/me", token=bens, json_body={"display_name": "Ben"})
    for method, path in (("GET", ""), ("GET", "/items"), ("POST", "/cancel"), ("POST", "/retry")):
        answer = call("workflows", method, f"/v1/workflows/{workflow['id']}{path}", token=bens)
        assert (answer.status, answer.code) == (404, "workflow-not-found")
    assert call("workflows", "GET", "/v1/workflows", token=bens).json["items"] == []


def test_a_workflow_needs_a_profile_and_a_token(call, token, role_id):
    body = {"kind": "erase_user"}
    answer = call("workflows", "POST", "/v1/workflows", token=token(uuid4()), json_body=body)
    assert (answer.status, answer.code) == (404, "user-not-found")
    assert call("workflows", "POST", "/v1/workflows", json_body=body).status == 401


def test_workflows_count_against_the_limit_as_plans_do(start, upload, monkeypatch):
    monkeypatch.setenv("SKILLPATH_WRITES_PER_MINUTE", "5")
    bootstrap.reset()
    document_id = upload()
    assert start(document_id=document_id).status in (202, 429)
    assert start(document_id=document_id).code == "rate-limited"
