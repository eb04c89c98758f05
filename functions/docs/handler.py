"""/v1/docs and /v1/openapi.json: the API's document, and a page to read it and to try it."""

from typing import Any

from fastapi import Response

from functions.docs.files import PAGE_POLICY, Asset, Conditional, read_asset, read_document, read_page
from shared import bootstrap
from shared.api import VERSION
from shared.api.app import documented, make_app, make_handler

app = make_app("docs", bootstrap, public=True)

_UNCHANGED: dict[int | str, dict[str, Any]] = {304: {"description": "The copy at hand still holds."}}


_DOCUMENT = {
    "type": "object",
    "required": ["openapi", "info", "paths"],
    "examples": [{"openapi": "3.1.0", "info": {"title": "Skillpath", "version": VERSION}, "paths": {}}],
}


def _files(*media_types: str, schema: dict[str, Any] | None = None) -> dict[int | str, dict[str, Any]]:
    content = {name: {"schema": schema or {"type": "string"}} for name in media_types}
    return {200: {"content": content}, **_UNCHANGED}


@app.get("/v1/docs", response_class=Response, responses={**_files("text/html"), **documented(503)})
def show_docs(asked: Conditional) -> Response:
    """A page with every route of this API, to read and to try. It loads nothing from elsewhere. Open to anybody."""
    return asked.answer(read_page(), {"Content-Security-Policy": PAGE_POLICY, "Referrer-Policy": "no-referrer"})


@app.get(
    "/v1/docs/{asset}",
    response_class=Response,
    responses={**_files("text/css", "text/javascript", "image/png"), **documented(404, 503)},
)
def get_docs_asset(asset: Asset, asked: Conditional) -> Response:
    """A file that the page at /v1/docs loads. Open to anybody."""
    return asked.answer(read_asset(asset))


@app.get("/v1/openapi.json", response_class=Response, responses=_files("application/json", schema=_DOCUMENT))
def get_document(asked: Conditional) -> Response:
    """This document. Open to anybody."""
    return asked.answer(read_document())


handler = make_handler(app)
