"""The choice of the article's blocks: by the model and an extractor's vote, or, faster, by the model alone."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from lxml.html import HtmlElement

from workers.clean.body.boxes import in_boxes, without_others
from workers.clean.body.features import View, ends, view_of
from workers.clean.body.model import Table, chances_of, quick_chances_of, weights
from workers.clean.body.posts import own_numbers
from workers.clean.body.vouched import aligned, vouched_text
from workers.clean.pages.blocks import Block
from workers.clean.pages.facts import Facts

_MIN_COVERED: Final = 0.6
_FEW_CHARS: Final = 200
_ENOUGH: Final = 0.45
_ENOUGH_VOTED: Final = 0.3
_ENOUGH_AMONG: Final = 0.25
_PLAIN: Final = 0.7
_LENIENCE: Final = 0.6
_PLAIN_LINKS: Final = 0.3
_LONGEST_CELL: Final = 40
_FEWEST_ROWS: Final = 3


@dataclass(frozen=True, slots=True)
class Body:
    """The page's blocks with the numbers of those that are the article.

    `rescued`: the text is not in the blocks. `is_quick`: it was found the fast way, and what follows goes that way too.
    """

    blocks: tuple[Block, ...]
    kept: tuple[int, ...]
    rescued: bool = False
    is_quick: bool = False

    @property
    def kept_blocks(self) -> list[Block]:
        """The article's blocks in reading order."""
        return [self.blocks[index] for index in self.kept]


Chooser = Callable[[Facts, Sequence[Block]], Body]


def choose(facts: Facts, blocks: Sequence[Block]) -> Body:
    """Return which blocks are the article's; none where nothing reads like one."""
    return chosen_with(vouched_text(facts.root, facts.url), facts, blocks, weights())


def chosen_with(voiced: str, facts: Facts, blocks: Sequence[Block], table: Table) -> Body:
    """Return what `choose` returns, by the text that an extractor gave and by given weights."""
    own = own_numbers(facts, blocks)
    if len(own) == len(blocks):
        return _chosen_among(voiced, facts, blocks, table)
    return _numbered(own, blocks, _chosen_among("", facts, [blocks[index] for index in own], table))


def _numbered(own: Sequence[int], blocks: Sequence[Block], found: Body) -> Body:
    """What was found among some of the blocks, by the numbers that these have among all."""
    return replace(found, blocks=tuple(blocks), kept=tuple(own[index] for index in found.kept))


def _chosen_among(voiced: str, facts: Facts, blocks: Sequence[Block], table: Table) -> Body:
    votes = aligned(blocks, voiced)
    covered = sum(len(blocks[index].compact) for index in votes)
    is_found_again = covered >= _MIN_COVERED * len("".join(voiced.split()))
    view = view_of(facts, blocks)
    trusted = votes if is_found_again else ()
    kept = _likely(view, without_others(view, chances_of(view, trusted, table)), trusted)
    if voiced and not is_found_again and sum(len(blocks[index].text) for index in kept) < _FEW_CHARS:
        lines = [Block(line.strip(), "paragraph") for line in voiced.split("\n") if line.strip()]
        return Body(tuple(lines), tuple(range(len(lines))), rescued=True)
    return Body(tuple(blocks), kept)


def choose_fast(facts: Facts, blocks: Sequence[Block]) -> Body:
    """Return which blocks are the article's without asking an extractor."""
    return chosen_fast(facts, blocks, weights())


def chosen_fast(facts: Facts, blocks: Sequence[Block], table: Table) -> Body:
    """Return what `choose_fast` returns, by given weights."""
    own = own_numbers(facts, blocks)
    if len(own) == len(blocks):
        return _chosen_fast_among(facts, blocks, table)
    return _numbered(own, blocks, _chosen_fast_among(facts, [blocks[index] for index in own], table))


