"""What the function serves: the page, Swagger UI beside it, and the document. Files are named here, never by a request.

Swagger UI is an npm package (package.json pins it); a deployment carries its folder at the same place.
"""

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated

from fastapi import Depends, Header, Response

from shared.domain.errors import UnavailableError

HERE = Path(__file__).parent
SWAGGER_UI = HERE.parents[1] / "node_modules" / "swagger-ui-dist"

# Nothing from elsewhere, and no script or style in the page itself; pictures inside the style sheet are `data:`.
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# The page and the document change with a deployment: a copy is used once it was asked whether it still holds.
_ASK_AGAIN = "no-cache"
_WEEK = "public, max-age=604800"
# Below this a compressed answer is no smaller worth speaking of.
_SMALLEST_COMPRESSED = 1024


class Asset(StrEnum):
    """Everything that the page loads."""

    SWAGGER_UI_CSS = "swagger-ui.css"
    SWAGGER_UI_JS = "swagger-ui-bundle.js"
    FAVICON = "favicon-32x32.png"
    PAGE_CSS = "page.css"
    PAGE_JS = "page.js"


_OWN = {Asset.PAGE_CSS, Asset.PAGE_JS}
_MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
}


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
        _takes_gzip(accept_encoding), frozenset(tag.strip().removeprefix("W/") for tag in if_none_match.split(","))
    )


Conditional = Annotated[Asked, Depends(get_asked)]


def read_page() -> Served:
    """The page, where what it loads is installed.

    Raises:
        UnavailableError: it is not.
    """
    read_asset(Asset.SWAGGER_UI_JS)
    return _read(HERE / "page" / "index.html", _ASK_AGAIN)


def read_asset(asset: Asset) -> Served:
    """One file of Swagger UI, or of the page's own.

    Raises:
        UnavailableError: Swagger UI is not installed.
    """
    if asset in _OWN:
        return _read(HERE / "page" / asset, _WEEK)
    path = SWAGGER_UI / asset
    if not path.is_file():
        raise UnavailableError("Swagger UI is not installed here: `npm ci` does it; /v1/openapi.json needs none of it")
    return _read(path, _WEEK)


def read_document() -> Served:
    """The document of the whole API, as `skillpath openapi` writes it."""
    return _read(HERE / "openapi.json", _ASK_AGAIN)


def _takes_gzip(accept_encoding: str) -> bool:
    for part in accept_encoding.lower().split(","):
        coding, _, weight = part.replace(" ", "").partition(";q=")
        if coding == "gzip":
            return not weight or weight.strip("0.") != ""
    return False


@cache
def _read(path: Path, caching: str) -> Served:
    """Read and compressed once in a process."""
    content = path.read_bytes()
    headers = {"Content-Type": _MEDIA_TYPES[path.suffix], "Cache-Control": caching}
    plain = Body(content, headers, _etag(content))
    if len(content) < _SMALLEST_COMPRESSED or path.suffix == ".png":
        return Served(plain, None)
    packed = gzip.compress(content, 6, mtime=0)
    return Served(plain, Body(packed, {**headers, "Content-Encoding": "gzip"}, _etag(packed)))


def _etag(content: bytes) -> str:
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'
