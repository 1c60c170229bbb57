"""Reads JSON Feed 1.0 and 1.1."""

import json
from typing import Any

from crawler.discovery.feed_records import MOST_ENTRIES, Entry, Feed
from crawler.discovery.moments import moment_of
from crawler.discovery.texts import NotAFeed, usable_url
from crawler.discovery.xml_records import decoded_xml


def json_feed_of(body: bytes, url: str) -> Feed:
    """Return what the feed says, the entries that can be read of it if it is cut off; raises `NotAFeed`."""
    content = _content(decoded_xml(body).lstrip("\ufeff \t\r\n"))
    items = content.get("items") if isinstance(content, dict) else None
    if not isinstance(items, list):
        raise NotAFeed("JSON, but not JSON Feed")
    language = _text(content.get("language"))
    return Feed(
        title=_text(content.get("title")),
        link=usable_url(content.get("home_page_url"), url),
        language=language,
        entries=tuple(_entry(item, url, language) for item in items[:MOST_ENTRIES] if isinstance(item, dict)),
    )


def _content(text: str) -> Any:
    try:
        return json.loads(text)
    except RecursionError as error:
        raise NotAFeed("JSON that is nested too deeply") from error
    except ValueError as error:
        whole = {"items": _whole_items(text)}
        if not whole["items"]:
            raise NotAFeed(f"not JSON: {error}") from error
        return whole


def _whole_items(text: str) -> list[Any]:
    """The items before the place where the text is cut off or broken."""
    found: list[Any] = []
    at = text.find('"items"')
    at = text.find("[", at) + 1 if at >= 0 else 0
    decoder = json.JSONDecoder()
    while at and len(found) < MOST_ENTRIES:
        at = text.find("{", at)
        if at < 0:
            break
        try:
            item, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            break
        found.append(item)
    return found


def _entry(item: dict[str, Any], url: str, language: str | None) -> Entry:
    author = item.get("author")
    listed = item.get("authors") or ([author] if author else [])
    authors = (_text(one.get("name")) for one in _list(listed) if isinstance(one, dict))
    return Entry(
        link=usable_url(item.get("url"), url) or usable_url(item.get("external_url"), url),
        id=_text(item.get("id")),
        title=_text(item.get("title")),
        summary=_text(item.get("summary")),
        content=_text(item.get("content_html")) or _text(item.get("content_text")),
        published_at=moment_of(item.get("date_published")),
        updated_at=moment_of(item.get("date_modified")),
        language=_text(item.get("language")) or language,
        authors=tuple(name for name in authors if name),
        tags=tuple(tag for one in _list(item.get("tags")) if (tag := _text(one))),
    )


def _text(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
