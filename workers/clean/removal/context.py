"""Which lines of a body are the publication's own, by evidence and by what stands around them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from workers.clean.pages.blocks import Block
from workers.clean.removal.appeals import offered_in
from workers.clean.removal.speech import Speech
from workers.clean.removal.wording import Wording
from workers.clean.words.rules import TAIL_REASONS, is_kept

_LOOKED_AT: Final = 14
_MOST: Final = 0.4
_AGREED: Final = -1.0
_AGREED_BETWEEN: Final = -5.0
_OWN: Final = 0.0
_PLAINLY_OWN: Final = 2.0
_BETWEEN: Final = -2.0
_STORY: Final = -2.0
_MERE_LINK: Final = 0.9
_PROSE_SHARE: Final = 0.5
_INTRODUCES: Final = (":", "：")
Reasons = Mapping[int, str]


def own_speech(
    blocks: Sequence[Block], body: Sequence[int], gone: Reasons, wording: Wording, speech: Speech
) -> dict[int, str]:
    """Return the lines of a body that are the publication's own, with reasons; `gone` are out already.

    From the last line upwards, for what stands below a line tells whether the article goes on there: among its
    sentences, and far above the end, only what is plain goes. Never so much that less than most of the text is left.
    """
    seen = _Seen(blocks, body, gone, wording, speech, _prose_kinds(blocks, body))
    found: dict[int, str] = {}
    room = _MOST * sum(len(blocks[index].text) for index in body if index not in gone)
    below: str | None = "notice"
    for place in range(len(body) - 1, -1, -1):
        index = body[place]
        if index in gone:
            below = gone[index]
            continue
        reason = seen.reason(place, below if place >= len(body) - _LOOKED_AT else None)
        room -= len(blocks[index].text) if reason else 0
        if room < 0:
            break
        if reason:
            found[index] = reason
        below = reason or (None if speech.verdict(index).total < _STORY else "")
    return found


def _prose_kinds(blocks: Sequence[Block], body: Sequence[int]) -> tuple[str, ...]:
    """The kinds of block that the article's sentences are: paragraphs, and cells where the text stands in a table."""
    chars: Counter[str] = Counter()
    for index in body:
        chars[blocks[index].kind] += len(blocks[index].text)
    return ("paragraph", "cell") if chars["cell"] > _PROSE_SHARE * chars.total() else ("paragraph",)


@dataclass(frozen=True, slots=True)
class _Seen:
    """A page's body, what of it is out already, and how its lines are judged."""

    blocks: Sequence[Block]
    body: Sequence[int]
    gone: Reasons
    wording: Wording
    speech: Speech
    prose: Sequence[str]

    def reason(self, place: int, below: str | None) -> str | None:
        """Return why a line goes; `below`: the reason of what stands there, "" if that is in doubt, None if a report.

        Its words and all that is seen agree, or what is seen is plain, the plainer the more the article goes on below.
        """
        block, index = self.blocks[self.body[place]], self.body[place]
        if block.links > _MERE_LINK or is_kept(block.text):
            return None
        total = self.speech.verdict(index).total
        if below is None and total <= _PLAINLY_OWN:
            return self._told(block) if total > _AGREED and self._is_near(place) else None
        told = self._told(block)
        is_between = bool(below) and self._is_own_above(place)
        if told and total > (_AGREED_BETWEEN if is_between else _AGREED):
            return told
        if block.kind not in self.prose or (block.text.endswith(_INTRODUCES) and not below):
            return None
        if total > _OWN:
            return told or offered_in(block.text, self.wording.language) or "promotion"
        return told or below if is_between and total > _BETWEEN else None

    def _is_near(self, place: int) -> bool:
        return place >= len(self.body) - _LOOKED_AT

    def _told(self, block: Block) -> str | None:
        """The reason of a tail that a rule gives."""
        told = self.wording.reason(block, in_tail=True)
        return told if told in TAIL_REASONS else None

    def _is_own_above(self, place: int) -> bool:
        """Whether the line above is the publication's own, by what is seen alone or with a rule."""
        if place == 0:
            return False
        above = self.body[place - 1]
        if above in self.gone:
            return self.gone[above] in TAIL_REASONS
        total = self.speech.verdict(above).total
        return total > _OWN or (total > _AGREED and self._told(self.blocks[above]) is not None)
