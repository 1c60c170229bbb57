"""What kind of page this is by plain rules, or None where it looks like an article.

What a page holds decides. What it states of itself (og:type, JSON-LD, its address) is evidence that lowers the bar, and
is wrong too often to be more. A rejected article is the worst error, so a text that stands by itself is believed.
"""

import re
from collections.abc import Sequence
from typing import Final

from contracts.errors import Rejected
from workers.clean.kinds.amounts import sentences_in, text_weight, weight_of
from workers.clean.kinds.evidence import Evidence
from workers.clean.kinds.kind_words import kind_words
from workers.clean.kinds.names import (
    KINDS,
    GalleryPage,
    HomePage,
    ListingPage,
    PaywallTeaser,
    SiteFailure,
    VideoPage,
)
from workers.clean.kinds.paywall import breaks_off, offers_below, sells
from workers.clean.kinds.shown import LONGEST, says_article
from workers.clean.kinds.walls import is_named, wall_reason
from workers.clean.pages.blocks import Block
from workers.clean.pages.facts import Facts, types_of

_STORY: Final = 1_500
_MIN_CHARS: Final = 120
_FEW_SENTENCES: Final = 2
_MOST_OF_A_CAPTION: Final = 420
_FEW_PICTURES: Final = 3
_FEW_PLACES: Final = 4


def ruled(evidence: Evidence) -> Rejected | None:
    """Return the kind of page that the rules take this for, or None where they take it for an article."""
    for judge in (_wall, _medium, _teaser, _collection):
        if rejected := judge(evidence):
            return rejected
    return None


def _wall(evidence: Evidence) -> Rejected | None:
    """An error, a check, a demand; an empty search is none, nor is a wall below the beginning of an article."""
    if evidence.shape.told_weight >= LONGEST:
        return None
    wall = wall_reason(evidence.shown)
    if wall is None or (wall == "ErrorPage" and _is_search(evidence)):
        return None
    if wall == "LoginWall" and _sells_an_article(evidence):
        return PaywallTeaser("The page sells what it names.", url=evidence.facts.url)
    return KINDS[wall]("The page shows this in place of an article.", url=evidence.facts.url)


def _is_search(evidence: Evidence) -> bool:
    listing = kind_words().listing
    if evidence.shows_what_was_searched:
        return True
    return _is_address_of(kind_words().listing_address, evidence) and any(map(listing.search, evidence.names))


def _sells_an_article(evidence: Evidence) -> bool:
    """Whether a page that wants a login offers an article: it tells the beginning of one, or names one and sells it."""
    if says_article(evidence.facts):
        return bool(offers_below(evidence.shape))
    if is_named("LoginWall", evidence.names) or not offers_below(evidence.shape):
        return False
    return evidence.shape.told_weight >= _MIN_CHARS or sells(evidence.blocks) >= 2


def _medium(evidence: Evidence) -> Rejected | None:
    """A film or pictures with no text that stands by itself."""
    if text_weight(evidence.body) > 4 * _STORY or _has_story(evidence):
        return None
    url, shape = evidence.facts.url, evidence.shape
    if evidence.is_front:
        return None
    if _is_gallery(evidence):
        return GalleryPage(f"The page shows {len(shape.pictures)} pictures and tells little beside.", url=url)
    if _is_video(evidence):
        return VideoPage("The page shows a film and tells little beside.", url=url)
    return None


def _has_story(evidence: Evidence) -> bool:
    """Whether a text stands by itself: more than two sentences that are neither captions nor credits, or a long one."""
    credit = kind_words().credit
    shape = evidence.shape
    beside = {id(b.element) for b in shape.below_pictures} if _is_called_gallery(evidence) else set()
    telling = (block for block in shape.told if block.element is None or id(block.element) not in beside)
    weight, sentences = 0.0, 0
    for block in telling:
        if weight > _MOST_OF_A_CAPTION:
            return True
        if not credit.search(block.text):
            weight, sentences = weight + weight_of(block.text), sentences + sentences_in(block.text)
    return weight > _MOST_OF_A_CAPTION or (sentences > _FEW_SENTENCES and weight > _MIN_CHARS)


