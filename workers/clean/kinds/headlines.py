"""Blocks that are a headline and a link to its article, and what stands below such headings."""

from collections.abc import Sequence
from typing import Final

from lxml.html import HtmlElement

from workers.clean.kinds.amounts import weight_of
from workers.clean.kinds.elements import around, first
from workers.clean.pages.blocks import Block

LONGEST_TEASER: Final = 700
_SHORTEST_HEADLINE: Final = 15
_SHORTEST_HEADING: Final = 6
_LONGEST_LABEL: Final = 40
_LONGEST_DATE: Final = 24
_MOST_CARDS: Final = 30


def is_headline(block: Block) -> bool:
    """Return whether a block is a link as long as a headline, begins with one, or has but a label beside it."""
    if block.element is None or block.links < 0.25:
        return False
    weight = weight_of(block.text)
    shortest = _SHORTEST_HEADING if block.kind == "heading" and block.level > 1 else _SHORTEST_HEADLINE
    if not shortest <= weight <= LONGEST_TEASER:
        return False
    if block.links > 0.9:
        return _has_one_address(block.element) or _is_a_whole_link(block)
    link = next(iter(block.element.iter("a")), None)
    linked = weight_of(" ".join("".join(link.itertext()).split())) if link is not None else 0.0
    if linked >= _SHORTEST_HEADLINE and weight - linked <= _LONGEST_LABEL:
        return _has_one_address(block.element)
    return _begins_with_link(block)


def _has_one_address(element: HtmlElement) -> bool:
    """Whether all links below an element lead to one place: more of them are a menu."""
    return any(around_it.tag == "a" for around_it in around(element, 2)) or _has_one_link(element)


def _is_a_whole_link(block: Block) -> bool:
    """Whether a block is what one of its element's links says, or begins with: cards in a row, each a link."""
    links = first(block.element.iter("a"), _MOST_CARDS) if block.element is not None else iter(())
    return any(" ".join("".join(link.itertext()).split()).startswith(block.text) for link in links)


def _begins_with_link(block: Block) -> bool:
    """Whether a block opens with a link as long as a headline, a date before it or not, as in lists without markup."""
    element = block.element
    links = [] if element is None else [" ".join("".join(link.itertext()).split()) for link in _first_links(element)]
    headline = next((text for text in links if weight_of(text) >= _SHORTEST_HEADLINE), None)
    if element is None or headline is None:
        return False
    before = block.text.find(headline[:20])
    return before == 0 or (0 < before <= _LONGEST_DATE and _has_one_link(element))


def _has_one_link(element: HtmlElement) -> bool:
    return len({link.get("href") for link in _first_links(element)}) == 1


def _first_links(element: HtmlElement) -> list[HtmlElement]:
    """Return the first few links below an element, itself among them."""
    return list(first(element.iter("a"), 4))


def below_linked_headings(blocks: Sequence[Block], title: str) -> set[int]:
    """Return the ids of the elements of the blocks between a heading (or term) that is a link and the next one."""
    found: set[int] = set()
    room = 0
    for block in blocks:
        if block.kind == "heading" or (block.element is not None and block.element.tag == "dt"):
            room = 3 if block.links > 0.9 and len(block.text) >= 5 and block.text != title else 0
        elif room:
            room -= 1
            if weight_of(block.text) <= LONGEST_TEASER / 2:
                found.add(id(block.element))
    return found
