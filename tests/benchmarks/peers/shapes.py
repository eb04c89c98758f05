"""The bodies of /v1/skills as the peers have them: with the fields and bounds of functions/skills/schemas.py."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

Label = Annotated[str, Field(min_length=1, max_length=120)]
Kind = Literal["skill", "knowledge"]


class SkillIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: Label
    type: Kind = "skill"
    alt_labels: Annotated[list[Label], Field(max_length=50)] = []
    description: Annotated[str, Field(max_length=4000)] = ""
    broader_id: UUID | None = None


class SkillPatch(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: Label | None = None
    type: Kind | None = None
    alt_labels: Annotated[list[Label], Field(max_length=50)] | None = None
    description: Annotated[str, Field(max_length=4000)] | None = None
    broader_id: UUID | None = None


class SkillMerge(BaseModel):
    model_config = ConfigDict(extra="forbid")

    into_id: UUID


class SkillOut(BaseModel):
    id: UUID
    uri: str
    source: Literal["esco", "skillpath", "own"]
    name: str
    type: Kind
    reuse_level: str | None
    alt_labels: list[str]
    description: str
    groups: list[str]
    taxonomy_version: str | None
    broader_id: UUID | None
    merged_into: UUID | None
    version: int
    created_at: datetime


class SkillList(BaseModel):
    items: list[SkillOut]
    next_cursor: str | None
