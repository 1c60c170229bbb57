"""Who a site is, by its own words: name, language and country, from its front page and its feeds."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from crawler.discovery.pages import PageView
from crawler.discovery.shapes import text_weight
from crawler.discovery.texts import plain_text

_LANGUAGE: Final = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}))?(?:[-_.@].*)?$")
_PUBLISHERS: Final = frozenset({"newsmediaorganization", "organization", "website", "corporation", "newspaper"})
_SEPARATORS: Final = re.compile(r"\s+[|–—·•:»-]\s+|[|｜_]|--|—")
_NOT_COUNTRIES: Final = re.compile(
    r"ac|ai|am|as|bz|cc|cd|co|dj|eu|fm|gg|im|io|la|ly|me|ms|nu|sc|sh|st|su|tk|to|tv|vc|ws"
)
_OTHER_CODES: Final = {"uk": "GB"}
_LONGEST_NAME: Final = 60
_ENOUGH_TEXT: Final = 200
_PLAINLY: Final = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteFacts:
    """What is known of a site, each with the place that told it; None where nothing did."""

    name: str | None = None
    language: str | None = None
    country: str | None = None
    told_by: tuple[tuple[str, str], ...] = ()


def facts_of(view: PageView | None, host: str, *, feeds: Iterable[tuple[str | None, str | None]] = ()) -> SiteFacts:
    """Return what the front page says, then what the feeds, as (title, language), say, then the host's ending."""
    feeds = list(feeds)
    name, name_by = _first(_names(view, [title for title, _ in feeds], host))
    language, language_by = _first(_languages(view, [said for _, said in feeds]))
    country, country_by = _first(_countries(view, [said for _, said in feeds], host))
    told = (("name", name_by), ("language", language_by), ("country", country_by))
    return SiteFacts(name=name, language=language, country=country, told_by=tuple(pair for pair in told if pair[1]))


def _first(found: Iterator[tuple[str | None, str]]) -> tuple[str | None, str]:
    return next(((value, by) for value, by in found if value), (None, ""))


def _names(view: PageView | None, feed_titles: list[str | None], host: str) -> Iterator[tuple[str | None, str]]:
    if view is not None:
        yield _short(view.metas.get("og:site_name")), "og:site_name"
        yield _short(view.metas.get("application-name")), "application-name"
        yield _short(next(_stated_names(view), None)), "json-ld"
    for title in feed_titles:
        yield _short(_part_like(title, host)), "feed"
    if view is not None and view.title:
        yield _short(_part_like(view.title, host, view.foot)), "title"


def _short(text: str | None) -> str | None:
    name = plain_text(text, most=200)
    return name if name and len(name) <= _LONGEST_NAME else None


def _part_like(title: str | None, host: str, foot: str = "") -> str | None:
    """The part of a title that is the site's name: like its host, else named at the page's foot, else the shortest."""
    text = plain_text(title, most=300)
    if not text:
        return None
    parts = [part.strip() for part in _SEPARATORS.split(text) if part.strip()]
    bare = re.sub(r"[^a-z0-9]", "", host.removeprefix("www."))
    alike = [part for part in parts if (plain := re.sub(r"[^a-z0-9]", "", part.lower())) and plain in bare]
    signed = [part for part in parts if part in foot]
    return max(alike, key=len, default=None) or min(signed or parts, key=len, default=None)


def _stated_names(view: PageView) -> Iterator[str]:
    for text in view.json_ld:
        try:
            content = json.loads(text)
        except (ValueError, RecursionError):
            continue
        yield from _publishers(content, depth=0)


def _publishers(node: Any, *, depth: int) -> Iterator[str]:
    if depth > 4:
        return
    if isinstance(node, list):
        for one in node[:50]:
            yield from _publishers(one, depth=depth + 1)
    elif isinstance(node, dict):
        kinds = node.get("@type")
        named = {str(kind).lower() for kind in (kinds if isinstance(kinds, list) else [kinds])}
        if named & _PUBLISHERS and isinstance(node.get("name"), str):
            yield node["name"]
        yield from _publishers([node.get("publisher"), node.get("@graph")], depth=depth + 1)


def _tags(view: PageView | None, feed_languages: list[str | None]) -> Iterator[tuple[str | None, str]]:
    if view is not None:
        yield view.language, "html lang"
        yield view.metas.get("og:locale"), "og:locale"
        yield view.metas.get("content-language"), "content-language"
    yield from ((said, "feed") for said in feed_languages)
    if view is not None:
        yield _language_of(" ".join(link.text for link in view.links)), "its words"


def _language_of(text: str) -> str | None:
    """The language that a page's words are plainly in, None if they are few or of several."""
    if text_weight(text) < _ENOUGH_TEXT:
        return None
    from py3langid import rank

    (best, score), (_, second), *_ = (one for one in rank(text[:5000]) if len(one[0]) == 2)
    return str(best) if score - second > _PLAINLY else None


def _languages(view: PageView | None, feed_languages: list[str | None]) -> Iterator[tuple[str | None, str]]:
    for said, by in _tags(view, feed_languages):
        if found := _LANGUAGE.match((said or "").strip()):
            script = f"-{found[2].title()}" if found[2] else _script_of(found[1], found[3])
            yield f"{found[1].lower()}{script}", by


def _script_of(language: str, region: str | None) -> str:
    return "-Hant" if language.lower() == "zh" and (region or "").upper() in ("TW", "HK", "MO") else ""


def _countries(view: PageView | None, feed_languages: list[str | None], host: str) -> Iterator[tuple[str | None, str]]:
    ending = host.rsplit(".", 1)[-1].lower()
    if re.fullmatch(r"[a-z]{2}", ending) and not _NOT_COUNTRIES.fullmatch(ending):
        yield _OTHER_CODES.get(ending, ending.upper()), "host name"
    for said, by in _tags(view, feed_languages):
        if (found := _LANGUAGE.match((said or "").strip())) and found[3]:
            yield found[3].upper(), by
