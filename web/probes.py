"""What machines ask: is the process alive, can its parts be reached, what are the numbers."""

from collections.abc import Callable

import redis
from fastapi import APIRouter
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from contracts.errors import TrawlnetError
from crawler.health import health_by_id
from web.metrics import CONTENT_TYPE, metrics_text
from web.parts import WebParts
from web.searching import article_count


def probe_routes(parts: WebParts) -> APIRouter:
    """Return the routes of the probes and of the metrics."""
    router = APIRouter(tags=["operations"])

    @router.get("/healthz", summary="Whether the web process is alive")
    def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @router.get(
        "/readyz", summary="Whether the store and the index answer", responses={503: {"description": "one does not"}}
    )
    def readyz() -> Response:
        trouble = {name: said for name, said in _checked(parts).items() if said}
        status = {name: trouble.get(name, "ok") for name in ("store", "index")}
        return JSONResponse(status, status_code=503 if trouble else 200)

    metrics_answer = {200: {"content": {"text/plain": {}}, "description": "Prometheus text format"}}

    @router.get("/metrics", summary="Counters and gauges for Prometheus", responses=metrics_answer)  # type: ignore[arg-type]
    @router.get("/api/v1/metrics", include_in_schema=False)
    def metrics() -> Response:
        health = health_by_id(parts.client, parts.catalogue.list(), now=parts.clock())
        text = metrics_text(parts.ledger.report(), parts.frontier.fetch_counts(), _articles(parts), health)
        return PlainTextResponse(text, media_type=CONTENT_TYPE)

    return router


def _checked(parts: WebParts) -> dict[str, str]:
    """Return what is wrong with each part, in one sentence; "" if it answers."""
    return {"store": _trouble(parts.client.ping), "index": _trouble(lambda: parts.index().check())}


def _trouble(ask: Callable[[], object]) -> str:
    try:
        ask()
    except (TrawlnetError, redis.RedisError) as error:
        return str(error) or type(error).__name__
    return ""


def _articles(parts: WebParts) -> int | None:
    try:
        return article_count(parts.index())
    except TrawlnetError:
        return None