def _chosen_fast_among(facts: Facts, blocks: Sequence[Block], table: Table) -> Body:
    view = view_of(facts, blocks)
    chances = without_others(view, quick_chances_of(view, table))
    likely = _likely(view, chances)
    among = set(sentences_among(view, chances, likely)).difference(likely)
    kept = {*likely, *among.difference(in_boxes(view, {*likely, *among}))}
    return Body(tuple(blocks), tuple(sorted(kept)), is_quick=True)


def _likely(view: View, chances: Sequence[float], votes: Collection[int] = ()) -> tuple[int, ...]:
    """The blocks that are likely enough: less is asked of those voted for, and on a page that has nothing better."""
    scale = 1.0 if max(chances, default=0.0) > _PLAIN else _LENIENCE
    voted = frozenset(votes)
    likely = {
        index for index, chance in enumerate(chances) if chance > scale * (_ENOUGH_VOTED if index in voted else _ENOUGH)
    }
    likely -= in_boxes(view, likely)
    return tuple(sorted(likely | _lists_between(view, likely) | set(tables_beside(view, likely))))


def sentences_among(view: View, chances: Sequence[float], likely: Sequence[int]) -> Iterator[int]:
    """Yield the plain sentences between likely blocks, or below a last heading that is one: no vote speaks for them."""
    if not likely:
        return
    chosen, last, is_headed = frozenset(likely), likely[-1], False
    for index in range(likely[0], len(view.blocks)):
        block = view.blocks[index]
        if block.kind == "heading":
            is_headed = index in chosen
        elif index > last and not is_headed:
            return
        elif index not in chosen and chances[index] > _ENOUGH_AMONG and block.links < _PLAIN_LINKS and ends(block.text):
            yield index


def _lists_between(view: View, likely: Collection[int]) -> set[int]:
    """The plain items of lists that stand between two likely blocks, as their siblings: such a list is of the text."""
    found: set[int] = set()
    for start, end in pairwise(sorted(likely)):
        rows = range(start + 1, end)
        lists = {view.lists[index] for index in rows}
        if not rows or len(lists) > 1 or any(view.blocks[index].links > _PLAIN_LINKS for index in rows):
            continue
        (row,) = lists
        beside = row.getparent() if row is not None and row.tag != "table" else None
        edges = [view.lists[edge] is row or view.parents[edge][0] is beside for edge in (start, end)]
        if beside is not None and any(edges) and all(_is_below(view, edge, beside) for edge in (start, end)):
            found.update(rows)
    return found


def _is_below(view: View, index: int, element: HtmlElement) -> bool:
    block = view.blocks[index].element
    return block is not None and any(above is element for above in block.iterancestors())


def tables_beside(view: View, likely: Collection[int]) -> Iterator[int]:
    """Yield the cells of tables of data that stand beside likely blocks: such a table is of the text as a whole."""
    beside = {view.parents[index][0] for index in likely} - {None}
    tables: dict[HtmlElement, list[int]] = {}
    for index, row in enumerate(view.lists):
        if row is not None and row.tag == "table":
            tables.setdefault(row, []).append(index)
    for table, cells in tables.items():
        if _outermost(table).getparent() in beside and _is_of_data([view.blocks[index] for index in cells]):
            yield from cells


def _outermost(table: HtmlElement) -> HtmlElement:
    """The table, or the element around it that holds nothing else."""
    above = table.getparent()
    return table if above is None or len(above) > 1 else _outermost(above)


def _is_of_data(cells: Sequence[Block]) -> bool:
    """Whether a table has rows of several short cells, few of them links."""
    rows = Counter(block.element.getparent() for block in cells if block.element is not None)
    is_short = sum(len(block.text) for block in cells) <= _LONGEST_CELL * len(cells)
    is_linked = sum(block.links for block in cells) > _PLAIN_LINKS * len(cells)
    return is_short and not is_linked and sum(count > 1 for count in rows.values()) >= _FEWEST_ROWS
