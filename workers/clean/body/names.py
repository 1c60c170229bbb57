"""What the elements around a block are called: the standard words by which pages mark an article and what is none."""

import re
from functools import lru_cache
from typing import Final

from lxml.html import HtmlElement

from workers.clean.pages.dom import hints_of
from workers.clean.words.rules import reason_of_names

_LONGEST_NAMES: Final = 400
_TAGS: Final = frozenset(
    {"article", "main", "nav", "footer", "aside", "header", "form", "figure", "blockquote", "table", "details"}
)
_WORDS: Final = {
    "body": re.compile(
        r"(?:article|story|post|entry|news|main|page|body|content|detail)s?[-_]*(?:body|text|content|copy|detail|main|wrap)"
        r"|(?:^|[\s_-])(?:content|body|text|prose|richtext|paragraph|wysiwyg|copy|endtext|zw|zoom)(?:[\s_-]|$)"
    ),
    "lead": re.compile(
        r"standfirst|(?:^|[\s_-])(?:lead|lede|leads|deck|dek|intro|introduction|summary|chapeau|excerpt|description"
        r"|abstract|vorspann|ingress|entradilla|bajada|sommario|occhiello|perex|preamble|subline|strapline)(?:[\s_-]|$)"
        r"|sub-?_?(?:title|tit|head|hed|headline|heading)|article__?-?(?:lead|intro|summary)"
    ),
    "headline": re.compile(r"(?:^|[\s_-])(?:head|headline|title|heading)(?:[\s_-]|$)"),
    "embed": re.compile(r"twitter-tweet|instagram-media|embed|oembed|tweet|facebook-post"),
    "box": re.compile(r"(?:^|[\s_-])(?:info-?box|fact-?box|fact|facts|box|infobox|fakta|kasten|factbox)(?:[\s_-]|$)"),
    "pull": re.compile(r"pull-?_?quote"),
    "bio": re.compile(
        r"(?:author|writer)[-_]*(?:bio|box|info|desc|card|about)|about-?the-?author|(?:^|[\s_-])bio(?:[\s_-]|$)"
    ),
    "premium": re.compile(r"paywall|premium|hidden-?content|more-?content|plus-?content"),
}
Marks = frozenset[str]
_NONE: Final[Marks] = frozenset()


class Names:
    """The marks of elements, each read once: `near`, of an element and the next around it; `far`, of all around it."""

    def __init__(self) -> None:
        self._own: dict[HtmlElement, Marks] = {}
        self._near: dict[HtmlElement, Marks] = {}
        self._pairs: dict[HtmlElement, Marks] = {}
        self._far: dict[HtmlElement, Marks] = {}

    def own(self, element: HtmlElement) -> Marks:
        """Return what an element says of itself by its tag and its names."""
        if element not in self._own:
            tag = frozenset({f"<{element.tag}>"}) if element.tag in _TAGS else _NONE
            stated = element.get("itemprop") or ""
            hints = f"{hints_of(element)} {stated.lower()}".strip() if element.tag not in ("body", "html") else ""
            self._own[element] = tag | _marks_of(hints[:_LONGEST_NAMES]) if hints else tag
        return self._own[element]

    def near(self, element: HtmlElement | None) -> Marks:
        """Return the marks of an element and its two next ancestors."""
        if element is None:
            return _NONE
        if element not in self._near:
            self._near[element] = self.own(element) | self._around(element.getparent())
        return self._near[element]

    def _around(self, element: HtmlElement | None) -> Marks:
        """The marks of an element and its next ancestor, read once for all that they hold."""
        if element is None:
            return _NONE
        if element not in self._pairs:
            above = element.getparent()
            self._pairs[element] = self.own(element) | (self.own(above) if above is not None else _NONE)
        return self._pairs[element]

    def far(self, element: HtmlElement | None) -> Marks:
        """Return the marks of an element and all its ancestors."""
        if element is None:
            return _NONE
        if element not in self._far:
            above = element.getparent()
            path = [element]
            while above is not None and above not in self._far:
                path.append(above)
                above = above.getparent()
            marks = self._far[above] if above is not None else _NONE
            for node in reversed(path):
                marks = marks | self.own(node)
                self._far[node] = marks
        return self._far[element]


def _marks_of(hints: str) -> Marks:
    found = _NONE.union(*map(_marks_of_name, hints.split()))
    reason = reason_of_names(hints)
    return found | {reason} if reason else found


@lru_cache(maxsize=16_384)
def _marks_of_name(name: str) -> Marks:
    """The marks that are one of an element's names; names recur far more often than what they stand in."""
    return frozenset(mark for mark, pattern in _WORDS.items() if pattern.search(name)) or _NONE
