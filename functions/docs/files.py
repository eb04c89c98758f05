"""What the function serves: the page, Swagger UI beside it, and the document. Files are named here, never by a request.

Swagger UI is an npm package (package.json pins it); a deployment carries its folder at the same place.
"""

from enum import StrEnum
from pathlib import Path

from shared.api.files import ASK_AGAIN, Served, read_file
from shared.domain.errors import UnavailableError

HERE = Path(__file__).parent
SWAGGER_UI = HERE.parents[1] / "node_modules" / "swagger-ui-dist"

# Nothing from elsewhere, and no script or style in the page itself; pictures inside the style sheet are `data:`.
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_WEEK = "public, max-age=604800"


class Asset(StrEnum):
    """Everything that the page loads."""

    SWAGGER_UI_CSS = "swagger-ui.css"
    SWAGGER_UI_JS = "swagger-ui-bundle.js"
    FAVICON = "favicon-32x32.png"
    PAGE_CSS = "page.css"
    PAGE_JS = "page.js"


_OWN = {Asset.PAGE_CSS, Asset.PAGE_JS}


def read_page() -> Served:
    """The page, where what it loads is installed.

    Raises:
        UnavailableError: it is not.
    """
    read_asset(Asset.SWAGGER_UI_JS)
    return read_file(HERE / "page" / "index.html", ASK_AGAIN)


def read_asset(asset: Asset) -> Served:
    """One file of Swagger UI, or of the page's own.

    Raises:
        UnavailableError: Swagger UI is not installed.
    """
    if asset in _OWN:
        return read_file(HERE / "page" / asset, _WEEK)
    path = SWAGGER_UI / asset
    if not path.is_file():
        raise UnavailableError("Swagger UI is not installed here: `npm ci` does it; /v1/openapi.json needs none of it")
    return read_file(path, _WEEK)


def read_document() -> Served:
    """The document of the whole API, as `skillpath openapi` writes it."""
    return read_file(HERE / "openapi.json", ASK_AGAIN)
