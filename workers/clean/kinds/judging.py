"""Whether a page is an article, and what else it is: each kind of page that is none is rejected under its own name.

Rules speak first (`rules`). What is seen of the whole page is weighed beside (`seen`, `weighing`), with what the rules
say as one more voice. A long text that the rules believe is not weighed. The fast way asks for less where a page says
that it is an article.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from lxml.html import HtmlElement

from contracts.errors import NoArticleText, Rejected
from workers.clean.kinds.amounts import sentences_in, tells, text_weight, weight_of
from workers.clean.kinds.evidence import Evidence
from workers.clean.kinds.names import KINDS, ErrorPage, HomePage, SiteFailure, TooLittleText
from workers.clean.kinds.rules import is_stated_otherwise, ruled
from workers.clean.kinds.seen import seen_of
from workers.clean.kinds.shown import says_article
from workers.clean.kinds.weighing import (
    ARTICLE,
    COLLECTION,
    Table,
    grounds_for,
    is_brief,
    likeliest,
    likeliest_beside_articles,
    weights,
)
from workers.clean.pages.blocks import Block

_LONG: Final = 1_500
_BELIEVED: Final = 1_000
_FEW_LINKS: Final = 0.3
_MIN_CHARS: Final = 120
_COLLECTIONS: Final = frozenset({"HomePage", "ListingPage"})


def rejection_of(evidence: Evidence, table: Table | None = None) -> Rejected | None:
    """Return why the page is no article, or None if it may be one; `table` are other weights than those we ship."""
    url = evidence.facts.url
    if evidence.status >= 400:
        kind = SiteFailure if evidence.status >= 500 else ErrorPage
        return kind(f"The server answered with status {evidence.status}.", url=url)
    said = ruled(evidence)
    if said is None and evidence.shape.told_weight >= _LONG:
        return too_little(evidence.body, url)
    return _weighed(evidence, said, table or weights())


def quick_rejection_of(evidence: Evidence) -> Rejected | None:
    """Return the same at less cost: a long plain text is believed, what says it is an article goes by the rules."""
    if evidence.status >= 400 or evidence.is_front:
        return rejection_of(evidence)
    says = says_article(evidence.facts)
    enough = _BELIEVED if says else 2 * _LONG
    if _tells_at_once(evidence.body, enough) and not is_stated_otherwise(evidence.facts):
        return None
    return ruled(evidence) or too_little(evidence.body, evidence.facts.url) if says else rejection_of(evidence)


def _tells_at_once(body: Sequence[Block], enough: int) -> bool:
    """Whether enough running text with few links stands side by side in one element, as in a story, not in teasers."""
    held: Counter[HtmlElement | None] = Counter()
    for block in body:
        if tells(block) and block.links < _FEW_LINKS and not block.is_apart:
            parent = block.element.getparent() if block.element is not None else None
            held[parent] += round(weight_of(block.text))
            if held[parent] >= enough:
                return True
    return False


def _weighed(evidence: Evidence, said: Rejected | None, table: Table) -> Rejected | None:
    """What the page is most likely, given what the rules say."""
    seen = seen_of(evidence)
    voice = ARTICLE if said is None else COLLECTION if said.reason in _COLLECTIONS else said.reason
    found = likeliest(seen, voice, table)
    if found == ARTICLE:
        short = None if is_brief(seen, table) else too_little(evidence.body, evidence.facts.url)
        other = likeliest_beside_articles(seen, voice, table) if short is not None else None
        if other is None:
            return short
        found = other
    if found == voice:
        return said
    if found == COLLECTION:
        found = HomePage.__name__ if evidence.is_front or evidence.is_edition else "ListingPage"
    return KINDS[found](f"The page shows: {', '.join(grounds_for(found, seen))}.", url=evidence.facts.url)


def too_little(body: Sequence[Block], url: str) -> Rejected | None:
    """Return why this is too little text for an article, or None if it is enough."""
    weight = text_weight(body)
    if not body:
        return NoArticleText("The page holds no running text.", url=url)
    ends = sum(sentences_in(block.text) for block in body if block.kind != "heading")
    if ends == 0 and weight < _MIN_CHARS:
        return NoArticleText("The page holds no running text.", url=url)
    if weight < _MIN_CHARS or (ends == 0 and weight < 3 * _MIN_CHARS):
        return TooLittleText(f"The page's text is {round(weight)} characters long.", url=url)
    return None
