"""The element that holds the article, and what stands within it."""

from collections import Counter
from collections.abc import Iterable
from typing import Final

from lxml.html import HtmlElement

from workers.clean.pages.blocks import Block

_CONTAINER_SHARE: Final = 0.8


def container_of(blocks: Iterable[Block]) -> HtmlElement | None:
    """Return the deepest element that holds most of the blocks' text."""
    directly: Counter[HtmlElement | None] = Counter()
    for block in blocks:
        if block.element is not None:
            directly[block.element.getparent()] += len(block.text)
    weights: Counter[HtmlElement] = Counter()
    for parent, chars in directly.items():
        for element in reversed([parent, *parent.iterancestors()] if parent is not None else []):
            weights[element] += chars
    enough = [element for element, weight in weights.items() if weight >= _CONTAINER_SHARE * directly.total()]
    return enough[-1] if enough else None


def is_within(block: Block, container: HtmlElement | None) -> bool:
    """Return whether a block stands below an element; without an element everything does."""
    if container is None or block.element is None:
        return True
    return block.element is container or any(node is container for node in block.element.iterancestors())