def _is_gallery(evidence: Evidence) -> bool:
    shape = evidence.shape
    if not shape.pictures:
        return _states(evidence.facts, "ImageGallery", "MediaGallery")
    called = _is_called_gallery(evidence)
    if shape.players and not called:
        return False
    explained = max(shape.captioned, len(shape.below_pictures), _FEW_PICTURES * len(shape.strips))
    many = len(shape.pictures) >= _FEW_PICTURES and explained >= _FEW_PICTURES
    return many or (shape.has_slides and len(shape.pictures) >= 2) or (called and shape.told_weight < 2 * _MIN_CHARS)


def _is_called_gallery(evidence: Evidence) -> bool:
    called = any(map(kind_words().gallery.search, evidence.names))
    return called or _states(evidence.facts, "ImageGallery", "MediaGallery")


def _is_video(evidence: Evidence) -> bool:
    facts, words = evidence.facts, kind_words()
    stated = (facts.meta("og:type") or "").lower().startswith("video") or _states(facts, "VideoObject")
    if evidence.shape.players:
        return True
    return stated or (any(map(words.video.search, evidence.names)) and _is_address_of(words.video_address, evidence))


def _states(facts: Facts, *kinds: str) -> bool:
    """Whether the page's JSON-LD names one of these kinds as what it is, and no article."""
    types = {name for node in facts.nodes[:8] for name in types_of(node)}
    return bool(types & set(kinds)) and not types & {"NewsArticle", "Article", "BlogPosting", "ReportageNewsArticle"}


def _teaser(evidence: Evidence) -> Rejected | None:
    if breaks_off(evidence.facts, evidence.shape):
        return PaywallTeaser("The text breaks off where an offer to read on stands.", url=evidence.facts.url)
    return None


def _collection(evidence: Evidence) -> Rejected | None:
    """The front page of a site, or a page whose text is the way to other pages."""
    url = evidence.facts.url
    if evidence.is_front and not says_article(evidence.facts) and (_is_listing(evidence) or not _is_long(evidence)):
        if evidence.shape.leads_to < _FEW_PLACES and not evidence.shape.players:
            return SiteFailure("The site's first page leads nowhere: it is parked, or not yet open.", url=url)
        return HomePage("The page is the front page of a site.", url=url)
    if is_stated_otherwise(evidence.facts):
        return ListingPage("The page says of itself that it is a collection, a profile or the like.", url=url)
    if not _is_listing(evidence):
        return None
    if evidence.is_edition:
        return HomePage("The page is the front page of an edition of a site.", url=url)
    return ListingPage("The page's text is mostly links to other pages.", url=url)


def _is_address_of(pattern: re.Pattern[str], evidence: Evidence) -> bool:
    return pattern.search(evidence.path) is not None


def _is_long(evidence: Evidence) -> bool:
    return text_weight(evidence.body) >= 1.4 * _STORY


def _is_listing(evidence: Evidence) -> bool:
    if _is_linked(evidence.body):
        return True
    shape = evidence.shape
    headlines, told = len(shape.headlines), shape.told_weight
    if evidence.shows_what_was_searched and told < 2 * _MIN_CHARS and not says_article(evidence.facts):
        return True
    if headlines >= _FEW_PICTURES and not told:
        return True
    is_called = _is_called_a_collection(evidence)
    if not is_called and (headlines < _FEW_PICTURES or (says_article(evidence.facts) and told >= _MIN_CHARS)):
        return False
    few = shape.told_sentences <= _FEW_SENTENCES and told <= _MOST_OF_A_CAPTION
    in_teasers = sum(weight_of(block.text) for block in shape.teasers)
    if is_called:
        listed = shape.listed >= _FEW_PICTURES and told < _MIN_CHARS and not says_article(evidence.facts)
        return listed or (headlines >= 2 and (few or told <= in_teasers)) or (not told and _is_search(evidence))
    if shape.is_story_below_its_name and told >= _MIN_CHARS:
        return False
    return in_teasers > 0 and ((few and told <= 2 * in_teasers) or 3 * told <= in_teasers)


def _is_called_a_collection(evidence: Evidence) -> bool:
    words = kind_words()
    called = any(map(words.listing.search, evidence.names))
    return called or (_is_address_of(words.listing_address, evidence) and not says_article(evidence.facts))


def _is_linked(body: Sequence[Block]) -> bool:
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


def is_stated_otherwise(facts: Facts) -> bool:
    """Whether the page's own JSON-LD names another kind of page, and no article."""
    types = {name for node in facts.nodes[:20] for name in types_of(node)}
    return bool(types & _OTHER_PAGES) and not facts.article.get("headline") and not facts.meta("article:published_time")
