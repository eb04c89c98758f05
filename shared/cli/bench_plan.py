"""`skillpath bench plan`: what roles, gaps and plans cost, and how that grows with the number of roles."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from shared.cli.bench_timing import Timing, peak_mb, peak_of_process_mb, time_in_turn
from shared.cli.taxonomy import DEFAULT_TAXONOMY, TaxonomyPath

if TYPE_CHECKING:
    from rich.console import Console

    from shared.domain.profile import Profile, ProfileSkill
    from shared.taxonomy.load import Taxonomy
    from shared.taxonomy.model import Role

SIZES = (91, 300, 1_000)  # and all roles there are
ROLE = "data scientist"
PAGE = 20
QUERIES = {"title": "data scientist", "beginnings": "data sci", "misspelt": "dta sientist"}
_SAMPLE = Path(__file__).parent.parent / "local" / "sample" / "cv.txt"


def bench_plan(
    runs: Annotated[int, typer.Option(min=3, max=10_000, help="How often each is timed.")] = 15,
    as_json: Annotated[bool, typer.Option("--json", help="For a program to read.")] = False,
    taxonomy: TaxonomyPath = DEFAULT_TAXONOMY,
) -> None:
    """Time the ranking of all roles for the sample CV, pair by pair with scipy, then search, gap and plan for one."""
    from tempfile import TemporaryDirectory

    from rich.console import Console

    from shared.taxonomy.load import Taxonomy

    loaded = Taxonomy.load(taxonomy)
    profile = _profile(loaded)
    skills = profile.skills()
    report: dict[str, Any] = {"taxonomy": loaded.version, "skills_of_the_profile": len(skills), "runs": runs}
    sizes = [size for size in SIZES if size < loaded.role_count]
    with TemporaryDirectory(prefix="skillpath-bench-") as folder:
        report["nearby_roles"] = []
        for size in sizes:
            with fewer_roles(taxonomy, size, Path(folder)) as part:
                report["nearby_roles"].append(_nearby(skills, part, runs))
    report["nearby_roles"].append(_nearby(skills, loaded, runs))
    report |= _one_role(profile, loaded, runs)
    report["peak_of_the_process_mb"] = peak_of_process_mb()
    loaded.close()
    if as_json:
        typer.echo(json.dumps(report, indent=2))
    else:
        _print(report, Console(highlight=False))


@contextmanager
def fewer_roles(path: Path, count: int, folder: Path) -> Iterator["Taxonomy"]:
    """The same taxonomy with `count` of its roles, evenly spread over them: a copy, until the block is left."""
    import shutil
    import sqlite3

    from shared.taxonomy.load import Taxonomy

    copy = folder / f"roles-{count}.sqlite"
    shutil.copyfile(path, copy)
    with closing(sqlite3.connect(copy)) as connection:
        kept = [row[0] for row in connection.execute("select idx from roles order by idx")]
        kept = [(index,) for index in (kept[len(kept) * number // count] for number in range(count))]
        connection.execute("create temp table kept (idx integer primary key)")
        connection.executemany("insert into kept values (?)", kept)
        connection.execute("delete from roles where idx not in (select idx from kept)")
        connection.execute("update meta set value = value || ? where key = 'version'", (f"-{count}-roles",))
        connection.execute("update meta set value = ? where key = 'role_count'", (str(count),))
        connection.commit()
    part = Taxonomy.load(copy)
    try:
        yield part
    finally:
        part.close()
        copy.unlink()


def _profile(taxonomy: "Taxonomy") -> "Profile":
    from datetime import UTC, datetime

    from shared.cli.plan import profile_of
    from shared.domain.text import CvText

    now = datetime(2026, 1, 1, tzinfo=UTC)  # the same work on every day
    profile, _ = profile_of(CvText(_SAMPLE.read_text(encoding="utf-8")), taxonomy, now.date(), now)
    return profile


def _nearby(skills: Sequence["ProfileSkill"], taxonomy: "Taxonomy", runs: int) -> dict[str, Any]:
    """Of all roles of one taxonomy: the first ranking, which makes the matrix, and those after it."""
    import time

    from shared.cli.bench_peer import make_peer
    from shared.planning.nearby import rank_roles

    def rank() -> object:
        return rank_roles(skills, taxonomy)[:PAGE]

    started = time.perf_counter()
    rank()
    first_ms = (time.perf_counter() - started) * 1000
    peer = make_peer(skills, taxonomy)
    work: dict[str, Callable[[], object]] = {"nearby roles": rank}
    if peer is not None:
        work["scipy"] = peer.rank
    timings = time_in_turn(work, runs)
    return {
        "roles": taxonomy.role_count,
        "first_wall_ms": round(first_ms, 1),
        "timings": [asdict(timing) for timing in timings],
        "peak_mb": round(peak_mb(rank), 3),
        "like_scipy": peer.compared() if peer is not None else None,
    }


def _one_role(profile: "Profile", taxonomy: "Taxonomy", runs: int) -> dict[str, Any]:
    """Search by title, the gap and a whole plan."""
    from datetime import UTC, date, datetime

    from shared.domain.plan import StrategyName
    from shared.planning.gap import measure_gap
    from shared.planning.plan import PlanRequest, make_plan
    from shared.taxonomy.role_search import RoleIndex

    skills, role = profile.skills(), _role(taxonomy)
    request = PlanRequest(StrategyName.FASTEST, 6, date(2026, 1, 5), None)
    now = datetime(2026, 1, 5, tzinfo=UTC)
    titles = RoleIndex.of(taxonomy)

    def search(query: str) -> Callable[[], object]:
        return lambda: titles.search(query, "", None, PAGE)

    def plan() -> object:
        return make_plan(profile.user.id, profile, role, taxonomy, request, now)

    work: dict[str, Callable[[], object]] = {
        **{f"search, {kind}: {query!r}": search(query) for kind, query in QUERIES.items()},
        "gap": lambda: measure_gap(skills, role, taxonomy),
        "whole plan": plan,
    }
    return {
        "role": role.title,
        "skills_of_the_role": len({*role.essential, *role.optional}),
        "one_role": [asdict(timing) for timing in time_in_turn(work, runs)],
        "peak_of_a_plan_mb": round(peak_mb(plan), 3),
    }


def _role(taxonomy: "Taxonomy") -> "Role":
    return taxonomy.find_role(ROLE) or next(taxonomy.roles())


def _print(report: dict[str, Any], console: "Console") -> None:
    from rich.table import Table

    console.print(
        f"The sample CV with {report['skills_of_the_profile']} skills; {report['taxonomy']}; {report['runs']} runs"
    )
    table = Table("nearby roles", "first, wall ms", "median CPU ms", "wall ms", "scipy CPU ms", "peak MB", "like scipy")
    for row in report["nearby_roles"]:
        ours, *peer = [Timing(**timing) for timing in row["timings"]]
        table.add_row(
            f"{row['roles']:,} roles",
            f"{row['first_wall_ms']:,.0f}",
            f"{ours.median_ms:.2f}",
            f"{ours.wall_median_ms:.2f}",
            f"{peer[0].median_ms:.2f}" if peer else "-",
            f"{row['peak_mb']:.2f}",
            "-" if row["like_scipy"] is None else "yes" if row["like_scipy"]["is_same_order"] else "NO",
        )
    console.print(table)
    if any(row["like_scipy"] is None for row in report["nearby_roles"]):
        console.print("scipy is not installed, so there is nothing to compare with: pip install 'skillpath\\[dev]'")
    else:
        console.print(
            "scipy counts what the same skills are good for and ranks by two sparse matrix products; it names no skill "
            "of a role. Like scipy: the same order, but among roles whose readiness is the same."
        )
    table = Table(f"{report['role']} ({report['skills_of_the_role']} skills)", "median CPU ms", "10% - 90%", "wall ms")
    for timing in (Timing(**row) for row in report["one_role"]):
        spread = f"{timing.low_ms:.2f} - {timing.high_ms:.2f}"
        table.add_row(timing.name, f"{timing.median_ms:.2f}", spread, f"{timing.wall_median_ms:.2f}")
    console.print(table)
    peak = report["peak_of_the_process_mb"]
    console.print(
        f"Peak memory of one plan {report['peak_of_a_plan_mb']:.1f} MB (tracemalloc)"
        + (f", of this process {peak:.0f} MB (ru_maxrss, scipy included)." if peak is not None else ".")
    )
