"""The promotional tail of an article: what its publisher adds below the last sentence, often broken across tags."""

import re
from collections.abc import Callable, Sequence
from typing import Final

from workers.clean.pages.blocks import Block
from workers.clean.pages.sentences import ends_sentence
from workers.clean.removal.facts_told import states_facts
from workers.clean.removal.speech import Speech
from workers.clean.removal.wording import CALLS, Wording
from workers.clean.words.rules import TAIL_REASONS, is_kept

_MAX_CHAINS: Final = 16
_TAIL_SHARE: Final = 0.6
_OPEN: Final = "aside"
_LONGEST_OPEN: Final = 90
_FEWEST_ENDED: Final = 3
_SHARE_ENDED: Final = 0.6
_REMARK: Final = re.compile(r"^(?:(?:[*†‡¹²³^]|\[?\d{1,2}[.)\]])\s*\w|\((?:\S+\s+){4,}\S+\)$|[\W_]+$)")
_STORY: Final = -4.0
_OWN_FACT: Final = 0.0
_TITLED: Final = frozenset({"promotion", "app promotion", "subscribe"})
_LONGEST_SCRAP: Final = 120
_LONGEST_CHAIN: Final = 400
_LONG: Final = 160
_CONTINUES: Final = re.compile(r"^[,;.:，；、،。)）]|^[a-zà-öø-ÿа-яё]")
_OPEN_END: Final = re.compile(r"[^.!?。！？…؟।۔።։။។\"”“’‘»«」』)）\]]$|[»」』》]$")
_QUOTATION_ENDS: Final = ("」", "』", "”")
_COMMA_END: Final = re.compile(r"[,，、،–—-]$")
Reasons = dict[int, str]
_Chain = tuple[list[int], str | None]
_Judge = Callable[[Sequence[int]], str | None]


def tail_of(
    blocks: Sequence[Block], candidates: Sequence[int], kept: frozenset[int], wording: Wording, speech: Speech
) -> Reasons:
    """Return the blocks of the article's tail with their reasons; none where the end reads as the article.

    `candidates` are the blocks to look at, in order; those that are not `kept` are out already, but tell of the others.
    """
    chains = _chains(blocks, candidates)[-_MAX_CHAINS:]
    told = _told(blocks, chains, kept, speech, lambda chain: _judged(blocks, chain, wording, speech))
    whole = sum(len(blocks[index].text) for index in kept)
    for number, (_, reason) in enumerate(told):
        if reason not in TAIL_REASONS and reason != _OPEN:
            continue
        tail = told[_with_scraps_before(blocks, told, number) :]
        size = sum(len(blocks[index].text) for chain, _ in tail for index in chain if index in kept)
        if size <= _TAIL_SHARE * whole and all(why or _is_scrap(blocks, chain, kept) for chain, why in tail):
            return _reasons(tail)
    return {}


def _told(
    blocks: Sequence[Block], chains: Sequence[list[int]], kept: frozenset[int], speech: Speech, judge: _Judge
) -> Sequence[_Chain]:
    """The chains with their reasons, asked for from the end up to the first chain that is of the article."""
    may_be_open = _ends_in_sentences(blocks, kept)
    told: list[_Chain] = []
    for chain in reversed(chains):
        reason = judge(chain) or (_open_reason(blocks, chain, kept, speech) if may_be_open else None)
        told.append((chain, reason))
        if reason is None and not _is_scrap(blocks, chain, kept):
            break
    above = [(chain, None) for chain in chains[: len(chains) - len(told)]]
    return [*above, *reversed(told)]


def _reasons(tail: Sequence[_Chain]) -> Reasons:
    """Each block under its chain's reason, or that of the nearest chain whose words tell one."""
    current = next((reason for _, reason in tail if reason and reason != _OPEN), _OPEN)
    found: Reasons = {}
    for chain, reason in tail:
        current = reason if reason and reason != _OPEN else current
        found.update(dict.fromkeys(chain, current))
    return found


