"""What a page is built of around its text: links that are headlines, their teasers, pictures with captions, players.

Structure tells a listing, a gallery or a video better than what the page states of itself. All is found in one pass
over the blocks and one over the elements that show media; ancestors are climbed a few levels only.
"""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Final

from lxml.html import HtmlElement

from workers.clean.kinds.amounts import sentences_in, tells, weight_of
from workers.clean.kinds.asides import Asides, is_menu
from workers.clean.kinds.elements import MOST_MEDIA, around, first
from workers.clean.kinds.headlines import LONGEST_TEASER, below_linked_headings, is_headline
from workers.clean.kinds.media_elements import PLAYER, PLAYERS, SLIDES, is_large, is_of_a_page, link_of, plays
from workers.clean.pages.blocks import Block
from workers.clean.pages.dom import hints_of

_LEVELS: Final = 6
_UNIT_LEVELS: Final = 3
_LONGEST_UNIT: Final = 1_000
_MOSTLY: Final = 0.5
_FEW_PICTURES: Final = 3
_PER_PICTURE: Final = 170
_MOST_EXPLAINING: Final = 4
_RIGHT_BELOW: Final = 240
_LONGEST_CAPTION: Final = 450
_LONGEST_UNNAMED: Final = 140
_LONGEST_NUMBER: Final = 20
_BELIEVED: Final = 900
_SHORTEST_NAME: Final = 25
_MOST_TOLD: Final = 2_500
_MOST_BLOCKS: Final = 3_000
_CAPTION: Final = re.compile(r"capt?(?:ion)?|legend|desc|text|credit|teaser|summary")
_COUNTER: Final = re.compile(r"^\W{0,3}\d{1,3}\s*(?:/|of|von|sur|de|di|из|من|／)\s*\d{1,3}\W{0,3}$", re.IGNORECASE)


