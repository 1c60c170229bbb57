"""The choice of the article's blocks: by the model and an extractor's vote, or, faster, by the model alone."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from lxml.html import HtmlElement

from workers.clean.blocks import Block
from workers.clean.body.vouched import aligned, vouched_text
from workers.clean.facts import Facts

_MIN_COVERED: Final = 0.6


@dataclass(frozen=True, slots=True)
class Body:
    """The page's blocks with the numbers of those that are the article; `rescued`: the text is not in the blocks."""

    blocks: tuple[Block, ...]
    kept: tuple[int, ...]
    rescued: bool = False

    @property
    def kept_blocks(self) -> list[Block]:
        """The article's blocks in reading order."""
        return [self.blocks[index] for index in self.kept]


Chooser = Callable[[Facts, Sequence[Block]], Body]


def choose(facts: Facts, blocks: Sequence[Block]) -> Body:
    """Return which blocks are the article's; none where no extractor finds one."""
    voiced = vouched_text(facts.root, facts.url)
    kept = aligned(blocks, voiced)
    covered = sum(len(blocks[index].compact) for index in kept)
    if voiced and covered < _MIN_COVERED * len("".join(voiced.split())):
        lines = [Block(line.strip(), "paragraph") for line in voiced.split("\n") if line.strip()]
        return Body(tuple(lines), tuple(range(len(lines))), rescued=True)
    return Body(tuple(blocks), tuple(_with_neighbours(blocks, kept)))


def choose_fast(facts: Facts, blocks: Sequence[Block]) -> Body:
    """Return which blocks are the article's without asking an extractor."""
    return choose(facts, blocks)


def _with_neighbours(blocks: Sequence[Block], kept: list[int]) -> list[int]:
    """Add the plain paragraphs that stand between two kept ones of the same parent: extractors drop some for a link."""
    if not kept:
        return kept
    chosen = set(kept)
    parents = Counter(id(_parent(blocks[index])) for index in kept)
    for index in range(kept[0] + 1, kept[-1]):
        block = blocks[index]
        if index not in chosen and _is_plain(block) and parents[id(_parent(block))] >= 2:
            chosen.add(index)
    return sorted(chosen)


def _parent(block: Block) -> HtmlElement | None:
    return block.element.getparent() if block.element is not None else None


def _is_plain(block: Block) -> bool:
    if block.element is None or block.links > 0.4:
        return False
    return block.element.tag in ("p", "h2", "h3", "h4", "li", "blockquote") and not block.element.get("class")
