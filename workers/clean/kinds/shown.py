"""What a page shows to its reader: its names, its short lines, what can be pressed, and the machinery behind it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from lxml import etree

from workers.clean.kinds.amounts import weight_of
from workers.clean.kinds.elements import around
from workers.clean.kinds.shape import Shape
from workers.clean.pages.blocks import Block
from workers.clean.pages.facts import Facts, types_of

LONGEST: Final = 1500
"""No page with more text than this, in Latin characters, is a wall."""

LONGEST_BUTTON: Final = 60
_FEW: Final = 240
_NEARLY_NONE: Final = 120
_FORM_LEVELS: Final = 6
_LONGEST_LINE: Final = 420
_LONGEST_CONSENT: Final = 900
_MOST_LINKED: Final = 0.6
_FEW_HEADINGS: Final = 3
_MOST_LINES: Final = 60
_MOST_BLOCKS: Final = 400
_MOST_ELEMENTS: Final = 4_000
_CROWD: Final = 4
_PARTS: Final = re.compile(r"\s+[|\-–—·•:»/]+\s+|\s*[|｜_]\s*")
_MACHINE_TAGS: Final = ("form", "script", "iframe", "input", "div", "section", "meta")
_DIALOG_PARTS: Final = frozenset({"div", "section"})
_MACHINE_NAMES: Final = ("id", "class", "name", "action", "src", "type")


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page shows: names, short lines, running text, how much consent software says, whether there is more."""

    titles: Sequence[str]
    tag_titles: Sequence[str]
    lines: Sequence[str]
    all_lines: Sequence[str]
    told: Sequence[str]
    boxed: float
    weight: float
    says_article: bool
    shows_more: bool
    is_crowded: bool
    machine_names: Sequence[str]
    buttons: Sequence[str]


def shown_of(facts: Facts, title: str, shape: Shape) -> Shown:
    """Return what the page shows to its reader."""
    headings = _main_headings(shape)
    names = dict.fromkeys(part for text in (facts.title_tag, title, *headings) for part in named(text))
    every = [block for block in shape.blocks[:_MOST_BLOCKS] if weight_of(block.text) <= _LONGEST_CONSENT]
    spoken = [block for block in every if block.links < _MOST_LINKED and weight_of(block.text) <= _LONGEST_LINE]
    mine = [block.text for block in spoken if not shape.asides.is_aside(block.element) or _is_asked_for(block, shape)]
    machine_names = tuple(_machine_names(facts, shape)) if shape.told_weight < _FEW else ()
    return Shown(
        titles=tuple(names),
        tag_titles=tuple(named(facts.title_tag)),
        lines=[*headings, *dict.fromkeys(mine[:_MOST_LINES])],
        all_lines=tuple(dict.fromkeys(block.text for block in every)),
        told=tuple(block.text for block in shape.told),
        boxed=sum(weight_of(block.text) for block in every if shape.asides.is_boxed(block.element)),
        weight=shape.told_weight,
        says_article=says_article(facts),
        shows_more=len(shape.headlines) > 1 or shape.players > 0 or len(shape.pictures) > 1,
        is_crowded=len(shape.headlines) >= _CROWD,
        machine_names=machine_names,
        buttons=tuple(_buttons(facts)) if shape.told_weight < LONGEST else (),
    )


def _is_asked_for(block: Block, shape: Shape) -> bool:
    """Whether a block is of a form that wants a password in place of a text: nearly nothing else is told."""
    if shape.told_weight >= _NEARLY_NONE:
        return False
    form = next((element for element in around(block.element, _FORM_LEVELS) if element.tag == "form"), None)
    if form is None or shape.asides.is_aside(form.getparent()):
        return False
    return any(field.get("type") == "password" for field in form.iter("input"))


def says_article(facts: Facts) -> bool:
    """Whether the page says that it is an article and when it was published."""
    article = facts.article
    dated = bool(article.get("datePublished") or facts.meta("article:published_time", "datepublished", "pubdate"))
    return dated and bool(types_of(article) or (facts.meta("og:type") or "").lower() == "article")


def _main_headings(shape: Shape) -> list[str]:
    """What the page calls itself in its headings: those of the first level, or the first few where there is none."""
    plain = [block for block in shape.blocks[:_MOST_BLOCKS] if block.kind == "heading" and block.links < 0.5]
    mine = [block for block in plain if not shape.asides.is_aside(block.element)]
    first = [block.text for block in mine if block.level == 1][:_FEW_HEADINGS]
    return first or [block.text for block in mine][:_FEW_HEADINGS]


def named(title: str) -> Iterator[str]:
    title = title[:300].strip()
    yield from dict.fromkeys(part.strip() for part in (title, *_PARTS.split(title)) if part and part.strip())


def _buttons(facts: Facts) -> Iterator[str]:
    """What can be pressed: links, buttons and the like, by what they say."""
    for number, element in enumerate(facts.root.iter("a", "button", "input", "span", "div")):
        if number > _MOST_ELEMENTS:
            return
        if element.tag in ("span", "div") and (element.get("role") or "").lower() != "button":
            continue
        text = element.get("value") if element.tag == "input" else "".join(element.itertext())
        if text and weight_of(text.strip()) <= 2 * LONGEST_BUTTON:
            yield " ".join(text.split())


def _machine_names(facts: Facts, shape: Shape) -> Iterator[str]:
    for number, element in enumerate(facts.root.iter(etree.Element)):
        if number > _MOST_ELEMENTS:
            return
        if element.tag in _MACHINE_TAGS and not (element.tag in _DIALOG_PARTS and shape.asides.is_aside(element)):
            yield from (value[:300] for name in _MACHINE_NAMES if (value := element.get(name)))
