"""Files that functions serve as they are: read and compressed once, and not sent again to who has them.

A function names its files itself; no path comes from a request.
"""

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, Header, Response

from shared.api.compression import SMALLEST_COMPRESSED, takes_gzip

# A copy is used once it was asked whether it still holds: what has such a name changes with a deployment.
ASK_AGAIN = "no-cache"

_COMPRESSED_ALREADY = {".png"}
_MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}
_UNCHANGED: dict[int | str, dict[str, Any]] = {304: {"description": "The copy at hand still holds."}}


@dataclass(frozen=True, slots=True)
class Body:
    """One way to send a file, with the entity tag of just these bytes."""

    content: bytes
    headers: Mapping[str, str]
    etag: str


@dataclass(frozen=True, slots=True)
class Served:
    """A file as it goes out: as it is, and compressed where that is worth it."""

    plain: Body
    compressed: Body | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request says of the answers it takes."""

    takes_gzip: bool
    etags: frozenset[str]

    def answer(self, served: Served, headers: Mapping[str, str] | None = None) -> Response:
        """The file in the form asked for; 304 where the client has it already."""
        body = served.compressed if served.compressed and self.takes_gzip else served.plain
        sent = {**body.headers, **(headers or {}), "ETag": body.etag, "Vary": "Accept-Encoding"}
        if {body.etag, "*"} & self.etags:
            kept = {name: value for name, value in sent.items() if name not in ("Content-Type", "Content-Encoding")}
            return Response(status_code=304, headers=kept)
        return Response(body.content, headers=sent)


async def get_asked(
    accept_encoding: Annotated[str, Header(include_in_schema=False)] = "",
    if_none_match: Annotated[
        str, Header(description="The `ETag` of the copy at hand: the answer is 304 where it still holds.")
    ] = "",
) -> Asked:
    """Read the two headers that decide the form of a file."""
    return Asked(
        takes_gzip(accept_encoding), frozenset(tag.strip().removeprefix("W/") for tag in if_none_match.split(","))
    )


Conditional = Annotated[Asked, Depends(get_asked)]


def documented_files(*media_types: str, schema: dict[str, Any] | None = None) -> dict[int | str, dict[str, Any]]:
    """For a route's `responses`: a file of one of these types, or that the copy at hand still holds."""
    content = {name: {"schema": schema or {"type": "string"}} for name in media_types}
    return {200: {"content": content}, **_UNCHANGED}


def read_file(path: Path, caching: str) -> Served:
    """A file of ours, read and compressed once in a process, or once it was built anew.

    Args:
        caching: the header `Cache-Control`.
    """
    return _read(path, path.stat().st_mtime_ns, caching)


@lru_cache(64)
def _read(path: Path, _changed_ns: int, caching: str) -> Served:
    content = path.read_bytes()
    headers = {"Content-Type": _MEDIA_TYPES[path.suffix], "Cache-Control": caching}
    plain = Body(content, headers, _etag(content))
    if len(content) < SMALLEST_COMPRESSED or path.suffix in _COMPRESSED_ALREADY:
        return Served(plain, None)
    packed = gzip.compress(content, 6, mtime=0)
    return Served(plain, Body(packed, {**headers, "Content-Encoding": "gzip"}, _etag(packed)))


def _etag(content: bytes) -> str:
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'
