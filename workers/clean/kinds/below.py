"""What stands right below the last of a page's text, and how the text ends there: a teaser stops above an offer.

A teaser may be one line, too short and too broken off to be told from a label elsewhere; the offer may be put in words
that no list has. So the lines below are asked for their words (`wall_words`), whatever sells in them.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from workers.clean.kinds.amounts import weight_of
from workers.clean.kinds.paywall import end_of, is_named
from workers.clean.kinds.shape import Shape
from workers.clean.kinds.wall_words import chance_of_line
from workers.clean.pages.blocks import Block

OFFER: Final = "PaywallTeaser"
_MOST_BLOCKS: Final = 300
_SHORTEST_TEXT: Final = 60
_LONGEST_LINE: Final = 160
_FEW_LINES: Final = 6
_MOSTLY: Final = 0.5
_STOPPED: Final = frozenset({"open", "broken off"})


def seen_below(shape: Shape) -> Iterator[tuple[str, float]]:
    """Yield how the text ends, and how much the lines right below it speak for an offer to read on."""
    blocks = [b for b in shape.blocks[:_MOST_BLOCKS] if is_named(b) or not shape.asides.is_aside(b.element)]
    last = next((at for at in range(len(blocks) - 1, -1, -1) if _is_text(shape, blocks[at])), None)
    if last is None:
        return
    end = end_of(blocks[last : last + 1])
    yield f"stops {end}", 1.0
    lines = _lines_below(shape, blocks[last + 1 :])
    if not lines:
        return
    most = max(map(_offer_in, lines))
    yield f"{OFFER}: words below", _offer_in(" ".join(lines))
    yield f"{OFFER}: a line's words below", most
    yield f"{OFFER}: stops above such words", most * (end in _STOPPED)


def _is_text(shape: Shape, block: Block) -> bool:
    """Whether a block is running text that is neither a teaser of another page nor an offer itself."""
    weight = weight_of(block.text)
    if block.kind in ("heading", "caption") or block.links > _MOSTLY or weight < _SHORTEST_TEXT:
        return False
    if is_named(block) or shape.is_teaser(block):
        return False
    return weight > _LONGEST_LINE or _offer_in(block.text) < _MOSTLY


def _lines_below(shape: Shape, blocks: Sequence[Block]) -> list[str]:
    found: list[str] = []
    for block in blocks:
        if shape.is_teaser(block) or shape.is_caption(block) or len(found) == _FEW_LINES:
            break
        if weight_of(block.text) <= _LONGEST_LINE:
            found.append(block.text)
    return found


def _offer_in(text: str) -> float:
    return chance_of_line(text)[OFFER]
