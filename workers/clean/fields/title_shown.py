"""Where a page shows its title when no main heading does: a line that a claim repeats, the line above the text."""

import re
from collections.abc import Sequence
from typing import Final

from workers.clean.fields.bylines import is_byline
from workers.clean.fields.stamps import is_stamp
from workers.clean.fields.title_parts import Neighbours, folded
from workers.clean.pages.blocks import Block

_MOSTLY_LINKS: Final = 0.5
_SHORTEST_LINE: Final = 4
_LONGEST_LINE: Final = 150
_LONGEST_TITLE: Final = 80
_LONGEST_REST: Final = 60
_ABOVE: Final = 8
_BEFORE_MORE: Final = re.compile(r"\s*(?:[|｜_＿»«·•]|--+|::|[-–—]|<)\s*\S|\s{2,}\S")
_BEHIND_MORE: Final = re.compile(r"\S\s*(?:[:：|｜_＿»«·•]|--+|[-–—])\s*$")
_BEHIND_MARK: Final = re.compile(r"\S\s*(?:[|｜_＿»«·•]|--+|\s[-–—])\s*$")
_ENDS_SENTENCE: Final = re.compile(r"[.。;；,，、][\"'”’」』）)]?$")
_ASIDE: Final = re.compile(
    r"[>›»＞]|上一[版篇条]|下一[版篇条]|字号|字體|字体|打印|列印|\bprint\b|\bshare\b", re.IGNORECASE
)


def told_again(claim: str, blocks: Sequence[Block]) -> str:
    """Return the claim, or the part of it that stands on the page as a line of its own, the rest naming something else.

    "Title_Authority", "Weekly：Title": whose name the rest is need not be known.
    """
    lines = {line for block in blocks if block.links < _MOSTLY_LINKS and (line := _line(block))}
    shown = [line for line in lines if line != claim and (_is_begun(claim, line) or _is_ended(claim, line))]
    headed = (line for block in blocks if block.kind == "heading" and not block.is_apart and (line := _line(block)))
    return max(shown, key=len, default="") or next((line for line in headed if _is_last(claim, line)), claim)


def above(blocks: Sequence[Block], kept: Sequence[int], near: Neighbours) -> str:
    """Return the line above the text that reads like its title: a heading, else the nearest plain line; "" if none."""
    first = next(
        (row for row in kept if len(blocks[row].text) > _LONGEST_TITLE or _ENDS_SENTENCE.search(blocks[row].text)), None
    )
    first = min(len(blocks), _ABOVE) if first is None else first
    rows = range(first - 1, max(-1, first - _ABOVE), -1)
    lines = [
        (blocks[row], line) for row in rows if (line := _line(blocks[row])) and _may_title(blocks[row], line, near)
    ]
    headed = [line for block, line in lines if block.kind == "heading"]
    return next(iter([*headed, *(line for _, line in lines)]), "")


def _line(block: Block) -> str:
    """The block's first line, if a title could be as long."""
    line = block.text.split("\n", 1)[0]
    return line if _SHORTEST_LINE <= len(line) <= _LONGEST_LINE else ""


def _is_begun(claim: str, line: str) -> bool:
    """Whether the claim is the line and, behind a mark, something shorter."""
    rest = claim[len(line) :]
    return claim.startswith(line) and len(rest) <= _LONGEST_REST and _BEFORE_MORE.match(rest) is not None


def _is_ended(claim: str, line: str) -> bool:
    """Whether the claim is the line behind something shorter and a mark."""
    lead = claim[: len(claim) - len(line)]
    return claim.endswith(line) and len(lead) <= len(line) and _BEHIND_MORE.search(lead) is not None


def _is_last(claim: str, line: str) -> bool:
    """Whether the claim is the line behind names of whatever length and a mark."""
    return claim.endswith(line) and claim != line and _BEHIND_MARK.search(claim[: -len(line)]) is not None


def _may_title(block: Block, line: str, near: Neighbours) -> bool:
    is_beside = block.links >= _MOSTLY_LINKS or block.is_apart or near.is_label(line) or not folded(line)
    return not (is_beside or _ENDS_SENTENCE.search(line) or _ASIDE.search(line) or is_stamp(line) or is_byline(line))
