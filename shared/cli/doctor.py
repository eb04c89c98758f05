"""`skillpath doctor`: what is installed, running and missing, and how to mend it."""

import importlib.metadata
import json
import os
import platform
import re
import sys
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import typer

from shared.domain.errors import SkillpathError

OLDEST_PYTHON = (3, 11)
API_PORT = 8000
LOCAL_EXTRAS = ("local", "sql")


class State(StrEnum):
    """`missing` alone stops Skillpath from working; `absent` is something one can do without."""

    OK = "ok"
    ABSENT = "absent"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Check:
    """Attributes:
    detail: what was found.
    mend: what to do about it; "" where nothing is to be done.
    """

    name: str
    state: State
    detail: str
    mend: str = ""


def doctor() -> None:
    """Say what is installed, running and missing, and how to mend it; exit 1 where something needed is missing."""
    from rich.console import Console
    from rich.table import Table

    checks = collect(os.environ)
    colours = {State.OK: "green", State.ABSENT: "yellow", State.MISSING: "bold red"}
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("", "what", "found", "to mend it"):
        table.add_column(heading, overflow="fold")
    for check in checks:
        table.add_row(f"[{colours[check.state]}]{check.state}[/]", check.name, check.detail, check.mend)
    Console(highlight=False).print(table)
    if any(check.state is State.MISSING for check in checks):
        raise typer.Exit(1)


def collect(environment: Mapping[str, str]) -> list[Check]:
    """Every check, in the order in which one would mend things."""
    from shared.cli.taxonomy import DEFAULT_TAXONOMY
    from shared.local.checkout import ROOT, is_checkout
    from shared.local.stack import taxonomy_path

    python = check_python(sys.version_info[:2])
    if not is_checkout():
        taxonomy = Path(environment.get("SKILLPATH_TAXONOMY") or DEFAULT_TAXONOMY).resolve()
        mend = "optional: clone the repository of Skillpath, then `make demo` there"
        stack = Check("Local stack", State.ABSENT, f"{ROOT} is no checkout; demo, dev and seed need one", mend)
        return [
            python,
            check_packages(),
            check_taxonomy(taxonomy, "skillpath taxonomy compile --from a.zip b.zip"),
            stack,
        ]
    return [
        python,
        check_packages(LOCAL_EXTRAS),
        check_node(),
        check_lite(ROOT),
        check_official_cli(ROOT),
        check_page(ROOT),
        check_taxonomy(taxonomy_path()),
        check_supabase(environment),
        check_port(API_PORT),
        check_official_esco(ROOT.parent / "shared" / "data" / "esco"),
    ]


def check_python(version: tuple[int, int]) -> Check:
    """The Python that runs this."""
    found = f"{platform.python_version()} ({sys.executable})"
    if version < OLDEST_PYTHON:
        return Check("Python", State.MISSING, found, "install Python 3.11 or newer, then `make setup`")
    return Check("Python", State.OK, found)


def check_packages(extras: Collection[str] = ()) -> Check:
    """The Python packages that everything needs, and those of these extras."""
    missing = set()
    for requirement in importlib.metadata.requires("skillpath") or ():
        name, _, condition = requirement.partition(";")
        if not condition or any(f'"{extra}"' in condition.replace("'", '"') for extra in extras):
            plain = re.split(r"[^\w.-]", name.strip(), maxsplit=1)[0]
            try:
                importlib.metadata.version(plain)
            except importlib.metadata.PackageNotFoundError:
                missing.add(plain)
    if missing:
        mend = "make setup" if extras else "pip install --upgrade skillpath"
        return Check("Python packages", State.MISSING, f"not installed: {', '.join(sorted(missing))}", mend)
    return Check("Python packages", State.OK, f"skillpath {importlib.metadata.version('skillpath')} and what it needs")


def check_node() -> Check:
    """Node.js, which runs the local database."""
    from shared.local.checkout import LocalStackError, node

    try:
        return Check("Node.js", State.OK, node())
    except LocalStackError as error:
        return Check("Node.js", State.MISSING, str(error), "install Node.js 20 or newer")


def check_lite(root: Path) -> Check:
    """Supabase Lite, at the version that package.json pins."""
    return _npm_package(root, "@supabase/lite", "Supabase Lite", State.MISSING, "make setup")


