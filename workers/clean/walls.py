"""What a page shows in place of an article: an error, a question whether we are human, a demand for consent or a login.

Such pages come with status 200 and enough words to look like articles. What tells them is in `walls.toml`: how they are
called, how they speak to their reader, and the machinery that they are made of. A page that says of itself that it is
an article, with its date, is believed against words that a report on such pages might use as well.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final

from lxml import etree

from workers.clean.blocks import Block
from workers.clean.facts import Facts, types_of

LONGEST: Final = 1500
"""No page with more text than this, in Latin characters, is a wall."""

_SHORT: Final = 700
_FEW: Final = 240
_NEARLY_NONE: Final = 120
_LONGEST_LINE: Final = 260
_MOST_LINES: Final = 40
_MOST_ELEMENTS: Final = 4_000
_SHARE_OF_TITLE: Final = 0.5
_SHARE_OF_BELIEVED: Final = 0.9
_SHARE_OF_TEXT: Final = 0.45
_VETOED: Final = frozenset({"ErrorPage", "BotWall"})
_PARTS: Final = re.compile(r"\s+[|\-–—·•:»/]+\s+|\s*[|｜_]\s*")
_WIDE: Final = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3]")
_MACHINE_TAGS: Final = ("form", "script", "iframe", "input", "div", "section", "meta")
_MACHINE_NAMES: Final = ("id", "class", "name", "action", "src", "type")


@dataclass(frozen=True, slots=True)
class Wall:
    """One kind of wall: the name that it is rejected under, and what tells it."""

    reason: str
    titles: re.Pattern[str]
    lines: re.Pattern[str]
    machinery: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class _Shown:
    """What a short page shows: its names, its short lines, and how much text there is in all."""

    titles: Sequence[str]
    lines: Sequence[str]
    weight: float
    says_article: bool
    machine_names: Sequence[str]


def wall_reason(facts: Facts, title: str, body: Sequence[Block], blocks: Sequence[Block], weight: float) -> str | None:
    """Return the name of the wall that the page is, or None; `weight` is its text in Latin characters."""
    if weight >= LONGEST:
        return None
    shown = _shown(facts, title, body, blocks, weight)
    for is_shown in (_is_called, _is_spoken, _is_built):
        if wall := next((wall for wall in walls() if is_shown(wall, shown)), None):
            return wall.reason
    return None


def _is_called(wall: Wall, shown: _Shown) -> bool:
    if shown.weight >= _SHORT and shown.says_article:
        return False
    least = _SHARE_OF_BELIEVED if _is_believed(wall, shown) else _SHARE_OF_TITLE
    return any(_share(wall.titles, title) >= least for title in shown.titles)


def _is_spoken(wall: Wall, shown: _Shown) -> bool:
    if shown.weight >= _SHORT or _is_believed(wall, shown):
        return False
    spoken = [line for line in shown.lines if wall.lines.search(line)]
    return bool(spoken) and (shown.weight < _FEW or _tells_most(spoken, shown))


def _is_built(wall: Wall, shown: _Shown) -> bool:
    if wall.machinery is None or shown.weight >= _room(wall) or _is_believed(wall, shown):
        return False
    return any(wall.machinery.search(name) for name in shown.machine_names)


def _is_believed(wall: Wall, shown: _Shown) -> bool:
    """Whether the page's own word that it is an article counts against such a wall: a paywall says so too."""
    return shown.says_article and wall.reason in _VETOED


def _room(wall: Wall) -> float:
    """How much text may stand beside machinery: a password field stands on many a page that has other things to say."""
    return _FEW if wall.reason == "BotWall" else _NEARLY_NONE


def _tells_most(spoken: Sequence[str], shown: _Shown) -> bool:
    """Whether what is said to the reader is much of what there is: a report quotes it within more."""
    told = sum(_weight(line) for line in spoken)
    return not shown.says_article and told >= _SHARE_OF_TEXT * shown.weight


def _shown(facts: Facts, title: str, body: Sequence[Block], blocks: Sequence[Block], weight: float) -> _Shown:
    headings = [block.text for block in blocks[:200] if block.kind == "heading"][:6]
    names = dict.fromkeys(part for text in (facts.title_tag, title, *headings) for part in _named(text))
    texts = dict.fromkeys([*(block.text for block in body), *(block.text for block in blocks[:_MOST_LINES])])
    lines = [text for text in texts if _weight(text) <= _LONGEST_LINE][:_MOST_LINES]
    machine_names = tuple(_machine_names(facts)) if weight < _FEW else ()
    return _Shown(tuple(names), [*headings, *lines], weight, _says_article(facts), machine_names)


def _named(title: str) -> Iterator[str]:
    title = title[:300].strip()
    yield from dict.fromkeys(part.strip() for part in (title, *_PARTS.split(title)) if part and part.strip())


def _share(pattern: re.Pattern[str], text: str) -> float:
    """Return how much of a text the pattern's matches make up, letters and digits alone."""
    whole = _letters(text)
    return sum(_letters(found[0]) for found in pattern.finditer(text)) / whole if whole else 0.0


def _letters(text: str) -> int:
    return sum(character.isalnum() for character in text)


def _weight(text: str) -> float:
    return len(text) + 2.0 * len(_WIDE.findall(text))


def _says_article(facts: Facts) -> bool:
    """Whether the page says that it is an article and when it was published."""
    article = facts.article
    dated = bool(article.get("datePublished") or facts.meta("article:published_time", "datepublished", "pubdate"))
    return dated and bool(types_of(article) or (facts.meta("og:type") or "").lower() == "article")


def _machine_names(facts: Facts) -> Iterator[str]:
    for number, element in enumerate(facts.root.iter(etree.Element)):
        if number > _MOST_ELEMENTS:
            return
        if element.tag in _MACHINE_TAGS:
            yield from (value[:300] for name in _MACHINE_NAMES if (value := element.get(name)))


@lru_cache(maxsize=1)
def walls() -> tuple[Wall, ...]:
    """Return the kinds of `walls.toml`, in its order."""
    table = tomllib.loads((files("workers.clean") / "walls.toml").read_text(encoding="utf-8"))
    return tuple(
        Wall(
            reason=wall["reason"],
            titles=_any(wall["titles"]),
            lines=_any(wall["lines"]),
            machinery=_any(wall["machinery"]) if "machinery" in wall else None,
        )
        for wall in table["wall"]
    )


def _any(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE | re.MULTILINE)
