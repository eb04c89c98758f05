"""What a deployment runs and asks, against what answers on this machine."""

import zipfile

import httpx
import pytest
import respx

from shared.deploy.machine import LocalMachine

URL = "https://abc.execute-api.eu-central-1.amazonaws.com/v1/health?ready=true"
DATABASE = "postgresql://postgres:swordfish@127.0.0.1:1/postgres?sslmode=disable"


@pytest.fixture
def machine(tmp_path):
    return LocalMachine({"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "SUPABASE_DB_URL": DATABASE}, "eu-central-1")


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (httpx.Response(200, json={"status": "ready"}), {"status": "ready"}),
        (httpx.Response(503, json={"code": "store-unavailable"}), {"wrong": "503"}),
        (httpx.Response(200, json=["a list"]), {"wrong": "200"}),
        (httpx.Response(502, text="Bad Gateway"), {"wrong": "502, and no JSON"}),
    ],
)
def test_what_answers_is_told_from_what_does_not_as_it_should(machine, answer, found):
    with respx.mock:
        respx.get(URL).mock(return_value=answer)
        assert machine.get(URL) == found


def test_nobody_at_an_address_is_an_answer_too(machine):
    with respx.mock:
        respx.get(URL).mock(side_effect=httpx.ConnectError("no such host"))
        assert machine.get(URL) == {"wrong": "ConnectError"}


def test_a_database_that_does_not_answer_is_told_of_without_its_password(machine, official_cli):
    done = machine.push_migrations(dry_run=True)
    assert done.code != 0
    assert done.said
    assert "swordfish" not in done.said


def test_the_framework_is_the_one_that_is_installed_here(machine):
    done = machine.framework("--version")
    assert done.code == 0
    assert "4.3" in done.said


def test_what_is_not_committed_is_a_file_a_line(machine):
    assert all(len(line) > 3 and line[2] == " " for line in machine.git_status().splitlines())


def test_a_key_in_a_package_is_found_where_packages_lie(machine, tmp_path, monkeypatch):
    monkeypatch.setattr("shared.deploy.machine.FOLDER", tmp_path)
    with zipfile.ZipFile(tmp_path / "users.zip", "w") as archive:
        archive.writestr("shared/settings.py", "KEY = 'sb_secret_" + "N7UND0UgjKTVK-Uodkm0Hg'")
    assert machine.keys_in_packages() == [("users.zip", "shared/settings.py", "a secret key of Supabase")]
