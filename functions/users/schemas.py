"""A profile on the wire."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field


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
