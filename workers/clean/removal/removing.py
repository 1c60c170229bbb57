"""What cleaning drops, with its reason: lines that give themselves away, tails, furniture, and what stood aside."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from typing import Final

from lxml.html import HtmlElement

from contracts.article import Removed
from workers.clean.body import Body
from workers.clean.fields.relative_time import relative_part
from workers.clean.pages.blocks import Block
from workers.clean.pages.dom import hints_of
from workers.clean.pages.sentences import SENTENCE_END
from workers.clean.removal.context import own_speech
from workers.clean.removal.speech import Speech
from workers.clean.removal.tails import tail_of
from workers.clean.removal.wording import CALLS, Wording
from workers.clean.sites.memory import SourceMemory, recurring
from workers.clean.words.rules import TAIL_REASONS, reason_of_names, reason_of_text

_MAX_PIECES: Final = 200
_MAX_PIECE_CHARS: Final = 1_000
_CONTAINER_SHARE: Final = 0.8
_STRAY_SHARE: Final = 0.15
_HEAD_BLOCKS: Final = 4
_LONGEST_SCRAP: Final = 60
_MENU_SCRAPS: Final = 3
_FOLLOWING: Final = 8
_LAST_KEPT: Final = 16
_FEW_HEADINGS: Final = 2
_LINK_SHARE: Final = 0.4
_FEW_LINKS: Final = 0.3
_LABEL: Final = re.compile(r"[^\W\d_][^.:：|｜›»>]{1,28}\s*[:：|｜›»>]\s*")  # "Read more: ", "EN LIEN | "
_LEAST_HEADLINE: Final = 20
_SHORTEST_LINK: Final = 12
_LONGEST_LINK: Final = 160
_BYLINE: Final = re.compile(
    r"^(?:by|von|par|por|di|av|af|door|przez|yazan|автор|текст|بقلم|كتب|文[/／]|记者|記者|作者)\s*[:：]?\s*\S.{1,80}$",
    re.IGNORECASE,
)
_DATE: Final = re.compile(
    r"\b(?:19|20)\d\d\s*[-/.年년]\s*\d{1,2}\s*[-/.月월]\s*\d{1,2}.{0,10}|\b\d{1,2}[./]\d{1,2}[./](?:19|20)?\d\d\b.{0,10}"
    r"|\b\d{1,2}\.?\s+(?:de\s+)?[^\W\d_]{3,12}\.?,?\s+(?:de\s+)?(?:19|20)\d\d\b.{0,16}|\b[^\W\d_]{3,10}\.?\s+\d{1,2},\s+(?:19|20)\d\d\b.{0,16}"
)
_ADDRESS: Final = re.compile(r"(?:https?://|www\.)\S*$")
_CLAUSES: Final = re.compile(r"[。！？，]\S|[.!?] [A-Z]")
_BROKEN: Final = re.compile(r"^(?:[,;.:，；、，。]|[a-zà-öø-ÿа-яё])")
_GOES_ON: Final = re.compile(r"^[,;，；、،] ?\w")
_LEARNED: Final = TAIL_REASONS - {"template residue"} | {"placeholder", "aside"}
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
    body = _with_reports(body, dropped, speech)
    blocks, reasons = body.blocks, dict(dropped)
    for find in (
        _strays,
        partial(_tail, wording, speech),
        partial(_by_rules, wording, speech),
        partial(_orphans, body),
        _links,
        _head,
        _menu,
    ):
        kept = [index for index in body.kept if index not in reasons]
        reasons.update(find(blocks, kept))
    judged = tuple(index for index in body.kept if index not in reasons and index not in spared)
    if not body.is_quick:
        reasons.update(own_speech(blocks, body.kept, reasons, wording, speech))
        reasons.update(_named(reasons, dropped, speech))
    reasons.update(dict.fromkeys(recurring(blocks, judged, memory), "furniture"))
    reasons.update(_loose_headings(blocks, [index for index in body.kept if index not in reasons]))
    reasons = {index: reason for index, reason in reasons.items() if index not in spared}
    kept = [index for index in body.kept if index not in reasons]
    if not body.rescued and kept:
        looked_at = range(kept[0], kept[-1] + 1) if body.is_quick else range(len(blocks))
        reasons.update(_aside(blocks, kept, reasons, speech, looked_at))
    return replace(_sorted_out(blocks, kept, reasons), judged=judged)


def _named(reasons: Reasons, dropped: Reasons, speech: Speech) -> Reasons:
    """The pieces of the tail and the calls under the reason that all that is seen of them tells, from above.

    What goes on in mid-sentence stays under the reason that its sentence was given.
    """
    named = dict(reasons)
    for index in sorted(reasons.keys() - dropped.keys()):
        is_whole = not (_BROKEN.match(speech.text(index)) or _BROKEN.match(speech.text(index + 1)))
        if reasons[index] in _LEARNED and is_whole:
            named[index] = speech.reason(index, named.get(index - 1, ""), otherwise=reasons[index])
    return named


def _with_reports(body: Body, dropped: Reasons, speech: Speech) -> Body:
    """The body with the sentences beside its own that were passed over for words of a call, but plainly report."""
    chosen = frozenset(body.kept)
    passed_over = {
        index
        for before, after in pairwise(body.kept)
        for index in range(before + 1, after)
        if index not in dropped and _reports(body.blocks, index, (before, after), speech)
    }
    return replace(body, kept=tuple(sorted(chosen | passed_over))) if passed_over else body


def _reports(blocks: Sequence[Block], index: int, around: Sequence[int], speech: Speech) -> bool:
    """Whether a sentence is built as those before and after it, and so likely the report's that no rule counts."""
    block = blocks[index]
    if block.is_apart or block.links > _FEW_LINKS or block.element is None or not SENTENCE_END.search(block.text):
        return False
    is_alike = all(_built_alike(block, blocks[other]) for other in around)
    return is_alike and speech.is_told(index)


