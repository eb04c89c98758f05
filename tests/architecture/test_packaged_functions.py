"""Every package, unpacked in an empty folder and run by Lambda's runtime, without a database: nothing is missing."""

import json
import re
from pathlib import Path

import pytest

from shared.api import VERSION
from shared.deploy.contents import MEANING, contents_of, function_names, needed_for, read_table
from shared.local.checkout import ROOT
from shared.local.routes import read_functions
from tests.architecture.packages import Unpacked, http_event, unpack

pytestmark = pytest.mark.xdist_group("packages")

DECLARED = read_table()["functions"]
# Of each function that requests reach, a request for which it asks its database, which nobody answers for here.
ASKS_ITS_STORE = {
    "health": ("GET", "/v1/health", "ready=true"),
    "users": ("GET", "/v1/users/me", ""),
    "skills": ("GET", "/v1/skills", ""),
    "assessments": ("GET", "/v1/assessments", ""),
    "roles": ("GET", "/v1/roles/nearby", ""),
    "plans": ("GET", "/v1/plans", ""),
    "documents": ("GET", "/v1/documents", ""),
    "workflows": ("GET", "/v1/workflows", ""),
}
NEVER_LOADED = {"moto", "numpy", "psycopg", "pytest", "rich", "sqlalchemy", "supabase", "typer", "uvicorn"}
_IMPORT_ALL = """
import importlib, importlib.util, json, sys
ours, others = map(json.loads, sys.argv[1:])
for name in ours:
    importlib.import_module(name)
if "jwt" in others:
    import jwt
    assert {"ES256", "HS256"} <= {*jwt.algorithms.get_default_algorithms()}, "cryptography is missing"
print(json.dumps([name for name in others if importlib.util.find_spec(name) is None]))
print(json.dumps(sorted({str(module.__file__) for module in sys.modules.values() if getattr(module, "__file__", "")})))
"""
_MAKE_CLIENTS = """
import sys
from shared.gateways.aws_clients import make_aws_client
print(*(make_aws_client(service).meta.service_model.service_name for service in sys.argv[1:]))
"""
_COUNT_AUTHORITIES_READ = """
from shared.repositories.supabase.tls import make_tls_context
print(make_tls_context().cert_store_stats()["x509"])
"""
_FIND_AUTHORITIES_OF_AWS = """
import os
os.environ["AWS_LAMBDA_FUNCTION_NAME"] = "as in Lambda"
import functions
from botocore.httpsession import get_cert_path
print(open(get_cert_path(True)).read().count("BEGIN CERTIFICATE"))
"""
_READ_CV = """
import sys
from pathlib import Path
from shared.domain.document import ContentType
from shared.extraction.files.process import read_document
print(len(read_document(Path(sys.argv[1]).read_bytes(), ContentType(sys.argv[2])).text))
"""
_FIND_BY_MEANING = """
import sys
from datetime import date
from pathlib import Path
from shared.domain.assessment import FindingStrategy
from shared.domain.text import CvText
from shared.services.assessments import assess_text
from shared.taxonomy.load import Taxonomy
taxonomy = Taxonomy.load(Path("build/taxonomy.sqlite"))
text = CvText(Path(sys.argv[1]).read_text())
found = {}
for strategy in FindingStrategy:
    assert "numpy" not in sys.modules
    assessed = assess_text(text, taxonomy, date(2026, 11, 30), strategy=strategy)
    found[assessed.strategy.value] = len(assessed.result.skills)
numpy = sys.modules["numpy"]
print(numpy.__file__, *found, min(found.values()) > 10, found["exact"] != found["hybrid"])
"""
_KEY = "users/0193a3f0-1111-7000-8000-000000000001/documents/0193a3f0-2222-7000-8000-000000000002"
_S3_TOLD = {
    "Records": [
        {
            "eventVersion": "2.1",
            "eventSource": "aws:s3",
            "eventName": "ObjectCreated:Post",
            "s3": {"bucket": {"name": "files"}, "object": {"key": _KEY, "size": 10}},
        }
    ]
}


