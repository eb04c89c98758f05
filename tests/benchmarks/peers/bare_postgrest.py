"""No framework: the event read by hand, Pydantic both ways, postgrest for the store."""

from typing import Any

from tests.benchmarks.peers.postgrest_rows import create, list_page, store_of
from tests.benchmarks.peers.shapes import SkillIn, SkillList, SkillOut


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    store = store_of(event["headers"]["authorization"])
    if event["routeKey"] == "GET /v1/skills":
        limit = int(event.get("queryStringParameters", {}).get("limit", 20))
        rows = list_page(store, limit)
        return _answer(200, SkillList(items=rows[:limit], next_cursor=None).model_dump_json())
    made = create(store, SkillIn.model_validate_json(event["body"]))
    return _answer(409, "{}") if made is None else _answer(201, SkillOut.model_validate(made).model_dump_json())


def _answer(status: int, body: str) -> dict[str, Any]:
    return {"statusCode": status, "headers": {"content-type": "application/json"}, "body": body}
