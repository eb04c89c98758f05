"""Log lines as JSON, one object a line, for whatever in this process logs through the standard library.

The keys are those of Powertools' logger, so that its queries and tools fit. It is not used itself: importing any part
of Powertools loads all of it, and botocore.
"""

import json
import logging
import sys
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime

from shared.telemetry.record import Field, noted

OURS = ("functions", "shared", "skillpath")

# `json.dumps` with arguments makes an encoder for each line.
_encode = json.JSONEncoder(separators=(",", ":")).encode


class JsonLines(logging.Formatter):
    """Beside the usual, a line has the fields of its invocation, and of `extra={"fields": …}`; with `extra={"emf": …}`
    it is that document and nothing else."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        if (document := getattr(record, "emf", None)) is not None:
            return _encode(document)
        fields: Mapping[str, Field] = getattr(record, "fields", {})
        line: dict[str, object] = {
            "level": record.levelname,
            "location": f"{record.funcName}:{record.lineno}",
            "message": record.getMessage(),
            "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "logger": record.name,
            **noted(),
            **fields,
        }
        if record.exc_info and record.exc_info[1] is not None:
            line["exception_name"] = type(record.exc_info[1]).__name__
            line["exception"] = places_of(record.exc_info[1])
        return _encode(line)


def places_of(error: BaseException) -> str:
    """Where an error was raised, and those behind it, the first one first; without their words, which can quote what
    they were given, as a number that is none and may be somebody's address."""
    raised = []
    seen: BaseException | None = error
    while seen is not None:
        raised.append(f"{type(seen).__name__} at\n{''.join(traceback.format_tb(seen.__traceback__))}")
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    return "then ".join(reversed(raised))


def write_json_lines() -> None:
    """To standard output, instead of whatever the process wrote so far."""
    # What no line says need not be asked for at each.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonLines())
    logging.basicConfig(handlers=[handler], force=True)
    set_levels()


def set_levels() -> None:
    """Of libraries only what went wrong: at INFO an HTTP client writes down whole addresses, and Mangum whole paths."""
    logging.getLogger().setLevel(logging.WARNING)
    for name in OURS:
        logging.getLogger(name).setLevel(logging.INFO)
