"""Servers and taxonomies that tests share: each worker makes its own, once, and stops it at the end."""

import fcntl
import os
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import httpx
import jwt
import pytest

from shared.domain.caller import Caller
from shared.domain.skill import SkillType
from shared.local.page import BUILT, build_page
from shared.local.postgres import start_postgres
from shared.local.supabase_lite import LiteStack, sign_up, start_lite
from shared.taxonomy.build import Build
from shared.taxonomy.compile import compile_taxonomy
from shared.taxonomy.load import Taxonomy
from shared.taxonomy.sources import ESCO_SKILL, Source, SourceRole, SourceSkill
from shared.unit_of_work.supabase import make_http_client

ROOT = Path(__file__).parents[1]
OFFICIAL = sorted((ROOT.parent / "shared" / "data" / "esco").glob("*.zip"))

# No test is to depend on what a developer's own `.env` says, nor any process that a test starts.
os.environ["SKILLPATH_ENV_FILE"] = ""


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What tests that explore say they went through: the property `explored`."""
    for report in terminalreporter.getreports("passed"):
        for name, value in report.user_properties:
            if name == "explored":
                terminalreporter.write_line(f"{report.nodeid.rpartition('::')[2]}: {value}")


@pytest.fixture(scope="session")
def lite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiteStack]:
    """Supabase's API over an empty database with every migration applied."""
    with start_lite(tmp_path_factory.mktemp("lite")) as stack:
        yield stack


@pytest.fixture(scope="session")
def lite_people(lite: LiteStack) -> dict[str, Caller]:
    """Accounts of `lite`, by name: "editor" (of the catalogue), "reader" and "other"."""
    people = {}
    for name in ("editor", "reader", "other"):
        user_id, token = sign_up(lite, f"{name}@example.org", "correct horse battery")
        if name == "editor":
            # An operator sets app_metadata, over the admin API that Lite lacks; the token then says so.
            claims = jwt.decode(token, options={"verify_signature": False})
            claims |= {"app_metadata": {"skillpath_role": "editor"}, "exp": int(time.time()) + 7200}
            token = jwt.encode(claims, lite.jwt_secret, "HS256")
        people[name] = Caller(user_id, name == "editor", token)
    return people


@pytest.fixture(scope="session")
def http() -> Iterator[httpx.Client]:
    """The one HTTP client of a process, as the functions use it, but for a patience that suits a busy machine."""
    with make_http_client(patience_s=120.0) as client:
        yield client


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A Postgres server of this worker's own, with every migration applied; the URL is its superuser's."""
    with start_postgres() as url:
        yield url


@pytest.fixture(scope="session")
def page() -> Path:
    """The folder of the page that people use, built where `make` builds it."""
    build_page()
    return BUILT


@pytest.fixture(scope="session")
def taxonomy() -> Iterator[Taxonomy]:
    """The default one, compiled where `make` compiles it, and only when it is not there yet."""
    loaded = Taxonomy.load(_compiled("taxonomy.sqlite"))
    yield loaded
    loaded.close()


@pytest.fixture(scope="session")
def official_taxonomy() -> Iterator[Taxonomy]:
    """The official download, likewise; skips where its zips are not there."""
    if not OFFICIAL:
        pytest.skip("the official zips are not there")
    loaded = Taxonomy.load(_compiled("taxonomy-official.sqlite", OFFICIAL))
    yield loaded
    loaded.close()


def _compiled(name: str, archives: Sequence[Path] = ()) -> Path:
    """One worker compiles; the others wait for it, and find that nothing is left to do."""
    path = ROOT / "build" / name
    path.parent.mkdir(exist_ok=True)
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        compile_taxonomy(path, archives)
    return path


@pytest.fixture(scope="session")
def tiny_taxonomy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Taxonomy]:
    """Eight skills and three roles, compiled as the real one is."""
    path = tmp_path_factory.mktemp("taxonomy") / "tiny.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        meta = Build(_tiny_source(), [], []).write(connection, lambda _step, _done, _total: None)
        connection.executemany("insert into meta values (?, ?)", meta.items())
        connection.commit()
    loaded = Taxonomy.load(path)
    yield loaded
    loaded.close()


def _tiny_source() -> Source:
    source = Source(
        "1.1.1", "en", groups={"K": "knowledge", "K06": "ICT", "S": "skills", "S5": "working with computers"}
    )
    named = {
        "Python (computer programming)": (SkillType.KNOWLEDGE, ("Python programming",), "K06"),
        "Ruby (computer programming)": (SkillType.KNOWLEDGE, (), "K06"),
        "Scala": (SkillType.KNOWLEDGE, (), "K06"),
        "SQL": (SkillType.KNOWLEDGE, ("structured query language",), "K06"),
        "statistics": (SkillType.KNOWLEDGE, ("statistical analysis",), "K06"),
        "data mining": (SkillType.KNOWLEDGE, (), "K06"),
        "cleanse data": (SkillType.SKILL, ("data cleansing",), "S5"),
        "manage a team": (SkillType.SKILL, ("team management",), "S5"),
    }
    uris = {}
    for number, (name, (type_, labels, group)) in enumerate(named.items(), 1):
        uri = uris[name] = f"{ESCO_SKILL}00000000-0000-4000-8000-{number:012}"
        source.skills[uri] = SourceSkill(uri, name, type_, labels, group_codes=(group,))
    source.roles["urn:role:analyst"] = SourceRole(
        "urn:role:analyst",
        "data analyst",
        alt_titles=("data expert",),
        isco_code="2511",
        essential={uris["SQL"], uris["statistics"], uris["cleanse data"]},
    )
    source.roles["urn:role:steward"] = SourceRole(
        "urn:role:steward", "data steward", isco_code="2521", essential={uris["statistics"], uris["cleanse data"]}
    )
    source.roles["urn:role:lead"] = SourceRole(
        "urn:role:lead", "team lead", isco_code="1330", essential={uris["manage a team"], uris["SQL"]}
    )
    return source


@pytest.fixture
def supabase_project(tmp_path: Path) -> Path:
    """A folder with a copy of supabase/, as the official CLI takes one."""
    shutil.copytree(ROOT / "supabase", tmp_path / "supabase", ignore=shutil.ignore_patterns(".temp", ".branches"))
    return tmp_path


@pytest.fixture
def official_cli() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs a command of the official Supabase CLI in a folder: `official_cli(folder, "db", "push")`."""
    command = ROOT / "node_modules" / "@supabase" / "cli-linux-x64" / "bin" / "supabase"
    if not command.exists() and "CI" not in os.environ:
        pytest.skip("the official Supabase CLI is not installed: package.json has it for Linux x64 alone")

    def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [command, *arguments],
            cwd=folder,
            env={**os.environ, "SUPABASE_TELEMETRY_DISABLED": "1", "DO_NOT_TRACK": "1", "HOME": str(folder)},
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done

    return run
