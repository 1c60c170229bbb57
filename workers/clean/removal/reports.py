"""Sentences of the report that were passed over for words of a call, and are brought back."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from workers.clean.body import Body
from workers.clean.pages.blocks import Block
from workers.clean.pages.sentences import ends_sentence
from workers.clean.removal.speech import Speech

_FEW_LINKS: Final = 0.3
Reasons = dict[int, str]


def with_reports(body: Body, dropped: Reasons, speech: Speech) -> Body:
    """Return the body with the sentences between its own that were passed over for words of a call, but report."""
    chosen = frozenset(body.kept)
    passed_over = {
        index
        for before, after in pairwise(body.kept)
        for index in range(before + 1, after)
        if index not in dropped and _reports(body.blocks, index, (before, after), speech)
    }
    return replace(body, kept=tuple(sorted(chosen | passed_over))) if passed_over else body


def _reports(blocks: Sequence[Block], index: int, around: Sequence[int], speech: Speech) -> bool:
    """Whether a sentence is built as those before and after it, and so likely the report's that no rule counts."""
    block = blocks[index]
    if block.is_apart or block.links > _FEW_LINKS or block.element is None or not ends_sentence(block.text):
        return False
    is_alike = all(_built_alike(block, blocks[other]) for other in around)
    return is_alike and speech.is_told(index)


def _built_alike(block: Block, other: Block) -> bool:
    """Whether two blocks are of one element and class, in parents of one element and class."""
    return _build(block) == _build(other)


def _build(block: Block) -> tuple[str | None, ...]:
    element = block.element
    parent = element.getparent() if element is not None else None
    return tuple(
        value for node in (element, parent) if node is not None for value in (str(node.tag), node.get("class"))
    )