def sqs_event(body: str) -> dict[str, object]:
    """As SQS hands one message to a function."""
    record = {
        "messageId": "059f36b4-87a3-44ab-83d2-661975830a7d",
        "receiptHandle": "AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a",
        "body": body,
        "attributes": {"ApproximateReceiveCount": "1", "SentTimestamp": "1545082649183"},
        "messageAttributes": {},
        "md5OfBody": "e4e68fb7bd0e697a0ae8f1bb342846b3",
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:eu-central-1:000000000000:queue",
        "awsRegion": "eu-central-1",
    }
    return {"Records": [record]}


@pytest.fixture(scope="module")
def unpacked(packages, lambda_runtime, tmp_path_factory):
    """Each package, once, by the name of its function."""
    folder = tmp_path_factory.mktemp("unpacked")
    made: dict[str, Unpacked] = {}

    def unpacked(function: str) -> Unpacked:
        if function not in made:
            made[function] = unpack(packages / f"{function}.zip", folder, lambda_runtime)
        return made[function]

    return unpacked


def status_and_body(answer):
    assert not answer.failed, answer.body
    return answer.body["statusCode"], json.loads(answer.body["body"])


def test_every_function_that_requests_reach_is_asked():
    assert {function.name for function in read_functions(ROOT / "serverless.yml")} == {*ASKS_ITS_STORE, "docs", "web"}


@pytest.mark.parametrize("function", sorted(ASKS_ITS_STORE))
def test_a_function_says_who_is_not_signed_in_and_that_its_database_is_away(unpacked, function):
    package = unpacked(function)
    before = package.names()
    asked = ASKS_ITS_STORE[function]
    answers, loaded = package.answers(http_event(*asked, headers={"authorization": ""}), http_event(*asked))
    (nobody, refused), (somebody, problem) = map(status_and_body, answers)
    away = (503, "store-unavailable")
    assert (nobody, refused["code"]) == (away if function == "health" else (401, "not-authenticated"))
    assert (somebody, problem["code"]) == away
    assert answers[1].body["headers"]["content-type"] == "application/problem+json"
    assert "shared.api.app" in loaded
    assert {name.partition(".")[0] for name in loaded} & NEVER_LOADED == set()
    # Nothing is written, or compiled anew: in Lambda nothing could be.
    assert package.names() == before


def test_health_answers_without_anything(unpacked):
    (answer,), loaded = unpacked("health").answers(http_event("GET", "/v1/health"))
    status, body = status_and_body(answer)
    assert (status, body["status"], body["version"]) == (200, "ok", VERSION)
    assert {"boto3", "httpx", "postgrest", "jwt"} & loaded == set()


def test_the_page_and_all_that_it_loads_are_there(unpacked):
    paths = ["", "/swagger-ui.css", "/swagger-ui-bundle.js", "/favicon-32x32.png", "/page.css", "/page.js"]
    events = [http_event("GET", f"/v1/docs{path}") for path in paths]
    answers, _ = unpacked("docs").answers(*events, http_event("GET", "/v1/openapi.json"))
    assert [answer.body["statusCode"] for answer in answers] == [200] * 7
    assert json.loads(answers[-1].body["body"]) == json.loads((ROOT / "functions/docs/openapi.json").read_text())


def test_the_page_that_people_use_is_there_with_all_that_it_loads(unpacked):
    package = unpacked("web")
    page = (package.folder / "build" / "web" / "index.html").read_text()
    paths = ["/", "/config.json", *(f"/{path}" for path in re.findall(r'"(assets/[^"]+)"', page))]
    answers, loaded = package.answers(*(http_event("GET", path) for path in paths))
    assert len(paths) > 5
    assert [answer.body["statusCode"] for answer in answers] == [200] * len(paths)
    assert "https://files.s3.eu-central-1.amazonaws.com" in answers[0].body["headers"]["content-security-policy"]
    assert {"boto3", "httpx", "jwt", "shared.gateways.s3_upload_signer"} & loaded == set()


