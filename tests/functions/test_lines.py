"""What functions write down of requests and messages: one line for each, metrics, and nothing of anybody."""

import hashlib
import json
import re
from uuid import UUID, uuid4

import pytest
from opentelemetry import trace

from functions.document_received.handler import handler as receive
from functions.users.handler import app, handler
from functions.workflow_worker.handler import handler as work
from shared.api.app import Handler
from shared.api.dependencies import get_uow
from shared.domain.errors import StoreUnavailableError
from shared.telemetry import invocation as invocations
from shared.telemetry.record import mark
from tests.functions.conftest import ORIGIN, make_event
from tests.functions.context import CONTEXT
from tests.log_lines import json_lines

ME = "/v1/users/me"
# Whose CV it is, in the words by which anybody could tell.
CANARY = ("Zebulon", "Quackenbush", "zq.canary@mailbox.example", "7700 900123", "Flamingo Crescent", "WG9 4ZZ")
CV = """Zebulon Quackenbush
17 Flamingo Crescent, Wigglesworth WG9 4ZZ
zq.canary@mailbox.example | +44 7700 900123

Experience
Data analyst, Acme, Jan 2019 - present
- Built reports in SQL and Python programming, and did the statistical analysis of deliveries
"""
GERMAN = """Berufserfahrung
Ich habe bei der Firma die Auswertung der Daten geleitet und war für die Planung der Projekte zuständig.
Außerdem habe ich mit den Kollegen aus der Entwicklung an der neuen Plattform gearbeitet und sie eingeführt.
"""


@pytest.fixture
def lines():
    with json_lines() as lines:
        yield lines


@pytest.fixture(autouse=True)
def _called_before(monkeypatch):
    monkeypatch.setattr(invocations, "_called", {CONTEXT.function_name})


def access(lines):
    return [line for line in lines() if line.get("logger") == "skillpath.access"]


def metrics(lines):
    """All that was counted, by name."""
    found = {}
    for line in lines():
        for directive in line.get("_aws", {}).get("CloudWatchMetrics", ()):
            for name in [metric["Name"] for metric in directive["Metrics"]]:
                found[name] = found.get(name, 0) + line[name]
    return found


@pytest.fixture
def with_profile(call, anns):
    assert call("users", "PUT", ME, token=anns, json_body={"display_name": "Ann"}).status == 201
    return anns


@pytest.fixture
def assess(call, with_profile):
    def run(text=CV, **more):
        body = {"text": text, "as_of": "2026-11-23"}
        return call("assessments", "POST", "/v1/assessments", token=with_profile, json_body=body, **more)

    return run


def test_a_request_is_one_line_that_says_which_route_how_it_ended_and_how_long_it_took(call, lines, anns, ann):
    answer = call("skills", "GET", f"/v1/skills/{uuid4()}", token=anns, headers={"x-request-id": "abc-1"})
    (line,) = access(lines)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", line.pop("timestamp"))
    assert line.pop("duration_ms") >= 0
    assert line.pop("location").startswith("answer_logged:")
    assert line == {
        "level": "INFO",
        "message": "GET /v1/skills/{skill_id} 404",
        "logger": "skillpath.access",
        "service": "function",
        "cold_start": False,
        "request_id": "abc-1",
        "function_request_id": "r1",
        "user": mark(ann),
        "method": "GET",
        "route": "/v1/skills/{skill_id}",
        "status": 404,
        "code": "skill-not-found",
    }
    assert answer.headers["x-request-id"] == "abc-1"


def test_what_went_well_has_no_code_and_the_gateways_id(call, lines):
    assert call("health", "GET", "/v1/health", query={"ready": "false"}).status == 200
    (line,) = access(lines)
    assert (line["status"], line["request_id"], line["route"]) == (200, "JKJaXmPLvHcESHA=", "/v1/health")
    assert {"code", "user"} & set(line) == set()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("health", "GET", "/v1/Zebulon"), ("GET (no route) 404", "not-found")),
        (("users", "POST", ME), ("POST /v1/users/me 405", "method-not-allowed")),
        (("users", "GET", ME), ("GET /v1/users/me 401", "not-authenticated")),
        (("skills", "GET", "/v1/skills/Zebulon"), ("GET /v1/skills/{skill_id} 401", "not-authenticated")),
    ],
)
def test_what_is_refused_has_the_problems_code_and_never_the_path_or_the_query(call, lines, asked, said):
    answer = call(*asked, query={"query": "Zebulon"})
    (line,) = access(lines)
    assert (line["message"], line["code"]) == said
    assert line["code"] == answer.code
    assert "Zebulon" not in json.dumps(lines())


