"""Reads sitemaps (sitemaps.org 0.9, news tags too): index, URL set, gzip, plain text; bounded, without entities."""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any, Final

from lxml import etree

from contracts.records import PageHints, Source
from crawler.discovery.texts import MAX_TAGS, NotAFeed, moment_of, plain_text, usable_url
from crawler.frontier_records import FoundUrl
from crawler.link_rules import is_article, on_own_host

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


def read_sitemap(body: bytes, *, url: str, max_bytes: int) -> list[Located]:
    """Return the sitemap's entries, 50,000 at most; raises `NotAFeed` if it is no sitemap or unpacks beyond bounds."""
    body = _unpacked(body, max_bytes)
    start = body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    entries = _xml_entries(body, url) if start == b"<" else _text_entries(body, url)
    return [entry for entry, _ in zip(entries, range(MOST_ENTRIES), strict=False)]


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


def _unpacked(body: bytes, max_bytes: int) -> bytes:
    if not body.startswith(b"\x1f\x8b"):
        return body
    unpacker = zlib.decompressobj(wbits=31)
    try:
        unpacked = unpacker.decompress(body, max_bytes)
    except zlib.error as error:
        raise NotAFeed(f"broken gzip: {error}") from error
    if unpacker.unconsumed_tail:
        raise NotAFeed(f"unpacks to more than {max_bytes} bytes")
    return unpacked


def _text_entries(body: bytes, url: str) -> Iterator[Located]:
    lines = body.decode("utf-8-sig", "replace").splitlines()
    found = [address for line in lines if re.match(r"\s*https?://", line) and (address := usable_url(line, url))]
    if not found:
        raise NotAFeed("neither an XML nor a text sitemap")
    yield from (Located(url=address) for address in found)


def _xml_entries(body: bytes, url: str) -> Iterator[Located]:
    known = False
    try:
        reader = etree.iterparse(
            BytesIO(body), events=("end",), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
        )
        for _, element in reader:
            name = _name(element)
            if name in ("url", "sitemap"):
                known = True
                if entry := _entry(element, url, is_sitemap=name == "sitemap"):
                    yield entry
                element.clear()
            known = known or name in ("urlset", "sitemapindex")
    except (etree.XMLSyntaxError, ValueError) as error:
        if not known:
            raise NotAFeed(f"broken XML: {error}") from error
    if not known:
        raise NotAFeed("XML, but not a sitemap")


def _entry(element: Any, url: str, *, is_sitemap: bool) -> Located | None:
    values = _texts(element)
    news = next((_texts(child) for child in element if _name(child) == "news"), {})
    address = usable_url(values.get("loc"), url)
    if address is None:
        return None
    return Located(
        url=address,
        is_sitemap=is_sitemap,
        modified_at=moment_of(values.get("lastmod")),
        title=plain_text(news.get("title"), most=500),
        published_at=moment_of(news.get("publication_date")),
        language=_language(element),
        keywords=_keywords(news.get("keywords", "")),
    )


def _texts(element: Any) -> dict[str, str]:
    return {_name(child): child.text.strip() for child in reversed(element) if child.text}


def _language(element: Any) -> str | None:
    named = (child.text for child in element.iter() if _name(child) == "language")
    return next((plain_text(text, most=20) for text in named if text), None)


def _keywords(text: str) -> tuple[str, ...]:
    parts = (plain_text(part, most=100) for part in re.split(r"[,;，、]", text)[:MAX_TAGS])
    return tuple(part for part in parts if part)


def _name(element: Any) -> str:
    return etree.QName(element.tag).localname.lower() if isinstance(element.tag, str) else ""
