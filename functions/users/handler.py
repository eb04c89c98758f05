"""/v1/users/me: who the caller is, what they can do and say of it, and all that is held of them"""

from typing import Annotated
from uuid import UUID

from fastapi import Header, Query, Response

from functions.users.export import ExportOut, as_download
from functions.users.schemas import (
    CorrectionIn,
    ErasureOut,
    ExplainedSkillOut,
    ProfileSkillList,
    ProfileSkillOut,
    UserIn,
    UserOut,
)
from shared import bootstrap
from shared.api.app import documented, make_app, make_handler
from shared.api.dependencies import Cursors, Now, SignedIn, Uow
from shared.api.paging import PageQuery
from shared.api.taxonomy import LoadedTaxonomy
from shared.domain.ids import SkillId
from shared.domain.user import User
from shared.services import corrections, holdings, users

app = make_app("users", bootstrap)


@app.get("/v1/users/me", response_model=UserOut, responses=documented(404))
def get_profile(caller: SignedIn, uow: Uow) -> User:
    """The caller's profile; 404 `user-not-found` before it is first put."""
    return users.get_profile(caller.user_id, uow)


@app.put(
    "/v1/users/me",
    response_model=UserOut,
    response_description="Changed.",
    responses={201: {"model": UserOut, "description": "Created."}, **documented(400, 409, 413, 422)},
)
def put_profile(body: UserIn, response: Response, caller: SignedIn, uow: Uow, now: Now) -> User:
    """Create the caller's profile, or change it. An assessment needs one."""
    user = users.put_profile(caller.user_id, body.display_name, body.locale, uow, now)
    if user.version == 1:
        response.status_code = 201
    return user


@app.delete("/v1/users/me", response_model=ErasureOut, responses=documented(409))
def erase_everything(caller: SignedIn, uow: Uow, now: Now) -> ErasureOut:
    """Delete everything that is held of the caller, for ever, and answer with a receipt.

    It can be repeated: where nothing is held, the receipt says so. Later reads are 404 until a profile is put again.
    409 `too-much-at-once`: it is more than one request erases; the problem says what does.
    """
    return ErasureOut.of(holdings.erase_holdings(caller.user_id, uow, now))


@app.get("/v1/users/me/export", response_model=ExportOut, responses=documented(404, 413))
def export_everything(
    caller: SignedIn, uow: Uow, now: Now, accept_encoding: Annotated[str, Header(include_in_schema=False)] = ""
) -> Response:
    """Everything that is held of the caller, as one JSON document to be saved.

    Send `Accept-Encoding: gzip`: a large document is then compressed. 413 `answer-too-large`: more than one answer can
    hold, compressed or not; the problem says how to take it in parts.
    """
    return as_download(ExportOut.of(holdings.export_holdings(caller.user_id, uow), now), accept_encoding)


@app.get("/v1/users/me/skills", response_model=ProfileSkillList, responses=documented(400, 404, 422))
def list_skills(
    asked: Annotated[PageQuery, Query()], caller: SignedIn, uow: Uow, taxonomy: LoadedTaxonomy, cursors: Cursors
) -> ProfileSkillList:
    """What the caller can do, by name: what their latest assessment found, and what they say of it, which wins."""
    scope = ("profile skills", caller.user_id)
    after = cursors.read(asked.cursor, *scope)
    page = corrections.list_profile_skills(caller.user_id, after, asked.limit, uow, taxonomy)
    listing = cursors.listing(page, *scope)
    return ProfileSkillList(items=list(map(ProfileSkillOut.of, listing.items)), next_cursor=listing.next_cursor)


@app.get("/v1/users/me/skills/{skill_id}", response_model=ExplainedSkillOut, responses=documented(404))
def explain_skill(skill_id: UUID, caller: SignedIn, uow: Uow, taxonomy: LoadedTaxonomy) -> ExplainedSkillOut:
    """One skill of the caller's, with its evidence and the log of what they said of it."""
    return ExplainedSkillOut.explained(corrections.explain_skill(caller.user_id, SkillId(skill_id), uow, taxonomy))


@app.put("/v1/users/me/skills/{skill_id}", response_model=ProfileSkillOut, responses=documented(400, 404, 413, 422))
def correct_skill(
    skill_id: UUID, body: CorrectionIn, caller: SignedIn, uow: Uow, taxonomy: LoadedTaxonomy, now: Now
) -> ProfileSkillOut:
    """Say how it is: the caller's word wins over every assessment, those to come too, until they say otherwise.

    `adjusted` takes any skill of the catalogue, so that what an assessment missed can be added. What stands already is
    not said again: nothing is written then. The log of what was said is never changed.
    """
    verdict, level = body.stated()
    skill = corrections.correct_skill(
        caller.user_id, SkillId(skill_id), verdict, level, body.reason, uow, taxonomy, now
    )
    return ProfileSkillOut.of(skill)


@app.delete("/v1/users/me/skills/{skill_id}", status_code=204, responses=documented(404))
def withdraw_correction(skill_id: UUID, caller: SignedIn, uow: Uow, taxonomy: LoadedTaxonomy, now: Now) -> None:
    """Take the caller's word on a skill back, so that their assessment speaks again.

    404 `correction-not-found`: nothing that they said of it stands.
    """
    corrections.withdraw_correction(caller.user_id, SkillId(skill_id), uow, taxonomy, now)


handler = make_handler(app, lambda uow: (uow.users, uow.profiles, uow.corrections, uow.skills))
