"""What cleaning drops, with its reason: lines that give themselves away, tails, furniture, and what stood aside."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from lxml.html import HtmlElement

from contracts.article import Removed
from workers.clean.blocks import Block
from workers.clean.body import Body
from workers.clean.dom import hints_of
from workers.clean.memory import SourceMemory
from workers.clean.rules import CAPTION, HINTS, RULES, TAIL_REASONS

_MAX_PIECES: Final = 200
_MAX_PIECE_CHARS: Final = 1_000
_TAIL_BLOCKS: Final = 8
_TAIL_SHARE: Final = 0.34
_CONTINUES: Final = re.compile(r"^[,;.:，；、。)）]|^[a-zà-öø-ÿа-я]")
_OPEN_END: Final = re.compile(r"(?:[,，、;；]|[^.!?。！？…؟:：\"”’»」』)）\]])$")
_COMMA_END: Final = re.compile(r"[,，、]$")
_SENTENCE_END: Final = re.compile(r"[.!?。！？…؟][\"”’»」』)）\]]*$")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The article's blocks, and what was dropped from the page, in reading order."""

    blocks: tuple[Block, ...]
    removed: tuple[Removed, ...]


def without_furniture(body: Body, dropped: dict[int, str], memory: SourceMemory) -> Cleaned:
    """Return the kept blocks that are the article's, with the others under their reasons.

    `dropped` names blocks that other modules have read already, such as the page's own summary.
    """
    reasons = dict(dropped)
    kept = [index for index in body.kept if index not in reasons]
    reasons.update(_by_rules(body.blocks, kept, memory))
    reasons.update(_tail(body.blocks, [index for index in kept if index not in reasons], reasons))
    remaining = [index for index in kept if index not in reasons]
    reasons.update(_aside(body, remaining, reasons))
    lines_off = [_without_lines(body.blocks[index]) for index in remaining]
    pieces = [(index, Removed(text=line[:_MAX_PIECE_CHARS], reason=reason)) for index, reason in reasons.items()
              for line in body.blocks[index].text.split("\n")]  # fmt: skip
    pieces += [(index, piece) for index, (_, off) in zip(remaining, lines_off, strict=True) for piece in off]
    blocks = tuple(block for block, _ in lines_off if block is not None)
    return Cleaned(blocks, tuple(piece for _, piece in sorted(pieces, key=lambda pair: pair[0]))[:_MAX_PIECES])


def reason_of_text(text: str, *, in_tail: bool) -> str | None:
    """Return why a block is not the article by its words alone, or None."""
    return next((rule.reason for rule in RULES if rule.matches(text, in_tail=in_tail)), None)


def _by_rules(blocks: Sequence[Block], kept: Sequence[int], memory: SourceMemory) -> dict[int, str]:
    reasons: dict[int, str] = {}
    for index in kept:
        text = blocks[index].text
        reason = "furniture" if memory.knows(text) else None
        reason = reason or _reason_of_block(blocks[index])
        if reason:
            reasons[index] = reason
    return reasons


def _reason_of_block(block: Block) -> str | None:
    """The reason of a block in the midst of the article; a sentence in running text is not dropped for a word in it."""
    lines = block.text.split("\n")
    reasons = [reason_of_text(line, in_tail=False) for line in lines]
    if all(reasons):
        return reasons[0]
    if block.kind == "caption":
        return "caption"
    if CAPTION.search(block.text) and len(block.text) < 160 and block.kind != "heading":
        return "caption"
    return None


def _without_lines(block: Block) -> tuple[Block | None, list[Removed]]:
    """The block without those of its lines that are residue, and those lines."""
    if "\n" not in block.text:
        return block, []
    lines = [(line, reason_of_text(line, in_tail=False)) for line in block.text.split("\n")]
    off = [Removed(text=line, reason=reason) for line, reason in lines if reason == "template residue"]
    rest = [line for line, reason in lines if reason != "template residue"]
    return (replace(block, text="\n".join(rest)) if rest else None), off


def _tail(blocks: Sequence[Block], kept: Sequence[int], known: dict[int, str]) -> dict[int, str]:
    """The promotional end of an article: from the first block that promotes, with what it is broken from."""
    chains = _chains(blocks, kept[-_TAIL_BLOCKS * 2 :])[-_TAIL_BLOCKS:]
    reasons = [_chain_reason(blocks, chain) for chain in chains]
    first = next((number for number, reason in enumerate(reasons) if reason in TAIL_REASONS), None)
    if first is None:
        return {}
    whole = sum(len(blocks[index].text) for index in kept)
    while first is not None:
        tail = [index for chain in chains[first:] for index in chain]
        if sum(len(blocks[index].text) for index in tail) <= _TAIL_SHARE * whole and _reads_as_tail(
            blocks, chains[first:], reasons[first:]
        ):
            return _with_reasons(chains[first:], reasons[first:])
        first = next((number for number in range(first + 1, len(chains)) if reasons[number] in TAIL_REASONS), None)
    return {}


