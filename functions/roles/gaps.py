"""The gap between a profile and a role, on the wire."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from functions.roles.schemas import RoleLinks, Title, links_of_role
from shared.api.explanations import CorrectionOut, ScorePartOut
from shared.api.requirements import RequirementOut
from shared.api.wire import OfSkill, Out, Percent, Share
from shared.domain.assessment import Level
from shared.domain.gap import Standing
from shared.domain.role import Relation
from shared.domain.skill import ReuseLevel, SkillType


class WeightPartOut(Out):
    """One factor of a skill's weight."""

    name: Annotated[str, Field(examples=["rarity"])]
    value: Share
    reason: Annotated[str, Field(examples=["3 of 3,007 roles ask for it"])]


class ViaOut(OfSkill):
    """The skill through which another one counts in part."""

    name: Annotated[str, Field(examples=["Ruby (computer programming)"])]
    level: Level


class SkillGapOut(OfSkill):
    """One skill of the role, beside the profile."""

    name: Annotated[str, Field(examples=["Python (computer programming)"])]
    type: SkillType
    reuse_level: Annotated[ReuseLevel | None, Field(description="How widely it applies, where ESCO says so.")]
    relation: Relation
    required: Annotated[Level, Field(description="What the role asks for: a judgement, which the method states.")]
    current: Annotated[Level, Field(description="What holds; `unknown` where nobody can say.")]
    gap: Annotated[int, Field(ge=0, le=5, description="Levels still to go; not held counts as level 0.")]
    coverage: Annotated[Share, Field(description="How much of what is required is there.")]
    weight: Annotated[float, Field(gt=0, le=1, description="The product of the values of `weight_parts`.")]
    weight_parts: list[WeightPartOut]
    standing: Annotated[
        Standing,
        Field(
            description="What `current` stands on: the CV, the person's own word, a narrower or neighbouring skill "
            "that counts in part, a mention without proof, nothing, or the person's word that they do not have it."
        ),
    ]
    via: Annotated[ViaOut | None, Field(description="With `narrower` and `neighbour`: which skill it is.")]
    note: Annotated[
        str, Field(description="What `current` stands on, and whose word it is.", examples=["You said so yourself."])
    ]
    quote: Annotated[str, Field(description='The words of the CV behind it; "" where there are none.')]
    correction: Annotated[CorrectionOut | None, Field(description="The person's own word, where there is one.")]


class ReadinessOut(Out):
    """How ready the caller is."""

    score: Annotated[Percent, Field(examples=[62.5])]
    parts: Annotated[
        list[ScorePartOut],
        Field(description="Essential and optional skills: 100 times the sum of the contributions is the score."),
    ]


class TransferOut(OfSkill):
    """A skill that the caller brings already, at least in part."""

    name: Annotated[str, Field(examples=["SQL"])]
    coverage: Share


def _links(known: dict[str, Any]) -> RoleLinks:
    return links_of_role(known["role_id"])


class RoleGapOut(Out):
    """What lies between the caller and a role."""

    role_id: UUID
    role_title: Title
    taxonomy_version: Annotated[str, Field(examples=["esco-1.1.1-en-1a2b3c4d"])]
    method_version: Annotated[str, Field(description="Of what measures and plans.", examples=["1"])]
    readiness: ReadinessOut
    skills: Annotated[list[SkillGapOut], Field(description="Essential ones first, then by weight, heaviest first.")]
    transfers: Annotated[list[TransferOut], Field(description="What is there already, most covered first.")]
    requirements: Annotated[
        list[RequirementOut], Field(description="Questions that no CV answers; they count in no score.")
    ]
    links: Annotated[RoleLinks, Field(default_factory=_links)]
