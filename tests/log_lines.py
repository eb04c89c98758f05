"""What is logged, as Lambda would have it written."""

import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from shared.telemetry.lines import OURS, JsonLines, set_levels


@contextmanager
def json_lines() -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """All that is logged in the block so far, whoever does."""
    written: list[str] = []

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            written.append(JsonLines().format(record))

    handler = Handler()
    loggers = [logging.getLogger(), *map(logging.getLogger, OURS)]
    before = [logger.level for logger in loggers]
    set_levels()
    loggers[0].addHandler(handler)
    try:
        yield lambda: [json.loads(line) for line in written]
    finally:
        loggers[0].removeHandler(handler)
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)
