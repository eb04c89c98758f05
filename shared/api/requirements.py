"""What roles ask for and no CV shows, as plans and gaps say it."""

from typing import Annotated

from pydantic import Field

from shared.api.wire import Out
from shared.domain.gap import RequirementKind


class RequirementOut(Out):
    """What a role may ask for and no CV shows: a question to the person, counted in no score."""

    kind: RequirementKind
    question: Annotated[str, Field(examples=["Do you have a degree of at least four years, or its like?"])]
    source: Annotated[
        str, Field(description="What it follows from.", examples=["ISCO-08 skill level 4 (major group 2)"])
    ]
