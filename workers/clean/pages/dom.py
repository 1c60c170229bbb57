"""The page as a tree: parsed once, bounded, with what a reader cannot see left out of its text."""

import re
from typing import Final

from lxml import etree
from lxml.html import HtmlElement, document_fromstring

MAX_ELEMENTS: Final = 60_000
_MANY_TAGS: Final = 20_000
_MAX_DEPTH: Final = 240
_CONTROLS: Final = bytes([*range(9), 11, 12, *range(14, 32), 127])
_NO_CHARACTERS: Final = ("\ufffe", "\uffff")
_SURROGATES: Final = re.compile("[\ud800-\udfff]")
_INVISIBLE: Final = ("\u00ad", "\u200b", "\u2060", "\ufeff")
_HIDDEN_STYLE: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_WHOLE_TEXT: Final = 200
_NAMES: Final = ("class", "id", "role", "aria-label", "data-type")
SILENT: Final = frozenset(
    {"script", "style", "noscript", "template", "head", "iframe", "object", "embed", "svg", "math", "canvas", "audio"}
    | {"video", "select", "option", "textarea", "input", "button", "dialog", "map", "frameset", "noframes", "datalist"}
)
_HEAD_TAGS: Final = frozenset(
    {"title", "meta", "link", "script", "style", "base", "noscript", "template", "basefont", "bgsound", "noframes"}
)


class TreeTooLarge(ValueError):
    """The document has more elements than we look at."""


def parse(text: str) -> HtmlElement | None:
    """Return the document's root, or None where there is nothing to parse; raises `TreeTooLarge`."""
    written = _printable(text)
    if not written.strip() or not text.strip():
        return None
    tags = written.count(b"<")
    if tags > MAX_ELEMENTS * 3:
        raise TreeTooLarge(f"more than {MAX_ELEMENTS} elements")
    try:
        root = document_fromstring(written, parser=_parser())
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        return None
    if tags > _MANY_TAGS:
        _refuse_what_is_too_large(root)
    _move_strays(root)
    return root


def _refuse_what_is_too_large(root: HtmlElement) -> None:
    count = root.xpath("count(//*)")
    if not isinstance(count, float) or count > MAX_ELEMENTS:
        raise TreeTooLarge(f"more than {MAX_ELEMENTS} elements")
    if _is_deeper_than(root, _MAX_DEPTH):
        raise TreeTooLarge(f"elements nested deeper than {_MAX_DEPTH}")


def _printable(text: str) -> bytes:
    """The text in UTF-8 without what is no character of any script."""
    try:
        written = text.encode()
    except UnicodeEncodeError:
        written = _SURROGATES.sub("", text).encode()
    written = written.translate(None, _CONTROLS)
    for none in filter(text.__contains__, _NO_CHARACTERS):
        written = written.replace(none.encode(), b"")
    return written


def _parser() -> etree.HTMLParser:
    """A parser whose elements are all of one class: lxml's own asks a function of Python for each one's."""
    parser = etree.HTMLParser(collect_ids=False, encoding="utf-8", remove_comments=True, remove_pis=True)
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=HtmlElement))
    return parser


def _move_strays(root: HtmlElement) -> None:
    """Begin the body where a browser would: with the first element that a head cannot hold (HTML 13.2.6.4.4).

    libxml2 knows no `article`, `main` or the like, and leaves them in the head where a page writes no body.
    """
    head, body = root.find("head"), root.find("body")
    first = (
        next((at for at, child in enumerate(head) if child.tag not in _HEAD_TAGS), None) if head is not None else None
    )
    if first is None:
        return
    if body is None:
        body = etree.SubElement(root, "body")
    strays = list(head[first:])
    strays[-1].tail = (strays[-1].tail or "") + (body.text or "")
    body.text = None
    body[0:0] = strays


def _is_deeper_than(root: HtmlElement, depth: int) -> bool:
    level = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        level += 1 if event == "start" else -1
        if level > depth:
            return True
    return False


def is_hidden(element: HtmlElement) -> bool:
    """Return whether a reader cannot see the element: hidden by its tag, an attribute or an inline style.

    A whole text that keeps its place unseen (`visibility`), or a page as a whole, is shown as soon as a script has run.
    """
    if element.tag in SILENT or element.get("hidden") is not None:
        return True
    style = element.get("style")
    hiding = _HIDDEN_STYLE.search(style) if style is not None else None
    return hiding is not None and not _is_shown_by_script(element, hiding.group())


def _is_shown_by_script(element: HtmlElement, hiding: str) -> bool:
    if element.tag == "body":
        return True
    return hiding[0] in "vV" and len(element.text_content()) >= _WHOLE_TEXT


def squeezed(text: str | None) -> str:
    """Return the text on one line, with single spaces and without invisible characters."""
    if not text:
        return ""
    for sign in () if text.isascii() else _INVISIBLE:
        text = text.replace(sign, "")
    return " ".join(text.split())


def text_of(element: HtmlElement) -> str:
    """Return the visible text below an element on one line."""
    return squeezed("".join(_visible(element)) if len(element) else element.text)


def _visible(element: HtmlElement) -> list[str]:
    parts: list[str] = []
    for event, node in etree.iterwalk(element, events=("start", "end")):
        if event == "start" and node.text and not (node is not element and _is_silent(node)):
            parts.append(node.text)
        if event == "end" and node is not element:
            if node.tag in ("br", "p", "div", "li", "td", "h1", "h2", "h3"):
                parts.append(" ")
            if node.tail:
                parts.append(node.tail)
    return parts


def _is_silent(node: HtmlElement) -> bool:
    return any(ancestor.tag in SILENT for ancestor in (node, *node.iterancestors()))


def hints_of(element: HtmlElement) -> str:
    """Return an element's own names, lower-case: class, id, role and the like, by which pages mark its purpose.

    The element remembers them: they are asked for again and again, of the same few elements around all blocks.
    """
    known: dict[str, str] = vars(element)
    if "hints" not in known:
        known["hints"] = " ".join([value for name in _NAMES if (value := element.get(name))]).lower()
    return known["hints"]
