"""/v1/health, and whatever no other route takes: preflights, paths that are not there, methods that a path has not."""

from typing import Annotated

from fastapi import Query
from starlette.exceptions import HTTPException
from starlette.requests import Request

from functions.health.schemas import HealthOut
from shared import bootstrap
from shared.api import VERSION
from shared.api.app import documented, make_app, make_handler
from shared.api.dependencies import providers_of
from shared.taxonomy import ATTRIBUTION

# The other functions' routes, so that a wrong method at one of them is 405, and not a path that is not there.
ELSEWHERE = {
    "/": ["GET"],
    "/config.json": ["GET"],
    "/assets/{file}": ["GET"],
    "/v1/docs": ["GET"],
    "/v1/docs/{asset}": ["GET"],
    "/v1/openapi.json": ["GET"],
    "/v1/users/me": ["GET", "PUT", "DELETE"],
    "/v1/users/me/export": ["GET"],
    "/v1/users/me/skills": ["GET"],
    "/v1/users/me/skills/{skill_id}": ["GET", "PUT", "DELETE"],
    "/v1/skills": ["GET", "POST"],
    "/v1/skills/{skill_id}": ["GET", "PATCH", "DELETE"],
    "/v1/skills/{skill_id}/merge": ["POST"],
    "/v1/assessments": ["GET", "POST"],
    "/v1/assessments/{assessment_id}": ["GET", "DELETE"],
    "/v1/roles": ["GET"],
    "/v1/roles/nearby": ["GET"],
    "/v1/roles/{role_id}": ["GET"],
    "/v1/roles/{role_id}/gap": ["GET"],
    "/v1/plans": ["GET", "POST"],
    "/v1/plans/{plan_id}": ["GET", "DELETE"],
    "/v1/plans/{plan_id}/steps/{step_id}": ["PATCH"],
    "/v1/plans/{plan_id}/replan": ["POST"],
    "/v1/plans/{plan_id}/history": ["GET"],
    "/v1/documents": ["GET", "POST"],
    "/v1/documents/{document_id}": ["GET", "DELETE"],
    "/v1/documents/{document_id}/text": ["GET"],
    "/v1/workflows": ["GET", "POST"],
    "/v1/workflows/{workflow_id}": ["GET"],
    "/v1/workflows/{workflow_id}/cancel": ["POST"],
    "/v1/workflows/{workflow_id}/retry": ["POST"],
    "/v1/workflows/{workflow_id}/items": ["GET"],
}

app = make_app("health", bootstrap, public=True)


@app.get("/v1/health", response_model=HealthOut, responses=documented(422, 503))
def check_health(
    request: Request,
    ready: Annotated[
        bool, Query(description="Ask the store too; 503 `store-unavailable` if it does not answer.")
    ] = False,
) -> HealthOut:
    """Liveness: this function answers. With `ready=true`, readiness: so does the store. Open to anybody."""
    if ready:
        providers_of(request).ping_store()
    return HealthOut(status="ready" if ready else "ok", version=VERSION, attribution=ATTRIBUTION)


async def _is_elsewhere(_request: Request) -> None:
    # Only a gateway that does not follow serverless.yml sends a good request here.
    raise HTTPException(404)


for _path, _methods in ELSEWHERE.items():
    app.add_api_route(_path, _is_elsewhere, methods=_methods, include_in_schema=False)

handler = make_handler(app)
