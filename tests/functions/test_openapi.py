"""The document that front-end developers read: of each function, and merged."""

import json

import jsonschema_rs
import pytest
from pydantic import BaseModel, Field

from shared import bootstrap
from shared.api.app import make_app
from shared.local.examples import example_of, problem_example
from shared.local.openapi import ClashError, load_apps, merge, operations, render
from shared.taxonomy import ATTRIBUTION

APPS = load_apps()
DOCUMENT = merge(APPS)
OPERATIONS = {f"{method} {path}": operation for method, path, operation in operations(DOCUMENT)}
OF_THE_PAGE = {"/", "/config.json", "/assets/{file}"}
PUBLIC = {"GET /v1/health", "GET /v1/docs", "GET /v1/docs/{asset}", "GET /v1/openapi.json"}
PUBLIC |= {f"GET {path}" for path in OF_THE_PAGE}
JSON = "application/json"
PROBLEM = "application/problem+json"


def resolved(part):
    """A part of the document, or what it refers to."""
    reference = part.get("$ref")
    if reference is None:
        return part
    _, _, kind, name = reference.split("/")
    return DOCUMENT["components"][kind][name]


def errors_in(value, schema) -> list[str]:
    validator = jsonschema_rs.validator_for(
        {**schema, "components": DOCUMENT["components"]}, validate_formats=True, ignore_unknown_formats=False
    )
    return [str(error) for error in validator.iter_errors(value)]


def bodies():
    """Every body that is sent or answered, by where it stands."""
    for name, operation in OPERATIONS.items():
        if "requestBody" in operation:
            yield f"{name} asked", operation["requestBody"]["content"][JSON]
        for status, response in operation["responses"].items():
            for media_type, content in resolved(response).get("content", {}).items():
                if media_type in (JSON, PROBLEM):
                    yield f"{name} {status}", content


@pytest.mark.parametrize("app", APPS.values(), ids=APPS)
def test_every_function_says_what_it_is_of_and_where_esco_comes_from(app):
    info = app.openapi()["info"]
    assert info["title"].startswith("Skillpath ")
    assert info["version"] == DOCUMENT["info"]["version"]
    assert ATTRIBUTION in info["description"]


@pytest.mark.parametrize("app", APPS.values(), ids=APPS)
def test_no_function_makes_its_document_at_run_time(app):
    assert app.openapi_url is None
    assert all(route.path.startswith("/v1/") or route.path in OF_THE_PAGE for route in app.routes)


def test_the_merged_document_holds_every_route_of_every_function():
    routes = {
        f"{method} {route.path}"
        for app in APPS.values()
        for route in app.routes
        if route.include_in_schema
        for method in route.methods
    }
    assert set(OPERATIONS) == routes
    assert ATTRIBUTION in DOCUMENT["info"]["description"]
    assert DOCUMENT["servers"] == [{"url": "/"}]


def test_the_merged_document_is_openapi_3_1_and_refers_to_nothing_that_is_not_there():
    assert DOCUMENT["openapi"].startswith("3.1")
    text = json.dumps(DOCUMENT)
    references = {part.partition('"')[0] for part in text.split('"$ref": "')[1:]}
    for reference in references:
        _, components, kind, name = reference.split("/")
        assert components == "components"
        assert name in DOCUMENT["components"][kind], reference


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_needs_a_bearer_token_unless_it_is_open_to_anybody(name):
    operation = OPERATIONS[name]
    if name in PUBLIC:
        assert "security" not in operation
        assert "401" not in operation["responses"]
    else:
        assert operation["security"] == [{"bearer": []}]
        assert "401" in operation["responses"]
    (scheme,) = DOCUMENT["components"]["securitySchemes"].values()
    assert (scheme["type"], scheme["scheme"], scheme["bearerFormat"]) == ("http", "bearer", "JWT")


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_is_described_and_tagged_and_answers_errors_as_problems(name):
    operation = OPERATIONS[name]
    assert operation["description"]
    assert len(operation["tags"]) == 1
    assert set(operation["tags"]) <= {tag["name"] for tag in DOCUMENT["tags"]}
    for parameter in map(resolved, operation["parameters"]):
        assert parameter.get("description") or parameter["in"] == "path", parameter["name"]
    for status, response in operation["responses"].items():
        assert "Successful Response" not in resolved(response)["description"]
        if status.startswith(("4", "5")):
            (media_type,) = resolved(response)["content"]
            assert media_type == PROBLEM
            assert resolved(response)["content"][PROBLEM]["schema"] == {"$ref": "#/components/schemas/Problem"}
    assert "HTTPValidationError" not in DOCUMENT["components"]["schemas"]