def test_a_preflight_is_a_line_too(call, lines):
    asked = {"origin": ORIGIN, "access-control-request-method": "PUT"}
    assert call("users", "OPTIONS", ME, headers=asked).status == 200
    assert [line["message"] for line in access(lines)] == ["OPTIONS (no route) 200"]


def fail_with(error):
    def fail():
        raise error

    return fail


def test_an_unforeseen_error_is_a_line_with_its_trace_and_the_requests_own_with_500(call, lines, anns):
    app.dependency_overrides[get_uow] = fail_with(ZeroDivisionError("inside"))
    answer = call("users", "GET", ME, token=anns)
    failed, answered = (line for line in lines() if line.get("logger", "").startswith("skillpath."))
    assert (failed["level"], failed["exception_name"]) == ("ERROR", "ZeroDivisionError")
    assert "in fail" in failed["exception"]
    assert "inside" not in json.dumps(lines()), "an error can quote what it was given"
    assert (answered["status"], answered["code"]) == (500, "internal-error")
    ids = {failed["request_id"], answered["request_id"], answer.headers["x-request-id"]}
    assert ids == {answer.json["instance"].removeprefix("urn:skillpath:request:")}


def test_a_store_that_is_away_is_a_line_with_the_reason_and_the_requests_own_with_503(call, lines, anns):
    app.dependency_overrides[get_uow] = fail_with(StoreUnavailableError("the store did not answer in time"))
    assert call("users", "GET", ME, token=anns).status == 503
    why, answered = (line for line in lines() if line.get("logger", "").startswith("skillpath."))
    assert "store-unavailable" in why["message"]
    assert (answered["status"], answered["code"]) == (503, "store-unavailable")
    assert why["request_id"] == answered["request_id"]