def _built_alike(block: Block, other: Block) -> bool:
    """Whether two blocks are of one element and class, in parents of one element and class."""
    return _build(block) == _build(other)


def _build(block: Block) -> tuple[str | None, ...]:
    element = block.element
    parent = element.getparent() if element is not None else None
    return tuple(
        value for node in (element, parent) if node is not None for value in (str(node.tag), node.get("class"))
    )


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


def _by_rules(wording: Wording, speech: Speech, blocks: Sequence[Block], kept: Sequence[int]) -> Reasons:
    """Blocks whose own words show what they are, wherever they stand."""
    found = {index: reason for index in kept if (reason := _own_reason(blocks[index], wording))}
    return {index: reason for index, reason in found.items() if reason not in CALLS or not speech.is_told(index)}


def _orphans(body: Body, blocks: Sequence[Block], kept: Sequence[int]) -> Reasons:
    """Blocks that go on in mid-sentence where the block before was dropped: what is left of a broken line."""
    chosen = set(body.kept)
    return {index: "promotion" for index in kept if index - 1 not in chosen and _GOES_ON.match(blocks[index].text)}


def _links(blocks: Sequence[Block], kept: Sequence[int]) -> Reasons:
    """Single lines between sentences that are nothing but a link and end as no statement does: further headlines."""
    found = [index for index in kept if _is_headline_link(blocks[index]) and _is_alone(blocks, index)]
    others = [index for index in kept if index not in found and SENTENCE_END.search(blocks[index].text)]
    return dict.fromkeys(found, "related") if len(found) <= _LINK_SHARE * len(others) else {}


def _is_headline_link(block: Block) -> bool:
    text = block.text
    if "\n" in text or _ADDRESS.match(text) or not _SHORTEST_LINK <= len(text) <= _LONGEST_LINK:
        return False
    label = _LABEL.match(text)
    linked = block.links * len(text)
    is_linked = block.links > 0.95 or (
        label is not None and linked > 0.9 * (len(text) - label.end()) >= _LEAST_HEADLINE
    )
    is_line = block.kind in ("paragraph", "item")
    return is_line and is_linked and (SENTENCE_END.search(text) is None or text.endswith(("?", "？", "!", "！")))


