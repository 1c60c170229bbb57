"""What cleaning drops, step by step, each piece with its reason; what stays is the article."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from contracts.article import Removed
from workers.clean.body import Body
from workers.clean.pages.blocks import Block
from workers.clean.removal.aside import LEARNED, aside
from workers.clean.removal.container import container_of, is_within
from workers.clean.removal.context import own_speech
from workers.clean.removal.head import head_lines, menu, strays
from workers.clean.removal.headlines import headline_links, loose_headings
from workers.clean.removal.reports import with_reports
from workers.clean.removal.speech import Speech
from workers.clean.removal.tails import tail_of
from workers.clean.removal.wording import CALLS, Wording
from workers.clean.sites.memory import SourceMemory, recurring
from workers.clean.words.rules import reason_of_text

_MAX_PIECES: Final = 200
_MAX_PIECE_CHARS: Final = 1_000
_FOLLOWING: Final = 8
_LAST_KEPT: Final = 16
_BROKEN: Final = re.compile(r"^(?:[,;.:，；、，。]|[a-zà-öø-ÿа-яё])")
_GOES_ON: Final = re.compile(r"^[,;，；、،] ?\w")
Reasons = dict[int, str]
NEUTRAL: Final = Wording()


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The article's blocks with their numbers, and what was dropped from the page, in reading order.

    `judged` are the numbers of the blocks that were left for the source's memory to judge.
    """

    blocks: tuple[Block, ...]
    kept: tuple[int, ...]
    removed: tuple[Removed, ...]
    judged: tuple[int, ...] = ()


def without_furniture(
    body: Body,
    dropped: Reasons,
    memory: SourceMemory,
    spared: frozenset[int] = frozenset(),
    wording: Wording = NEUTRAL,
) -> Cleaned:
    """Return the kept blocks that are the article's, with the others under their reasons.

    `dropped` names blocks that other modules have read already, such as the page's own summary; `spared` those that
    stay whatever a rule says. `wording` reads the page's words.
    """
    speech = Speech(body.blocks, body.kept, wording)
    body = with_reports(body, dropped, speech)
    blocks, reasons = body.blocks, dict(dropped)
    for find in (
        strays,
        partial(_tail, wording, speech),
        partial(_by_rules, wording, speech),
        partial(_orphans, body),
        headline_links,
        head_lines,
        menu,
    ):
        kept = [index for index in body.kept if index not in reasons]
        reasons.update(find(blocks, kept))
    judged = tuple(index for index in body.kept if index not in reasons and index not in spared)
    if not body.is_quick:
        reasons.update(own_speech(blocks, body.kept, reasons, wording, speech))
        reasons.update(_named(reasons, dropped, speech))
    reasons.update(dict.fromkeys(recurring(blocks, judged, memory), "furniture"))
    reasons.update(loose_headings(blocks, [index for index in body.kept if index not in reasons]))
    reasons = {index: reason for index, reason in reasons.items() if index not in spared}
    kept = [index for index in body.kept if index not in reasons]
    if not body.rescued and kept:
        looked_at = range(kept[0], kept[-1] + 1) if body.is_quick else range(len(blocks))
        reasons.update(aside(blocks, kept, reasons, speech, looked_at))
    return replace(_sorted_out(blocks, kept, reasons), judged=judged)


def _named(reasons: Reasons, dropped: Reasons, speech: Speech) -> Reasons:
    """The pieces of the tail and the calls under the reason that all that is seen of them tells, from above.

    What goes on in mid-sentence stays under the reason that its sentence was given.
    """
    named = dict(reasons)
    for index in sorted(reasons.keys() - dropped.keys()):
        is_whole = not (_BROKEN.match(speech.text(index)) or _BROKEN.match(speech.text(index + 1)))
        if reasons[index] in LEARNED and is_whole:
            named[index] = speech.reason(index, named.get(index - 1, ""), otherwise=reasons[index])
    return named


def _tail(wording: Wording, speech: Speech, blocks: Sequence[Block], kept: Sequence[int]) -> Reasons:
    """The tail, with what stands beside and below it in the same container: extractors keep half of some tails."""
    if not kept or blocks[kept[-1]].element is None:
        return {}
    container = container_of([blocks[index] for index in kept])
    chosen = frozenset(kept)
    around = range(kept[max(0, len(kept) - _LAST_KEPT)], min(kept[-1] + 1 + _FOLLOWING, len(blocks)))
    candidates = [index for index in around if index in chosen or is_within(blocks[index], container)]
    return tail_of(blocks, candidates, chosen, wording, speech)


def _by_rules(wording: Wording, speech: Speech, blocks: Sequence[Block], kept: Sequence[int]) -> Reasons:
    """Blocks whose own words show what they are, wherever they stand."""
    found = {index: reason for index in kept if (reason := wording.own_reason(blocks[index]))}
    return {index: reason for index, reason in found.items() if reason not in CALLS or not speech.is_told(index)}


def _orphans(body: Body, blocks: Sequence[Block], kept: Sequence[int]) -> Reasons:
    """Blocks that go on in mid-sentence where the block before was dropped: what is left of a broken line."""
    chosen = set(body.kept)
    return {index: "promotion" for index in kept if index - 1 not in chosen and _GOES_ON.match(blocks[index].text)}


def _sorted_out(blocks: Sequence[Block], kept: Sequence[int], reasons: Reasons) -> Cleaned:
    pieces = [
        (index, Removed(text=line[:_MAX_PIECE_CHARS], reason=reason))
        for index, reason in reasons.items()
        for line in blocks[index].text.split("\n")
    ]
    whole: dict[int, Block] = {}
    for index in kept:
        block, residue = _without_residue(blocks[index])
        pieces += [(index, piece) for piece in residue]
        if block is not None:
            whole[index] = block
    removed = tuple(piece for _, piece in sorted(pieces, key=lambda pair: pair[0]))[:_MAX_PIECES]
    return Cleaned(tuple(whole.values()), tuple(whole), removed)


def _without_residue(block: Block) -> tuple[Block | None, list[Removed]]:
    """The block without those of its lines that are template residue, and those lines."""
    if "\n" not in block.text:
        return block, []
    lines = [(line, reason_of_text(line, in_tail=False) == "template residue") for line in block.text.split("\n")]
    residue = [Removed(text=line, reason="template residue") for line, is_residue in lines if is_residue]
    rest = [line for line, is_residue in lines if not is_residue]
    return (replace(block, text="\n".join(rest)) if rest else None), residue
