"""/, /config.json and /assets: the page that people use."""

from fastapi import Response

from functions.web.files import page_headers, read_asset, read_page
from functions.web.schemas import ConfigOut
from shared import bootstrap
from shared.api.app import documented, make_app, make_handler
from shared.api.files import Conditional, documented_files
from shared.api.front_end import OfFrontEnd

app = make_app("web", bootstrap, public=True)


@app.get("/", response_class=Response, responses={**documented_files("text/html"), **documented(503)})
def show_page(asked: Conditional, front_end: OfFrontEnd) -> Response:
    """The page that people use: it signs them in, and calls this API as any other front end can. Open to anybody."""
    return asked.answer(read_page(), page_headers(front_end))


@app.get("/config.json", response_model=ConfigOut, responses=documented(503))
def get_config(front_end: OfFrontEnd) -> ConfigOut:
    """What a front end needs to know of this installation. Open to anybody, and nothing of it is secret."""
    return ConfigOut(api_url="", supabase_url=front_end.supabase_url, supabase_key=front_end.supabase_key)


@app.get(
    "/assets/{file}",
    response_class=Response,
    responses={
        **documented_files("text/css", "text/javascript", "image/svg+xml", "text/plain"),
        **documented(404),
    },
)
def get_asset(file: str, asked: Conditional) -> Response:
    """A file that the page loads; its name changes with its content. Open to anybody."""
    return asked.answer(read_asset(file))


handler = make_handler(app)
