"""Schemathesis over the whole document: whatever is asked within or against it, the answer is one that it names."""

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import jwt
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.local.checkout import ROOT, free_port
from shared.local.children import start_gateway
from shared.local.openapi import DOCUMENT
from shared.local.page import BUILT
from shared.taxonomy.load import Taxonomy

pytestmark = pytest.mark.xdist_group("e2e")

SECRET = "a-secret-of-this-test-alone-0123456789"
CV = "Experience\n\nData engineer, Acme, Jan 2019 - Dec 2022\n- Built data pipelines in Python and SQL\n"
CASES = 10
OPERATIONS = [
    (path, method)
    for path, item in json.loads(DOCUMENT.read_text(encoding="utf-8"))["paths"].items()
    for method in item
]


@dataclass(frozen=True)
class Someone:
    """Somebody with an assessment, a plan, a file that is still to come, a workflow that waits for it, and the right to
    edit the catalogue.

    Attributes:
        samples: of every variable in a path, something that is theirs or in the catalogue.
    """

    token: str
    samples: dict[str, str]


@pytest.fixture(scope="module")
def url(taxonomy: Taxonomy, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The functions behind the local gateway under uvicorn, over a store in memory: any id may sign in there."""
    environment = {
        "SKILLPATH_STORE": "memory",
        "SKILLPATH_TAXONOMY": os.fspath(ROOT / "build" / "taxonomy.sqlite"),
        "SKILLPATH_WRITES_PER_MINUTE": "1000",
        "SUPABASE_JWT_SECRET": SECRET,
        # Told to the page, and asked by nobody.
        "SUPABASE_URL": "http://127.0.0.1:9",
        "SUPABASE_PUBLISHABLE_KEY": "sb_publishable_of_this_test",
    }
    with start_gateway(environment, tmp_path_factory.mktemp("gateway"), free_port()) as address:
        yield address


@pytest.fixture
def someone(url: str) -> Someone:
    """A new one for each operation: what it deletes is missed by no other."""
    claims = {
        "sub": str(uuid4()),
        "aud": "authenticated",
        "role": "authenticated",
        "exp": datetime.now(UTC) + timedelta(hours=1),
        "app_metadata": {"skillpath_role": "editor"},
    }
    token = jwt.encode(claims, SECRET, algorithm="HS256")
    with httpx.Client(base_url=url, headers={"Authorization": f"Bearer {token}"}, timeout=60, trust_env=False) as http:

        def made(method: str, path: str, body: Any) -> Any:
            answer = http.request(method, path, json=body)
            answer.raise_for_status()
            return answer.json()

        made("PUT", "/v1/users/me", {"display_name": "Ada", "locale": "en"})
        assessment = made("POST", "/v1/assessments", {"text": CV})
        role_id = http.get("/v1/roles", params={"query": "data scientist"}).json()["items"][0]["id"]
        plan = made("POST", "/v1/plans", {"role_id": role_id, "hours_per_week": 6})
        skill = made("POST", "/v1/skills", {"name": f"Quilting {uuid4()}", "type": "skill"})
        announced = {"filename": "cv.txt", "content_type": "text/plain", "size": len(CV)}
        digest = hashlib.sha256(CV.encode()).hexdigest()
        document = made("POST", "/v1/documents", {**announced, "sha256": digest})["document"]
        asked = {"document_id": document["id"], "role_id": role_id, "hours_per_week": 6}
        workflow = made("POST", "/v1/workflows", {"kind": "cv_to_plan", **asked})
    samples = {
        "asset": "page.js",
        "assessment_id": assessment["id"],
        "document_id": document["id"],
        "file": next((BUILT / "assets").glob("*.js")).name,
        "plan_id": plan["id"],
        "role_id": role_id,
        "skill_id": skill["id"],
        "step_id": plan["steps"][0]["id"],
        "workflow_id": workflow["id"],
    }
    return Someone(token, samples)


@pytest.mark.parametrize(("path", "method"), OPERATIONS, ids=[f"{method} {path}" for path, method in OPERATIONS])
def test_no_request_is_answered_otherwise_than_documented(path: str, method: str, url: str, someone: Someone):
    # Imported here: at the top it would slow down every start of pytest.
    import schemathesis
    from schemathesis import GenerationMode
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi import checks

    operation = schemathesis.openapi.from_path(DOCUMENT)[path][method]
    asked = st.one_of([operation.as_strategy(generation_mode=mode) for mode in GenerationMode])
    conforms = [
        not_a_server_error,
        checks.status_code_conformance,
        checks.content_type_conformance,
        checks.response_headers_conformance,
        checks.response_schema_conformance,
    ]
    seen = []

    # Half of the requests are for something that is there.
    @given(case=asked, is_there=st.booleans())
    @settings(
        max_examples=CASES, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
    )
    def ask(case: schemathesis.Case, is_there: bool) -> None:
        if is_there:
            case.path_parameters = {name: someone.samples[name] for name in case.path_parameters}
        response = case.call(base_url=url, headers={"Authorization": f"Bearer {someone.token}"}, timeout=60)
        case.validate_response(response, checks=conforms)
        seen.append(response.status_code)

    ask()
    assert seen
