"""The article as HTML that is safe to show: the kept blocks with their emphasis and links, nothing else."""

from collections.abc import Iterable
from html import escape
from itertools import groupby
from typing import Final

import nh3
from lxml import etree
from lxml.html import HtmlElement

from workers.clean.pages.blocks import Block
from workers.clean.pages.dom import squeezed, text_of
from workers.clean.pages.facts import absolute

_INLINE: Final = {"a", "em", "strong", "b", "i", "u", "code", "sub", "sup", "q", "cite", "mark", "time", "abbr", "br"}
_ALL: Final = _INLINE | {"p", "h2", "h3", "h4", "ul", "li", "blockquote", "pre"}
_FLAT: Final = frozenset({"a", "em", "strong", "b", "i", "u", "span", "sub", "sup", "br"})
"""What may stand in a paragraph as it is: cleaning the whole cleans it as well."""
_MAX_INLINE: Final = 40_000


def html_of(blocks: Iterable[Block], url: str) -> str:
    """Return sanitised HTML with the same blocks as the text, links made absolute."""
    parts = []
    for kind, group in groupby(blocks, key=lambda block: block.kind):
        inner = [_element(block, url) for block in group]
        parts.append(f"<ul>{''.join(inner)}</ul>" if kind == "item" else "\n".join(inner))
    return nh3.clean(
        "\n".join(parts),
        tags=_ALL,
        attributes={"a": {"href"}},
        url_schemes={"http", "https"},
        link_rel="noopener nofollow ugc",
    )


def _element(block: Block, url: str) -> str:
    content = _inline(block, url)
    match block.kind:
        case "heading":
            level = min(4, max(2, block.level or 2))
            return f"<h{level}>{content}</h{level}>"
        case "item":
            return f"<li>{content}</li>"
        case "quote":
            return f"<blockquote><p>{content}</p></blockquote>"
        case "preformatted":
            return f"<pre>{content}</pre>"
        case _:
            return f"<p>{content}</p>"


def _inline(block: Block, url: str) -> str:
    """The block's own markup where its element holds just this block, else its text."""
    plain = escape(block.text, quote=False).replace("\n", "<br>")
    element = block.element
    if element is None or not any(
        True for _ in element.iterdescendants("a", "em", "strong", "b", "i", "code", "sub", "sup")
    ):
        return plain
    if text_of(element) != squeezed(block.text):
        return plain
    markup = _inner(element, url)
    if len(markup) > _MAX_INLINE:
        return plain
    if all(node.tag in _FLAT for node in element.iterdescendants()):
        return markup
    return nh3.clean(markup, tags=_INLINE, attributes={"a": {"href"}}, url_schemes={"http", "https"})


def _inner(element: HtmlElement, url: str) -> str:
    for anchor in element.iter("a"):
        if anchor.get("href"):
            anchor.set("href", absolute(anchor.get("href"), url) or "")
    children = "".join(etree.tostring(child, encoding="unicode", method="html") for child in element)
    return squeezed(escape(element.text or "", quote=False) + children)
