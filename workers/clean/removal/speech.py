"""Whose speech the paragraphs of a page are: the report's, or the publication's own."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import Final

from workers.clean.pages.blocks import Block
from workers.clean.removal.evidence import Names, Verdict, features_of, verdict_of
from workers.clean.removal.naming import reason_for, with_hints
from workers.clean.removal.wording import Wording
from workers.clean.words.tokens import Features, plain, telling, tokens_of, written_words

_FEW: Final = 3
_NOWHERE: Final = 1_000_000
_TOLD: Final = -3.0


class Speech:
    """How much speaks for each block of a page to be the publication's own, worked out when it is asked for."""

    def __init__(self, blocks: Sequence[Block], kept: Sequence[int], wording: Wording) -> None:
        self._blocks = blocks
        self._kept = kept
        self.wording = wording
        self._names = Names(wording.names, wording.parts, wording.writers)
        self._found: dict[tuple[int, ...], Verdict] = {}

    def is_told(self, *run: int) -> bool:
        """Return whether the blocks end as a sentence does and are so likely the report's that no rule is believed."""
        return self.verdict(*run).total < _TOLD and "is: ended" in self.seen(*run)

    def verdict(self, *run: int) -> Verdict:
        """Return how much speaks for a sentence to be the publication's own, by the numbers of its blocks."""
        if run not in self._found:
            self._found[run] = verdict_of(self.seen(*run))
        return self._found[run]

    def text(self, index: int) -> str:
        """Return a block's text, "" below the last."""
        return self._blocks[index].text if index < len(self._blocks) else ""

    def reason(self, index: int, above: str, otherwise: str = "") -> str:
        """Return under which reason a block goes, below one of that reason; `otherwise` where none is likely."""
        told = self.wording.reason(self._blocks[index], in_tail=True)
        return reason_for(with_hints(self.seen(index), told, above), otherwise=otherwise)

    def seen(self, *run: int) -> Features:
        """Return what is seen of a sentence, by the numbers of its blocks."""
        block = self._blocks[run[0]]
        if len(run) > 1:
            block = replace(block, text=" ".join(self._blocks[index].text for index in run))
        words = tokens_of(block.text)
        own = telling(words)
        shared = sum(self._first_at.get(word, _NOWHERE) < run[0] for word in own)
        return features_of(block, words, self._names, shared / max(_FEW, len(own)))

    @cached_property
    def _first_at(self) -> dict[str, int]:
        """Where each telling word of the article first stands; the title is above all blocks."""
        found: dict[str, int] = dict.fromkeys(telling(tokens_of(self.wording.title)), -1)
        known: set[str] = set()
        for index in self._kept:
            fresh = written_words(self._blocks[index].text) - known
            known |= fresh
            for word in telling(map(plain, fresh)):
                found.setdefault(word, index)
        return found
