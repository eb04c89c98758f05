"""The document that front-end developers read."""

import pytest

from functions.assessments.handler import app as assessments
from functions.health.handler import app as health
from functions.skills.handler import app as skills
from functions.users.handler import app as users
from shared.taxonomy import ATTRIBUTION

APPS = [assessments, health, skills, users]


def operations(app):
    for path, item in app.openapi()["paths"].items():
        for method, operation in item.items():
            yield f"{method.upper()} {path}", operation


@pytest.mark.parametrize("app", APPS, ids=lambda app: app.title)
def test_every_document_says_what_it_is_of_and_where_esco_comes_from(app):
    info = app.openapi()["info"]
    assert info["title"].startswith("Skillpath ")
    assert info["version"] == "0.1.0"
    assert ATTRIBUTION in info["description"]


@pytest.mark.parametrize("app", APPS, ids=lambda app: app.title)
def test_every_operation_but_health_needs_a_bearer_token_and_says_what_happens_without(app):
    for name, operation in operations(app):
        if name == "GET /v1/health":
            assert "security" not in operation
        else:
            assert operation["security"] == [{"bearer": []}]
            assert "401" in operation["responses"]
    if app is not health:
        scheme = app.openapi()["components"]["securitySchemes"]["bearer"]
        assert (scheme["type"], scheme["scheme"], scheme["bearerFormat"]) == ("http", "bearer", "JWT")


@pytest.mark.parametrize("app", APPS, ids=lambda app: app.title)
def test_every_error_is_documented_as_the_problem_it_is(app):
    for name, operation in operations(app):
        for status, response in operation["responses"].items():
            if status.startswith(("4", "5")):
                assert response["content"] == {
                    "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
                }, (name, status)
    assert "HTTPValidationError" not in app.openapi()["components"]["schemas"]


@pytest.mark.parametrize("app", APPS, ids=lambda app: app.title)
def test_every_operation_says_what_it_does(app):
    for name, operation in operations(app):
        assert operation["description"], name


@pytest.mark.parametrize("app", APPS, ids=lambda app: app.title)
def test_the_document_is_not_served(app):
    assert app.openapi_url is None
    assert all(route.path.startswith("/v1/") for route in app.routes)


def test_the_parameters_of_a_list_are_documented_one_by_one():
    operation = dict(operations(skills))["GET /v1/skills"]
    parameters = {item["name"]: item for item in operation["parameters"]}
    assert set(parameters) == {"query", "type", "group", "cursor", "limit"}
    assert parameters["limit"]["schema"]["maximum"] == 100
    assert parameters["limit"]["schema"]["default"] == 20
    assert all(item.get("description") for item in parameters.values())


def test_bounds_that_the_domain_holds_are_documented():
    text = assessments.openapi()["components"]["schemas"]["AssessmentIn"]["properties"]["text"]
    assert (text["minLength"], text["maxLength"]) == (1, 100_000)
