"""What kind of page this is, where it is no article: each kind is rejected under its own name."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from contracts.errors import NoArticleText, NotAnArticle, Rejected
from contracts.urls import is_front_page
from workers.clean.blocks import Block
from workers.clean.facts import Facts, types_of
from workers.clean.walls import wall_reason


class ErrorPage(NotAnArticle):
    """The server said that the page failed, or a page says that what was asked for is not there (a soft 404)."""


class HomePage(NotAnArticle):
    """The front page of a site or of a section."""


class ListingPage(NotAnArticle):
    """A page whose text is links to articles."""


class VideoPage(NotAnArticle):
    """A page that shows a video and tells nothing beside."""


class GalleryPage(NotAnArticle):
    """A page that shows pictures and tells nothing beside."""


class ConsentWall(NotAnArticle):
    """A page that asks for consent before it shows anything."""


class LoginWall(NotAnArticle):
    """A page that wants a reader to log in or subscribe before it shows anything."""


class BotWall(NotAnArticle):
    """A page that asks whether we are human."""


class TooLittleText(NoArticleText):
    """The page's text is too short to be an article."""


_WALLS: Final[dict[str, type[Rejected]]] = {
    kind.__name__: kind for kind in (ErrorPage, BotWall, ConsentWall, LoginWall)
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What tells a page's kind: its body as cleaned, and all of its blocks."""

    facts: Facts
    title: str
    body: Sequence[Block]
    blocks: Sequence[Block]
    status: int = 200


_SHORT: Final = 700
_MIN_CHARS: Final = 120
_WIDE: Final = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3]")
_SENTENCE: Final = re.compile(r"[.!?。！？…؟।](?:[\s\"”’»」』)）\]]|$)")


def rejection_of(evidence: Evidence) -> Rejected | None:
    """Return why the page is no article, or None if it may be one."""
    url = evidence.facts.url
    if evidence.status >= 400:
        return ErrorPage(f"The server answered with status {evidence.status}.", url=url)
    weight = text_weight(evidence.body)
    if wall := wall_reason(evidence.facts, evidence.title, evidence.body, evidence.blocks, weight):
        return _WALLS[wall]("The page shows this in place of an article.", url=url)
    if is_front_page(url) and weight < 3 * _SHORT and _is_about_a_site(evidence):
        return HomePage("The page is the front page of a site or section.", url=url)
    if weight < _SHORT and (kind := _media_kind(evidence.facts)) and weight < 2.5 * _MIN_CHARS:
        return kind("The page shows media and tells little beside.", url=url)
    if _is_stated_otherwise(evidence.facts):
        return ListingPage("The page says of itself that it is a collection, a profile or the like.", url=url)
    if _is_listing(evidence.body, weight) or _is_teasers(evidence):
        return ListingPage("The page's text is mostly links to other pages.", url=url)
    return too_little(evidence.body, url)


def text_weight(blocks: Sequence[Block]) -> float:
    """Return how much running text there is in Latin characters: an ideograph says as much as three."""
    text = "".join(block.text for block in blocks if block.kind != "heading")
    wide = len(_WIDE.findall(text))
    return len(text) + 2.0 * wide


def _is_about_a_site(evidence: Evidence) -> bool:
    facts = evidence.facts
    return (facts.meta("og:type") or "website").lower() == "website" and not facts.article.get("datePublished")


def _media_kind(facts: Facts) -> type[Rejected] | None:
    kind = (facts.meta("og:type") or "").lower()
    types = types_of(facts.article) | {name for node in facts.nodes[:5] for name in types_of(node)}
    if kind.startswith("video") or (types & {"VideoObject"} and not types & {"NewsArticle", "Article"}):
        return VideoPage
    if types & {"ImageGallery", "MediaGallery", "ImageObject"} and not types & {"NewsArticle", "Article"}:
        return GalleryPage
    return None


def _is_listing(body: Sequence[Block], weight: float) -> bool:
    linked = sum(len(block.text) * block.links for block in body)
    whole = sum(len(block.text) for block in body)
    return whole > 0 and linked > 0.6 * whole and len(body) >= 4


_OTHER_PAGES: Final = frozenset(
    {
        "CollectionPage",
        "AboutPage",
        "ContactPage",
        "SearchResultsPage",
        "ProfilePage",
        "CheckoutPage",
        "FAQPage",
        "ItemList",
    }
)


def _is_stated_otherwise(facts: Facts) -> bool:
    """Whether the page's own JSON-LD names another kind of page, and no article."""
    types = {name for node in facts.nodes[:20] for name in types_of(node)}
    return bool(types & _OTHER_PAGES) and not facts.article.get("headline") and not facts.meta("article:published_time")


def _is_teasers(evidence: Evidence) -> bool:
    """Whether the text is teasers: nearly each paragraph stands below a headline that is a link."""
    texts = {block.text for block in evidence.body if block.kind != "heading"}
    teasers = 0
    for before, block in pairwise(evidence.blocks):
        teasers += block.text in texts and before.links > 0.9 and len(before.text) > 15 and before.kind == "heading"
    return teasers >= 3 and teasers >= 0.6 * len(texts)


def too_little(body: Sequence[Block], url: str) -> Rejected | None:
    """Return why this is too little text for an article, or None if it is enough."""
    weight = text_weight(body)
    if not body:
        return NoArticleText("The page holds no running text.", url=url)
    ends = sum(len(_SENTENCE.findall(block.text)) for block in body if block.kind != "heading")
    if ends == 0 and weight < _MIN_CHARS:
        return NoArticleText("The page holds no running text.", url=url)
    if weight < _MIN_CHARS or (ends == 0 and weight < 3 * _MIN_CHARS):
        return TooLittleText(f"The page's text is {round(weight)} characters long.", url=url)
    return None
