"""Reads RSS 0.9 to 2.0, RDF, Atom 0.3 and 1.0, and JSON Feed into one record."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Final
from urllib.parse import urljoin

from contracts.records import PageHints, Source
from crawler.discovery.feed_records import MOST_ENTRIES, Entry, Feed
from crawler.discovery.json_feeds import json_feed_of
from crawler.discovery.moments import moment_of
from crawler.discovery.sniffing import sniffed
from crawler.discovery.texts import MAX_TAGS, NotAFeed, plain_text, usable_url
from crawler.discovery.xml_records import Piece, charset_in, local_name, markup_of, pieces, qualified_name, text_of
from crawler.frontier.records import FoundUrl
from crawler.sources.link_rules import is_article

__all__ = ["Entry", "Feed", "found_in_feed", "read_feed"]

_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_RDF: Final = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_TITLES: Final = ("title", "dc:title")
_SUMMARIES: Final = ("description", "summary", "dc:description")
_CONTENTS: Final = ("content:encoded", "content")
_PUBLISHED: Final = ("pubdate", "published", "issued", "dc:issued", "dc:date", "created", "dc:created", "date")
_UPDATED: Final = ("updated", "modified", "dc:modified")
_AUTHORS: Final = ("author", "dc:creator", "creator")
_TAGS: Final = ("category", "dc:subject")
_MAIL_AND_NAME: Final = re.compile(r"\S+@\S+\s*\((.+)\)$")
_MOST_PARTS: Final = 100


def read_feed(body: bytes, *, url: str, content_type: str | None = None) -> Feed:
    """Return what the feed says; relative links are resolved against `url`. Raises `NotAFeed`."""
    form = sniffed(body)
    if form == "JSON feed":
        return json_feed_of(body, url)
    if form != "feed":
        raise NotAFeed("neither RSS, Atom nor JSON Feed")
    return _xml_feed(pieces(body, charset=charset_in(content_type)), url)


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


# -- RSS and Atom ----------------------------------------------------------------------------------------------------


def _xml_feed(found: Iterable[Piece], url: str) -> Feed:
    head: dict[str, str] = {}
    entries: list[Entry] = []
    for piece in found:
        if piece.is_record and piece.name in ("item", "entry"):
            entries.append(_entry(piece.element, url, head))
            if len(entries) >= MOST_ENTRIES:
                break
        elif not piece.is_record:
            _note(head, piece, url)
    return Feed(
        title=head.get("title") or head.get("dc:title"),
        link=head.get("link"),
        language=head.get("language") or head.get("dc:language") or head.get("xml:lang"),
        entries=tuple(entries),
    )


def _note(head: dict[str, str], piece: Piece, url: str) -> None:
    """Keep what an element of the feed's head says: the first of each name, the last link."""
    element, name = piece.element, piece.name
    if said := element.get(_LANG):
        head.setdefault("xml:lang", said)
    told = _linked([element], url) if name == "link" else markup_of(element)
    if told and (name == "link" or name not in head):
        head[name] = told


def _entry(element: Any, url: str, head: dict[str, str]) -> Entry:
    children = list(element)[:_MOST_PARTS]
    parts: dict[str, list[Any]] = {}
    for child in children:
        parts.setdefault(qualified_name(child), []).append(child)
    published, updated = _moment(parts, _PUBLISHED), _moment(parts, _UPDATED)
    identity = _first(parts, ("guid", "id"), text_of) or element.get(f"{_RDF}about")
    return Entry(
        link=_entry_link(element, parts, url),
        id=identity,
        title=_first(parts, _TITLES, markup_of),
        summary=_first(parts, _SUMMARIES, markup_of),
        content=_first(parts, _CONTENTS, markup_of),
        published_at=published or updated,
        updated_at=updated,
        language=_entry_language(element, parts, head),
        authors=tuple(dict.fromkeys(name for name in map(_name, _all(parts, _AUTHORS)) if name)),
        tags=tuple(dict.fromkeys(tag for tag in map(_tag, _all(parts, _TAGS)) if tag)),
    )


def _entry_link(element: Any, parts: dict[str, list[Any]], url: str) -> str | None:
    """The page that the entry stands for: its original address before the one that counts clicks, its id at last."""
    original = _first(parts, ("feedburner:origlink",), text_of)
    link = usable_url(original, url) or _linked(parts.get("link", []), url)
    if link:
        return link
    permalinks = (text_of(guid) for guid in parts.get("guid", []) if guid.get("isPermaLink", "true").lower() != "false")
    told = (*permalinks, element.get(f"{_RDF}about"), _first(parts, ("id",), text_of))
    return next((usable_url(one, url) for one in told if one and one.startswith(("http://", "https://"))), None)


def _linked(links: list[Any], url: str) -> str | None:
    """The address that `link` elements name: the text of one without attributes, else the alternate, HTML first."""
    plain = next((usable_url(said, urljoin(url, link.base or "")) for link in links if (said := text_of(link))), None)
    if plain:
        return plain
    others = [link for link in links if link.get("href") and link.get("rel", "alternate") == "alternate"]
    others.sort(key=lambda link: "html" not in link.get("type", "html"))
    return next((usable_url(link.get("href"), urljoin(url, link.base or "")) for link in others), None)


def _all(parts: dict[str, list[Any]], names: tuple[str, ...]) -> list[Any]:
    return [element for name in names for element in parts.get(name, [])]


def _first(parts: dict[str, list[Any]], names: tuple[str, ...], said: Any) -> str | None:
    return next((text for element in _all(parts, names) if (text := said(element))), None)


def _moment(parts: dict[str, list[Any]], names: tuple[str, ...]) -> datetime | None:
    return next((moment for element in _all(parts, names) if (moment := moment_of(text_of(element)))), None)


def _name(author: Any) -> str | None:
    named = next((text_of(child) for child in author if local_name(child) == "name"), None)
    if named is not None or len(author):
        return named or None
    told = text_of(author)
    found = _MAIL_AND_NAME.match(told[:500])
    return (found[1] if found else told).strip() or None


def _tag(category: Any) -> str | None:
    return category.get("label") or category.get("term") or text_of(category) or None


def _entry_language(element: Any, parts: dict[str, list[Any]], head: dict[str, str]) -> str | None:
    stated = _first(parts, ("language", "dc:language"), text_of) or element.get(_LANG)
    return stated or head.get("language") or head.get("dc:language") or _inherited_language(element)


def _inherited_language(element: Any) -> str | None:
    return next((said for one in element.iterancestors() if (said := one.get(_LANG))), None)
