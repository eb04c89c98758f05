"""/v1/assessments"""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Response

from functions.assessments.schemas import AssessmentIn, AssessmentList, AssessmentOut
from shared import bootstrap
from shared.api.app import documented, make_app, make_handler
from shared.api.dependencies import Cursors, Now, SignedIn, Uow
from shared.api.once import Once, Shown, changing
from shared.api.paging import Listing, PageQuery
from shared.api.taxonomy import LoadedTaxonomy, Strategy
from shared.domain.assessment import AssessmentSummary
from shared.domain.ids import AssessmentId
from shared.domain.text import CvText
from shared.services import assessments

app = make_app("assessments", bootstrap)


@app.post(
    "/v1/assessments", status_code=201, response_model=AssessmentOut, responses=documented(400, 404, 409, 413, 422, 429)
)
def create_assessment(
    body: AssessmentIn,
    once: Annotated[Once, Depends(changing(cost=5, wants_profile=True))],
    caller: SignedIn,
    uow: Uow,
    taxonomy: LoadedTaxonomy,
    strategy: Strategy,
    now: Now,
) -> Response:
    """Assess the text of a CV, and keep the result; the text itself is not kept.

    The same text, `as_of`, taxonomy, method and strategy give the same skills for ever (by meaning, on one kind of
    processor); what you say of them stands beside.
    404 `user-not-found`: put a profile first.
    """
    as_of = body.as_of or now.date()
    return once.run(
        lambda: assessments.assess(
            caller.user_id, CvText(body.text), uow, taxonomy, as_of=as_of, now=now, strategy=strategy
        ),
        lambda made: Shown(AssessmentOut.of(made), 201, {"Location": f"/v1/assessments/{made.assessment.id}"}),
    )


@app.get("/v1/assessments", response_model=AssessmentList, responses=documented(400, 422))
def list_assessments(
    asked: Annotated[PageQuery, Query()], caller: SignedIn, uow: Uow, cursors: Cursors
) -> Listing[AssessmentSummary]:
    """The caller's assessments, newest first, without what they found."""
    scope = ("assessments", caller.user_id)
    page = assessments.list_assessments(caller.user_id, cursors.read(asked.cursor, *scope), asked.limit, uow)
    return cursors.listing(page, *scope)


@app.get("/v1/assessments/{assessment_id}", response_model=AssessmentOut, responses=documented(404))
def get_assessment(assessment_id: UUID, caller: SignedIn, uow: Uow, taxonomy: LoadedTaxonomy) -> AssessmentOut:
    """One of the caller's assessments, whole, with what they say of its skills now. Somebody else's is 404, as none."""
    return AssessmentOut.of(assessments.get_assessment(caller.user_id, AssessmentId(assessment_id), uow, taxonomy))


@app.delete("/v1/assessments/{assessment_id}", status_code=204, responses=documented(404, 409))
def delete_assessment(assessment_id: UUID, caller: SignedIn, uow: Uow) -> None:
    """Delete one of the caller's assessments, for ever."""
    assessments.delete_assessment(caller.user_id, AssessmentId(assessment_id), uow)


handler = make_handler(app, lambda uow: (uow.assessments, uow.profiles, uow.skills))
