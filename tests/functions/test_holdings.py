"""A person takes their data along, and has it gone."""

import base64
import gzip
import hashlib
import json
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

import functions.users.export
from functions.users.export import SCHEMA, ExportOut
from functions.users.handler import handler
from shared.domain.ids import PlanId, RoleId, UserId
from shared.domain.plan import Cause, Plan, PlanBody, PlanSummary, PlanVersion, StrategyName
from shared.domain.workflow import Item, Kind, Run
from shared.services import holdings
from shared.unit_of_work.fake import FakeUnitOfWork
from tests.functions.context import CONTEXT

ME, EXPORT = "/v1/users/me", "/v1/users/me/export"
CV = "Experience\nData analyst, Acme, January 2020 - present\n- Wrote reports in SQL and cleansed data.\n"
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY = date(2026, 11, 23)


@pytest.fixture
def with_profile(call, anns):
    assert call("users", "PUT", ME, token=anns, json_body={"display_name": "Ann"}).status == 201
    return anns


@pytest.fixture
def assess(call, with_profile):
    def run(**headers):
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        made = call("assessments", "POST", "/v1/assessments", token=with_profile, json_body={"text": CV}, headers=sent)
        assert made.status == 201, made.body
        return made.json

    return run


@pytest.fixture
def plan(store, ann):
    """A plan of Ann's, kept."""
    summary = PlanSummary(
        PlanId(uuid4()), UserId(ann), RoleId(uuid4()), "data analyst", StrategyName.FASTEST, 6.0, DAY, None, DAY, None,
        "esco", 10.0, 10.0, 10.0, 0, 0, NOW, NOW,
    )  # fmt: skip
    version = PlanVersion(Plan(summary, PlanBody((), (), None)), Cause.CREATED, "You asked for it.", (), NOW)
    return lambda: _keep(store, version)


def _keep(store, version):
    with FakeUnitOfWork(store) as uow:
        uow.plans.add(version)
        uow.commit()
    return version.plan.id


def test_everything_held_is_in_one_document(call, assess, with_profile, tiny_taxonomy, plan):
    made = assess(idempotency_key="k1")
    skill_id = str(next(tiny_taxonomy.iter_skills()).id)
    for level in ("novice", "expert"):
        body = {"verdict": "adjusted", "level": level, "reason": "so it is"}
        call("users", "PUT", f"/v1/users/me/skills/{skill_id}", token=with_profile, json_body=body)
    plan_id = plan()
    answer = call("users", "GET", EXPORT, token=with_profile)
    assert (answer.status, answer.headers["content-type"]) == (200, "application/json")
    assert answer.headers["content-disposition"] == 'attachment; filename="skillpath-export.json"'
    document = answer.json
    assert document["schema"] == SCHEMA
    assert document["user"]["display_name"] == "Ann"
    assert [one["summary"]["id"] for one in document["assessments"]] == [made["id"]]
    assert {skill["name"] for skill in document["assessments"][0]["result"]["skills"]} == {"SQL", "cleanse data"}
    assert [word["level"] for word in document["corrections"]] == ["novice", "expert"]
    assert [(one["plan_id"], len(one["versions"])) for one in document["plans"]] == [(str(plan_id), 1)]
    assert [one["key"] for one in document["answers"]] == ["k1"]
    assert document["added_skills"] == []
    assert CV not in answer.body
    assert any("text of the files" in sentence for sentence in document["not_included"])


def test_files_and_workflows_are_in_it_with_what_became_of_each_line(call, with_profile, ann, store):
    file = {"filename": "Ann's CV.pdf", "content_type": "application/pdf", "size": 5, "sha256": "a" * 64}
    document = call("documents", "POST", "/v1/documents", token=with_profile, json_body=file).json["document"]
    run = Run.new(UserId(ann), Kind.BULK_ASSESS, {"document_id": document["id"]}, ("split",), timedelta(days=1), NOW)
    with FakeUnitOfWork(store) as uow:
        uow.workflows.add(run, NOW)
        uow.commit()
    with FakeUnitOfWork(store) as uow:
        uow.workflows.add_items([Item(run.id, run.user_id, 0, "line 1", None, "document-not-found", {})])
        uow.commit()
    held = call("users", "GET", EXPORT, token=with_profile).json
    assert [(one["id"], one["filename"], one["sha256"]) for one in held["documents"]] == [
        (document["id"], file["filename"], file["sha256"])
    ]
    (workflow,) = held["workflows"]
    assert (workflow["run"]["id"], workflow["run"]["input"]) == (str(run.id), {"document_id": document["id"]})
    assert [(item["ref"], item["code"]) for item in workflow["items"]] == [("line 1", "document-not-found")]
    assert any("bytes of the files" in sentence for sentence in held["not_included"])


def test_skills_that_an_editor_added_are_named(call, editors):
    made = call("skills", "POST", "/v1/skills", token=editors, json_body={"name": "Quilting"})
    assert call("users", "GET", EXPORT, token=editors).json["added_skills"] == [made.json["id"]]


def test_nothing_of_anybody_else_is_in_it(call, assess, token):
    assess()
    other = token(uuid4())
    call("users", "PUT", ME, token=other, json_body={"display_name": "Eve"})
    document = call("users", "GET", EXPORT, token=other).json
    assert (document["assessments"], document["user"]["display_name"]) == ([], "Eve")


