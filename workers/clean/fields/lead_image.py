"""The picture that leads the article: the one stated for sharing, else the first in its text; never a logo."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from workers.clean.fields.places import stands_elsewhere
from workers.clean.pages.blocks import Block
from workers.clean.pages.dom import hints_of, is_hidden
from workers.clean.pages.facts import Facts, absolute

_METAS: Final = ("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src")
_NO_PICTURE: Final = re.compile(
    r"(?:^|[\W_])(?:logos?|logotype|placeholders?|default|spacer|blank|pixel|1x1|avatar|favicon|icons?|sprite|transparent|loading"
    r"|lazy|fallback|no-?image|noimg|qr-?code|erweima|share-?(?:image|default)|touch-icon)(?:[\W_]|\d|$)|\.(?:svg|ico)$",
    re.IGNORECASE,
)
_NO_PICTURE_HINT: Final = re.compile(r"logo|avatar|icon|author|gravatar|badge|emoji|qr-?code")
_SOURCES: Final = ("data-src", "data-original", "data-lazy-src", "data-srcset", "srcset", "src")
_SMALLEST: Final = 100
_WIDEST: Final = 6.0
_LEVELS: Final = 5
_MAX_PICTURES: Final = 30


def lead_image_of(facts: Facts, kept: Sequence[Block]) -> str | None:
    """Return the picture's absolute address; None if neither head nor text shows one that is the article's own."""
    logos = set(_pictures((facts.article.get("publisher") or {}).get("logo"))) if _has_publisher(facts) else set()
    for told in chain(_stated(facts), _in_text(facts, kept)):
        url = absolute(told, facts.url)
        if url is not None and told not in logos and _is_picture(url):
            return url
    return None


def _has_publisher(facts: Facts) -> bool:
    return isinstance(facts.article.get("publisher"), dict)


def _stated(facts: Facts) -> Iterator[str]:
    if not _is_small(facts.meta("og:image:width"), facts.meta("og:image:height")):
        yield from facts.all_meta(*_METAS)
    yield from _pictures(facts.article.get("image"))
    yield from _pictures(facts.article.get("thumbnailUrl"))


def _pictures(value: Any) -> Iterator[str]:
    """The addresses that a JSON-LD picture, or a list of them, gives; none of a picture that is told to be small."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value[:10]:
            yield from _pictures(item)
    elif isinstance(value, dict) and not _is_small(value.get("width"), value.get("height")):
        yield from _pictures(value.get("url") or value.get("contentUrl") or value.get("@id"))


def _is_small(width: Any, height: Any) -> bool:
    """Whether the told size is that of a mark or a strip."""
    sides = [float(match[0]) for side in (width, height) if (match := re.match(r"\d+", str(side or "")))]
    is_strip = len(sides) == 2 and min(sides) > 0 and max(sides) / min(sides) > _WIDEST
    return any(side < _SMALLEST for side in sides) or is_strip


def _is_picture(url: str) -> bool:
    name = unquote(urlsplit(url).path).rpartition("/")[2]
    return url.startswith("http") and _NO_PICTURE.search(name) is None


def _in_text(facts: Facts, kept: Sequence[Block]) -> Iterator[str]:
    """The pictures among the article's blocks, in order."""
    elements = [block.element for block in kept if block.element is not None]
    around = _around(elements[0], elements[-1]) if elements else None
    for node in islice(around.iter("img", "amp-img"), _MAX_PICTURES) if around is not None else ():
        is_small = _is_small(node.get("width"), node.get("height"))
        if is_small or is_hidden(node) or _NO_PICTURE_HINT.search(hints_of(node)) or stands_elsewhere(node):
            continue
        told = (node.get(name) for name in _SOURCES)
        yield from (address for value in told if value and not (address := _largest(value)).startswith("data:"))


def _around(first: HtmlElement, last: HtmlElement) -> HtmlElement | None:
    """The nearest element that holds both, a few levels up at most; never the whole body."""
    above = [last, *last.iterancestors()]
    own = [first, *first.iterancestors()][1:_LEVELS]
    shared = next((node for node in own if node in above), None)
    return None if shared is None or shared.tag in ("body", "html") else shared


def _largest(value: str) -> str:
    """The address of a source, or of the last and mostly largest one of a set."""
    last = value.strip().split(", ")[-1].strip()
    return last.split()[0] if last else ""
