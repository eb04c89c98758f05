"""The least that answers: what Python and the runtime alone take."""

import json
from typing import Any


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    body = json.dumps({"status": "ok"})
    return {"statusCode": 200, "headers": {"content-type": "application/json"}, "body": body}