def test_without_a_profile_there_is_nothing_to_take_along(call, anns):
    assert call("users", "GET", EXPORT, token=anns).code == "user-not-found"


def export_event(token, accept_encoding):
    return {
        "version": "2.0",
        "rawPath": EXPORT,
        "rawQueryString": "",
        "headers": {"authorization": f"Bearer {token}", "accept-encoding": accept_encoding},
        "requestContext": {"http": {"method": "GET", "path": EXPORT, "sourceIp": "127.0.0.1"}, "requestId": "r"},
        "isBase64Encoded": False,
    }


def test_a_large_document_goes_out_compressed_to_who_takes_that(assess, with_profile, monkeypatch):
    made = assess()
    monkeypatch.setattr(functions.users.export, "GZIP_FROM_BYTES", 1_000)
    answer = handler(export_event(with_profile, "br, gzip;q=0.5"), CONTEXT)
    assert answer["isBase64Encoded"]
    assert (answer["headers"]["content-encoding"], answer["headers"]["vary"]) == ("gzip", "Accept-Encoding, Origin")
    document = json.loads(gzip.decompress(base64.b64decode(answer["body"])))
    assert document["assessments"][0]["summary"]["id"] == made["id"]
    plain = handler(export_event(with_profile, "br"), CONTEXT)
    assert not plain["isBase64Encoded"]
    assert {**json.loads(plain["body"]), "exported_at": None} == {**document, "exported_at": None}


@pytest.mark.parametrize(("accept_encoding", "says"), [("gzip", "compressed too"), ("", "send Accept-Encoding: gzip")])
def test_more_than_an_answer_can_hold_is_413_and_says_how_to_take_it(
    call, assess, with_profile, monkeypatch, accept_encoding, says
):
    assess()
    monkeypatch.setattr(functions.users.export, "GZIP_FROM_BYTES", 1_000)
    monkeypatch.setattr(functions.users.export, "MAX_SENT_CHARS", 1_000)
    answer = call("users", "GET", EXPORT, token=with_profile, headers={"accept-encoding": accept_encoding})
    assert (answer.status, answer.code) == (413, "answer-too-large")
    assert says in answer.json["detail"]
    assert "GET /v1/assessments" in answer.json["detail"]


def test_what_could_never_be_one_document_is_not_even_read(call, assess, with_profile, monkeypatch):
    assess()
    assess()
    monkeypatch.setattr(holdings, "MAX_EXPORTED", 1)
    answer = call("users", "GET", EXPORT, token=with_profile)
    assert (answer.status, answer.code) == (413, "answer-too-large")


def test_another_form_of_the_document_takes_another_number():
    # Where this fails, the document's form changed: give `schema` the next number, and this the new digest.
    form = ExportOut.model_json_schema(mode="serialization")
    _drop_words(form)
    digest = hashlib.sha256(json.dumps(form, sort_keys=True).encode()).hexdigest()[:16]
    assert (SCHEMA, digest) == ("urn:skillpath:export:6", "c125219da00c5612")


def _drop_words(schema):
    """What documents a form, and is no part of it."""
    for value in list(schema.values()) if isinstance(schema, dict) else schema:
        if isinstance(value, dict | list):
            _drop_words(value)
    if isinstance(schema, dict):
        for name in ("description", "title", "examples"):
            if isinstance(schema.get(name), str | list):
                del schema[name]


def test_a_person_has_everything_gone_and_gets_a_receipt(call, assess, with_profile, plan, ann):
    path = f"/v1/assessments/{assess()['id']}"
    assess(idempotency_key="k1")
    plan()
    receipt = call("users", "DELETE", ME, token=with_profile)
    assert receipt.status == 200
    assert receipt.json["user_id"] == str(ann)
    assert receipt.json["removed"] == {
        "profile": 1,
        "assessments": 2,
        "corrections": 0,
        "plans": 1,
        "plan_versions": 1,
        "answers": 1,
        "documents": 0,
        "workflow_runs": 0,
        "workflow_items": 0,
    }
    assert "account" in receipt.json["remains"][0]
    for function, where in (("users", ME), ("users", EXPORT), ("users", f"{ME}/skills"), ("assessments", path)):
        assert call(function, "GET", where, token=with_profile).status == 404, where
    assert call("assessments", "GET", "/v1/assessments", token=with_profile).json["items"] == []


def test_a_deletion_can_be_repeated_and_begun_after(call, assess, with_profile):
    assess()
    call("users", "DELETE", ME, token=with_profile)
    again = call("users", "DELETE", ME, token=with_profile)
    assert again.status == 200
    assert set(again.json["removed"].values()) == {0}
    assert call("users", "PUT", ME, token=with_profile, json_body={"display_name": "Ann"}).status == 201
    assert call("assessments", "GET", "/v1/assessments", token=with_profile).json["items"] == []


def test_a_deletion_touches_nobody_else_and_leaves_skills_without_their_editor(
    call, assess, with_profile, editors, store
):
    path = f"/v1/assessments/{assess()['id']}"
    skill = call("skills", "POST", "/v1/skills", token=editors, json_body={"name": "Quilting"}).json
    call("users", "DELETE", ME, token=editors)
    assert call("skills", "GET", f"/v1/skills/{skill['id']}", token=with_profile).json == skill
    with FakeUnitOfWork(store) as uow:
        assert uow.skills.get(UUID(skill["id"])).created_by is None
    assert call("assessments", "GET", path, token=with_profile).status == 200
