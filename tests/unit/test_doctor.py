"""`skillpath doctor`: each check finds what is there, and says how to mend what is not."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import respx

from shared.cli import doctor
from shared.cli.doctor import State
from shared.local import checkout as checkout_module

SUPABASE = {
    "SUPABASE_URL": "http://127.0.0.1:9",
    "SUPABASE_PUBLISHABLE_KEY": "sb_publishable_x",
    "SUPABASE_SECRET_KEY": "sb_secret_x",
}


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout whose npm packages are installed."""
    needed, optional = {"@supabase/lite": "1.2.3"}, {"@supabase/cli-linux-x64": "3.2.1"}
    settings = {"devDependencies": needed, "optionalDependencies": optional}
    (tmp_path / "package.json").write_text(json.dumps(settings))
    for name, version in (needed | optional).items():
        folder = tmp_path / "node_modules" / name
        folder.mkdir(parents=True)
        (folder / "package.json").write_text(json.dumps({"version": version}))
    return tmp_path


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_python_that_is_too_old_is_missing_and_this_one_is_not():
    assert doctor.check_python((3, 10)).state is State.MISSING
    assert doctor.check_python((3, 11)).state is State.OK


def test_the_installed_packages_are_complete():
    assert doctor.check_packages(doctor.LOCAL_EXTRAS).state is State.OK


def test_a_package_that_is_not_installed_is_named_once(monkeypatch: pytest.MonkeyPatch):
    asked = [
        "anyway-none>=1",
        'sqlite-none; extra == "sql"',
        'sqlite-none; extra == "local"',
        'tool-none; extra == "dev"',
    ]
    monkeypatch.setattr("importlib.metadata.requires", lambda _name: asked)
    assert doctor.check_packages().detail == "not installed: anyway-none"
    assert doctor.check_packages(doctor.LOCAL_EXTRAS).detail == "not installed: anyway-none, sqlite-none"


def test_an_installed_wheel_is_well_without_what_only_a_checkout_has(
    tmp_path: Path, tiny_taxonomy, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(checkout_module, "ROOT", tmp_path)
    checks = doctor.collect({"SKILLPATH_TAXONOMY": str(tiny_taxonomy.path)})
    assert {check.name: check.state for check in checks} == {
        "Python": State.OK,
        "Python packages": State.OK,
        "Taxonomy": State.OK,
        "Local stack": State.ABSENT,
    }
    with pytest.raises(checkout_module.LocalStackError, match="needs a checkout"):
        checkout_module.require_checkout()


def test_an_installed_lite_is_named_by_its_version(checkout: Path):
    assert doctor.check_lite(checkout).detail == "1.2.3"
    assert doctor.check_official_cli(checkout).detail == "3.2.1"


def test_another_version_than_the_pinned_one_is_to_be_mended(checkout: Path):
    (checkout / "node_modules/@supabase/lite/package.json").write_text('{"version": "1.2.2"}')
    found = doctor.check_lite(checkout)
    assert (found.state, found.mend) == (State.MISSING, "npm ci")
    assert "1.2.2" in found.detail
    assert "1.2.3" in found.detail


def test_without_npm_packages_lite_is_missing_and_the_official_cli_only_absent(tmp_path: Path, checkout: Path):
    (checkout / "node_modules").rename(tmp_path / "elsewhere")
    assert doctor.check_lite(checkout).state is State.MISSING
    assert doctor.check_official_cli(checkout).state is State.ABSENT


def test_a_page_that_is_not_built_is_only_absent(tmp_path: Path):
    assert doctor.check_page(tmp_path).state is State.ABSENT
    (tmp_path / "build" / "web").mkdir(parents=True)
    (tmp_path / "build" / "web" / "index.html").write_text("<!doctype html>")
    assert doctor.check_page(tmp_path).state is State.OK


def test_without_node_on_the_path_it_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    found = doctor.check_node()
    assert found.state is State.MISSING
    assert "not on the PATH" in found.detail


def test_an_old_node_is_named_with_its_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    old = tmp_path / "node"
    old.write_text("#!/bin/sh\necho v18.20.0\n")
    old.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    found = doctor.check_node()
    assert found.state is State.MISSING
    assert "v18.20.0" in found.detail


def test_a_taxonomy_that_is_not_compiled_or_damaged_says_how_to_mend_it(tmp_path: Path):
    assert doctor.check_taxonomy(tmp_path / "none.sqlite").mend == "skillpath taxonomy compile"
    damaged = tmp_path / "taxonomy.sqlite"
    damaged.write_bytes(b"SQLite format 3\0 and no more")
    found = doctor.check_taxonomy(damaged)
    assert (found.state, found.mend) == (State.MISSING, "skillpath taxonomy compile --force")


def test_without_settings_the_local_database_is_used():
    assert doctor.check_supabase({}).state is State.OK


def test_half_a_setting_names_the_other_half():
    found = doctor.check_supabase({"SUPABASE_URL": "http://127.0.0.1:9", "SUPABASE_ANON_KEY": "x"})
    assert found.state is State.MISSING
    assert "SUPABASE_SECRET_KEY" in found.detail
    assert "SUPABASE_PUBLISHABLE_KEY" not in found.detail


@pytest.mark.parametrize(
    "wrong", [{}, {"SUPABASE_URL": "nonsense"}, {"SUPABASE_URL": "http://[x"}, {"SUPABASE_SECRET_KEY": "é"}]
)
def test_a_database_that_does_not_answer_or_cannot_be_asked_is_missing(wrong: dict[str, str]):
    found = doctor.check_supabase(SUPABASE | wrong)
    assert found.state is State.MISSING
    assert "does not answer" in found.detail


@pytest.mark.parametrize(("status", "state"), [(200, State.OK), (401, State.MISSING), (404, State.MISSING)])
def test_a_database_that_answers_is_judged_by_its_answer(status: int, state: State):
    with respx.mock:
        respx.get("http://127.0.0.1:9/rest/v1/skills").mock(httpx.Response(status, json=[]))
        assert doctor.check_supabase(SUPABASE).state is state


def test_a_taken_port_offers_another(taken_port: int):
    found = doctor.check_port(taken_port)
    assert found.state is State.ABSENT
    assert "--port" in found.mend


def test_a_port_that_skillpath_listens_on_is_well():
    with socket.socket() as listener, respx.mock:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        respx.get(f"http://127.0.0.1:{port}/v1/health").mock(httpx.Response(200, json={"status": "ok"}))
        assert "Skillpath answers" in doctor.check_port(port).detail


def test_the_official_download_is_welcome_and_not_needed(tmp_path: Path):
    assert doctor.check_official_esco(tmp_path / "none").state is State.ABSENT
    (tmp_path / "ESCO dataset - v1.2.0.zip").touch()
    assert "v1.2.0" in doctor.check_official_esco(tmp_path).detail