def test_a_handler_that_breaks_altogether_is_a_line_and_loses_no_metric(lines, monkeypatch):
    monkeypatch.setattr(invocations, "_called", set())

    def broken(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(handler, "_mangum", broken)
    with pytest.raises(ZeroDivisionError):
        handler(make_event("GET", ME, None, {}, {}), CONTEXT)
    assert isinstance(handler, Handler)
    (line,) = access(lines)
    assert (line["status"], line["method"], line["cold_start"]) == (500, "GET", True)
    assert metrics(lines) == {"ColdStart": 1}


def test_an_assessment_is_counted_with_its_skills_and_those_of_unknown_level(assess, lines):
    made = assess(CV + "- Scala\n\nSkills\nRuby (computer programming), data mining\n").json
    levels = [skill["proficiency"]["level"] for skill in made["skills"]]
    assert {"unknown"} < set(levels)
    expected = {"AssessmentsMade": 1, "SkillsFound": len(levels), "SkillsUnknown": levels.count("unknown")}
    assert metrics(lines) == expected


def test_an_answer_that_is_given_again_is_no_second_assessment(assess, lines):
    for _ in range(2):
        assert assess(headers={"idempotency-key": "k1"}).status == 201
    assert metrics(lines)["AssessmentsMade"] == 1


def test_what_is_not_stored_is_not_counted(call, anns, lines):
    answer = call("assessments", "POST", "/v1/assessments", token=anns, json_body={"text": CV})
    assert answer.code == "user-not-found"
    assert metrics(lines) == {}


@pytest.mark.parametrize(("text", "status"), [(GERMAN, 422), ("I was there, and I liked it.", 201)])
def test_a_text_that_nothing_can_be_said_of_is_an_abstention(assess, lines, text, status):
    assert assess(text).status == status
    assert metrics(lines)["Abstentions"] == 1


def test_to_a_library_that_listens_to_fastapi_nothing_is_told(call, anns, monkeypatch):
    told = []

    class Provider(trace.TracerProvider):
        def get_tracer(self, *arguments, **more):
            told.append(arguments)
            return trace.NoOpTracer()

    monkeypatch.setattr(trace, "_TRACER_PROVIDER", Provider())
    assert call("skills", "GET", "/v1/skills", token=anns, query={"query": "Zebulon"}).status == 200
    assert told == []


SQS = {"receiptHandle": "x", "attributes": {"ApproximateReceiveCount": "2"}, "eventSource": "aws:sqs"}


def batch(*bodies):
    return {"Records": [{**SQS, "messageId": f"m-{n}", "body": body} for n, body in enumerate(bodies)]}


def test_each_message_is_one_line_that_says_whether_it_comes_again(lines):
    answer = work(batch(json.dumps({"run_id": str(uuid4())}), "about Zebulon"), CONTEXT)
    assert [item["itemIdentifier"] for item in answer["batchItemFailures"]] == ["m-1"]
    done, failed = access(lines)
    assert [(line["message_id"], line["outcome"], line["receive_count"]) for line in (done, failed)] == [
        ("m-0", "done", "2"),
        ("m-1", "comes again", "2"),
    ]
    assert {(line["request_id"], line["service"]) for line in (done, failed)} == {("r1", "function")}
    assert all(line["duration_ms"] >= 0 for line in (done, failed))
    # Why it comes again is said of that message.
    (why,) = [line for line in lines() if line.get("logger") == "skillpath.batches"]
    assert why["message_id"] == "m-1"
    assert "Zebulon" not in json.dumps(lines())


def test_a_batch_that_fails_whole_still_counts(lines, monkeypatch):
    monkeypatch.setattr(invocations, "_called", set())
    assert len(work(batch("x", "y"), CONTEXT)["batchItemFailures"]) == 2
    assert metrics(lines) == {"ColdStart": 1}


def test_nothing_of_a_person_is_in_a_line_or_a_metric_of_any_function(call, assess, with_profile, ann, lines):
    """Not where all goes well, and not where it goes wrong; nor is their id, by which their rows could be found."""
    name = "Zebulon Quackenbush"
    assert call("users", "PUT", ME, token=with_profile, json_body={"display_name": name}).status == 200
    made = assess().json
    skill = made["skills"][0]["skill_id"]
    said = {"verdict": "adjusted", "level": "expert", "reason": CV}
    assert call("users", "PUT", f"{ME}/skills/{skill}", token=with_profile, json_body=said).status == 200
    data = CV.encode()
    announced = {
        "filename": f"{name}.pdf",
        "content_type": "application/pdf",
        "size": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
    }
    calls = [
        call("documents", "POST", "/v1/documents", token=with_profile, json_body=announced),
        call("assessments", "GET", f"/v1/assessments/{made['id']}", token=with_profile),
        call("users", "GET", f"{ME}/export", token=with_profile),
        call("skills", "GET", "/v1/skills", token=with_profile, query={"query": name}),
        call("skills", "GET", "/v1/skills", token=with_profile, query={"cursor": name}),
        call("assessments", "POST", "/v1/assessments", token=with_profile, json_body={"text": CV, CANARY[2]: 1}),
        call("assessments", "POST", "/v1/assessments", token=with_profile, body=CV),
        call("users", "GET", f"{ME}/{name}", token=with_profile),
        call("users", "GET", ME, token=CV.replace("\n", " ")),
        call("users", "GET", ME, headers={"x-request-id": CANARY[2], "cookie": name, "user-agent": name}),
        call("users", "DELETE", ME, token=with_profile),
    ]
    assert {answer.status for answer in calls} >= {200, 201, 400, 401, 404, 422}
    work(batch(CV, json.dumps({"run_id": CV})), CONTEXT)
    receive(batch(CV, json.dumps({"Records": [{"s3": {"object": {"key": f"users/{ann}/{name}"}}}]})), CONTEXT)
    written = json.dumps(lines())
    assert [word for word in CANARY if word.lower() in written.lower()] == []
    assert [found for found in (str(ann), ann.hex) if found in written] == []
    assert {line["user"] for line in access(lines) if "user" in line} == {mark(UUID(str(ann)))}
    # What was looked through is what there is: a line for each request and message, and metrics.
    assert len(access(lines)) == len(calls) + 3 + 4
    assert metrics(lines)["AssessmentsMade"] == 1
