"""What a page in a browser needs to know to use this API."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from shared.api.dependencies import providers_of


@dataclass(frozen=True, slots=True)
class FrontEnd:
    """None of it is secret.

    Attributes:
        supabase_url: where people sign in, without a slash at its end.
        supabase_key: the publishable one.
        upload_url: where forms of uploads are posted; None where files lie in memory.
    """

    supabase_url: str
    supabase_key: str
    upload_url: str | None


async def get_front_end(request: Request) -> FrontEnd:
    """What the settings of this installation say.

    Raises:
        NotConfiguredError: one of them is missing or wrong.
    """
    return providers_of(request).front_end()


OfFrontEnd = Annotated[FrontEnd, Depends(get_front_end)]