def test_roles_are_read_from_the_taxonomy_in_the_package(unpacked, taxonomy):
    asked = http_event("GET", "/v1/roles", "query=web+developr&limit=1")
    (answer,), _ = unpacked("roles").answers(asked)
    status, body = status_and_body(answer)
    assert (status, [item["title"] for item in body["items"]]) == (200, ["web developer"])
    assert taxonomy.find_role("web developer") is not None


@pytest.mark.parametrize(
    ("function", "body"), [("document_received", json.dumps(_S3_TOLD)), ("workflow_worker", "{}")], ids=["s3", "sqs"]
)
def test_a_message_that_cannot_be_worked_on_comes_again(unpacked, function, body):
    environment = {"SUPABASE_SECRET_KEY": "sb_secret_" + "invented", "AWS_ACCESS_KEY_ID": "a"}
    environment["AWS_SECRET_ACCESS_KEY"] = "b"
    (answer,), loaded = unpacked(function).answers(sqs_event(body), **environment)
    assert answer.body == {"batchItemFailures": [{"itemIdentifier": "059f36b4-87a3-44ab-83d2-661975830a7d"}]}
    assert {name.partition(".")[0] for name in loaded} & {*NEVER_LOADED, "fastapi", "mangum"} == set()


@pytest.mark.parametrize("function", function_names())
def test_all_that_a_package_has_of_ours_is_imported_from_it_alone(unpacked, function):
    needed = needed_for(function)
    package = unpacked(function)
    ours, others = (json.dumps(sorted(names)) for names in needed)
    assert ("tokens" in DECLARED[function]["uses"]) == ("jwt" in needed.others)
    missing, files = map(json.loads, package.run(_IMPORT_ALL, ours, others).splitlines())
    assert missing == []
    standard = Path(json.__file__).parents[1]
    elsewhere = [file for file in files if not Path(file).is_relative_to(package.folder)]
    assert [file for file in elsewhere if not Path(file).is_relative_to(standard) or "site-packages" in file] == []


@pytest.mark.parametrize("function", function_names())
def test_who_asks_the_store_has_all_authorities_and_reads_none_before_it_is_asked(unpacked, function):
    package = unpacked(function)
    authorities = {name for name in package.names() if name.startswith("authorities/")}
    if "store" in DECLARED[function]["uses"]:
        bundle = (package.folder / "certifi" / "cacert.pem").read_text()
        assert len(authorities) == bundle.count("BEGIN CERTIFICATE") > 100
        assert package.run(_COUNT_AUTHORITIES_READ) == "0"
    else:
        assert authorities == set()


@pytest.mark.parametrize("function", [name for name in function_names() if contents_of(name).services])
def test_a_package_has_what_boto3_needs_for_its_services(unpacked, function):
    services = sorted(contents_of(function).services)
    assert unpacked(function).run(_MAKE_CLIENTS, *services).split() == services
    assert int(unpacked(function).run(_FIND_AUTHORITIES_OF_AWS)) > 100


@pytest.mark.parametrize(
    ("name", "media_type"), [("cv.pdf", "application/pdf"), ("cv.txt", "text/plain")], ids=["pdf", "text"]
)
def test_the_worker_reads_files_in_a_process_of_its_own(unpacked, name, media_type):
    sample = ROOT / "shared" / "local" / "sample" / name
    assert int(unpacked("workflow_worker").run(_READ_CV, str(sample), media_type)) > 2_000


@pytest.mark.parametrize("function", [name for name in function_names() if MEANING in DECLARED[name]["uses"]])
def test_who_assesses_finds_skills_by_meaning_too(unpacked, function):
    package = unpacked(function)
    sample = ROOT / "shared" / "local" / "sample" / "cv.txt"
    numpy, *said = package.run(_FIND_BY_MEANING, str(sample)).split()
    assert Path(numpy) == package.folder / "numpy" / "__init__.pyc"
    assert said == ["exact", "hybrid", "True", "True"]
