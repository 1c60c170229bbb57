"""Which chosen blocks stand in a small box that is named as furniture: a letter to subscribe to, consent to an embed.

What readers said below an article is none of it, however long; comments are known by the name of what holds them. Nor
is a sentence that stands in the place of each embed.
What holds much of the text is no box, whatever it is called: many pages name what surrounds a whole article for the
subscription that it asks for.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from lxml.html import HtmlElement

from workers.clean.body.features import View, ends

_STEPS: Final = 4
_SMALL: Final = 0.15
_MERE_LINK: Final = 0.9
_NAMED: Final = frozenset({"subscribe", "cookie notice", "advertising", "app promotion", "byline", "caption", "tags"})
_RELATED: Final = "related"
_COMMENTS: Final = "comments"
_TOO_OFTEN: Final = 3
_LONG: Final = 100
_MOSTLY: Final = 0.5


def in_boxes(view: View, likely: Iterable[int]) -> set[int]:
    """Return those of the likely blocks that stand in such a box; one of further articles shows it by a mere link."""
    chosen = list(likely)
    small = _SMALL * sum(view.sizes[index] for index in chosen)
    boxes: dict[HtmlElement, list[int]] = {}
    for index in chosen:
        for element in _around(view.blocks[index].element):
            if view.names.own(element) & _NAMED or _leads_on(view, index, element):
                boxes.setdefault(element, []).append(index)
    return {index for within in boxes.values() if sum(view.sizes[one] for one in within) < small for index in within}


def without_others(view: View, chances: Sequence[float]) -> Sequence[float]:
    """Return the chances, none for what is not the author's: comments, and a sentence that the template repeats.

    Comments are those only if the likeliest block of all stands apart from them.
    """
    likeliest = max(range(len(chances)), key=chances.__getitem__, default=None)
    if likeliest is None:
        return chances
    others = _repeated(view)
    if not _is_comment(view, likeliest):
        others |= {index for index, chance in enumerate(chances) if chance and _is_comment(view, index)}
    return [0.0 if index in others else chance for index, chance in enumerate(chances)] if others else chances


def _repeated(view: View) -> set[int]:
    """The long sentences that stand on the page more often than any author writes them, unless they are most of it."""
    found = {
        index
        for index, (block, size) in enumerate(zip(view.blocks, view.sizes, strict=True))
        if size >= _LONG and view.times[block.text] >= _TOO_OFTEN and ends(block.text)
    }
    return found if sum(view.sizes[index] for index in found) < _MOSTLY * view.prose else set()


def _is_comment(view: View, index: int) -> bool:
    return _COMMENTS in view.names.far(view.blocks[index].element)


def _around(element: HtmlElement | None) -> list[HtmlElement]:
    """An element and the next around it, the page itself left out."""
    found: list[HtmlElement] = []
    while element is not None and element.tag not in ("body", "html") and len(found) < _STEPS:
        found.append(element)
        element = element.getparent()
    return found


def _leads_on(view: View, index: int, element: HtmlElement) -> bool:
    """Whether an element is named for further articles, and the block or the next to it is a mere link."""
    if _RELATED not in view.names.own(element):
        return False
    beside = range(max(0, index - 1), min(index + 2, len(view.blocks)))
    return any(view.blocks[other].links > _MERE_LINK and _is_within(view, other, element) for other in beside)


def _is_within(view: View, index: int, element: HtmlElement) -> bool:
    return element in _around(view.blocks[index].element)
