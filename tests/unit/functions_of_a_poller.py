"""What the tests have an instance run: functions that do as an event says."""

import os
import signal
import time
from typing import Any


def handler(event: dict[str, Any], context: Any) -> object:
    match event.get("do"):
        case "die":
            os.kill(os.getpid(), signal.SIGKILL)
        case "hang":
            time.sleep(600)
        case "raise":
            raise ValueError("the words of a CV")
        case "print":
            print("what it prints")  # noqa: T201 - a function may
    return {"pid": os.getpid(), "name": context.function_name, "left_ms": context.get_remaining_time_in_millis()}
