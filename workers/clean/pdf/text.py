"""The lines of a PDF's pages put back together: paragraphs and headings, without what recurs at the edges of pages."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import Final

from workers.clean.pages.blocks import Block
from workers.clean.pages.dom import squeezed

_LARGE: Final = 1.15
_LONGEST_HEADING: Final = 300
_WIDE_GAP: Final = 1.35
_INDENT: Final = 0.8
_EDGE_LINES: Final = 3
_RADICALS_AND_LIGATURES: Final = (range(0x2E80, 0x2EF4), range(0x2F00, 0x2FD6), range(0xFB00, 0xFB07))
_PLAIN: Final = {code: unicodedata.normalize("NFKC", chr(code)) for codes in _RADICALS_AND_LIGATURES for code in codes}
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff\ue000-\uf8ff]")
_WIDE: Final = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
_HYPHEN: Final = re.compile(r"([^\W\d_]+)[-\u00ad\u2010]$")
_WORD: Final = re.compile(r"[^\W\d_]+")
_ENDS: Final = re.compile(r"[.!?。！？…؟।:：][\"'”’»」』）)\]]*$")
_BULLET: Final = re.compile(r"^(?:[•●▪◦‣–—*·]|\(?\d{1,2}[.)]|\(?[a-z][.)])\s+")
_PAGE_NUMBER: Final = re.compile(
    r"^\W*(?:page|seite|página|pagina|стр\.?|p\.|第)?\s*\d{1,4}\s*(?:(?:/|of|von|de|di|из|共)\s*\d{1,4})?\s*[页頁]?\W*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its place on its page, in points from the lower left, and the size of its letters."""

    text: str
    x: float
    y: float
    size: float


@dataclass(frozen=True, slots=True)
class PdfText:
    """What a PDF says: its blocks in order, the title that it shows ("" if none stands out), what was left out."""

    blocks: tuple[Block, ...]
    shown_title: str
    left_out: tuple[str, ...]


def read_pages(pages: Iterable[Iterable[Line]]) -> PdfText:
    """Return the running text of the pages' lines."""
    tidied = [_tidied(page) for page in pages]
    edges = _recurring(tidied)
    kept = [[line for line in page if line not in edges[number]] for number, page in enumerate(tidied)]
    left_out = dict.fromkeys(line.text for number, page in enumerate(tidied) for line in page if line in edges[number])
    body = _body_size(kept)
    blocks = _joined(kept, body)
    return PdfText(tuple(blocks), _shown_title(kept, body), tuple(left_out))


def _tidied(page: Iterable[Line]) -> list[Line]:
    """The page's lines with plain spaces and letters; what stands on one height is one line."""
    lines: list[Line] = []
    for line in page:
        text = squeezed(_UNPRINTABLE.sub("", line.text.translate(_PLAIN).replace("\u00ad", "\u2010")))
        if not text:
            continue
        last = lines[-1] if lines else None
        if last is not None and abs(last.y - line.y) < 0.3 * max(last.size, 1.0) and line.x > last.x:
            lines[-1] = replace(last, text=_with_space(last.text, text))
        else:
            lines.append(replace(line, text=unicodedata.normalize("NFC", text)))
    return lines


def _with_space(before: str, after: str) -> str:
    return before + after if _WIDE.match(before[-1]) and _WIDE.match(after[0]) else f"{before} {after}"


# -- what recurs on pages --------------------------------------------------------------------------------------------


def _recurring(pages: Sequence[Sequence[Line]]) -> list[set[Line]]:
    """Each page's running heads, feet and numbers: lines at its edges that stand on other pages alike."""
    edges = [_edges(page) for page in pages]
    seen = Counter(key for lines in edges for key in {_key(line) for line in lines})
    often = max(2, round(0.4 * len(pages)))
    return [
        {line for line in lines if (len(pages) > 1 and seen[_key(line)] >= often) or _is_number(line, page)}
        for lines, page in zip(edges, pages, strict=True)
    ]


def _edges(page: Sequence[Line]) -> list[Line]:
    ordered = sorted(page, key=lambda line: -line.y)
    return list(dict.fromkeys([*ordered[:_EDGE_LINES], *ordered[-_EDGE_LINES:]]))


def _key(line: Line) -> tuple[str, int]:
    return re.sub(r"\d+", "#", line.text).casefold(), round(line.y / 20)


