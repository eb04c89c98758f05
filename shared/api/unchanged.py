"""Answers that a caller has already: 304 without a body (RFC 9110, section 13.1.2)."""

from typing import Annotated, Any

from fastapi import Header, Response

UNCHANGED: dict[str, Any] = {"description": "`If-None-Match` names it as it is.", "content": {}}

IfNoneMatch = Annotated[
    str | None,
    Header(description="`ETag`s that the caller has it of: if it is one, 304.", examples=['"3"']),
]


def unchanged(tag: str, if_none_match: str | None) -> Response | None:
    """The answer, where the caller has what the entity tag names; else None."""
    # Compared weakly, as the standard has it for this header.
    known = [part.strip().removeprefix("W/") for part in (if_none_match or "").split(",")]
    return Response(status_code=304, headers={"ETag": tag}) if tag in known or known == ["*"] else None
