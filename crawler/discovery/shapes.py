"""The shapes of a site's addresses: what those of its articles have in common, and what tells them from the rest."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

import ada_url

from crawler.discovery.pages import PageLink

_YEAR: Final = re.compile(r"(19|20)\d{2}$")
_DATE_IN_PATH: Final = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d{2})(?P<mark>[-/_]?)(?P<month>0[1-9]|1[0-2])"
    r"(?:(?P=mark)(?P<day>0[1-9]|[12]\d|3[01]))?(?!\d)"
)
_FILE: Final = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|ico|css|js|mjs|pdf|zip|gz|mp[34]|m4a|avi|mov|woff2?|apk|exe|docx?|xlsx?|pptx?|xml"
    r"|rss|atom|rdf|json|txt|ics|epub)$",
    re.IGNORECASE,
)
_NO_ARTICLE: Final = re.compile(
    r"about|accounts?|advert(?:ise|ising)?|archives?|authors?|by|careers|cart|categor(?:y|ies)|checkout|columnists?"
    r"|comments|contacts?|contributors|cookies?|copyright|editors|events|faq|feeds?|help|imprint|impressum|index|jobs"
    r"|keywords?|label|legal|login|logout|members?|newsletters?|pages?|persons?|podcasts?|policies|privacy|profiles?"
    r"|register|reset|rss|search|share|shop|sign-?in|sign-?up|sitemap|staff|subscri(?:be|ptions?)|support|tags?|terms"
    r"|topics?|users?|wp-(?:admin|content|login)"
)
_GROUP: Final = 3
_LONG_TEXT: Final = 24


@lru_cache(maxsize=65_536)
def shape_of(url: str) -> str:
    """Return the address with each part replaced by its kind: numbers, words, slugs; the first part is kept."""
    parsed = ada_url.URL(url)
    parts = [part for part in parsed.pathname.split("/") if part]
    shaped = [part if not position and len(parts) > 1 else _kind(part) for position, part in enumerate(parts)]
    names = sorted({pair.split("=", 1)[0] for pair in parsed.search.lstrip("?").split("&") if pair})
    return "/" + "/".join(shaped) + (f"?{'&'.join(names)}" if names else "")


def _kind(part: str) -> str:
    stem, dot, ending = part.rpartition(".")
    if dot and ending.isalpha() and len(ending) <= 5:
        return f"{_kind(stem)}.{ending.lower()}"
    if part.isdigit():
        return "Y" if _YEAR.match(part) else "D" if len(part) <= 2 else "N"
    if any(char.isdigit() for char in part):
        return "A"
    return "S" if len(re.findall(r"[-_]", part)) >= 2 else "W"


def date_in_url(url: str) -> tuple[int, int, int | None] | None:
    """Return year, month and (where it is told) day of the date that the address names, or None."""
    found = _DATE_IN_PATH.search(str(ada_url.URL(url).pathname))
    if found is None or (not found["day"] and not found["mark"]):
        return None
    return int(found["year"]), int(found["month"]), int(found["day"]) if found["day"] else None


def is_no_article(url: str) -> bool:
    """Return whether the address is plainly something else: a file, a front page, a place of the site's machinery."""
    parsed = ada_url.URL(url)
    parts = [part.lower() for part in parsed.pathname.split("/") if part]
    if not parts:
        return not parsed.search
    stems = {part.rsplit(".", 1)[0] for part in parts}
    return bool(_FILE.search(parsed.pathname)) or any(_NO_ARTICLE.fullmatch(stem) for stem in stems)


def is_likely_article(url: str) -> bool:
    """Return whether the address alone makes an article likely: a date, a long number, a title in words, an id."""
    if is_no_article(url):
        return False
    parsed = ada_url.URL(url)
    last = next(part for part in (*reversed(parsed.pathname.split("/")), "-") if part)
    stem = re.sub(r"\.[a-z]{2,5}$", "", last, flags=re.IGNORECASE)
    full_date = (date_in_url(url) or (0, 0, None))[2] is not None
    return (
        full_date
        or len(re.findall(r"[-_]", stem)) >= 3
        or re.search(r"\d{5,}", stem) is not None
        or re.search(r"[?&]\w{0,12}(?:id|no|num|aid|nid)=\w*\d{2,}", parsed.search, re.IGNORECASE) is not None
        or (stem.isdigit() and len(stem) >= 3)
    )


def text_weight(text: str) -> int:
    """Return how long a text is to a reader: a character of Chinese, Japanese or Korean counts as three."""
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    return len(text) + 2 * wide


def article_links(links: Iterable[PageLink], *, known_shapes: frozenset[str] = frozenset()) -> list[PageLink]:
    """Return the links that lead to articles: by their address, or by shape and text together with others like them."""
    groups: dict[str, list[PageLink]] = defaultdict(list)
    for link in links:
        if not is_no_article(link.url):
            groups[shape_of(link.url)].append(link)
    chosen: list[PageLink] = []
    for shape, members in groups.items():
        if shape in known_shapes:
            chosen += members
            continue
        heads = sorted(text_weight(link.text) for link in members)
        told = len(members) >= _GROUP and heads[len(heads) // 2] >= _LONG_TEXT
        chosen += [link for link in members if told or is_likely_article(link.url)]
    return chosen
