"""An article's text as the page shows it: paragraphs, headings and list items, with the evidence marked in place.

The text decides what is shown and the spans point into it; the article's HTML only tells which block is a heading or a
list item, and never reaches the page.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from lxml import etree
from lxml import html as lxml_html

from contracts.article import Article, Span

Kind = Literal["paragraph", "heading", "item", "quote"]
_MAX_HTML: Final = 2_000_000
_KINDS: Final[dict[str, Kind]] = {
    "h1": "heading",
    "h2": "heading",
    "h3": "heading",
    "h4": "heading",
    "h5": "heading",
    "h6": "heading",
    "li": "item",
    "blockquote": "quote",
}
_BLOCK: Final = re.compile(r"[^\n](?:.*?[^\n])??(?=\n{2,}|\n*\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text; `evidence` is true wherever evidence stands.

    `anchor` is set where a place of evidence begins, and `number`, counted from 1 through the text, where it ends.
    """

    text: str
    evidence: bool = False
    anchor: str | None = None
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading, list item or quotation."""

    kind: Kind
    pieces: tuple[Piece, ...]


def blocks_of(article: Article, evidence: Iterable[Span]) -> list[Block]:
    """Return the article's text as blocks in order, cut where evidence begins and ends."""
    text, kinds = article.text, _kinds_by_text(article.html)
    marked = merged(evidence, length=len(text))
    return [
        Block(kind=kinds.get(_squeezed(found[0]), "paragraph"), pieces=tuple(_pieces(text, found.span(), marked)))
        for found in _BLOCK.finditer(text)
    ]


def merged(spans: Iterable[Span], *, length: int) -> list[Span]:
    """Return the spans that lie within the text, in order, those that overlap joined to one."""
    joined: list[Span] = []
    usable = (span for span in spans if 0 <= span.start < min(span.end, length))
    for span in sorted(usable, key=lambda one: (one.start, one.end)):
        end = min(span.end, length)
        if joined and span.start < joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, end))
        else:
            joined.append(Span(span.start, end))
    return joined


def anchor_for(span: Span, marked: list[Span]) -> str | None:
    """Return the id of the marked place in the text that holds a span; None if the span lies outside the text."""
    holder = next((one for one in marked if one.start <= span.start < one.end), None)
    return _anchor(holder) if holder else None


def _anchor(span: Span) -> str:
    return f"t{span.start}-{span.end}"


def _pieces(text: str, block: tuple[int, int], marked: list[Span]) -> Iterator[Piece]:
    at, end = block
    for number, span in enumerate(marked, start=1):
        start, stop = max(span.start, at), min(span.end, end)
        if start >= stop:
            continue
        if at < start:
            yield Piece(text[at:start])
        anchor = _anchor(span) if start == span.start else None
        yield Piece(text[start:stop], True, anchor, number if stop == span.end else None)
        at = stop
    if at < end:
        yield Piece(text[at:end])


def _kinds_by_text(html: str) -> dict[str, Kind]:
    """Return the kind of each text that the sanitised HTML shows as something else than a paragraph."""
    if not html or len(html) > _MAX_HTML:
        return {}
    try:
        root = lxml_html.fragment_fromstring(html, create_parent="div")
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return {}
    elements = root.iter(*_KINDS)
    return {_squeezed(str(element.text_content())): _KINDS[str(element.tag)] for element in elements}


def _squeezed(text: str) -> str:
    return " ".join(text.split())
