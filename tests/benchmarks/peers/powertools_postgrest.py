"""Powertools' own resolver, which validates with Pydantic; postgrest for the store."""

from typing import Annotated, Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Query

from tests.benchmarks.peers.postgrest_rows import create, list_page, store_of
from tests.benchmarks.peers.shapes import SkillIn, SkillList, SkillOut

app = APIGatewayHttpResolver(enable_validation=True)


@app.get("/v1/skills")
def list_skills(limit: Annotated[int, Query(ge=1, le=100)] = 20) -> SkillList:
    rows = list_page(store_of(app.current_event.headers["authorization"]), limit)
    return SkillList(items=rows[:limit], next_cursor=None)


@app.post("/v1/skills")
def create_skill(body: SkillIn) -> Response[SkillOut]:
    made = create(store_of(app.current_event.headers["authorization"]), body)
    if made is None:
        return Response(409, "application/json", None)
    return Response(201, "application/json", SkillOut.model_validate(made))


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return app.resolve(event, context)
