"""Somebody who has been through it all by the API: what tests look at and do not change."""

from dataclasses import dataclass

from shared.cli.stack_client import checked
from shared.cli.workflow_client import PDF, completed, follow, upload
from tests.served import Person

# Every place of the page, for whoever is settled.
PLACES = {
    "start": "#/",
    "upload": "#/cv",
    "run": "#/runs/{0.run_id}",
    "assessments": "#/assessments",
    "assessment": "#/assessments/{0.assessment_id}",
    "roles": "#/roles",
    "gap": "#/roles/{0.role_id}",
    "plans": "#/plans",
    "plan": "#/plans/{0.plan_id}",
    "account": "#/account",
    "about": "#/about",
}
# A run that is over leads on to what it made.
LASTING = tuple(place for place in PLACES if place != "run")


@dataclass(frozen=True, slots=True)
class Settled:
    """Attributes:
    run_id: of the workflow that made the assessment.
    role_id: what the plan is for.
    """

    person: Person
    document_id: str
    run_id: str
    assessment_id: str
    role_id: str
    plan_id: str

    def at(self, place: str) -> str:
        """The address of one of `PLACES`."""
        return PLACES[place].format(self)


def settle(person: Person, pdf: bytes, role: str = "data scientist") -> Settled:
    """Have somebody's CV assessed, and a plan made for a role."""
    http = person.http
    document_id = upload(http, "cv.pdf", PDF, pdf)
    body = {"kind": "assess_document", "document_id": document_id}
    location = checked(http.post("/v1/workflows", json=body)).headers["location"]
    result = completed(follow(http, location, lambda _: None))
    role_id = str(checked(http.get("/v1/roles", params={"query": role, "limit": 1})).json()["items"][0]["id"])
    plan = checked(http.post("/v1/plans", json={"role_id": role_id, "hours_per_week": 6})).json()
    return Settled(
        person, document_id, location.rpartition("/")[2], str(result["assessment_id"]), role_id, str(plan["id"])
    )