@dataclass(frozen=True)
class Shape:
    """What surrounds a page's text; `blocks` are all of the page's, `body` those that were taken for the article."""

    root: HtmlElement
    blocks: Sequence[Block]
    body: Sequence[Block]
    title: str = ""

    @cached_property
    def asides(self) -> Asides:
        """What stands beside the main part."""
        return Asides(self.blocks)

    @cached_property
    def headlines(self) -> list[Block]:
        """The blocks that are a headline and a link outside of menus and footers; the page's own title is none."""
        return [b for b in self._linked if not self.asides.is_aside(b.element)]

    @cached_property
    def listed(self) -> int:
        """How many places are linked to outside of menus and footers, columns beside the text among them."""
        links = first((e for e in self.root.iter("a") if e.get("href")), MOST_MEDIA)
        mine = (link for link in links if not any(map(self.asides.is_aside_tag, around(link, 2 * _LEVELS))))
        return len({link.get("href") for link in mine if not is_menu(link)})

    @cached_property
    def leads_to(self) -> int:
        """How many places the page links to, menus among them."""
        links = first((e for e in self.root.iter("a")), MOST_MEDIA)
        return len({href for link in links if (href := link.get("href")) and not href.startswith(("#", "javascript:"))})

    @cached_property
    def _linked(self) -> list[Block]:
        return [b for b in self.blocks[:_MOST_BLOCKS] if is_headline(b) and b.text != self.title]

    @cached_property
    def _units(self) -> frozenset[HtmlElement]:
        """Around each such headline the largest element that holds no other one, where several are built alike."""
        held: Counter[HtmlElement] = Counter()
        for headline in self.headlines:
            held.update(around(headline.element, _LEVELS))
        units = [_unit(headline.element, held) for headline in self.headlines if headline.element is not None]
        alike = Counter(map(_build, units))
        return frozenset(unit for unit in units if alike[_build(unit)] > 1 and _is_small(unit))

    @cached_property
    def teasers(self) -> list[Block]:
        """The blocks that belong to such headlines: within one's unit, or right below one that is a heading."""
        return [b for b in self.blocks[:_MOST_BLOCKS] if self.is_teaser(b)]

    def is_teaser(self, block: Block) -> bool:
        """Return whether a block is one of the teasers."""
        return self._is_teaser(block) and not self.asides.is_aside(block.element)

    @cached_property
    def _below(self) -> frozenset[int]:
        return frozenset(below_linked_headings(self.blocks[:_MOST_BLOCKS], self.title))

    def _is_teaser(self, block: Block) -> bool:
        return self._is_in_unit(block) or id(block.element) in self._below or is_headline(block)

    def _is_told_of_a_teaser(self, block: Block) -> bool:
        """Whether a block that has no place on the page says what one of its teasers says."""
        return block.element is None and block.text in self._teasing

    @cached_property
    def _teasing(self) -> frozenset[str]:
        return frozenset(teaser.text for teaser in self.teasers)

    def _is_in_unit(self, block: Block) -> bool:
        if weight_of(block.text) > LONGEST_TEASER or len(self._units) < 2:
            return False
        return not self._units.isdisjoint(around(block.element, _LEVELS))

    @cached_property
    def pictures(self) -> list[HtmlElement]:
        """The pictures of the main part: none of menus, teasers or ornaments.

        Links that the query alone tells apart lead to parts of one gallery, not to other pages.
        """
        found = [img for img in first(self.root.iter("img", "amp-img"), MOST_MEDIA) if is_large(img)]
        links = {img: link_of(img) for img in found}
        parts = Counter(link.partition("?")[0] for link in links.values() if "?" in link)
        own = {img for img, link in links.items() if parts[link.partition("?")[0]] >= _FEW_PICTURES}
        mine = (img for img in found if not self.asides.is_aside(img) and (img in own or not is_of_a_page(links[img])))
        return [img for img in mine if self._units.isdisjoint(around(img, _LEVELS))]

    @cached_property
    def captions(self) -> list[Block]:
        """The blocks that explain a picture: in one small element with it, or marked as captions."""
        return [b for b in self.blocks[:_MOST_BLOCKS] if self.is_caption(b)]

    def is_caption(self, block: Block) -> bool:
        """Return whether a block is one of the captions."""
        return block.kind == "caption" or id(block) in self._counted or self._is_beside_picture(block)

    @cached_property
    def shown(self) -> int:
        """How many pictures the page shows; those of a numbered slideshow come one at a time."""
        return max(len(self.pictures), len(self._counted) if self.pictures else 0)

    @cached_property
    def _counted(self) -> frozenset[int]:
        """The ids of the blocks right below a slide's number, where a few are numbered."""
        pairs = zip(self.blocks[:_MOST_BLOCKS], self.blocks[1:_MOST_BLOCKS], strict=False)
        found = [
            id(below) for number, below in pairs if _is_number(number) and weight_of(below.text) <= _LONGEST_CAPTION
        ]
        return frozenset(found if len(found) >= _FEW_PICTURES else ())

    @cached_property
    def _held(self) -> Counter[HtmlElement]:
        """How many pictures the elements close around pictures hold."""
        held: Counter[HtmlElement] = Counter()
        for picture in self.pictures:
            held.update(around(picture.getparent(), _UNIT_LEVELS))
        return held

    @cached_property
    def _crowds(self) -> frozenset[HtmlElement]:
        """The elements around pictures that hold more blocks than a picture and what explains it."""
        blocks: Counter[HtmlElement] = Counter()
        held = self._held
        for block in self.blocks[:_MOST_BLOCKS]:
            blocks.update(held.keys() & around(block.element, 2 * _UNIT_LEVELS))
        return frozenset(element for element, count in blocks.items() if count > _MOST_EXPLAINING * held[element])

    @cached_property
    def below_pictures(self) -> list[Block]:
        """The blocks of a few lines that stand right below a picture of their own, at least a few of them."""
        shown = set(self.pictures)
        found = [b for b in self.blocks[:_MOST_BLOCKS] if shown and _is_below(b, shown)]
        return found if len(found) >= _FEW_PICTURES else []

    def _is_strip(self, block: Block) -> bool:
        """Whether a block's element is a row of pictures, with no more text than explains them."""
        if block.element is None or weight_of(block.text) > _PER_PICTURE * len(self.pictures):
            return False
        held = self._rows.get(block.element, 0)
        return held >= _FEW_PICTURES and weight_of(block.text) <= _PER_PICTURE * held

    @cached_property
    def _rows(self) -> Counter[HtmlElement]:
        """How many of the first pictures are an element, or stand close below it."""
        return Counter(chain.from_iterable(around(picture, _UNIT_LEVELS) for picture in self.pictures[:200]))

    @cached_property
    def strips(self) -> list[Block]:
        """The blocks that are rows of pictures with what explains them."""
        return [b for b in self.blocks[:_MOST_BLOCKS] if len(self.pictures) >= _FEW_PICTURES and self._is_strip(b)]

    def _is_beside_picture(self, block: Block) -> bool:
        held = self._held
        if not held or weight_of(block.text) > _LONGEST_CAPTION:
            return False
        unit = next((element for element in around(block.element, _UNIT_LEVELS) if 0 < held.get(element, 0) <= 2), None)
        return (
            unit is not None
            and weight_of(block.text) <= _longest_caption(block)
            and unit not in self._crowds
            and weight_of("".join(unit.itertext())[:2_000]) <= _LONGEST_CAPTION
        )

    @cached_property
    def captioned(self) -> int:
        """How many pictures are explained by captions of their own, at most one counted of each place."""
        return len({id(b.element) for b in self.captions if not self.asides.is_aside(b.element)})

    @cached_property
    def has_slides(self) -> bool:
        """Whether the pictures stand in what is called a slideshow or gallery, or are counted one by one."""
        counted = sum(map(_is_number, self.blocks[:_MOST_BLOCKS]))
        elements = {element for picture in self.pictures[:60] for element in around(picture, _LEVELS)}
        return counted >= 2 or any(SLIDES.search(hints_of(element)) for element in elements)

    @cached_property
    def players(self) -> int:
        """How many players of films stand in the main part."""
        found = first(self.root.iter(*PLAYERS), 200)
        shown = sum(1 for element in found if plays(element) and not self._is_beside(element))
        named = first((e for e in self.root.iter("div", "figure", "section") if e.get("class") or e.get("id")), 2_000)
        return shown or sum(1 for e in named if PLAYER.search(hints_of(e)) and not self._is_beside(e))

    def _is_beside(self, player: HtmlElement) -> bool:
        """Whether a player stands aside, or in the site's header: what is played there is on every page."""
        return self.asides.is_aside(player) or self.asides.is_in_masthead(player)

    @cached_property
    def told(self) -> list[Block]:
        """The body's running text: what is no heading, caption, teaser, furniture, or mere label.

        What stands in a column of other things is left out, unless it is so long that the column's name must be wrong.
        """
        body = (self.body or self.blocks)[:_MOST_TOLD]
        running = [b for b in body if tells(b) and not self._is_teaser(b) and not self._is_told_of_a_teaser(b)]
        explaining = self._explaining({b.element for b in running if b.element is not None})
        told = [b for b in running if b.element not in explaining and not self.asides.is_boxed(b.element)]
        in_asides = [b for b in told if self.asides.is_aside(b.element)]
        if sum(weight_of(b.text) for b in in_asides) >= _BELIEVED:
            return told
        return [b for b in told if not self.asides.is_aside(b.element)]

    def _explaining(self, asked: Collection[HtmlElement]) -> set[HtmlElement]:
        """Those of some elements that hold captions, or rows of pictures with what explains them."""
        blocks = [b for b in self.blocks[:_MOST_BLOCKS] if b.element in asked]
        are_rows = len(self.pictures) >= _FEW_PICTURES
        return {b.element for b in blocks if self.is_caption(b) or (are_rows and self._is_strip(b))}

    @cached_property
    def is_story_below_its_name(self) -> bool:
        """Whether running text follows a heading as long as a headline that is the page's title, before all others."""
        told, headlines = {id(b) for b in self.told}, {id(b) for b in self.headlines}
        is_named = False
        for block in self.blocks[:_MOST_BLOCKS]:
            if block.kind == "heading" and block.level == 1 and block.links <= _MOSTLY:
                is_named = weight_of(block.text) >= _SHORTEST_NAME and block.text.startswith(
                    self.title[:_SHORTEST_NAME]
                )
            elif id(block) in headlines:
                return False
            elif is_named and id(block) in told:
                return True
        return False

    @cached_property
    def told_sentences(self) -> int:
        """How many sentences the running text has."""
        return sum(sentences_in(block.text) for block in self.told)

    @cached_property
    def told_weight(self) -> float:
        """How much running text there is, in Latin characters."""
        return sum(weight_of(block.text) for block in self.told)


