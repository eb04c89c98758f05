"""What /v1/health answers."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field


class HealthOut(BaseModel):
    """The function answers."""

    status: Annotated[Literal["ok", "ready"], Field(description="`ready`: the store was asked, and answered.")]
    version: Annotated[str, Field(description="Of this API.", examples=["0.1.0"])]
    attribution: Annotated[str, Field(description="To be shown wherever ESCO's skills are.")]
