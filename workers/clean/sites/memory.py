"""What is known of a source's furniture, as a numbered snapshot, and what a page shows from which that is learned.

Furniture are blocks that recur on many pages of a source. A heading may recur with right ("Background"), so it is never
learned: it goes with what it heads.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from workers.clean.pages.blocks import Block
from workers.clean.pages.dom import squeezed
from workers.clean.sites.mending import NO_FIT, NO_YIELD, Fit, Yield

FEWEST_BYTES: Final = 20
FEWEST_BYTES_OF_ITEM: Final = 60
_MOSTLY_LINK: Final = 0.5
_FIRST_SHOWN: Final = 16
_LAST_SHOWN: Final = 32
_HASH_DIGITS: Final = 12


@dataclass(frozen=True, slots=True)
class SourceMemory:
    """A snapshot of what is known of one source; number 0 knows nothing.

    `furniture` are `block_hash`es, `fit` says how the source's own selectors fit its pages.
    """

    number: int = 0
    furniture: frozenset[str] = frozenset()
    fit: Fit = NO_FIT

    def knows(self, text: str) -> bool:
        """Return whether a block is this source's furniture."""
        return bool(self.furniture) and block_hash(text) in self.furniture


EMPTY = SourceMemory()


@dataclass(frozen=True, slots=True)
class Shown:
    """What one page shows of its source: hashes of its title and of the blocks that may be furniture, in their order.

    `brought` is what the source's selectors brought.
    It does not depend on the snapshot that the page was cleaned with, so that what is known is not forgotten for being
    removed.
    """

    title: str
    blocks: tuple[str, ...] = ()
    brought: Yield = NO_YIELD


def block_hash(text: str) -> str:
    """Return the key under which a block's text recurs: of its folded text, 12 hex digits."""
    return hashlib.sha256(squeezed(text).casefold().encode()).hexdigest()[:_HASH_DIGITS]


def may_recur(block: Block) -> bool:
    """Return whether a block says enough to be known again: at least 20 bytes (7 Chinese characters).

    Headings, cells and short items of a list are not: a club or a party is named in many a table, with right.
    """
    if block.kind in ("heading", "cell"):
        return False
    is_name = block.kind == "item" and block.links <= _MOSTLY_LINK
    return len(block.text.encode()) >= (FEWEST_BYTES_OF_ITEM if is_name else FEWEST_BYTES)


def shown(title: str, blocks: Sequence[Block], brought: Yield = NO_YIELD) -> Shown:
    """Return what a page with these blocks in its article's region shows; of a long one its beginning and its end."""
    own = block_hash(title)
    hashes = [found for block in blocks if may_recur(block) and (found := block_hash(block.text)) != own]
    bounded = hashes if len(hashes) <= _FIRST_SHOWN + _LAST_SHOWN else hashes[:_FIRST_SHOWN] + hashes[-_LAST_SHOWN:]
    return Shown(own, tuple(dict.fromkeys(bounded)), brought)


def recurring(blocks: Sequence[Block], kept: Sequence[int], memory: SourceMemory) -> list[int]:
    """Return which of the kept blocks are furniture: those that are known, and headings that head nothing else."""
    if not memory.furniture:
        return []
    known = {index for index in kept if may_recur(blocks[index]) and memory.knows(blocks[index].text)}
    return sorted(known | set(_idle_headings(blocks, kept, known)))


def _idle_headings(blocks: Sequence[Block], kept: Sequence[int], known: set[int]) -> Iterator[int]:
    headed: list[int] = []
    for index in reversed(kept):
        if blocks[index].kind != "heading":
            headed.append(index)
            continue
        if headed and known.issuperset(headed):
            yield index
        headed = []