@pytest.mark.parametrize("name", OPERATIONS)
def test_the_headers_of_requests_and_answers_are_documented(name):
    operation = OPERATIONS[name]
    taken = {item["name"] for item in map(resolved, operation["parameters"]) if item["in"] == "header"}
    assert "X-Request-Id" in taken
    changing = name.startswith(("POST ", "PATCH "))
    assert ("Idempotency-Key" in taken) == changing
    for status, response in operation["responses"].items():
        headers = set(resolved(response)["headers"])
        assert "X-Request-Id" in headers
        goes_on = name == "GET /v1/workflows/{workflow_id}" and status in ("200", "304")
        assert ("Retry-After" in headers) == (goes_on or status in ("202", "429", "503"))
        assert ("WWW-Authenticate" in headers) == (status == "401")
        assert ("Idempotent-Replayed" in headers) == (changing and status.startswith("2"))
    assert ("429" in operation["responses"]) == changing


@pytest.mark.parametrize("name", OPERATIONS)
def test_where_a_parameter_or_a_body_has_bounds_the_answer_outside_of_them_is_documented(name):
    operation = OPERATIONS[name]
    given = [item for item in map(resolved, operation["parameters"]) if item["in"] != "path"]
    bounded = [
        item["name"]
        for item in given
        if set(item["schema"]) - {"title", "description", "default", "examples"} != {"type"}
    ]
    if bounded or "requestBody" in operation:
        assert "422" in operation["responses"], bounded


@pytest.mark.parametrize(("where", "content"), list(bodies()), ids=[where for where, _ in bodies()])
def test_every_body_has_an_example_that_its_schema_takes(where, content):
    assert errors_in(content["example"], content["schema"]) == []


def test_an_example_that_its_schema_does_not_take_would_be_found():
    assert errors_in({"display_name": 1}, {"$ref": "#/components/schemas/UserIn"})
    assert errors_in("yesterday", {"type": "string", "format": "date"})


def test_the_parameters_of_a_list_are_documented_one_by_one():
    parameters = {item["name"]: item for item in map(resolved, OPERATIONS["GET /v1/skills"]["parameters"])}
    assert {"query", "type", "group", "cursor", "limit"} <= set(parameters)
    assert parameters["limit"]["schema"]["maximum"] == 100
    assert parameters["limit"]["schema"]["default"] == 20


def test_bounds_that_the_domain_holds_are_documented():
    text = DOCUMENT["components"]["schemas"]["AssessmentIn"]["properties"]["text"]
    assert (text["minLength"], text["maxLength"]) == (1, 100_000)


def test_merging_twice_gives_the_same_text():
    assert render(merge(APPS)) == render(DOCUMENT)
    assert render(DOCUMENT).endswith("}\n")


def app_with(path: str, name: str, model: type[BaseModel]):
    app = make_app(name, bootstrap)
    app.add_api_route(path, lambda: None, name=f"get_{name}", response_model=model)
    return app


def shape(*fields: str) -> type[BaseModel]:
    class Shape(BaseModel):
        __annotations__ = dict.fromkeys(fields, str)

    return Shape


def test_two_functions_may_share_a_schema_that_is_the_same():
    document = merge({"one": app_with("/v1/one", "one", shape("a")), "two": app_with("/v1/two", "two", shape("a"))})
    assert list(document["components"]["schemas"]["Shape"]["properties"]) == ["a"]


def test_one_name_for_two_schemas_is_refused():
    apps = {"one": app_with("/v1/one", "one", shape("a")), "two": app_with("/v1/two", "two", shape("a", "b"))}
    with pytest.raises(ClashError, match="components/schemas/Shape"):
        merge(apps)


def test_one_route_of_two_functions_is_refused():
    apps = {"one": app_with("/v1/one", "one", shape("a")), "two": app_with("/v1/one", "two", shape("a"))}
    with pytest.raises(ClashError, match="paths/v1/one/get"):
        merge(apps)


def test_two_operations_of_one_name_are_refused():
    app = app_with("/v1/one", "same", shape("a"))
    app.add_api_route("/v1/two", lambda: None, name="get_same")
    with pytest.raises(ClashError, match="both named same_get_same"):
        merge({"same": app})


def test_an_example_is_the_fields_own_where_it_has_one_and_within_its_bounds_where_not():
    class Sample(BaseModel):
        title: str = Field(examples=["data scientist"])
        share: float = Field(ge=0, le=1)
        hours: int = Field(ge=5)
        left: list[bool]
        may_be: str | None = None
        counts: dict[str, int]

    schema = Sample.model_json_schema()
    assert example_of(schema, {}) == {
        "title": "data scientist",
        "share": 0.5,
        "hours": 5,
        "left": [True],
        "may_be": "may_be",
        "counts": {"counts": 1},
    }
    assert "may_be" not in example_of(schema, {}, asked=True)
    Sample.model_validate(example_of(schema, {}))


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 413, 422, 429, 503])
def test_the_example_of_a_problem_has_its_status(status):
    assert problem_example(status)["status"] == status
