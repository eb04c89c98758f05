"""The local database: what a start keeps, drops and refuses, and that it never outlives us."""

import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from shared.local.checkout import ROOT, LocalStackError
from shared.local.supabase_lite import LiteStack, is_running, sign_in, sign_up, start_lite

# For an answer; it only matters where something hangs.
WAIT_S = 120
EMAIL, PASSWORD = "ada@skillpath.example", "correct horse battery"

MIGRATION = """
create table public.notes (id integer primary key);
alter table public.notes enable row level security;
grant select on public.notes to service_role;
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return Path(
        shutil.copytree(ROOT / "supabase", tmp_path / "project", ignore=shutil.ignore_patterns(".temp", ".branches"))
    )


def status_of_notes(stack: LiteStack) -> int:
    headers = {"apikey": stack.secret_key, "Authorization": f"Bearer {stack.secret_key}"}
    return httpx.get(f"{stack.url}/rest/v1/notes", headers=headers, timeout=WAIT_S, trust_env=False).status_code


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, LiteStack]]:
    """A folder of its own and the stack that runs there."""
    folder = tmp_path_factory.mktemp("served")
    assert not is_running(folder)
    with start_lite(folder) as stack:
        yield folder, stack
    assert not is_running(folder)


def test_data_are_fresh_at_each_start_unless_they_are_kept_and_keys_stay(tmp_path: Path):
    with start_lite(tmp_path) as stack:
        keys = stack.publishable_key, stack.secret_key, stack.jwt_secret
        sign_up(stack, EMAIL, PASSWORD)
        with pytest.raises(LocalStackError, match="answered 422"):
            sign_up(stack, EMAIL, PASSWORD)
    with start_lite(tmp_path, keep=True) as stack:
        first, _ = sign_up(stack, EMAIL, PASSWORD)
    with start_lite(tmp_path, keep=True) as stack:
        assert sign_in(stack, EMAIL, PASSWORD)[0] == first
        assert (stack.publishable_key, stack.secret_key, stack.jwt_secret) == keys


@pytest.mark.xdist_group("served")
def test_keys_are_random_and_readable_by_the_owner_alone(served: tuple[Path, LiteStack], lite: LiteStack):
    folder, stack = served
    assert stack.secret_key != lite.secret_key
    assert stack.secret_key not in repr(stack)
    for name in (".env", "lite.log"):
        assert (folder / name).stat().st_mode & 0o777 == 0o600


def test_a_page_of_another_origin_may_sign_people_in_and_read_the_answers(lite: LiteStack):
    origin = {"Origin": "http://127.0.0.1:8000"}
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "apikey,authorization"}
    path = f"{lite.url}/auth/v1/token?grant_type=password"
    before = httpx.options(path, headers=origin | asked, timeout=WAIT_S, trust_env=False)
    assert before.headers["access-control-allow-headers"] == "apikey,authorization"
    body = {"email": "nobody@skillpath.example", "password": PASSWORD}
    answer = httpx.post(
        path, json=body, headers=origin | {"apikey": lite.publishable_key}, timeout=WAIT_S, trust_env=False
    )
    assert answer.status_code == 400
    assert {one.headers["access-control-allow-origin"] for one in (before, answer)} == {"*"}


@pytest.mark.xdist_group("served")
def test_one_folder_serves_one_stack_at_a_time(served: tuple[Path, LiteStack]):
    folder, _ = served
    assert is_running(folder)
    with pytest.raises(LocalStackError, match="already running"), start_lite(folder):
        pass


@pytest.mark.xdist_group("served")
def test_the_home_folder_is_left_alone(served: tuple[Path, LiteStack]):
    assert (served[0] / ".lite").exists()


def test_a_request_without_a_key_is_refused(lite: LiteStack):
    assert httpx.get(f"{lite.url}/rest/v1/users", timeout=WAIT_S, trust_env=False).status_code in (401, 403)


def test_a_taken_port_is_an_error_that_names_it(tmp_path: Path):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        with pytest.raises(LocalStackError, match=f"port {port} is taken"), start_lite(tmp_path, port=port):
            pass


def test_new_migrations_are_applied_and_changed_ones_drop_the_data_with_a_notice(tmp_path: Path, project: Path):
    said: list[str] = []
    work = tmp_path / "work"
    with start_lite(work, keep=True, project=project) as stack:
        sign_up(stack, EMAIL, PASSWORD)
        assert status_of_notes(stack) == 404
    migration = project / "migrations" / "20990101000000_notes.sql"
    migration.write_text(MIGRATION)
    with start_lite(work, keep=True, project=project, report=said.append) as stack:
        assert status_of_notes(stack) == 200
        sign_in(stack, EMAIL, PASSWORD)
    assert said == ["applying the new migrations to the local database"]
    migration.unlink()
    said.clear()
    with start_lite(work, keep=True, project=project, report=said.append) as stack:
        assert status_of_notes(stack) == 404
        with pytest.raises(LocalStackError):
            sign_in(stack, EMAIL, PASSWORD)
    assert "its data are dropped" in said[0]


def test_a_migration_that_fails_says_so(tmp_path: Path, project: Path):
    (project / "migrations" / "20990101000000_wrong.sql").write_text("create tabel x ();")
    with (
        pytest.raises(LocalStackError, match=r"`lite db reset --hard` failed:[\s\S]*tabel"),
        start_lite(tmp_path / "work", project=project),
    ):
        pass


def test_lite_stops_when_the_process_that_started_it_is_killed(tmp_path: Path):
    code = (
        "import sys, time\nfrom pathlib import Path\nfrom shared.local.supabase_lite import start_lite\n"
        "with start_lite(Path(sys.argv[1])) as stack:\n    print(stack.url, flush=True)\n    time.sleep(900)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", code, tmp_path], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    url = process.stdout.readline().strip()
    httpx.get(url, timeout=WAIT_S, trust_env=False)
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    give_up = time.monotonic() + 120
    while time.monotonic() < give_up:
        try:
            httpx.get(url, timeout=WAIT_S, trust_env=False)
        except httpx.TransportError:
            break
        time.sleep(0.05)
    with pytest.raises(httpx.ConnectError):
        httpx.get(url, trust_env=False)