def _is_alone(blocks: Sequence[Block], index: int) -> bool:
    """Whether a block is no item of a list of several."""
    if blocks[index].kind != "item":
        return True
    beside = [blocks[row] for row in (index - 1, index + 1) if 0 <= row < len(blocks)]
    return all(block.kind != "item" for block in beside)


def _loose_headings(blocks: Sequence[Block], kept: Sequence[int]) -> Reasons:
    """Headings at the end that head nothing; many of them are a list of its own."""
    trailing: list[int] = []
    for index in reversed(kept):
        if blocks[index].kind != "heading":
            break
        trailing.append(index)
    return dict.fromkeys(trailing, "related") if len(trailing) <= _FEW_HEADINGS else {}


def _own_reason(block: Block, wording: Wording, *, in_tail: bool = False) -> str | None:
    """The reason that all lines of a block give."""
    lines = [replace(block, text=line) for line in block.text.split("\n")] if "\n" in block.text else [block]
    reasons = [wording.reason(line, in_tail=in_tail) for line in lines]
    if all(reasons):
        return reasons[0]
    return "caption" if block.kind == "caption" else None


def _strays(blocks: Sequence[Block], kept: Sequence[int]) -> Reasons:
    """Blocks before the headline or after what holds the article, if they are but a small part of the text."""
    container = container_of([blocks[index] for index in kept])
    last = max((index for index in kept if is_within(blocks[index], container)), default=-1)
    outside = {index: "navigation" for index in kept if index > last}
    headlines = [index for index, block in enumerate(blocks) if block.level == 1]
    if headlines and kept and headlines[0] < kept[-1]:
        above = [index for index in kept if index < headlines[0]]
        if not any(
            SENTENCE_END.search(blocks[index].text) or len(blocks[index].text) > _LONGEST_SCRAP for index in above
        ):
            outside.update(dict.fromkeys(above, "navigation"))
    size = sum(len(blocks[index].text) for index in kept)
    chars = sum(len(blocks[index].text) for index in outside)
    return outside if chars <= _STRAY_SHARE * size else {}


def _head(blocks: Sequence[Block], kept: Sequence[int]) -> Reasons:
    """Lines above the first sentence that name the writer or the date, or stand in what is named for that."""
    found: Reasons = {}
    for index in kept[:_HEAD_BLOCKS]:
        block = blocks[index]
        is_line = len(block.text) <= 100 and block.kind != "heading" and not SENTENCE_END.search(block.text)
        if is_line and (_signs(block.text) or _is_for_names(block.element)):
            found[index] = "byline"
    return found


def _is_for_names(element: HtmlElement | None) -> bool:
    """Whether an element, or the one around it, is named as a byline."""
    around = (element, element.getparent()) if element is not None else ()
    return any(reason_of_names(hints_of(node)) == "byline" for node in around if node is not None)


def _menu(blocks: Sequence[Block], kept: Sequence[int]) -> Reasons:
    """Scraps above the first sentence: a menu, where an extractor took the whole page for the article."""
    scraps: list[int] = []
    for index in kept:
        block = blocks[index]
        if block.kind == "heading" or len(block.text) > _LONGEST_SCRAP or SENTENCE_END.search(block.text):
            break
        if _CLAUSES.search(block.text):
            break
        scraps.append(index)
    links = [index for index in scraps if blocks[index].links > 0.5]
    return (
        dict.fromkeys(scraps if len(scraps) >= _MENU_SCRAPS else links, "navigation") if len(scraps) < len(kept) else {}
    )


