"""What the API tells of the frontier: whether every URL is somewhere, and why one is where it is."""

import threading
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from contracts.errors import Transient
from contracts.wire import encode
from crawler.frontier import Audit, Why
from web.errors import NotFound
from web.parts import WebParts

_Url = Annotated[str, Query(max_length=2048, description="Any address, known or not.")]


def frontier_routes(parts: WebParts) -> APIRouter:
    """Return the routes below /frontier; an audit looks at every URL, so that one at a time is made."""
    router, auditing = APIRouter(prefix="/frontier", tags=["operations"]), threading.Lock()

    @router.get("/audit", response_model=Audit, summary="Where every URL is, and whether none is missing")
    def audit() -> Response:
        """The sum is discovered = waiting + scheduled + in flight + done + dead."""
        if not auditing.acquire(blocking=False):
            raise Transient("The frontier is being audited for somebody else: ask again in a few seconds.")
        try:
            return _json(parts.frontier.audit())
        finally:
            auditing.release()

    @router.get("/why", response_model=Why, summary="Why a URL is where it is")
    def why(url: _Url) -> Response:
        """When and by which rule it was seen, who holds it, its last visit, when it is due, how its host rests."""
        told = parts.frontier.why(url)
        if told is None:
            raise NotFound("This address was never seen: no feed, sitemap or listing that was read named it.")
        return _json(told)

    return router


def _json(record: Audit | Why) -> Response:
    return Response(encode(record), media_type="application/json")
