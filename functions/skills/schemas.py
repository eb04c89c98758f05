"""Skills on the wire."""

from datetime import datetime
from typing import Annotated, cast
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from shared.api.paging import PageQuery
from shared.domain.ids import SkillId
from shared.domain.skill import ReuseLevel, SkillFilter, SkillSource, SkillType
from shared.services.skills import SkillChanges

Name = Annotated[
    str,
    Field(description="On one line.", examples=["Quilting"], json_schema_extra={"minLength": 1, "maxLength": 120}),
]
Kind = Annotated[SkillType, Field(description="What one can do, or what one knows.")]
AltLabels = Annotated[
    list[Annotated[str, Field(json_schema_extra={"minLength": 1, "maxLength": 120})]],
    Field(
        description="Other names of it, by which it is found in CVs too.",
        examples=[["patchwork"]],
        json_schema_extra={"maxItems": 50},
    ),
]
Description = Annotated[str, Field(json_schema_extra={"maxLength": 4000})]


class SkillQuery(PageQuery):
    """Which skills, and which page of them."""

    query: Annotated[
        str,
        Field(max_length=200, description="Every word of it begins a word of the skill's labels.", examples=["pyth"]),
    ] = ""
    type: Annotated[SkillType | None, Field(description="What one can do, or what one knows.")] = None
    group: Annotated[
        str | None,
        Field(
            max_length=60,
            pattern=r"^[A-Za-z0-9._:/-]+$",
            description="Code of an ESCO group: skills in it or below it.",
            examples=["S5.1"],
        ),
    ] = None

    def as_filter(self) -> SkillFilter:
        """What the catalogue understands."""
        return SkillFilter(self.query, self.type, self.group)


class SkillIn(BaseModel):
    """A skill to add."""

    model_config = ConfigDict(extra="forbid")

    name: Name
    type: Kind = SkillType.SKILL
    alt_labels: AltLabels = []
    description: Description = ""
    broader_id: Annotated[
        UUID | None, Field(description="The skill right above it: it stands in that one's groups.")
    ] = None

    @property
    def broader(self) -> SkillId | None:
        """`broader_id` as the domain has it."""
        return None if self.broader_id is None else SkillId(self.broader_id)


class SkillPatch(BaseModel):
    """What to change of a skill. What is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    # Defaults that are made, so that none is documented: a field that is left out has no value.
    name: Annotated[Name, Field(default_factory=str)]
    type: Annotated[Kind, Field(default_factory=lambda: SkillType.SKILL)]
    alt_labels: Annotated[AltLabels, Field(default_factory=list)]
    description: Annotated[Description, Field(default_factory=str)]
    broader_id: Annotated[
        UUID | None, Field(default_factory=lambda: None, description="Null: it stands below none any more.")
    ]

    def changes(self) -> SkillChanges:
        """What was sent."""
        return cast("SkillChanges", {name: getattr(self, name) for name in self.model_fields_set})


class SkillMerge(BaseModel):
    """What is to stand for the skill."""

    model_config = ConfigDict(extra="forbid")

    into_id: Annotated[UUID, Field(description="A skill of any source; if it was merged, what stands for it counts.")]


class SkillOut(BaseModel):
    """A skill of the catalogue."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    uri: Annotated[str, Field(description="ESCO's; `urn:uuid:…` for others.")]
    source: Annotated[SkillSource, Field(description="ESCO, Skillpath's additions, or this installation's own.")]
    name: Annotated[str, Field(examples=["Python (computer programming)"])]
    type: SkillType
    reuse_level: Annotated[ReuseLevel | None, Field(description="How widely it applies, where ESCO says so.")]
    alt_labels: list[str]
    description: str
    groups: Annotated[list[str], Field(description="Codes of its groups and those above.", examples=[["S", "S5"]])]
    taxonomy_version: Annotated[str | None, Field(description="What it came from; null for own skills.")]
    broader_id: Annotated[UUID | None, Field(description="Of an own skill, the skill right above it.")]
    merged_into: Annotated[
        UUID | None, Field(description="The skill that stands for it since they were merged; null for most.")
    ]
    version: Annotated[int, Field(description="Its `ETag`: 1 for a new one, one more at each change.")]
    created_at: datetime


class SkillList(BaseModel):
    """A page of skills."""

    model_config = ConfigDict(from_attributes=True)

    items: list[SkillOut]
    next_cursor: Annotated[str | None, Field(description="Ask for the next page with it; null on the last.")]
