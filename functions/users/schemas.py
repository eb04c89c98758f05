"""A person's profile on the wire: who they are, what they can do, what they say of it, and the receipt of its end."""

from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from shared.api.explanations import CorrectionOut, EvidenceOut, ProficiencyOut
from shared.api.wire import Out
from shared.domain.assessment import Level
from shared.domain.holdings import Erasure
from shared.domain.profile import Basis, ProfileSkill, Verdict
from shared.services.corrections import ExplainedSkill

QUOTES_IN_A_LIST = 3
# What outlives a deletion, and why.
REMAINS = [
    "the account you sign in with, which the authentication service holds: delete it there",
    "skills that you added to the catalogue, which others use, without your name",
    "the bytes of files that you uploaded, which nobody can reach any more: deleted within minutes, all versions",
]


class UserIn(BaseModel):
    """What a person says of themself."""

    model_config = ConfigDict(extra="forbid")

    display_name: Annotated[
        str,
        Field(
            description="Shown, never assessed.", examples=["Ada"], json_schema_extra={"minLength": 1, "maxLength": 120}
        ),
    ]
    locale: Annotated[
        str,
        Field(
            description="A language tag (BCP 47).",
            examples=["en", "pt-BR"],
            json_schema_extra={"minLength": 2, "maxLength": 35, "pattern": "^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$"},
        ),
    ] = "en"


class UserOut(BaseModel):
    """The caller's profile."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    display_name: Annotated[str, Field(examples=["Ada"])]
    locale: Annotated[str, Field(examples=["en"])]
    created_at: datetime
    updated_at: datetime


class CorrectionIn(BaseModel):
    """Your word on a skill."""

    model_config = ConfigDict(extra="forbid")

    verdict: Annotated[
        Literal["confirmed", "adjusted", "rejected"],
        Field(
            description="So it is; it is at another level, or was missed; or you do not have it. "
            "Only `adjusted` takes a skill that neither your latest assessment nor you named before."
        ),
    ]
    level: Annotated[
        Literal["novice", "advanced beginner", "competent", "proficient", "expert"] | None,
        Field(
            description="Needed with `adjusted`, and with `confirmed` where the assessment's level is unknown or there "
            "is none; else that one is confirmed. None with `rejected`."
        ),
    ] = None
    reason: Annotated[
        str,
        Field(
            description="In your words.",
            examples=["I wrote the billing service in it, which my CV leaves out."],
            json_schema_extra={"maxLength": 1000},
        ),
    ] = ""

    def stated(self) -> tuple[Verdict, Level | None]:
        """Verdict and level, as the domain has them."""
        return Verdict(self.verdict), Level(self.level) if self.level else None


class ProfileSkillOut(Out):
    """A skill of a profile: what the latest assessment says, what the person says, and which of the two holds."""

    skill_id: UUID
    name: str
    level: Annotated[Level, Field(description="What holds; `unknown` where nobody can say.")]
    is_held: Annotated[bool, Field(description="False where the person rejected it.")]
    basis: Annotated[Basis, Field(description="Whose word it is: the CV's, or the person's, confirming or stating.")]
    proficiency: Annotated[
        ProficiencyOut | None, Field(description="The latest assessment's word; null where it does not name the skill.")
    ]
    quotes: Annotated[list[str], Field(description=f"The CV's strongest proof, at most {QUOTES_IN_A_LIST}.")]
    correction: Annotated[CorrectionOut | None, Field(description="The person's word, which wins; null without one.")]

    @classmethod
    def of(cls, skill: ProfileSkill) -> Self:
        """As a list shows it."""
        return cls.model_validate(_shown(skill))


class ProfileSkillList(Out):
    """A page of the skills of a profile."""

    items: list[ProfileSkillOut]
    next_cursor: Annotated[str | None, Field(description="Ask for the next page with it; null on the last.")]


class ExplainedSkillOut(ProfileSkillOut):
    """A skill of a profile, with everything that is said of it."""

    months: Annotated[int | None, Field(description="Of dated work and projects; null where no assessment names it.")]
    last_used: Annotated[date | None, Field(description="The last month of dated evidence.")]
    evidence: Annotated[list[EvidenceOut], Field(description="Strongest first.")]
    log: Annotated[list[CorrectionOut], Field(description="What the person said of it: the newest 100, newest first.")]

    @classmethod
    def explained(cls, explained: ExplainedSkill) -> Self:
        """The whole of it."""
        assessed = explained.skill.assessed
        found = {
            "months": assessed and assessed.months,
            "last_used": assessed and assessed.last_used,
            "evidence": assessed.evidence if assessed else (),
        }
        return cls.model_validate({**_shown(explained.skill), **found, "log": explained.log})


class ErasureOut(Out):
    """The receipt of a deletion."""

    user_id: UUID
    erased_at: datetime
    removed: Annotated[
        dict[str, int],
        Field(description="Rows by what they were; all 0 where nothing was held.", examples=[{"assessments": 3}]),
    ]
    remains: Annotated[list[str], Field(description="What is not removed, and where it is.")]

    @classmethod
    def of(cls, erasure: Erasure) -> Self:
        """What went, beside what remains."""
        return cls(user_id=erasure.user_id, erased_at=erasure.erased_at, removed=dict(erasure.removed), remains=REMAINS)


def _shown(skill: ProfileSkill) -> dict[str, object]:
    return {
        "skill_id": skill.skill_id,
        "name": skill.name,
        "level": skill.level,
        "is_held": skill.is_held,
        "basis": skill.basis,
        "proficiency": skill.assessed and skill.assessed.proficiency,
        "quotes": [evidence.quote for evidence in skill.assessed.evidence[:QUOTES_IN_A_LIST]] if skill.assessed else [],
        "correction": skill.correction,
    }
