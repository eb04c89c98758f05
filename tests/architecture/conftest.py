"""What tests of a deployment look at, made once: the template, with no setting and with all, and the packages."""

from pathlib import Path

import pytest

from shared.deploy.package import build
from shared.deploy.target import this_machine
from tests.architecture.packages import copy_runtime
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


@pytest.fixture(scope="session")
def packages(taxonomy, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of all functions' packages, built for this interpreter, so that they run here."""
    folder = tmp_path_factory.mktemp("packages")
    build(this_machine(), folder)
    return folder


@pytest.fixture(scope="session")
def lambda_runtime(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of what Lambda has beside a package."""
    return copy_runtime(tmp_path_factory.mktemp("runtime"))
