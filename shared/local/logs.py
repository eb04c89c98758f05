"""What the processes of the local stack write down: lines to be read by people, or those that Lambda would have."""

import logging
import os
import sys

from shared.telemetry.lines import write_json_lines

# "json": one object a line, metrics as CloudWatch takes them.
VARIABLE = "SKILLPATH_LOG"

# Their INFO quotes addresses whole.
_WORDY = ("botocore", "httpx", "mangum")


def start_logging() -> None:
    """For this process, as its first act."""
    if os.environ.get(VARIABLE) == "json":
        write_json_lines()
        return
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    # What the gateway and the poller say of each request and message themselves.
    for name in (*_WORDY, "skillpath.access"):
        logging.getLogger(name).setLevel(logging.WARNING)
