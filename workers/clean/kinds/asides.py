"""Where a page's main part ends: menus, footers, columns of other things and layers above the page stand aside."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Final

from lxml.html import HtmlElement

from workers.clean.kinds.amounts import weight_of
from workers.clean.kinds.elements import around, first
from workers.clean.kinds.media_elements import SLIDES
from workers.clean.pages.blocks import Block
from workers.clean.pages.dom import hints_of
from workers.clean.words.rules import is_consent_software

_LEVELS: Final = 12
_MOSTLY: Final = 0.5
_MANY_LINKS: Final = 6
_MOST_BLOCKS: Final = 3_000
_ASIDE_TAGS: Final = frozenset({"nav", "footer", "aside", "form", "dialog", "menu"})
_ASIDE: Final = re.compile(
    r"(?:^|[\s_-])(?:nav(?:bar|igation)?|menu|breadcrumbs?|crumbs?|footer|foot|sidebar|rail|related|relnews|recommend(?:ed|s|ations?)?"
    r"|popular|trending|most-?(?:read|popular|viewed)|up-?next|read-?(?:more|next)|more-?(?:news|stories)|also|rank(?:ing)?|hot|widgets?"
    r"|copyright|disclaimer|newsletters?|share|sharing|social|comments?|cookies?|consent|masthead|topbar|toolbar|advert\w*|ads?|promos?"
    r"|qrcode|tags|taboola|outbrain|lightbox-login|drawer|offcanvas|dropdown)(?=$|[\s_-])"
)
_OPENED: Final = re.compile(r"(?:^|[\s_-])(?:modals?|popups?|overlay)(?=$|[\s_-])")
_HEADER: Final = re.compile(r"(?:^|[\s_-])(?:site|page|global|top|main)[_-]?header(?=$|[\s_-])")
_MENU: Final = re.compile(r"nav|menu|header|footer|crumb|logo|brand|share|social|login|channel|sections|bottom|top")


@dataclass(frozen=True)
class Asides:
    """What stands aside on a page of these blocks; ancestors that are known already are climbed once."""

    blocks: Sequence[Block]
    _known: dict[HtmlElement, bool] = field(default_factory=dict)
    _frames: dict[HtmlElement, bool] = field(default_factory=dict)

    def is_aside(self, element: HtmlElement | None) -> bool:
        """Return whether an element belongs to a menu, a footer, a column of other things, or the like."""
        passed: list[HtmlElement] = []
        found = False
        while element is not None and element.tag not in ("body", "html", "main"):
            if element in self._known:
                found = self._known[element]
                break
            passed.append(element)
            named = element.tag != "article" and _is_called_aside(hints_of(element)[:200])
            if self.is_aside_tag(element) or (named and element not in self._main_parts):
                found = True
                break
            element = element.getparent()
        self._known.update(dict.fromkeys(passed, found))
        return found

    def is_boxed(self, element: HtmlElement | None) -> bool:
        """Return whether an element is within a box of consent software."""
        return any(is_consent_software(hints_of(box)) for box in around(element, _LEVELS))

    def is_in_masthead(self, element: HtmlElement) -> bool:
        """Return whether an element is in the site's header: one outside of the article, without the page's name."""
        elements = around(element, _LEVELS)
        if any(e.tag in ("article", "main") for e in elements):
            return False
        headers = (e for e in elements if e.tag == "header" or _HEADER.search(hints_of(e)[:200]))
        return any(next(header.iter("h1"), None) is None for header in headers)

    @cached_property
    def _main_parts(self) -> frozenset[HtmlElement]:
        """The elements that hold most of the page's text that is no link: their names say nothing against them."""
        held: Counter[HtmlElement] = Counter()
        whole = 0
        for block in self.blocks[:_MOST_BLOCKS]:
            elements = around(block.element, _LEVELS)
            if block.links > _MOSTLY or any(self.is_aside_tag(element) for element in elements):
                continue
            weight = round(weight_of(block.text))
            whole += weight
            for element in elements:
                held[element] += weight
        return frozenset(element for element, weight in held.items() if weight > _MOSTLY * whole)

    def is_aside_tag(self, element: HtmlElement) -> bool:
        """Return whether an element is a menu, a footer or the like by its tag; the form around a page is none."""
        return element.tag in _ASIDE_TAGS and not (element.tag == "form" and self._is_frame(element))

    def _is_frame(self, form: HtmlElement) -> bool:
        """Whether a form is the frame of a whole page, as with WebForms: the menus are in it."""
        if form not in self._frames:
            self._frames[form] = sum(1 for _ in first(form.iter("a"), _MANY_LINKS)) >= _MANY_LINKS
        return self._frames[form]


@lru_cache(maxsize=4096)
def _is_called_aside(names: str) -> bool:
    """Whether names are those of a menu or the like; what opens above the page is none where it is a slide's."""
    return bool(_ASIDE.search(names) or (_OPENED.search(names) and not SLIDES.search(names)))


def is_menu(link: HtmlElement) -> bool:
    """Return whether a link is one of a menu, a header or a footer, by what is around it."""
    return any(_MENU.search(hints_of(element)[:200]) for element in around(link, 4))
