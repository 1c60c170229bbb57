"""Reads sitemaps (sitemaps.org 0.9, news tags too): index, URL set, gzip, plain text; bounded, without entities."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Final

from contracts.records import PageHints, Source
from crawler.discovery.moments import moment_of
from crawler.discovery.sniffing import sniffed, unpacked
from crawler.discovery.texts import MAX_TAGS, plain_text, usable_url
from crawler.discovery.xml_records import decoded_xml, local_name, pieces, qualified_name, text_of
from crawler.frontier.records import FoundUrl
from crawler.sources.link_rules import is_article, on_own_host

MOST_ENTRIES: Final = 50_000
"""As many as the protocol allows in one file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """One entry of a sitemap; `is_sitemap`: it names another sitemap. News tags are None where there are none."""

    url: str
    is_sitemap: bool = False
    modified_at: datetime | None = None
    title: str | None = None
    published_at: datetime | None = None
    language: str | None = None
    keywords: tuple[str, ...] = ()
    is_news: bool = False


def read_sitemap(body: bytes, *, url: str, max_bytes: int) -> list[Located]:
    """Return the sitemap's entries, 50,000 at most; raises `NotAFeed` if it is no sitemap or unpacks beyond bounds."""
    body = unpacked(body, max_bytes)
    entries = _text_entries(body, url) if sniffed(body) == "text sitemap" else _xml_entries(body, url)
    return list(islice(entries, MOST_ENTRIES))


def found_in_sitemap(entries: list[Located], *, source: Source, url: str) -> Iterator[FoundUrl]:
    """Yield the further sitemaps and the articles of the source that the entries name."""
    for entry in entries:
        if entry.is_sitemap and on_own_host(source, entry.url):
            hints = PageHints(found_in=url, updated_at=entry.modified_at)
            yield FoundUrl(url=entry.url, kind="sitemap", hints=hints)
        elif not entry.is_sitemap and is_article(source, entry.url):
            yield FoundUrl(url=entry.url, hints=_hints(entry, url))


def _hints(entry: Located, url: str) -> PageHints:
    return PageHints(
        found_in=url,
        title=entry.title,
        published_at=entry.published_at,
        updated_at=entry.modified_at,
        language=entry.language,
        tags=entry.keywords,
    )


def _text_entries(body: bytes, url: str) -> Iterator[Located]:
    for line in decoded_xml(body).splitlines():
        if re.match(r"\s*https?://", line) and (address := usable_url(line, url)):
            yield Located(url=address)


def _xml_entries(body: bytes, url: str) -> Iterator[Located]:
    told = (piece for piece in pieces(body) if piece.is_record and piece.name in ("url", "sitemap"))
    for piece in told:
        if entry := _entry(piece.element, url, is_sitemap=piece.name == "sitemap"):
            yield entry


def _entry(element: Any, url: str, *, is_sitemap: bool) -> Located | None:
    values = _texts(element)
    news = next((child for child in element if local_name(child) == "news"), ())
    told = {local_name(child): text_of(child) for child in reversed(list(news))}
    address = usable_url(values.get("loc"), url)
    if address is None or values["loc"].startswith("&"):
        return None
    return Located(
        url=address,
        is_sitemap=is_sitemap,
        modified_at=moment_of(values.get("lastmod")),
        title=plain_text(told.get("title"), most=500),
        published_at=moment_of(told.get("publication_date")),
        language=_language(news),
        keywords=_keywords(told.get("keywords", "")),
        is_news=len(news) > 0,
    )


def _texts(element: Any) -> dict[str, str]:
    return {qualified_name(child): text_of(child) for child in reversed(element)}


def _language(news: Any) -> str | None:
    named = (text_of(one) for child in news for one in child.iter() if local_name(one) == "language")
    return next((plain_text(text, most=20) for text in named if text), None)


def _keywords(text: str) -> tuple[str, ...]:
    parts = (plain_text(part, most=100) for part in re.split(r"[,;，、]", text)[:MAX_TAGS])
    return tuple(part for part in parts if part)
