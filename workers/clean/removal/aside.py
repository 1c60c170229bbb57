"""What was never the article but stands within it, or shows plainly what it is, and under which reason it is kept."""

from collections.abc import Iterable, Sequence
from typing import Final

from lxml.html import HtmlElement

from workers.clean.pages.blocks import Block
from workers.clean.pages.dom import hints_of
from workers.clean.removal.container import container_of, is_within
from workers.clean.removal.speech import Speech
from workers.clean.words.rules import TAIL_REASONS, reason_of_names

LEARNED: Final = TAIL_REASONS - {"template residue"} | {"placeholder", "aside"}
Reasons = dict[int, str]


def aside(
    blocks: Sequence[Block], kept: Sequence[int], known: Reasons, speech: Speech, looked_at: Iterable[int]
) -> Reasons:
    """Return blocks that were never the article but stand within it, or show plainly what they are."""
    taken, found = set(kept), dict(known)
    cache: dict[HtmlElement, str | None] = {}
    container = container_of([blocks[index] for index in kept])
    for index in looked_at:
        if index in taken or index in known:
            continue
        block = blocks[index]
        inside = kept[0] <= index <= kept[-1] or is_within(block, container)
        above = found.get(index - 1, "")
        reason = _worded_reason(block, index, above, speech, in_tail=index > kept[-1])
        reason = reason or _named_reason(block, container, cache)
        if inside and reason is None:
            reason = _reason_inside(block, above)
        if reason and (inside or reason not in ("navigation", "byline", "credit")):
            found[index] = reason
    return found


def _worded_reason(block: Block, index: int, above: str, speech: Speech, *, in_tail: bool) -> str | None:
    reason = speech.wording.own_reason(block, in_tail=in_tail)
    return speech.reason(index, above, otherwise=reason) if reason and reason in LEARNED else reason


def _reason_inside(block: Block, before: str) -> str:
    """Why a block within the article is not of it, where neither its words nor its names tell: by its neighbour."""
    if before in TAIL_REASONS:
        return before
    return "navigation" if block.links > 0.5 else "aside"


def _named_reason(block: Block, container: HtmlElement | None, cache: dict[HtmlElement, str | None]) -> str | None:
    """The reason that the names of the elements around a block give, up to the article's own container."""
    element, steps = block.element, 0
    while element is not None and element is not container and steps < 6:
        if element not in cache:
            cache[element] = "navigation" if element.tag in ("nav", "footer") else reason_of_names(hints_of(element))
        if cache[element]:
            return cache[element]
        element, steps = element.getparent(), steps + 1
    return None