def _signs(text: str) -> bool:
    """Whether a line names the writer, or is a date and little else."""
    told = relative_part(text) or (match.group() if (match := _DATE.search(text)) else "")
    return _BYLINE.match(text) is not None or (bool(told) and len(text) <= 2 * len(told) + 30)


def _tail(wording: Wording, speech: Speech, blocks: Sequence[Block], kept: Sequence[int]) -> Reasons:
    """The tail, with what stands beside and below it in the same container: extractors keep half of some tails."""
    if not kept or blocks[kept[-1]].element is None:
        return {}
    container = container_of([blocks[index] for index in kept])
    chosen = frozenset(kept)
    around = range(kept[max(0, len(kept) - _LAST_KEPT)], min(kept[-1] + 1 + _FOLLOWING, len(blocks)))
    candidates = [index for index in around if index in chosen or is_within(blocks[index], container)]
    return tail_of(blocks, candidates, chosen, wording, speech)


def _without_residue(block: Block) -> tuple[Block | None, list[Removed]]:
    """The block without those of its lines that are template residue, and those lines."""
    if "\n" not in block.text:
        return block, []
    lines = [(line, reason_of_text(line, in_tail=False) == "template residue") for line in block.text.split("\n")]
    residue = [Removed(text=line, reason="template residue") for line, is_residue in lines if is_residue]
    rest = [line for line, is_residue in lines if not is_residue]
    return (replace(block, text="\n".join(rest)) if rest else None), residue


def _aside(
    blocks: Sequence[Block], kept: Sequence[int], known: Reasons, speech: Speech, looked_at: Iterable[int]
) -> Reasons:
    """Blocks that were never the article but stand within it, or show plainly what they are."""
    taken, found = set(kept), dict(known)
    cache: dict[HtmlElement, str | None] = {}
    container = container_of([blocks[index] for index in kept])
    for index in looked_at:
        if index in taken or index in known:
            continue
        block = blocks[index]
        inside = kept[0] <= index <= kept[-1] or is_within(block, container)
        above = found.get(index - 1, "")
        reason = _own_reason(block, speech.wording, in_tail=index > kept[-1])
        if reason and reason in _LEARNED:
            reason = speech.reason(index, above, otherwise=reason)
        reason = reason or _named_reason(block, container, cache)
        if inside and reason is None:
            reason = _reason_inside(block, above)
        if reason and (inside or reason not in ("navigation", "byline", "credit")):
            found[index] = reason
    return found


def _reason_inside(block: Block, before: str) -> str:
    """Why a block within the article is not of it, where neither its words nor its names tell: by its neighbour."""
    if before in TAIL_REASONS:
        return before
    return "navigation" if block.links > 0.5 else "aside"


def _named_reason(block: Block, container: HtmlElement | None, cache: dict[HtmlElement, str | None]) -> str | None:
    """The reason that the names of the elements around a block give, up to the article's own container."""
    element, steps = block.element, 0
    while element is not None and element is not container and steps < 6:
        if element not in cache:
            cache[element] = "navigation" if element.tag in ("nav", "footer") else reason_of_names(hints_of(element))
        if cache[element]:
            return cache[element]
        element, steps = element.getparent(), steps + 1
    return None


def container_of(blocks: Iterable[Block]) -> HtmlElement | None:
    """Return the deepest element that holds most of the blocks' text."""
    directly: Counter[HtmlElement | None] = Counter()
    for block in blocks:
        if block.element is not None:
            directly[block.element.getparent()] += len(block.text)
    weights: Counter[HtmlElement] = Counter()
    for parent, chars in directly.items():
        for element in reversed([parent, *parent.iterancestors()] if parent is not None else []):
            weights[element] += chars
    enough = [element for element, weight in weights.items() if weight >= _CONTAINER_SHARE * directly.total()]
    return enough[-1] if enough else None


def is_within(block: Block, container: HtmlElement | None) -> bool:
    """Return whether a block stands below an element; without an element everything does."""
    if container is None or block.element is None:
        return True
    return block.element is container or any(node is container for node in block.element.iterancestors())