def _is_number(block: Block) -> bool:
    """Whether a block is a slide's number and that of all slides."""
    return len(block.text) < _LONGEST_NUMBER and _COUNTER.match(block.text) is not None


def _longest_caption(block: Block) -> int:
    """How long a line beside a picture may be: where nothing names it a caption, a long one is a paragraph."""
    named = block.element is not None and _CAPTION.search(hints_of(block.element))
    return _LONGEST_CAPTION if named else _LONGEST_UNNAMED


def _is_below(block: Block, pictures: set[HtmlElement]) -> bool:
    """Whether a block of a few lines follows an element that holds a picture and no text."""
    if block.element is None or weight_of(block.text) > _RIGHT_BELOW:
        return False
    before = next((above for e in around(block.element, 2) if (above := e.getprevious()) is not None), None)
    if before is None or not any(picture in pictures for picture in before.iter("img", "amp-img")):
        return False
    return not "".join(before.itertext()).strip()


def _is_small(element: HtmlElement) -> bool:
    """Whether no more text stands below an element than a teaser has."""
    weight = 0.0
    for text in element.itertext():
        weight += weight_of(text.strip())
        if weight >= _LONGEST_UNIT:
            return False
    return True


def _build(element: HtmlElement) -> tuple[object, ...]:
    """What elements that are built alike have in common: tag and classes, and the place where there are no classes."""
    names = (element.get("class") or "").split()
    return (element.tag, *names[:2]) if names else (element.tag, id(element.getparent()))


def _unit(element: HtmlElement, held: Counter[HtmlElement]) -> HtmlElement:
    unit = element
    for larger in around(element, _LEVELS):
        if held[larger] > 1:
            break
        unit = larger
    return unit