def _is_number(line: Line, page: Sequence[Line]) -> bool:
    """Whether the line is the page's number: nothing but it, above or below all else."""
    heights = [other.y for other in page]
    return len(page) > 1 and line.y in (min(heights), max(heights)) and bool(_PAGE_NUMBER.match(line.text))


# -- paragraphs ------------------------------------------------------------------------------------------------------


def _body_size(pages: Iterable[Iterable[Line]]) -> float:
    """The size that most letters have."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page:
            sizes[round(line.size * 2) / 2] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _shown_title(pages: Sequence[Sequence[Line]], body: float) -> str:
    """The first of the largest lines on the first page, with those that go on with it."""
    first = next((page for page in pages if page), [])
    large = [line for line in first if line.size >= _LARGE * body and len(line.text) > 3]
    if not large:
        return ""
    largest = max(line.size for line in large)
    start = next(number for number, line in enumerate(first) if line in large and line.size >= 0.98 * largest)
    lines = [first[start]]
    for line in first[start + 1 : start + 5]:
        if abs(line.size - largest) > 0.02 * largest or not 0 < lines[-1].y - line.y < 1.8 * largest:
            break
        lines.append(line)
    title = ""
    for line in lines:
        title = _with_space(title, line.text) if title else line.text
    return title if len(title) <= _LONGEST_HEADING else ""


def _joined(pages: Sequence[Sequence[Line]], body: float) -> list[Block]:
    lines = [(line, number) for number, page in enumerate(pages) for line in page]
    leading = _usual_leading(pages)
    whole = frozenset(re.findall(r"[^\W\d_]+-[^\W\d_]+", " ".join(line.text for line, _ in lines).casefold()))
    margin = min((line.x for line, _ in lines), default=0.0)
    groups: list[list[Line]] = []
    last_page = -1
    for line, page in lines:
        last = groups[-1][-1] if groups else None
        if last is None or _begins(last, line, is_next_page=page != last_page, leading=leading, margin=margin):
            groups.append([line])
        else:
            groups[-1].append(line)
        last_page = page
    return [_block(group, body, whole) for group in groups]


def _usual_leading(pages: Iterable[Iterable[Line]]) -> float:
    """How far lines of one paragraph stand apart, in sizes of their letters."""
    steps = [
        (above.y - below.y) / above.size
        for page in pages
        for above, below in pairwise(page)
        if above.size > 0 and abs(above.size - below.size) < 0.1 * above.size and 0 < above.y - below.y < 4 * above.size
    ]
    return min(median(steps), 2.2) if steps else 1.2


def _begins(last: Line, line: Line, *, is_next_page: bool, leading: float, margin: float) -> bool:
    """Whether the line begins a paragraph."""
    if abs(line.size - last.size) > 0.08 * max(last.size, line.size) or _BULLET.match(line.text):
        return True
    step = last.y - line.y
    if is_next_page or step <= 0 or step > 6 * max(last.size, 1.0):  # another page or column
        return bool(_ENDS.search(last.text))
    if step > _WIDE_GAP * leading * last.size:
        return True
    return line.x - last.x > _INDENT * last.size and line.x > margin and bool(_ENDS.search(last.text))


def _block(lines: Sequence[Line], body: float, whole: frozenset[str]) -> Block:
    text = ""
    for line in lines:
        text = _continued(text, line.text, whole) if text else line.text
    text = text.replace("\u2010", "-")
    is_large = lines[0].size >= _LARGE * body and len(text) <= _LONGEST_HEADING
    if is_large:
        return Block(text, "heading", level=2)
    bullet = _BULLET.match(text)
    if bullet and not bullet[0][0].isalnum() and bullet[0][0] != "(":
        return Block(text[bullet.end() :], "item")
    return Block(text, "paragraph")


def _continued(before: str, after: str, whole: frozenset[str]) -> str:
    """The two parts as one text: a word that was cut is joined, unless the text has it with a hyphen elsewhere."""
    cut, rest = _HYPHEN.search(before), _WORD.match(after)
    if cut is None or rest is None or not after[0].islower():
        return _with_space(before, after)
    if f"{cut[1]}-{rest[0]}".casefold() in whole:
        return before + after
    return before[:-1] + after
