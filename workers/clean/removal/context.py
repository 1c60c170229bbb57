"""Which lines near an article's end are the publication's own, by evidence and by what stands around them."""

from collections.abc import Mapping, Sequence
from typing import Final

from workers.clean.pages.blocks import Block
from workers.clean.removal.appeals import offered_in
from workers.clean.removal.speech import Speech
from workers.clean.removal.wording import Wording
from workers.clean.words.rules import TAIL_REASONS, is_kept

_LOOKED_AT: Final = 14
_MOST: Final = 0.4
_AGREED: Final = -1.0
_OWN: Final = 0.0
_BETWEEN: Final = -2.0
_STORY: Final = -2.0
_MERE_LINK: Final = 0.9
_INTRODUCES: Final = (":", "：")
Reasons = Mapping[int, str]


def own_speech(
    blocks: Sequence[Block], body: Sequence[int], gone: Reasons, wording: Wording, speech: Speech
) -> dict[int, str]:
    """Return the lines near a body's end that are the publication's own, with reasons; `gone` are out already.

    From the last line upwards, for what stands below a line tells whether the article goes on there; never so much
    that less than most of the text is left.
    """
    found: dict[int, str] = {}
    room = _MOST * sum(len(blocks[index].text) for index in body if index not in gone)
    below: str | None = "notice"
    for place in range(len(body) - 1, max(-1, len(body) - 1 - _LOOKED_AT), -1):
        index = body[place]
        if index in gone:
            below = gone[index]
            continue
        is_judged = blocks[index].links <= _MERE_LINK and not is_kept(blocks[index].text)
        reason = _reason(blocks, body, place, gone, wording, speech, below) if is_judged else None
        room -= len(blocks[index].text) if reason else 0
        if room < 0:
            break
        if reason:
            found[index] = reason
        below = reason or (None if speech.verdict(index).total < _STORY else "")
    return found


def _reason(
    blocks: Sequence[Block],
    body: Sequence[int],
    place: int,
    gone: Reasons,
    wording: Wording,
    speech: Speech,
    below: str | None,
) -> str | None:
    """Why a line goes: its words and all that is seen agree, or what is seen is plain and the article is over below."""
    block, verdict = blocks[body[place]], speech.verdict(body[place])
    told = wording.reason(block, in_tail=True)
    if told in TAIL_REASONS and verdict.total > _AGREED:
        return told
    if block.kind != "paragraph" or below is None or (block.text.endswith(_INTRODUCES) and not below):
        return None
    if verdict.total > _OWN:
        return told or offered_in(block.text, wording.language) or "promotion"
    above = body[place - 1] if place else None
    is_between = below and above is not None and _is_told(blocks, above, gone, wording, speech)
    return told or below if is_between and verdict.total > _BETWEEN else None


def _is_told(blocks: Sequence[Block], index: int, gone: Reasons, wording: Wording, speech: Speech) -> bool:
    """Whether a line above is the publication's own, by what is seen alone or with a rule."""
    if index in gone:
        return gone[index] in TAIL_REASONS
    total = speech.verdict(index).total
    return total > _OWN or (total > _AGREED and wording.reason(blocks[index], in_tail=True) in TAIL_REASONS)
