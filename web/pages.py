"""The pages: search, article, sources, queues, dead letters, trace and the API's description."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse
from starlette.requests import Request

from contracts.article import Article
from contracts.errors import TrawlnetError, UnusableUrl
from contracts.records import Source
from crawler.frontier import UrlState
from crawler.health import health_by_id
from search.index import SearchRequest
from web.article_view import article_view
from web.docs_view import docs_view
from web.errors import NotFound
from web.hit_views import article_in_list, hit_view
from web.operations_views import SourceRow, letter_row, queues_view, source_row, trace_view
from web.operators import term
from web.parts import WebParts
from web.reader import Reader, reader_of
from web.render import page
from web.search_view import search_view
from web.searching import Sort, article_behind, article_of, copies_of, search
from web.times import ToldTime
from workers.queue import Trace

Reading = Callable[[Request], Reader]
_MAX_QUERY: Final = 4000
_MAX_ASKED: Final = 2048
_RELATED: Final = 6
_MOST_LETTERS: Final = 100
_MOST_DATED_SOURCES: Final = 100


def page_routes(parts: WebParts, *, describe: Callable[[], Mapping[str, Any]]) -> APIRouter:
    """Return the routes of the pages; `describe` gives the OpenAPI description."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    def reading(request: Request) -> Reader:
        return reader_of(request, now=parts.clock(), zone=parts.zone)

    _add_articles(router, parts, reading)
    _add_operations(router, parts, reading)
    _add_traces(router, parts, reading)

    @router.get("/docs")
    def docs_page(request: Request) -> HTMLResponse:
        return page(reading(request), "docs.html", section="api", view=docs_view(describe()))

    return router


def _add_articles(router: APIRouter, parts: WebParts, reading: Reading) -> None:
    """Add what readers look for: the search and an article."""

    @router.get("/")
    def search_page(
        request: Request,
        q: Annotated[str, Query(max_length=_MAX_QUERY)] = "",
        sort: Sort | None = None,
        cursor: Annotated[str | None, Query(max_length=_MAX_ASKED)] = None,
    ) -> HTMLResponse:
        reader = reading(request)
        size = parts.settings.page_size
        answer = search(parts.index(), q, sort=sort, limit=size, cursor=cursor, language=reader.language)
        return page(
            reader, "search.html", section="search", view=search_view(answer, sort=sort, cursor=cursor, reader=reader)
        )

    @router.get("/articles/{article_id}")
    def article_page(request: Request, article_id: str) -> HTMLResponse:
        reader, index = reading(request), parts.index()
        article = article_of(index, article_id)
        related = (hit_view(hit, reader) for hit in index.related(article, limit=_RELATED))
        copies = (article_in_list(copy, reader) for copy in copies_of(index, article))
        return page(reader, "article.html", view=article_view(article, related=related, copies=copies, reader=reader))


def _add_operations(router: APIRouter, parts: WebParts, reading: Reading) -> None:
    """Add what those who run it look at: sources, queues, dead letters."""

    @router.get("/sources")
    def sources_page(request: Request) -> HTMLResponse:
        reader = reading(request)
        return page(reader, "sources.html", section="sources", view={"sources": _source_rows(parts, reader)})

    @router.get("/queues")
    def queues_page(request: Request) -> HTMLResponse:
        reader = reading(request)
        return page(reader, "queues.html", section="queues", view=queues_view(parts.ledger.report(), reader))

    @router.get("/dead")
    def dead_page(request: Request) -> HTMLResponse:
        reader = reading(request)
        letters = parts.ledger.dead_list(limit=_MOST_LETTERS)
        rows = [letter_row(letter, reader) for letter in letters]
        return page(reader, "dead.html", section="queues", view={"letters": rows, "more": len(rows) == _MOST_LETTERS})


def _add_traces(router: APIRouter, parts: WebParts, reading: Reading) -> None:
    """Add what became of an address, asked for in a form or in the path."""

    @router.get("/trace")
    def trace_of(request: Request, of: Annotated[str, Query(max_length=_MAX_ASKED)] = "") -> HTMLResponse:
        return _trace_page(parts, of.strip(), reading(request))

    @router.get("/trace/{asked:path}")
    def trace_page(request: Request, asked: str) -> HTMLResponse:
        return _trace_page(parts, asked[:_MAX_ASKED].strip(), reading(request))


def _source_rows(parts: WebParts, reader: Reader) -> list[SourceRow]:
    fetches, known = parts.frontier.fetch_counts(), parts.catalogue.list()
    health = health_by_id(parts.client, known, now=parts.clock(), index=parts.index)
    return [
        source_row(
            source,
            parts.ledger.counts(source_id=source.id),
            fetches.get(source.id),
            _latest(parts, source, reader) if at < _MOST_DATED_SOURCES else None,
            health[source.id],
            reader=reader,
            query=term("source", source.id),
        )
        for at, source in enumerate(known)
    ]


def _latest(parts: WebParts, source: Source, reader: Reader) -> ToldTime | None:
    """Return when the source's newest article was published; None if there is none, or the index is away."""
    request = SearchRequest(query=term("source", source.id), sort="date", limit=1)
    try:
        hits = parts.index().search(request).hits
    except TrawlnetError:
        return None
    published = hits[0].published_at if hits else None
    return reader.told(published) if published else None


def _trace_page(parts: WebParts, asked: str, reader: Reader) -> HTMLResponse:
    if not asked:
        raise NotFound(reader.words("trace.none_text"))
    trace = parts.ledger.trace(asked)
    state = _frontier_state(parts, asked, trace)
    article = _article(parts, asked, trace)
    if trace is None and state is None and article is None:
        raise NotFound(reader.words("trace.none") + " " + reader.words("trace.none_text"))
    known = (article.id, article.title) if article else None
    return page(reader, "trace.html", section="queues", view=trace_view(asked, trace, state, known, reader))


def _frontier_state(parts: WebParts, asked: str, trace: Trace | None) -> UrlState | None:
    url = asked if "://" in asked else trace.url if trace else ""
    try:
        return parts.frontier.state_of(url) if url else None
    except UnusableUrl:
        return None


def _article(parts: WebParts, asked: str, trace: Trace | None) -> Article | None:
    found = article_behind(parts.index, asked)
    return article_behind(parts.index, trace.url) if found is None and trace and trace.url else found