def check_official_cli(root: Path) -> Check:
    """The official Supabase CLI, which checks supabase/config.toml and deploys migrations."""
    mend = "optional: npx supabase (it is installed on Linux x64 alone)"
    return _npm_package(root, "@supabase/cli-linux-x64", "Supabase CLI", State.ABSENT, mend)


def check_page(root: Path) -> Check:
    """The page that people use, built from its sources."""
    path = root / "build" / "web" / "index.html"
    if not path.is_file():
        return Check("Page", State.ABSENT, f"{path} is not there; the API needs none of it", "make setup")
    return Check("Page", State.OK, f"{path.parent}, which `skillpath dev` serves")


def _npm_package(root: Path, package: str, name: str, without: State, mend: str) -> Check:
    try:
        settings = json.loads((root / "package.json").read_text())
        wanted = (settings["devDependencies"] | settings["optionalDependencies"])[package]
        found = json.loads((root / "node_modules" / package / "package.json").read_text())["version"]
    except FileNotFoundError as error:
        return Check(name, without, f"{error.filename} is not there", mend)
    if found != wanted:
        return Check(name, without, f"{found} is installed, {wanted} is wanted", "npm ci")
    return Check(name, State.OK, str(found))


def check_taxonomy(path: Path, mend: str = "skillpath taxonomy compile") -> Check:
    """The compiled taxonomy, read whole and compared with its checksum."""
    from shared.taxonomy.load import Taxonomy

    if not path.exists():
        return Check("Taxonomy", State.MISSING, f"{path} is not there", mend)
    try:
        taxonomy = Taxonomy.load(path)
        try:
            taxonomy.verify()
            size_mb = path.stat().st_size / 1e6
            found = f"{taxonomy.version}, {taxonomy.skill_count:,} skills, {size_mb:.0f} MB"
        finally:
            taxonomy.close()
    except SkillpathError as error:
        return Check("Taxonomy", State.MISSING, str(error), f"{mend} --force")
    return Check("Taxonomy", State.OK, found)


def check_supabase(environment: Mapping[str, str]) -> Check:
    """The Supabase that the environment names, or the local one."""
    import httpx

    from shared.local.checkout import LocalStackError
    from shared.local.stack import default_workdir, given_supabase
    from shared.local.supabase_lite import is_running

    name = "Database"
    try:
        given = given_supabase(environment)
    except LocalStackError as error:
        return Check(name, State.MISSING, str(error), "set the rest, or unset them all")
    if given is None:
        if is_running(default_workdir()):
            return Check(name, State.OK, "Supabase Lite is running (skillpath dev)")
        return Check(name, State.OK, "Supabase Lite, which `skillpath demo` and `skillpath dev` start")
    try:
        answer = httpx.get(
            f"{given.url}/rest/v1/skills",
            params={"limit": 1},
            headers={"apikey": given.secret_key, "Authorization": f"Bearer {given.secret_key}"},
            timeout=5,
        )
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeEncodeError) as error:
        return Check(name, State.MISSING, f"{given.url} does not answer: {error}", "start it, or unset SUPABASE_URL")
    if answer.is_success:
        return Check(name, State.OK, f"{given.url}, from SUPABASE_URL")
    mend = "apply supabase/migrations (`npx supabase db push`), and check the keys"
    return Check(name, State.MISSING, f"{given.url} answered {answer.status_code}: {answer.text[:120]}", mend)


def check_port(port: int) -> Check:
    """The port of `skillpath dev`."""
    import httpx

    from shared.local.checkout import port_is_free

    name = f"Port {port}"
    if port_is_free(port):
        return Check(name, State.OK, "free; `skillpath dev` will listen there")
    try:
        httpx.get(f"http://127.0.0.1:{port}/v1/health", timeout=2, trust_env=False).json()["status"]
    except (httpx.HTTPError, ValueError, KeyError, TypeError):
        return Check(name, State.ABSENT, "taken by another program", "skillpath dev --port 8001")
    return Check(name, State.OK, f"Skillpath answers at http://127.0.0.1:{port}")


def check_official_esco(folder: Path) -> Check:
    """The official ESCO download, which knows more than the wheels that are the default."""
    found = sorted(folder.glob("*.zip")) if folder.is_dir() else []
    if found:
        return Check("Official ESCO", State.OK, ", ".join(path.name for path in found))
    mend = "optional: download it from ESCO, then `skillpath taxonomy compile --from a.zip b.zip`"
    return Check("Official ESCO", State.ABSENT, "no download; the data wheels are used", mend)
