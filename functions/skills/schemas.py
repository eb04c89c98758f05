"""Skills on the wire."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from shared.api.paging import PageQuery
from shared.domain.skill import ReuseLevel, SkillFilter, SkillSource, SkillType


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

    name: Annotated[
        str,
        Field(description="On one line.", examples=["Quilting"], json_schema_extra={"minLength": 1, "maxLength": 120}),
    ]
    type: Annotated[SkillType, Field(description="What one can do, or what one knows.")] = SkillType.SKILL
    alt_labels: Annotated[
        list[Annotated[str, Field(json_schema_extra={"minLength": 1, "maxLength": 120})]],
        Field(description="Other names of it.", examples=[["patchwork"]], json_schema_extra={"maxItems": 50}),
    ] = []
    description: Annotated[str, Field(json_schema_extra={"maxLength": 4000})] = ""


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
    created_at: datetime


class SkillList(BaseModel):
    """A page of skills."""

    model_config = ConfigDict(from_attributes=True)

    items: list[SkillOut]
    next_cursor: Annotated[str | None, Field(description="Ask for the next page with it; null on the last.")]
