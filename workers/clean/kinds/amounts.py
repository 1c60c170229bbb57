"""How much a text says: characters weighed by their script, and sentences."""

import re
from collections.abc import Sequence
from typing import Final

from workers.clean.pages.blocks import Block

_LONG_LINE: Final = 140
_WIDE: Final = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3]")
_SENTENCE: Final = re.compile(r"[.!?。！？…؟।](?:[\s\"”’»」』)）\]]|$)|[。！？](?=\S)")


def weight_of(text: str) -> float:
    """Return how much a text says in Latin characters: an ideograph says as much as three."""
    return float(len(text)) if text.isascii() else len(text) + 2.0 * len(_WIDE.findall(text))


def text_weight(blocks: Sequence[Block]) -> float:
    """Return how much running text there is in Latin characters: an ideograph says as much as three."""
    return sum(weight_of(block.text) for block in blocks if block.kind != "heading")


def sentences_in(text: str) -> int:
    """Return how many sentences end in a text; one of a script without such signs is judged by its length."""
    return len(_SENTENCE.findall(text)) or int(weight_of(text) // _LONG_LINE)


def tells(block: Block) -> bool:
    """Return whether a block is running text: no heading, caption or links, and a long line or a sentence."""
    if block.kind in ("heading", "caption") or block.links > 0.5:
        return False
    weight = weight_of(block.text)
    return weight >= _LONG_LINE or (weight >= 20 and _SENTENCE.search(block.text) is not None)
