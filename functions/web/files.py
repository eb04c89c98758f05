"""What the function serves: `index.html` and `assets/`, as functions/web/page/build.mjs writes them, and what a browser
is told to hold the page to."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from shared.api.files import ASK_AGAIN, Served, read_file
from shared.api.front_end import FrontEnd
from shared.domain.errors import NotFoundError, UnavailableError

# A deployment carries it at the same place.
FOLDER = Path(__file__).parents[2] / "build" / "web"

# What has its content in its name never changes.
_FOR_EVER = "public, max-age=31536000, immutable"


def page_headers(front_end: FrontEnd) -> Mapping[str, str]:
    """What a browser is told to hold the page to: it speaks to this API, to Supabase and to where uploads go, makes no
    markup of text, and stands in no page of others."""
    asked = [front_end.supabase_url, *([front_end.upload_url] if front_end.upload_url else [])]
    elsewhere = " ".join(map(_origin, asked))
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        f"connect-src 'self' {elsewhere}; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )
    return {
        "Content-Security-Policy": policy,
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "Referrer-Policy": "no-referrer",
    }


def read_page() -> Served:
    """The page.

    Raises:
        UnavailableError: it is not built.
    """
    path = FOLDER / "index.html"
    if not path.is_file():
        raise UnavailableError("the page is not built here: `make setup` builds it; the API needs none of it")
    return read_file(path, ASK_AGAIN)


def read_asset(name: str) -> Served:
    """A file that the page loads.

    Raises:
        NotFoundError: the build made none of this name.
    """
    paths = {path.name: path for path in (FOLDER / "assets").glob("*")}
    if name not in paths:
        raise NotFoundError("the page has no such file: load the page again, it may have been built anew")
    return read_file(paths[name], _FOR_EVER)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
