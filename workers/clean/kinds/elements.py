"""Bounded walks over a page's elements."""

from collections.abc import Iterator
from typing import Final

from lxml.html import HtmlElement

MOST_MEDIA: Final = 4_000


def around(element: HtmlElement | None, levels: int) -> list[HtmlElement]:
    """Return an element and those around it, so many in all, the page's own frame left out."""
    found: list[HtmlElement] = []
    while element is not None and len(found) < levels and element.tag not in ("body", "html"):
        found.append(element)
        element = element.getparent()
    return found


def first(elements: Iterator[HtmlElement], most: int) -> Iterator[HtmlElement]:
    """Yield the first elements of many, no more than `most`."""
    for _, element in zip(range(most), elements, strict=False):
        yield element
