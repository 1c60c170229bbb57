"""The JSON API under /api/v1: search and articles for everyone, changes for those who show the key."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import Response
from fastapi.security import APIKeyHeader, HTTPBearer

from contracts.article import Article
from contracts.errors import Misconfigured, UnusableUrl
from contracts.records import Source
from contracts.wire import encode, plain
from crawler.catalogue import source_of
from crawler.frontier import UrlState
from crawler.health import health_by_id
from search.index import Answer, Hit
from web.errors import NotFound, Refused
from web.frontier_api import frontier_routes
from web.parts import WebParts
from web.records import Changed, ErrorAnswer, KnownSource, NewSource
from web.searching import MAX_HITS, Sort, article_behind, article_of, search
from workers.queue import DeadPage, QueueReport, Trace

_Id = Annotated[str, Path(max_length=200, description="An article's id, as a hit gives it.")]
_PageId = Annotated[str, Path(max_length=200, description="The page's id, or `all`.")]
_Asked = Annotated[str, Query(max_length=2048, description="A page's id, an article's id, or any address of it.")]
_ERRORS: Final[dict[int | str, dict[str, Any]]] = {
    "4XX": {"model": ErrorAnswer, "description": "the request can't be served as it is"},
    503: {"model": ErrorAnswer, "description": "the store or the index is away"},
}
_KEY: Final = [
    Depends(APIKeyHeader(name="X-API-Key", auto_error=False, description="The key of web.key or TRAWLNET_WEB_KEY.")),
    Depends(HTTPBearer(auto_error=False, description="The same key, as a Bearer token.")),
]


def api_routes(parts: WebParts) -> APIRouter:
    """Return all routes of the API; `guard` has checked the key of what changes something."""
    router = APIRouter(prefix="/api/v1", responses=_ERRORS)
    _add_search(router, parts)
    _add_sources(router, parts)
    _add_operations(router, parts)
    router.include_router(frontier_routes(parts))
    return router


def _add_search(router: APIRouter, parts: WebParts) -> None:
    @router.get("/search", response_model=Answer, tags=["search"], summary="Search the articles")
    def search_articles(
        q: Annotated[
            str, Query(max_length=4000, description="The query language of docs/query-language.md; empty: all.")
        ] = "",
        sort: Annotated[
            Sort | None, Query(description="By relevance, or newest first; without q newest first.")
        ] = None,
        limit: Annotated[int, Query(ge=0, le=MAX_HITS, description="How many hits.")] = 20,
        cursor: Annotated[str | None, Query(max_length=2048, description="An earlier answer's `next`.")] = None,
        language: Annotated[str, Query(max_length=20, description="The language of labels.")] = "en",
    ) -> Response:
        """Errors in the query are forgiven: `understood` says how it was read, and can be typed again."""
        return _json(search(parts.index(), q, sort=sort, limit=limit, cursor=cursor, language=language))

    @router.get("/articles/{article_id}", response_model=Article, tags=["search"], summary="One article, whole")
    def article(article_id: _Id) -> Response:
        return _json(article_of(parts.index(), article_id))

    @router.get(
        "/articles/{article_id}/related",
        response_model=list[Hit],
        tags=["search"],
        summary="Articles on the same matter",
    )
    def related(
        article_id: _Id, limit: Annotated[int, Query(ge=1, le=50, description="How many at most.")] = 10
    ) -> Response:
        index = parts.index()
        return _json(index.related(article_of(index, article_id), limit=limit))


def _add_sources(router: APIRouter, parts: WebParts) -> None:
    @router.get(
        "/sources", response_model=list[KnownSource], tags=["sources"], summary="The sources, and how each does"
    )
    def sources() -> Response:
        known = parts.catalogue.list()
        health = health_by_id(parts.client, known, now=parts.clock(), index=parts.index)
        return _json([{**plain(source), "health": plain(health[source.id])} for source in known])

    @router.post(
        "/sources",
        response_model=Source,
        status_code=201,
        tags=["sources"],
        dependencies=_KEY,
        summary="Add or replace a source",
    )
    def add_source(new: NewSource) -> Response:
        source = _checked(new)
        parts.catalogue.put([source])
        return _json(source, status=201)

    @router.delete(
        "/sources/{source_id}",
        response_model=Changed,
        tags=["sources"],
        dependencies=_KEY,
        summary="Crawl a source no longer",
    )
    def remove_source(source_id: Annotated[str, Path(max_length=200, description="The source's id.")]) -> Response:
        """Its articles stay in the index."""
        if not parts.catalogue.remove(source_id):
            raise NotFound("There is no source of this id.")
        return _json({"changed": 1})


def _add_operations(router: APIRouter, parts: WebParts) -> None:
    @router.get("/queues", response_model=QueueReport, tags=["operations"], summary="Queues, totals and processes")
    def queues() -> Response:
        return _json(parts.ledger.report())

    @router.get("/dead", response_model=list[DeadPage], tags=["operations"], summary="Dead letters, the latest first")
    def dead(limit: Annotated[int, Query(ge=1, le=1000, description="How many at most.")] = 100) -> Response:
        return _json(parts.ledger.dead_list(limit=limit))

    @router.post(
        "/dead/{page_id}/retry",
        response_model=Changed,
        tags=["operations"],
        dependencies=_KEY,
        summary="Try a dead letter again",
    )
    def retry(page_id: _PageId) -> Response:
        return _changed(parts.ledger.dead_retry(page_id), page_id)

    @router.delete(
        "/dead/{page_id}",
        response_model=Changed,
        tags=["operations"],
        dependencies=_KEY,
        summary="Give up a dead letter",
    )
    def discard(page_id: _PageId) -> Response:
        return _changed(parts.ledger.dead_discard(page_id), page_id)

    @router.get("/trace", tags=["operations"], summary="The way of a page, by its address")
    def trace_by_url(url: _Asked) -> Response:
        return _trace(parts, url)

    @router.get("/trace/{asked:path}", tags=["operations"], summary="The way of a page, by its id or address")
    def trace(asked: Annotated[str, Path(max_length=2048, description="As `url` of /trace.")]) -> Response:
        return _trace(parts, asked)


def _checked(new: NewSource) -> Source:
    described = {name: value for name, value in new.model_dump().items() if value not in (None, [], {})}
    try:
        return source_of(described, where="The source")
    except Misconfigured as error:
        raise Refused(str(error)) from error


def _changed(number: int, page_id: str) -> Response:
    if number == 0 and page_id != "all":
        raise NotFound("There is no dead letter of this id.")
    return _json({"changed": number})


def _trace(parts: WebParts, asked: str) -> Response:
    trace = parts.ledger.trace(asked)
    state = _state(parts, asked, trace)
    if trace is None and state is None:
        raise NotFound("Nothing is known of this page: it was never found, or its trace is older than is kept.")
    article = article_behind(parts.index, trace.url if trace and trace.url else asked)
    return _json({"frontier": state, "trace": trace, "article_id": article.id if article else None})


def _state(parts: WebParts, asked: str, trace: Trace | None) -> UrlState | None:
    url = asked if "://" in asked else trace.url if trace else ""
    try:
        return parts.frontier.state_of(url) if url else None
    except UnusableUrl:
        return None


def _json(record: Any, *, status: int = 200) -> Response:
    return Response(encode(record), status_code=status, media_type="application/json")
