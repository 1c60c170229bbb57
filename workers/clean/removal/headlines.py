"""Headlines of other pages that stand among an article's sentences or below them."""

import re
from collections.abc import Sequence
from typing import Final

from workers.clean.pages.blocks import Block
from workers.clean.pages.sentences import ends_sentence

_FEW_HEADINGS: Final = 2
_LINK_SHARE: Final = 0.4
_LABEL: Final = re.compile(r"[^\W\d_][^.:：|｜›»>]{1,28}\s*[:：|｜›»>]\s*")  # "Read more: ", "EN LIEN | "
_LEAST_HEADLINE: Final = 20
_SHORTEST_LINK: Final = 12
_LONGEST_LINK: Final = 160
_ADDRESS: Final = re.compile(r"(?:https?://|www\.)\S*$")
Reasons = dict[int, str]


def headline_links(blocks: Sequence[Block], kept: Sequence[int]) -> Reasons:
    """Return single lines between sentences that are nothing but a link and end as no statement does."""
    found = [index for index in kept if _is_headline_link(blocks[index]) and _is_alone(blocks, index)]
    others = [index for index in kept if index not in found and ends_sentence(blocks[index].text)]
    return dict.fromkeys(found, "related") if len(found) <= _LINK_SHARE * len(others) else {}


def _is_headline_link(block: Block) -> bool:
    text = block.text
    if "\n" in text or _ADDRESS.match(text) or not _SHORTEST_LINK <= len(text) <= _LONGEST_LINK:
        return False
    label = _LABEL.match(text)
    linked = block.links * len(text)
    is_linked = block.links > 0.95 or (
        label is not None and linked > 0.9 * (len(text) - label.end()) >= _LEAST_HEADLINE
    )
    is_line = block.kind in ("paragraph", "item")
    return is_line and is_linked and (not ends_sentence(text) or text.endswith(("?", "？", "!", "！")))


def _is_alone(blocks: Sequence[Block], index: int) -> bool:
    """Whether a block is no item of a list of several."""
    if blocks[index].kind != "item":
        return True
    beside = [blocks[row] for row in (index - 1, index + 1) if 0 <= row < len(blocks)]
    return all(block.kind != "item" for block in beside)


def loose_headings(blocks: Sequence[Block], kept: Sequence[int]) -> Reasons:
    """Return headings at the end that head nothing; many of them are a list of its own."""
    trailing: list[int] = []
    for index in reversed(kept):
        if blocks[index].kind != "heading":
            break
        trailing.append(index)
    return dict.fromkeys(trailing, "related") if len(trailing) <= _FEW_HEADINGS else {}