def _ends_in_sentences(blocks: Sequence[Block], kept: frozenset[int]) -> bool:
    """Whether the article's paragraphs end as sentences do: then a line below them that does not is no part of it."""
    texts = [blocks[index].text for index in kept if blocks[index].kind == "paragraph"]
    ended = sum(ends_sentence(text) for text in texts)
    return ended >= _FEWEST_ENDED and ended >= _SHARE_ENDED * len(texts)


def _open_reason(blocks: Sequence[Block], chain: Sequence[int], kept: frozenset[int], speech: Speech) -> str | None:
    """A short line in mid-air below the article's last sentence, unless all that is seen says report.

    One that states facts goes only where all that is seen says that they are not the report's.
    """
    is_line = all(blocks[index].kind == "paragraph" for index in chain)
    text = " ".join(blocks[index].text for index in chain)
    is_open = len(text) <= _LONGEST_OPEN and not (_is_whole(text) or _REMARK.match(text) or is_kept(text))
    is_meant = is_line and is_open and not kept.isdisjoint(chain)
    least = _OWN_FACT if states_facts(text) else _STORY
    return _OPEN if is_meant and speech.verdict(*chain).total > least else None


def _is_whole(text: str) -> bool:
    """Whether a line ends as a sentence does, or as a quotation."""
    return ends_sentence(text) or text.endswith(_QUOTATION_ENDS)


def _with_scraps_before(blocks: Sequence[Block], chains: Sequence[_Chain], number: int) -> int:
    """The first of the short lines, no sentences, that lead up to a promotion: its title, as a rule."""
    first = number
    while (
        chains[number][1] in _TITLED
        and first > 1
        and chains[first - 1][1] is None
        and _leads_up(blocks, chains[first - 1][0])
    ):
        first -= 1
    return first


def _leads_up(blocks: Sequence[Block], chain: Sequence[int]) -> bool:
    text = " ".join(blocks[index].text for index in chain)
    is_open = len(text) <= 80 and not _is_whole(text) and not is_kept(text)
    return is_open and blocks[chain[0]].kind == "paragraph"


def _is_scrap(blocks: Sequence[Block], chain: Sequence[int], kept: frozenset[int]) -> bool:
    if kept.isdisjoint(chain):
        return True
    text = " ".join(blocks[index].text for index in chain)
    return len(text) <= _LONGEST_SCRAP and not ends_sentence(text) and not is_kept(text)


def _judged(blocks: Sequence[Block], chain: Sequence[int], wording: Wording, speech: Speech) -> str | None:
    """The reason that the words give, unless all that is seen speaks against a call to the reader."""
    reason = _reason(blocks, chain, wording)
    return None if reason in CALLS and speech.is_told(*chain) else reason


def _reason(blocks: Sequence[Block], chain: Sequence[int], wording: Wording) -> str | None:
    parts = [blocks[index] for index in chain]
    whole = sum(len(part.text) for part in parts)
    if len(parts) > 1 and whole > _LONGEST_CHAIN:
        return None
    if whole > _LONG and any(len(part.text) > _LONG / 2 and not wording.reason(part, in_tail=True) for part in parts):
        return None
    if any(is_kept(part.text) for part in parts):
        return None
    found = (wording.reason(part, in_tail=True) for part in parts)
    joined = " ".join(part.text for part in parts)
    return next((reason for reason in found if reason), None) or wording.line_reason(joined, in_tail=True)


def _chains(blocks: Sequence[Block], kept: Sequence[int]) -> list[list[int]]:
    """The blocks in runs of one sentence each: a block that starts in mid-sentence belongs to the one before."""
    chains: list[list[int]] = []
    for index in kept:
        if chains and _goes_on(blocks[chains[-1][-1]], blocks[index]):
            chains[-1].append(index)
        else:
            chains.append([index])
    return chains


def _goes_on(before: Block, block: Block) -> bool:
    if len(before.text) > 200 or before.kind != block.kind:
        return False
    is_broken = _CONTINUES.match(block.text) and _OPEN_END.search(before.text)
    return bool(is_broken or _COMMA_END.search(before.text))
