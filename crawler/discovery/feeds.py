"""Reads RSS 0.9 to 2.0, RDF, Atom 0.3 and 1.0, and JSON Feed into one record."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any, Final

import feedparser

from contracts.records import PageHints, Source
from crawler.discovery.texts import MAX_TAGS, NotAFeed, moment_of, moment_of_struct, plain_text, usable_url
from crawler.frontier_records import FoundUrl
from crawler.link_rules import is_article

_MOST_ENTRIES: Final = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry as the feed gives it; texts may hold markup, `link` is absolute or None."""

    link: str | None = None
    id: str | None = None
    title: str | None = None
    summary: str | None = None
    content: str | None = None
    published_at: datetime | None = None
    updated_at: datetime | None = None
    language: str | None = None
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed and its entries, in its order."""

    title: str | None = None
    link: str | None = None
    language: str | None = None
    entries: tuple[Entry, ...] = ()


def read_feed(body: bytes, *, url: str, content_type: str | None = None) -> Feed:
    """Return what the feed says; relative links are resolved against `url`. Raises `NotAFeed`."""
    if body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return _json_feed(body, url)
    headers = {"content-location": url, **({"content-type": content_type} if content_type else {})}
    parsed = feedparser.parse(BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False)
    if not parsed.get("version") and not parsed.entries:
        raise NotAFeed("neither RSS, Atom nor JSON Feed")
    language = _text(parsed.feed.get("language"))
    return Feed(
        title=_text(parsed.feed.get("title")),
        link=usable_url(parsed.feed.get("link"), url),
        language=language,
        entries=tuple(_entry(entry, url, language) for entry in parsed.entries[:_MOST_ENTRIES]),
    )


def found_in_feed(feed: Feed, *, source: Source, url: str) -> Iterator[FoundUrl]:
    """Yield the articles of the source that the feed names, with what it says of them."""
    for entry in feed.entries:
        if entry.link is not None and is_article(source, entry.link):
            yield FoundUrl(url=entry.link, hints=_hints(entry, url))


def _hints(entry: Entry, url: str) -> PageHints:
    return PageHints(
        found_in=url,
        title=plain_text(entry.title, most=500),
        published_at=entry.published_at,
        updated_at=entry.updated_at,
        language=entry.language,
        tags=tuple(tag for name in entry.tags[:MAX_TAGS] if (tag := plain_text(name, most=100))),
        summary=plain_text(entry.summary),
    )


def _entry(entry: Mapping[str, Any], url: str, language: str | None) -> Entry:
    identity = _text(entry.get("id"))
    contents = entry.get("content") or ()
    authors = (_text(author.get("name")) for author in entry.get("authors") or ())
    tags = (_text(tag.get("label")) or _text(tag.get("term")) for tag in entry.get("tags") or ())
    published = moment_of_struct(entry.get("published_parsed"))
    updated = moment_of_struct(entry.get("updated_parsed")) if "updated" in entry else None
    return Entry(
        link=usable_url(entry.get("link"), url),
        id=identity,
        title=_text(entry.get("title")),
        summary=_text(entry.get("summary")),
        content=next((text for part in contents if (text := _text(part.get("value")))), None),
        published_at=published or updated,
        updated_at=updated,
        language=_text(entry.get("language")) or language,
        authors=tuple(name for name in authors if name),
        tags=tuple(dict.fromkeys(tag for tag in tags if tag)),
    )


def _text(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


# -- JSON Feed 1.0 and 1.1 -------------------------------------------------------------------------------------------


def _json_feed(body: bytes, url: str) -> Feed:
    try:
        content = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NotAFeed(f"not JSON: {error}") from error
    items = content.get("items") if isinstance(content, dict) else None
    if not isinstance(items, list):
        raise NotAFeed("JSON, but not JSON Feed")
    language = _text(content.get("language"))
    listed = items[:_MOST_ENTRIES] if isinstance(items, list) else []
    return Feed(
        title=_text(content.get("title")),
        link=usable_url(content.get("home_page_url"), url),
        language=language,
        entries=tuple(_json_entry(item, url, language) for item in listed if isinstance(item, dict)),
    )


def _json_entry(item: dict[str, Any], url: str, language: str | None) -> Entry:
    identity = _text(item.get("id"))
    author = item.get("author")
    listed = item.get("authors") or ([author] if author else [])
    authors = (_text(one.get("name")) for one in _list(listed) if isinstance(one, dict))
    return Entry(
        link=usable_url(item.get("url"), url) or usable_url(item.get("external_url"), url),
        id=identity,
        title=_text(item.get("title")),
        summary=_text(item.get("summary")),
        content=_text(item.get("content_html")) or _text(item.get("content_text")),
        published_at=moment_of(item.get("date_published")),
        updated_at=moment_of(item.get("date_modified")),
        language=_text(item.get("language")) or language,
        authors=tuple(name for name in authors if name),
        tags=tuple(tag for one in _list(item.get("tags")) if (tag := _text(one))),
    )


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
