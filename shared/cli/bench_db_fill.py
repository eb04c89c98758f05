"""A database of many users, loaded in bulk: what `skillpath bench db` and tests of query plans look at."""

import json
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg.types.json import Jsonb

from shared.domain.text import CvText
from shared.repositories.rows.assessments import assessment_to_row
from shared.repositories.rows.workflows import run_to_row

if TYPE_CHECKING:
    from shared.taxonomy.load import Taxonomy

_FILL = Path(__file__).with_suffix(".sql")
# One line of work, so that a million results fit a laptop: some kilobytes each, packed to less than two.
_CV = "Experience\n\nAnalyst, Acme, Jan 2019 - Dec 2022\n- Built reports in Python\n"
FEWEST_ROWS = 1_000


def fill(url: str, first: int, last: int, taxonomy: "Taxonomy", say: Callable[[str], None] = lambda _: None) -> None:
    """Bring a database from `first` assessments, and all else in proportion, to `last`; then as autovacuum leaves it.

    Args:
        url: its superuser's.
        first, last: multiples of FEWEST_ROWS; 0 has nothing in it.
        taxonomy: what the assessments are made with.
        say: told of each table before it is filled.
    """
    values = {"first": first, "last": last, "users": last // 10, "taxonomy": taxonomy.version, **_documents(taxonomy)}
    with closing(psycopg.connect(url, autocommit=True, cursor_factory=psycopg.ClientCursor)) as connection:
        # What the triggers would check, holds: the references of a million rows are not looked up one by one.
        connection.execute("set session_replication_role = replica")
        connection.execute("set synchronous_commit = off")
        for statement in _FILL.read_text().split(";\n"):
            if statement.strip():
                if (table := statement.partition("insert into ")[2].partition(" ")[0]) and table != "auth.users":
                    say(f"fill {table}")
                connection.execute(statement.encode(), values)
        say("vacuum and analyze")
        connection.execute("vacuum (freeze, analyze)")


def seed(database_url: str, taxonomy: "Taxonomy") -> None:
    """The catalogue, as an installation is seeded.

    Args:
        database_url: of the role that the Data API connects as, for SQLAlchemy.
    """
    from shared.services.catalogue import seed_catalogue
    from shared.unit_of_work.sqlalchemy import SqlUnitOfWork, make_engine

    engine = make_engine(database_url)
    seed_catalogue(taxonomy, SqlUnitOfWork(engine), lambda _kind, _done, _total: None)
    engine.dispose()


def result_bytes(taxonomy: "Taxonomy") -> int:
    """The length of each assessment's result, as JSON."""
    return len(json.dumps(_documents(taxonomy)["result"].obj))


def _documents(taxonomy: "Taxonomy") -> dict[str, Any]:
    """What is stored as JSON: true results of the method, and the steps of a run that nobody has begun."""
    from datetime import timedelta

    from shared.domain.assessment import Assessment
    from shared.domain.ids import UserId, new_id
    from shared.domain.workflow import Kind, Run
    from shared.extraction import METHOD_VERSION
    from shared.services.assessments import assess_text
    from shared.services.workflows.kinds import DEFINITIONS

    now, user_id = datetime(2026, 1, 1, tzinfo=UTC), UserId(new_id())
    result, language, strategy = assess_text(CvText(_CV), taxonomy, date(2026, 1, 1))
    assessment = Assessment.new(
        user_id, result, now=now, as_of=now.date(), taxonomy_version=taxonomy.version,
        method_version=METHOD_VERSION, input_sha256="0" * 64, input_chars=len(_CV), language=language,
        strategy=strategy,
    )  # fmt: skip
    run = Run.new(user_id, Kind.CV_TO_PLAN, {}, DEFINITIONS[Kind.CV_TO_PLAN].step_names, timedelta(hours=1), now)
    found = assessment_to_row(assessment)["result"]
    return {
        "result": Jsonb(found),
        # Of a plan or of an item, of which none is much smaller.
        "body": Jsonb({"skills": found["skills"]}),
        "steps": Jsonb(run_to_row(run)["steps"]),
    }
