"""The template with no setting and with all of them, each packaged once for the tests that look at it."""

import pytest

from tests.architecture.template import Template, package


@pytest.fixture(scope="session")
def dev(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """As anybody has it who sets nothing."""
    return package(tmp_path_factory.mktemp("dev"), origins=())


@pytest.fixture(scope="session")
def prod(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """With every setting that has a choice as it is not in `dev`; but one, which does not go with another."""
    folder = tmp_path_factory.mktemp("prod")
    return package(
        folder, "prod", alarm_email="operator@example.org", architecture="x86_64", snapStart=True, tracing=True
    )


@pytest.fixture(scope="session", params=["dev", "prod"])
def template(request: pytest.FixtureRequest) -> Template:
    """Each of the two."""
    made: Template = request.getfixturevalue(request.param)
    return made
