"""/v1/skills"""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Response

from functions.skills.schemas import SkillIn, SkillList, SkillMerge, SkillOut, SkillPatch, SkillQuery
from shared import bootstrap
from shared.api.app import documented, make_app, make_handler
from shared.api.dependencies import Cursors, Editor, Now, Uow, get_editor
from shared.api.once import IfMatch, Once, Shown, changing, etag
from shared.api.paging import Listing
from shared.domain.ids import SkillId
from shared.domain.skill import Skill
from shared.services import skills

app = make_app("skills", bootstrap)


@app.get("/v1/skills", response_model=SkillList, responses=documented(400, 422))
def list_skills(asked: Annotated[SkillQuery, Query()], uow: Uow, cursors: Cursors) -> Listing[Skill]:
    """Skills by name, those that match every filter."""
    scope = ("skills", asked.query, asked.type, asked.group)
    page = skills.list_skills(asked.as_filter(), cursors.read(asked.cursor, *scope), asked.limit, uow)
    return cursors.listing(page, *scope)


@app.get("/v1/skills/{skill_id}", response_model=SkillOut, responses=documented(404))
def get_skill(skill_id: UUID, response: Response, uow: Uow) -> Skill:
    """One skill of the catalogue. One that was merged says into which: `merged_into`."""
    skill = skills.get_skill(SkillId(skill_id), uow)
    response.headers["ETag"] = etag(skill.version)
    return skill


@app.post(
    "/v1/skills", status_code=201, response_model=SkillOut, responses=documented(400, 403, 404, 409, 413, 422, 429)
)
def create_skill(
    body: SkillIn, once: Annotated[Once, Depends(changing())], editor: Editor, uow: Uow, now: Now
) -> Response:
    """Add a skill of this installation's own: catalogue editors only. CVs are searched for its names within a minute.

    409 `duplicate-skill`: another skill has the name, whatever its case. 404: the editor has no profile, or the
    catalogue has no skill `broader_id`.
    """
    return once.run(
        lambda: skills.create_skill(
            body.name, body.type, body.alt_labels, body.description, body.broader, editor.user_id, uow, now
        ),
        lambda skill: Shown(
            SkillOut.model_validate(skill), 201, {"Location": f"/v1/skills/{skill.id}", "ETag": etag(skill.version)}
        ),
    )


@app.patch(
    "/v1/skills/{skill_id}",
    response_model=SkillOut,
    dependencies=[Depends(get_editor)],
    responses=documented(400, 403, 404, 409, 413, 422, 429),
)
def change_skill(
    skill_id: UUID,
    body: SkillPatch,
    once: Annotated[Once, Depends(changing())],
    expected: IfMatch,
    uow: Uow,
) -> Response:
    """Change an own skill: catalogue editors only. ESCO's skills and Skillpath's additions stay as they are.

    Assessments made so far keep what they found; the next one reads its names as they are now.
    """
    return once.run(
        lambda: skills.change_skill(SkillId(skill_id), body.changes(), expected, uow),
        lambda skill: Shown(SkillOut.model_validate(skill), 200, {"ETag": etag(skill.version)}),
    )


@app.delete(
    "/v1/skills/{skill_id}",
    status_code=204,
    dependencies=[Depends(get_editor)],
    responses=documented(403, 404, 409, 422),
)
def delete_skill(skill_id: UUID, expected: IfMatch, uow: Uow) -> None:
    """Remove an own skill from the catalogue: catalogue editors only. Assessments that name it can be read as before.

    409 `skill-in-use`: others were merged into it; merge it into another one instead.
    """
    skills.delete_skill(SkillId(skill_id), expected, uow)


@app.post(
    "/v1/skills/{skill_id}/merge",
    response_model=SkillOut,
    dependencies=[Depends(get_editor)],
    responses=documented(400, 403, 404, 409, 413, 422, 429),
)
def merge_skill(
    skill_id: UUID,
    body: SkillMerge,
    once: Annotated[Once, Depends(changing())],
    expected: IfMatch,
    uow: Uow,
) -> Response:
    """Have another skill stand for an own one: catalogue editors only. Its names mean the other from now on.

    The merged skill stays, and says so, so that assessments that name it can be read.
    """
    return once.run(
        lambda: skills.merge_skill(SkillId(skill_id), SkillId(body.into_id), expected, uow),
        lambda skill: Shown(SkillOut.model_validate(skill), 200, {"ETag": etag(skill.version)}),
    )


handler = make_handler(app, lambda uow: uow.skills)
