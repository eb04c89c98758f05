"""Shapes that more than one function puts on the wire, or takes from it."""

import re
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _require_day(value: object) -> object:
    """Pydantic alone takes seconds since 1970 and times of day for days too."""
    if value is not None and not (isinstance(value, str) and _DAY.fullmatch(value)):
        raise ValueError("give a day as 2026-11-23")
    return value


DayOrNone = Annotated[date | None, BeforeValidator(_require_day)]
Percent = Annotated[float, Field(ge=0, le=100)]
Share = Annotated[float, Field(ge=0, le=1)]


class Out(BaseModel):
    """What goes out: read off the attributes of what a service returns, and always with every field."""

    model_config = ConfigDict(from_attributes=True, json_schema_serialization_defaults_required=True)


class SkillLinks(Out):
    """Where a skill stands in the catalogue."""

    self: Annotated[str, Field(examples=["/v1/skills/ccd0a1d9-afda-43d9-b901-96344886e14d"])]


def _links_of_skill(known: dict[str, Any]) -> SkillLinks:
    return SkillLinks(self=f"/v1/skills/{known['skill_id']}")


class OfSkill(Out):
    """What is about one skill, with the way to it."""

    skill_id: UUID
    links: Annotated[SkillLinks, Field(default_factory=_links_of_skill)]
