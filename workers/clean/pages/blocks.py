"""A page cut into blocks: its paragraphs, headings, list items and the like, in reading order, hidden ones left out."""

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Final, Literal

from lxml import etree
from lxml.html import HtmlElement

from workers.clean.pages.dom import is_hidden, squeezed

Kind = Literal["paragraph", "heading", "item", "quote", "caption", "cell", "preformatted"]
_BLOCK_TAGS: Final = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_KINDS: Final[dict[str, Kind]] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    **dict.fromkeys(("li", "dd", "dt"), "item"),
    "blockquote": "quote",
    "figcaption": "caption",
    "caption": "caption",
    "td": "cell",
    "th": "cell",
    "pre": "preformatted",
}
_APART: Final = frozenset({"nav", "footer", "aside"})
_ENDS_SENTENCE: Final = re.compile(r"[.!?。！？…؟।:：;；][\"'”’」』）)\]]*$")
_INDENTED: Final = re.compile(r"^[ \t]*[\u3000\u00a0]{2}")
MAX_BLOCKS: Final = 20_000


@dataclass(frozen=True, slots=True)
class Block:
    """One block. `links` is the share of its characters inside links; `element` the nearest block-level ancestor.

    `is_apart`: it stands in what the page marks as a menu, a footer or an aside.
    """

    text: str
    kind: Kind
    element: HtmlElement | None = field(default=None, compare=False)
    links: float = 0.0
    level: int = 0
    is_apart: bool = field(default=False, compare=False)

    @property
    def compact(self) -> str:
        """The text without any space: how two renderings of one block are compared."""
        return "".join(self.text.split())


def blocks_of(root: HtmlElement) -> list[Block]:
    """Return the visible blocks below an element, in document order; at most `MAX_BLOCKS`.

    The element itself counts as visible.
    """
    cutter = _Cutter()
    walker = etree.iterwalk(root, events=("start", "end"))
    hidden: HtmlElement | None = None
    for event, node in walker:
        if event == "start":
            if is_hidden(node) and node is not root:
                hidden = node
                walker.skip_subtree()
            else:
                cutter.enter(node)
            continue
        if node is not hidden:
            cutter.leave(node)
        if (tail := node.tail) and node is not root:
            cutter.add(tail)
        if len(cutter.blocks) >= MAX_BLOCKS:
            break
    cutter.flush()
    return cutter.blocks


class _Cutter:
    """Collects text until a block-level boundary, then cuts it into one or more blocks."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._open: list[HtmlElement] = []
        self._pieces: list[tuple[str, bool]] = []
        self._links = 0
        self._apart = 0

    def enter(self, node: HtmlElement) -> None:
        tag = node.tag
        if tag in _BLOCK_TAGS:
            if self._pieces:
                self.flush()
            self._open.append(node)
            self._apart += tag in _APART
        elif tag == "br":
            self._pieces.append(("\n", False))
        elif tag == "a":
            self._links += 1
        if text := node.text:
            self.add(text)

    def leave(self, node: HtmlElement) -> None:
        tag = node.tag
        if tag in _BLOCK_TAGS:
            if self._pieces:
                self.flush()
            self._apart -= tag in _APART
            if self._open and self._open[-1] is node:
                self._open.pop()
        elif tag == "a":
            self._links = max(0, self._links - 1)

    def add(self, text: str) -> None:
        """Collect a text, unless it is mere space before any other."""
        if not self._pieces and text.isspace():
            return
        if ("\n" in text or "\r" in text) and not any(node.tag == "pre" for node in self._open[-3:]):
            text = text.replace("\n", " ").replace("\r", " ")
        self._pieces.append((text, self._links > 0))

    def flush(self) -> None:
        """Turn what was collected into blocks."""
        if not self._pieces:
            return
        pieces, self._pieces = self._pieces, []
        raw = "".join(text for text, _ in pieces)
        if not raw.strip():
            return
        share = _linked_share(pieces, raw)
        kind, level, element = self._kind()
        for text in _paragraphs(raw)[: MAX_BLOCKS - len(self.blocks)]:
            self.blocks.append(Block(text, kind, element, share, level, self._apart > 0))

    def _kind(self) -> tuple[Kind, int, HtmlElement | None]:
        element = self._open[-1] if self._open else None
        for node in reversed(self._open[-6:]):
            if node.tag in _KINDS:
                level = int(node.tag[1]) if _KINDS[node.tag] == "heading" else 0
                return _KINDS[node.tag], level, element
        return "paragraph", 0, element


def _linked_share(pieces: list[tuple[str, bool]], raw: str) -> float:
    """The share of the characters that stand in links; `raw` is all the pieces."""
    if len(pieces) == 1:
        return float(pieces[0][1])
    linked = sum([len(squeezed(text)) for text, is_link in pieces if is_link])
    return min(1.0, linked / max(1, len(squeezed(raw)))) if linked else 0.0


def _paragraphs(raw: str) -> list[str]:
    """Cut a block's text at blank lines, and at line breaks that end a sentence or precede an indent."""
    if "\n" not in raw:
        text = unicodedata.normalize("NFC", squeezed(raw))
        return [text] if text else []
    paragraphs: list[list[str]] = [[]]
    for line in raw.split("\n"):
        text = unicodedata.normalize("NFC", squeezed(line))
        current = paragraphs[-1]
        if not text:
            if current:
                paragraphs.append([])
        elif current and (_INDENTED.match(line) or _ENDS_SENTENCE.search(current[-1])):
            paragraphs.append([text])
        else:
            current.append(text)
    return ["\n".join(lines) for lines in paragraphs if lines]
