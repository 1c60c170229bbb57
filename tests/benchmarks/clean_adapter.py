"""Maps an article to what a scorer of extractors asks for: `extract(html, url) -> dict`."""

from datetime import UTC, datetime, tzinfo
from typing import Any

from contracts.article import Article, Moment
from contracts.errors import UnusableUrl
from contracts.records import Page, PageId, SourceRef
from contracts.urls import fetch_url, host_of
from workers.clean import clean
from workers.clean.body import Chooser, choose, choose_fast
from workers.clean.fields.zones import zone_of


def extract(html: bytes | str | None, url: str | None = None) -> dict[str, Any]:
    """Return body, title, published, authors, language and tags of a page; empty if it is no article."""
    return extracted(html, url, choose)


def extract_fast(html: bytes | str | None, url: str | None = None) -> dict[str, Any]:
    """Return the same by the fast way of finding the text."""
    return extracted(html, url, choose_fast)


def extracted(html: bytes | str | None, url: str | None, chooser: Chooser) -> dict[str, Any]:
    """Return the same by any way of finding the text."""
    body = html.encode("utf-8", "replace") if isinstance(html, str) else bytes(html or b"")
    result = clean(_page(body, url, is_text=isinstance(html, str)), chooser=chooser)
    return _scored(result) if isinstance(result, Article) else {}


def _page(body: bytes, url: str | None, *, is_text: bool) -> Page:
    address = _address(url)
    host = host_of(address)
    return Page(
        id=PageId("benchmark"),
        source=SourceRef(id="benchmark", name=host, host=host),
        url=address,
        final_url=address,
        status=200,
        headers=(("content-type", "text/html; charset=utf-8" if is_text else "text/html"),),
        fetched_at=datetime.now(UTC),
        body=body,
    )


def _address(url: str | None) -> str:
    """The page's address, or one that says nothing where it has none that can be fetched."""
    try:
        return fetch_url(url or "")
    except UnusableUrl:
        return "https://unknown.example/page.html"


def _scored(article: Article) -> dict[str, Any]:
    return {
        "body": article.text,
        "title": article.title,
        "published": _written(article.published_at, zone_of(None, article.language)),
        "authors": list(article.authors),
        "language": article.language,
        "tags": [label for tag in article.tags for label in list(tag.labels.values())[:1]],
    }


def _written(moment: Moment | None, zone: tzinfo) -> str | None:
    """The moment as the page's readers write it: in their zone, a date alone where no time is known."""
    if moment is None:
        return None
    if moment.precision in ("hour", "minute", "second"):
        return moment.instant.astimezone(zone).isoformat()
    return moment.instant.date().isoformat()
