"""/v1/docs and /v1/openapi.json: the API's document, and a page to read it and to try it."""

from fastapi import Response

from functions.docs.files import PAGE_POLICY, Asset, read_asset, read_document, read_page
from shared import bootstrap
from shared.api import VERSION
from shared.api.app import documented, make_app, make_handler
from shared.api.files import Conditional, documented_files

app = make_app("docs", bootstrap, public=True)

_DOCUMENT = {
    "type": "object",
    "required": ["openapi", "info", "paths"],
    "examples": [{"openapi": "3.1.0", "info": {"title": "Skillpath", "version": VERSION}, "paths": {}}],
}


@app.get("/v1/docs", response_class=Response, responses={**documented_files("text/html"), **documented(503)})
def show_docs(asked: Conditional) -> Response:
    """A page with every route of this API, to read and to try. It loads nothing from elsewhere. Open to anybody."""
    return asked.answer(read_page(), {"Content-Security-Policy": PAGE_POLICY, "Referrer-Policy": "no-referrer"})


@app.get(
    "/v1/docs/{asset}",
    response_class=Response,
    responses={**documented_files("text/css", "text/javascript", "image/png"), **documented(404, 503)},
)
def get_docs_asset(asset: Asset, asked: Conditional) -> Response:
    """A file that the page at /v1/docs loads. Open to anybody."""
    return asked.answer(read_asset(asset))


@app.get("/v1/openapi.json", response_class=Response, responses=documented_files("application/json", schema=_DOCUMENT))
def get_document(asked: Conditional) -> Response:
    """This document. Open to anybody."""
    return asked.answer(read_document())


handler = make_handler(app)
