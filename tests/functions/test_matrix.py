"""Every route of the document, asked by everybody: who gets an answer follows from the document alone.

A new route is in the matrix by being documented: its body is the documented example, and a variable of its path that
`World.samples` does not know fails the test.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import jsonschema_rs
import pytest

from shared.domain.document import Reading
from shared.domain.document_text import DocumentText, Hidden
from shared.domain.ids import DocumentId, RunId, UserId
from shared.domain.workflow import Failure
from shared.gateways.memory_object_store import MemoryObjectStore
from shared.local.openapi import load_apps, merge, operations
from shared.repositories.fake import MemoryRepository
from shared.services.laid_texts import lay_text
from shared.unit_of_work.fake import FakeUnitOfWork

DOCUMENT = merge(load_apps())
OPERATIONS = {f"{method} {path}": operation for method, path, operation in operations(DOCUMENT)}
JSON = "application/json"
CV = "Experience\n\nData engineer, Acme, Jan 2019 - Dec 2022\n- Built data pipelines in Python programming and SQL\n"
TEXT = "what stands in Ann's file"
# Of one person alone: to everybody else there is no such thing.
PRIVATE = {"assessment_id", "document_id", "plan_id", "step_id", "workflow_id"}


@dataclass(frozen=True)
class World:
    """Ann, who has everything; Bob, who has a profile and an assessment of his own; Eve, who edits the catalogue.

    Attributes:
        samples: of every variable in a path, something of Ann's, or in the catalogue.
        bodies: where the documented example names something that is not in this catalogue, or a day.
        secrets: what no answer to Bob may hold.
    """

    tokens: dict[str, str]
    samples: dict[str, str]
    bodies: dict[str, dict[str, Any]]
    secrets: frozenset[str]

    def path(self, name: str) -> str:
        path = name.partition(" ")[2]
        samples = self.samples
        if path.startswith("/v1/skills/"):
            samples = {**samples, "skill_id": samples["own_skill_id"]}
        if path.endswith("/retry"):
            samples = {**samples, "workflow_id": samples["given_up_workflow_id"]}
        for variable in variables_of(name):
            assert variable in samples, f"{name}: give the matrix a sample of {{{variable}}}: see World.samples"
            path = path.replace(f"{{{variable}}}", samples[variable])
        return path

    def body(self, name: str) -> Any:
        content = OPERATIONS[name].get("requestBody", {}).get("content", {})
        return self.bodies.get(name, content[JSON]["example"]) if content else None


def variables_of(name: str) -> list[str]:
    return re.findall(r"\{(\w+)\}", name)


def responses_of(name: str) -> dict[str, Any]:
    return OPERATIONS[name]["responses"]


def successes_of(name: str) -> set[int]:
    return {int(status) for status in responses_of(name) if status.startswith("2")}


def resolved(part: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in part:
        return part
    _, _, kind, key = part["$ref"].split("/")
    return DOCUMENT["components"][kind][key]


@pytest.fixture
def world(
    call: Callable[..., Any],
    token: Callable[..., str],
    ann: UUID,
    store: MemoryRepository,
    objects: MemoryObjectStore,
    page: Path,
) -> World:
    bob, eve = uuid4(), uuid4()
    tokens = {"ann": token(ann), "bob": token(bob), "eve": token(eve, editor=True)}

    def made(function: str, method: str, path: str, who: str, body: Any = None) -> Any:
        answer = call(function, method, path, token=tokens[who], json_body=body)
        assert answer.status in (200, 201, 202), answer.body
        return answer.json

    for who in tokens:
        made("users", "PUT", "/v1/users/me", who, {"display_name": f"the person {who}", "locale": "en"})
    assessment = made("assessments", "POST", "/v1/assessments", "ann", {"text": CV})
    made("assessments", "POST", "/v1/assessments", "bob", {"text": CV})
    roles = made("roles", "GET", "/v1/roles", "ann")["items"]
    (role_id,) = [role["id"] for role in roles if role["title"] == "data analyst"]
    plan = made("plans", "POST", "/v1/plans", "ann", {"role_id": role_id, "hours_per_week": 6})
    file = {"filename": "Ann's CV.pdf", "content_type": "application/pdf", "size": 5, "sha256": "a" * 64}
    document = made("documents", "POST", "/v1/documents", "ann", file)["document"]
    extract(store, objects, UserId(ann), DocumentId(UUID(document["id"])))
    asked = {"kind": "cv_to_plan", "document_id": document["id"], "role_id": role_id, "hours_per_week": 6}
    workflow, given_up = (made("workflows", "POST", "/v1/workflows", "ann", asked)["id"] for _ in range(2))
    give_up(store, RunId(UUID(given_up)))
    own, other = (
        made("skills", "POST", "/v1/skills", "eve", {"name": name, "type": "skill"})["id"]
        for name in ("Darning", "Hemming")
    )
    skill_id = assessment["skills"][0]["skill_id"]
    correction = {"verdict": "adjusted", "level": "expert", "reason": "as Ann says"}
    made("users", "PUT", f"/v1/users/me/skills/{skill_id}", "ann", correction)
    return World(
        tokens,
        samples={
            "asset": "page.js",
            "assessment_id": assessment["id"],
            "document_id": document["id"],
            "file": next((page / "assets").glob("*.js")).name,
            "own_skill_id": own,
            "plan_id": plan["id"],
            "role_id": role_id,
            "skill_id": skill_id,
            "step_id": plan["steps"][0]["id"],
            "given_up_workflow_id": given_up,
            "workflow_id": workflow,
        },
        bodies={
            "POST /v1/plans": {"role_id": role_id, "hours_per_week": 6},
            "POST /v1/plans/{plan_id}/replan": {"hours_per_week": 4},
            "POST /v1/workflows": {"kind": "erase_user"},
            "POST /v1/skills": {"name": "Quilting", "type": "skill", "broader_id": other},
            "PATCH /v1/skills/{skill_id}": {"description": "Mending holes in knitted cloth."},
            "POST /v1/skills/{skill_id}/merge": {"into_id": other},
        },
        secrets=frozenset(
            {str(ann), "the person ann", TEXT, assessment["id"], document["id"], file["filename"], plan["id"]}
            | {workflow, given_up, *(step["id"] for step in plan["steps"])}
        ),
    )


def extract(store: MemoryRepository, objects: MemoryObjectStore, user_id: UserId, document_id: DocumentId) -> None:
    """As a worker does with a file that has come."""
    now = datetime.now(UTC)
    with FakeUnitOfWork(store) as uow:
        document = uow.documents.get(user_id, document_id)
        assert document is not None
        lay_text(document, DocumentText(TEXT, (0,), (), Hidden(), is_truncated=False), objects)
        arrived = document.received(now)
        uow.documents.update(arrived)
        uow.documents.update(arrived.extracted(Reading(1, len(TEXT), 1.0, 0, ()), now))
        uow.commit()


def give_up(store: MemoryRepository, run_id: RunId) -> None:
    """As a worker does with a run that it cannot go on with."""
    now = datetime.now(UTC)
    with FakeUnitOfWork(store) as uow:
        claim = uow.workflows.claim(run_id, 60)
        assert claim is not None
        uow.workflows.save(claim.run.dead_lettered(Failure("store-unavailable", "try again"), now), now)
        uow.commit()


@pytest.fixture
def ask(world: World, call: Callable[..., Any]) -> Callable[..., Any]:
    def run(name: str, token: str | None) -> Any:
        function, method = OPERATIONS[name]["tags"][0], name.partition(" ")[0]
        return call(function, method, world.path(name), token=token, json_body=world.body(name))

    return run


@pytest.fixture
def holdings_of_ann(world: World, call: Callable[..., Any]) -> Callable[[], Any]:
    def read() -> Any:
        held = call("users", "GET", "/v1/users/me/export", token=world.tokens["ann"]).json
        return {name: value for name, value in held.items() if name != "exported_at"}

    return read


@pytest.mark.parametrize("name", OPERATIONS)
def test_only_what_is_open_to_anybody_is_answered_to_nobody(name, ask):
    answer = ask(name, None)
    if "security" in OPERATIONS[name]:
        assert (answer.status, answer.code) == (401, "not-authenticated")
        assert answer.headers["www-authenticate"] == "Bearer"
    else:
        assert answer.status in successes_of(name)


@pytest.mark.parametrize("name", [name for name in OPERATIONS if "security" in OPERATIONS[name]])
def test_a_token_that_has_expired_opens_nothing(name, ask, token, ann, holdings_of_ann):
    before = holdings_of_ann()
    answer = ask(name, token(ann, editor=True, exp=datetime.now(UTC) - timedelta(minutes=5)))
    assert (answer.status, answer.code) == (401, "not-authenticated")
    assert holdings_of_ann() == before


@pytest.mark.parametrize("name", OPERATIONS)
def test_the_owner_gets_what_is_documented(name, ask, world):
    who = "eve" if "403" in responses_of(name) else "ann"
    answer = ask(name, world.tokens[who])
    assert answer.status in successes_of(name), answer.body
    response = resolved(responses_of(name)[str(answer.status)])
    if answer.status == 204:
        assert answer.body == ""
    else:
        (media_type, content) = next(
            item for item in response["content"].items() if answer.headers["content-type"].startswith(item[0])
        )
        if media_type == JSON:
            schema = {**content["schema"], "components": DOCUMENT["components"]}
            jsonschema_rs.validator_for(schema, validate_formats=True).validate(answer.json)
    for header in ("etag", "location"):
        documented = header in {documented.lower() for documented in response["headers"]}
        assert (header in answer.headers) == documented, header


@pytest.mark.parametrize("name", OPERATIONS)
def test_what_is_anothers_is_not_there_and_is_neither_shown_nor_changed(name, ask, world, holdings_of_ann):
    before = holdings_of_ann()
    answer = ask(name, world.tokens["bob"])
    if PRIVATE & set(variables_of(name)):
        assert answer.status == 404, answer.body
        assert answer.code.endswith("-not-found")
    elif "403" in responses_of(name):
        assert (answer.status, answer.code) == (403, "not-allowed")
    elif "/users/me/" in name and variables_of(name):
        assert answer.status in {*successes_of(name), 404}
    else:
        assert answer.status in successes_of(name), answer.body
    assert str(answer.status) in responses_of(name)
    # A problem may say again what was asked for.
    assert not [secret for secret in world.secrets if secret in answer.body and secret not in world.path(name)]
    assert holdings_of_ann() == before


def test_every_private_thing_that_the_document_names_is_in_the_matrix():
    named = {variable for name in OPERATIONS for variable in variables_of(name)}
    assert named >= PRIVATE


def test_a_route_without_a_sample_is_not_passed_over(world, monkeypatch):
    monkeypatch.setitem(OPERATIONS, "GET /v1/badges/{badge_id}", {"responses": {"200": {}}})
    with pytest.raises(AssertionError, match=r"give the matrix a sample of \{badge_id\}"):
        world.path("GET /v1/badges/{badge_id}")
