"""What stands above an article's first sentence or apart from it: byline, date, menu, lines outside its container."""

import re
from collections.abc import Sequence
from typing import Final

from lxml.html import HtmlElement

from workers.clean.fields.relative_time import relative_part
from workers.clean.pages.blocks import Block
from workers.clean.pages.dom import hints_of
from workers.clean.pages.sentences import ends_sentence
from workers.clean.removal.container import container_of, is_within
from workers.clean.words.rules import reason_of_names

_STRAY_SHARE: Final = 0.15
_HEAD_BLOCKS: Final = 4
_LONGEST_SCRAP: Final = 60
_MENU_SCRAPS: Final = 3
_BYLINE: Final = re.compile(
    r"^(?:by|von|par|por|di|av|af|door|przez|yazan|автор|текст|بقلم|كتب|文[/／]|记者|記者|作者)\s*[:：]?\s*\S.{1,80}$",
    re.IGNORECASE,
)
_DATE: Final = re.compile(
    r"\b(?:19|20)\d\d\s*[-/.年년]\s*\d{1,2}\s*[-/.月월]\s*\d{1,2}.{0,10}|\b\d{1,2}[./]\d{1,2}[./](?:19|20)?\d\d\b.{0,10}"
    r"|\b\d{1,2}\.?\s+(?:de\s+)?[^\W\d_]{3,12}\.?,?\s+(?:de\s+)?(?:19|20)\d\d\b.{0,16}|\b[^\W\d_]{3,10}\.?\s+\d{1,2},\s+(?:19|20)\d\d\b.{0,16}"
)
_CLAUSES: Final = re.compile(r"[。！？，]\S|[.!?] [A-Z]")
Reasons = dict[int, str]


def strays(blocks: Sequence[Block], kept: Sequence[int]) -> Reasons:
    """Return blocks before the headline or after what holds the article, if they are but a small part of the text."""
    container = container_of([blocks[index] for index in kept])
    last = max((index for index in kept if is_within(blocks[index], container)), default=-1)
    outside = {index: "navigation" for index in kept if index > last}
    headlines = [index for index, block in enumerate(blocks) if block.level == 1]
    if headlines and kept and headlines[0] < kept[-1]:
        above = [index for index in kept if index < headlines[0]]
        if not any(ends_sentence(blocks[index].text) or len(blocks[index].text) > _LONGEST_SCRAP for index in above):
            outside.update(dict.fromkeys(above, "navigation"))
    size = sum(len(blocks[index].text) for index in kept)
    chars = sum(len(blocks[index].text) for index in outside)
    return outside if chars <= _STRAY_SHARE * size else {}


def head_lines(blocks: Sequence[Block], kept: Sequence[int]) -> Reasons:
    """Return lines above the first sentence that name the writer or the date, or stand in what is named for that."""
    found: Reasons = {}
    for index in kept[:_HEAD_BLOCKS]:
        block = blocks[index]
        is_line = len(block.text) <= 100 and block.kind != "heading" and not ends_sentence(block.text)
        if is_line and (_signs(block.text) or _is_for_names(block.element)):
            found[index] = "byline"
    return found


def _is_for_names(element: HtmlElement | None) -> bool:
    """Whether an element, or the one around it, is named as a byline."""
    around = (element, element.getparent()) if element is not None else ()
    return any(reason_of_names(hints_of(node)) == "byline" for node in around if node is not None)


def _signs(text: str) -> bool:
    """Whether a line names the writer, or is a date and little else."""
    told = relative_part(text) or (match.group() if (match := _DATE.search(text)) else "")
    return _BYLINE.match(text) is not None or (bool(told) and len(text) <= 2 * len(told) + 30)


def menu(blocks: Sequence[Block], kept: Sequence[int]) -> Reasons:
    """Return scraps above the first sentence: a menu, where an extractor took the whole page for the article."""
    scraps: list[int] = []
    for index in kept:
        block = blocks[index]
        if block.kind == "heading" or len(block.text) > _LONGEST_SCRAP or ends_sentence(block.text):
            break
        if _CLAUSES.search(block.text):
            break
        scraps.append(index)
    links = [index for index in scraps if blocks[index].links > 0.5]
    return (
        dict.fromkeys(scraps if len(scraps) >= _MENU_SCRAPS else links, "navigation") if len(scraps) < len(kept) else {}
    )
