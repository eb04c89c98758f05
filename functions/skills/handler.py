"""/v1/skills"""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from functions.skills.schemas import SkillIn, SkillList, SkillOut, SkillQuery
from shared import bootstrap
from shared.api.app import documented, make_app, make_handler
from shared.api.dependencies import Cursors, Editor, Now, Uow
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
def get_skill(skill_id: UUID, uow: Uow) -> Skill:
    """One skill of the catalogue."""
    return skills.get_skill(SkillId(skill_id), uow)


@app.post("/v1/skills", status_code=201, response_model=SkillOut, responses=documented(400, 403, 409, 413, 422))
def create_skill(body: SkillIn, response: Response, editor: Editor, uow: Uow, now: Now) -> Skill:
    """Add a skill of this installation's own: catalogue editors only.

    409 `duplicate-skill`: another skill has the name, whatever its case.
    """
    skill = skills.create_skill(body.name, body.type, body.alt_labels, body.description, editor.user_id, uow, now)
    response.headers["Location"] = f"/v1/skills/{skill.id}"
    return skill


handler = make_handler(app)
