"""Whether an article breaks off where a reader would have to pay, register or be a member to go on.

A page's own word that it is not free is evidence, no proof: many serve the whole text with it. What counts is an offer
to read on that stands below the text, and that the text ends before it.
"""

import re
from collections.abc import Sequence
from typing import Any, Final

from workers.clean.kinds.amounts import weight_of
from workers.clean.kinds.kind_words import kind_words
from workers.clean.kinds.shape import Shape
from workers.clean.kinds.shown import says_article
from workers.clean.pages.blocks import Block
from workers.clean.pages.dom import hints_of
from workers.clean.pages.facts import Facts
from workers.clean.words.patterns import Tried, small_letters

_MIN_OFFER: Final = 12
_LONGEST_OFFER: Final = 330
_NEAR: Final = 20
_MOST_BLOCKS: Final = 3_000
_FEW_LINES: Final = 5
_ENOUGH: Final = 3.0
_LONG: Final = 1_200
_BRIEF: Final = 400
_HARDLY_ANY: Final = 160
_WHOLE: Final = 6_000
_ENDED: Final = re.compile(r"[.!?。！？؟।\"”’»」』)）\]】*:：]\s*$")
_BROKEN_OFF: Final = re.compile(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\]|……)\W{0,3}$")
_NAMED: Final = re.compile(
    r"pay-?wall|reg-?wall|(?:^|[\s_-])(?:wall|barrier|gate|gated|locked|premium|metered|meter|piano|tp-modal|offers?|upsell|truncated?|fade(?:-?out)?"
    r"|subscri\w*|abo|abonn\w*|membership|members?-only|pmpro\w*|regist\w*|unlock\w*|teaser-end)(?=$|[\s_-])"
)
_LOCKED: Final = frozenset(
    {"locked", "metered", "paid", "premium", "subscriber", "subscription", "registration", "plus"}
)


def breaks_off(facts: Facts, shape: Shape) -> bool:
    """Return whether the page is the beginning of an article with an offer to read on."""
    if shape.told_weight > _WHOLE or not (shape.told or says_article(facts)):
        return False
    offers = offers_below(shape)
    ended = end_of(shape.told)
    if not offers and not (ended == "broken off" and says_locked(facts)):
        return False
    return _points(facts, shape, offers, ended) >= _ENOUGH


def offers_below(shape: Shape) -> list[Block]:
    """Return the short lines that offer to read on, soon after the text's last block and with no text below them."""
    told = {id(block) for block in shape.told}
    words = kind_words()
    found: list[Block] = []
    passed: list[int] = []
    blocks = shape.blocks[:_MOST_BLOCKS]
    for place in range(len(blocks) - 1, -1, -1):
        block = blocks[place]
        if _MIN_OFFER <= weight_of(block.text) <= _LONGEST_OFFER and _says(words.offer, block.text):
            found.append(block)
            passed.append(place)
        elif id(block) in told and not words.sale.search(block.text):
            near = [offer for offer, at in zip(found, passed, strict=True) if at - place <= _NEAR]
            return near or _spelt_out(shape)
    return found or _spelt_out(shape)


def _spelt_out(shape: Shape) -> list[Block]:
    """Return the first of a few lines right below the text that together offer to subscribe, and so to read on.

    An offer is often told in several lines: a question, a price, buttons. A price alone asks for support.
    """
    lines = _below(shape)
    words = kind_words()
    text = "\n".join(line.text for line in lines)
    if not lines or not _says(words.subscribing, text) or not _says(words.reading_on, text):
        return []
    return lines[:1]


def _below(shape: Shape) -> list[Block]:
    """The few short lines below the text's last block that itself sells nothing, as far as the next headline."""
    told = {id(block) for block in shape.told}
    blocks = shape.blocks[:_MOST_BLOCKS]
    backwards = range(len(blocks) - 1, -1, -1)
    last = next((at for at in backwards if id(blocks[at]) in told and not _is_commerce(blocks[at])), -1)
    if not told:
        last = next((at for at, block in enumerate(blocks) if block.kind == "heading" and block.level == 1), -1)
    found: list[Block] = []
    for block in blocks[last + 1 : last + 1 + _NEAR] if last >= 0 else ():
        if shape.is_caption(block) or shape.is_teaser(block) or len(found) == _FEW_LINES:
            break
        if weight_of(block.text) <= _LONGEST_OFFER and (is_named(block) or not shape.asides.is_aside(block.element)):
            found.append(block)
    return found


def _is_commerce(block: Block) -> bool:
    words, text = kind_words(), block.text
    if weight_of(text) > _LONGEST_OFFER:
        return False
    return bool(words.sale.search(text)) or (_says(words.subscribing, text) and _says(words.reading_on, text))


def _says(words: Tried, text: str) -> bool:
    return words.found_in(text, small_letters(text))


def sells(blocks: Sequence[Block]) -> int:
    """Return how many short lines sell something."""
    sale = kind_words().sale
    return sum(1 for block in blocks[:300] if weight_of(block.text) <= _LONGEST_OFFER and sale.search(block.text))


def _points(facts: Facts, shape: Shape, offers: Sequence[Block], ended: str) -> float:
    named = any(is_named(offer) for offer in offers)
    points = (
        2.0 * min(len({offer.text for offer in offers}), 2)
        + 2.0 * named
        + 2.0 * says_locked(facts)
        + 1.0 * bool(sells(offers))
        + 1.5 * (says_article(facts) and keeps_back(offers))
    )
    is_brief = shape.told_weight < (_BRIEF if says_locked(facts) else _HARDLY_ANY)
    points += {"broken off": 2.0, "open": 1.0}.get(ended, 0.0 if is_brief else -1.0)
    return points - shape.told_weight / _LONG


def keeps_back(offers: Sequence[Block]) -> bool:
    """Whether an offer says that there is more of this very text."""
    return any(_says(kind_words().remainder, offer.text) for offer in offers)


def is_named(offer: Block) -> bool:
    """Whether an offer stands in a box that is called one."""
    element, levels = offer.element, 4
    while element is not None and levels and element.tag not in ("body", "html", "main"):
        if _NAMED.search(hints_of(element)[:200]):
            return True
        element, levels = element.getparent(), levels - 1
    return False


def end_of(told: Sequence[Block]) -> str:
    """How the text ends: broken off, open (without the end of a sentence), or ended."""
    if not told:
        return "open"
    last = told[-1].text.rstrip()
    if _BROKEN_OFF.search(last):
        return "broken off"
    return "ended" if _ENDED.search(last) else "open"


def says_locked(facts: Facts) -> bool:
    tier = (facts.meta("article:content_tier", "content_tier", "cxenseparse:articletype") or "").lower()
    return tier in _LOCKED or any(_is_false(node.get("isAccessibleForFree")) for node in facts.nodes[:40])


def _is_false(value: Any) -> bool:
    return value is False or (isinstance(value, str) and value.strip().lower() in ("false", "no", "0"))