def _with_reasons(chains: Sequence[Sequence[int]], reasons: Sequence[str | None]) -> dict[int, str]:
    found: dict[int, str] = {}
    current = reasons[0] or "promotion"
    for chain, reason in zip(chains, reasons, strict=True):
        current = reason or current
        found.update(dict.fromkeys(chain, current))
    return found


def _reads_as_tail(blocks: Sequence[Block], chains: Sequence[Sequence[int]], reasons: Sequence[str | None]) -> bool:
    """Whether all that follows is promotion too, or short scraps that are no sentences."""
    for chain, reason in zip(chains, reasons, strict=True):
        text = " ".join(blocks[index].text for index in chain)
        if reason is None and (len(text) > 120 or (_SENTENCE_END.search(text) and len(text) > 40)):
            return False
    return True


def _chain_reason(blocks: Sequence[Block], chain: Sequence[int]) -> str | None:
    texts = [blocks[index].text for index in chain]
    if len(texts) > 1 and sum(map(len, texts)) > 400:
        return None
    found = [reason_of_text(text, in_tail=True) for text in texts]
    found = [reason for reason in found if reason] or [reason_of_text(" ".join(texts), in_tail=True)]
    return found[0]


def _chains(blocks: Sequence[Block], kept: Sequence[int]) -> list[list[int]]:
    """The blocks in runs of one sentence each: a block that starts in mid-sentence belongs to the one before."""
    chains: list[list[int]] = []
    for index in kept:
        text = blocks[index].text
        previous = blocks[chains[-1][-1]].text if chains else ""
        is_broken = (_CONTINUES.match(text) and _OPEN_END.search(previous)) or _COMMA_END.search(previous)
        if chains and is_broken and len(previous) < 200 and blocks[index].kind == blocks[chains[-1][-1]].kind:
            chains[-1].append(index)
        else:
            chains.append([index])
    return chains


def _aside(body: Body, kept: Sequence[int], known: dict[int, str]) -> dict[int, str]:
    """Blocks that were never the article but stand within it or show plainly what they are."""
    if body.rescued or not kept:
        return {}
    first, last = kept[0], kept[-1]
    taken = set(kept)
    found: dict[int, str] = {}
    cache: dict[int, str | None] = {}
    container = _container([body.blocks[index] for index in kept])
    for index, block in enumerate(body.blocks):
        if index in taken or index in known:
            continue
        inside = first <= index <= last or _is_within(block, container)
        reason = reason_of_text(block.text, in_tail=index > last) or _hinted(block, container, cache)
        if inside and reason is None and block.kind == "caption":
            reason = "caption"
        if inside and reason is None and block.links > 0.5:
            reason = "navigation"
        if reason and (inside or reason != "navigation"):
            found[index] = reason
    return found


def _hinted(block: Block, container: HtmlElement | None, cache: dict[int, str | None]) -> str | None:
    """The reason that the names of the elements around a block give, up to the article's own container."""
    element, steps = block.element, 0
    while element is not None and element is not container and steps < 6:
        reason = _hint(element, cache)
        if reason:
            return reason
        element, steps = element.getparent(), steps + 1
    return None


def _hint(element: HtmlElement, cache: dict[int, str | None]) -> str | None:
    if element.tag in ("nav", "footer"):
        return "navigation"
    hints = hints_of(element)
    return next((reason for reason, pattern in HINTS if pattern.search(hints)), None) if hints else None


def _container(blocks: Iterable[Block]) -> HtmlElement | None:
    """The deepest element that holds most of the article."""
    chains = [
        [*reversed(list(block.element.iterancestors())), block.element] for block in blocks if block.element is not None
    ]
    if not chains:
        return None
    candidates: dict[HtmlElement, int] = {}
    for chain in chains:
        for element in chain[:-1]:
            candidates[element] = candidates.get(element, 0) + 1
    enough = [element for element, count in candidates.items() if count >= 0.8 * len(chains)]
    return enough[-1] if enough else None


def _is_within(block: Block, container: HtmlElement | None) -> bool:
    element = block.element
    return container is not None and element is not None and any(node is container for node in element.iterancestors())
