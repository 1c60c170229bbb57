"""The web app: pages and API over the parts it is given."""

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from web.api import api_routes
from web.errors import add_error_answers
from web.guard import Guard
from web.pages import page_routes
from web.parts import WebParts
from web.probes import probe_routes
from web.render import STATIC_DIR

_ABOUT = (
    "Search what your sources publish, read each article as a record, and watch its way through the system. "
    "Errors are {error, detail}: a name and one sentence that says what to do."
)


def create_app(parts: WebParts) -> FastAPI:
    """Return the app over these parts; nothing connects before the first request."""
    app = FastAPI(
        title="Trawlnet",
        version="1",
        description=_ABOUT,
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        redirect_slashes=False,
    )
    app.include_router(api_routes(parts))
    app.include_router(probe_routes(parts))
    app.include_router(page_routes(parts, describe=app.openapi))
    app.mount("/static", StaticFiles(directory=STATIC_DIR), name="static")
    add_error_answers(app)
    app.add_middleware(Guard, host_names=parts.settings.host_names, key=parts.key)
    return app
