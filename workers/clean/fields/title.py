"""The article's title: what JSON-LD, the headings and og:title agree on, whole, without site, section or kicker."""

import re
from collections.abc import Iterable, Sequence
from html import unescape
from itertools import islice
from typing import Final

from lxml.html import HtmlElement

from workers.clean.fields.title_parts import (
    Neighbours,
    folded,
    is_cut,
    likeness,
    made_whole,
    neighbours_of,
    without_ends,
)
from workers.clean.fields.title_shown import above, told_again
from workers.clean.pages.blocks import Block
from workers.clean.pages.dom import hints_of, is_hidden, squeezed, text_of
from workers.clean.pages.facts import Facts, text_values

_MAX_TITLE: Final = 500
_MAX_CLAIM: Final = 1_000
_MAX_HEADINGS: Final = 40
_MAX_PARTS: Final = 100
_TITLE_METAS: Final = (
    "og:title",
    "twitter:title",
    "dcterms.title",
    "dc.title",
    "title",
    "parsely-title",
    "sailthru.title",
    "citation_title",
    "articletitle",
)
_KICKER: Final = re.compile(
    r"kicker|over-?line|dachzeile|spitzmarke|eyebrow|top-?line|roof|(?:super|sup|pre|over)-?(?:title|headline|heading)"
    r"|sur-?titre|ante-?t[ií]tulo|cintillo|volanta|occhiello|strap-?line|rubri[ck]|categor|section|badge|vignette"
    r"|stikktit|(?:^|[\s_-])(?:label|tag|flag)(?:[\s_-]|$)|visually-?hidden|sr-only|screen-?reader"
)
_SIGNED: Final = re.compile(r"\s*(?:[|｜_＿»«·•]|\s(?:[-–—/~]|::))\s*$")
_SIGNED_ON: Final = re.compile(r"\s*(?:[|｜_＿»«·•]|\s(?:[-–—/~]|::)\s|$)")
_MASTHEAD: Final = re.compile(r"(?:^|[\s_-])(?:(?:site|blog)-?(?:title|name|logo)|masthead|logo)(?:[\s_-]|$)")
_BRACKETED: Final = re.compile(r"[\[［【][^\[\]［］【】]{1,12}[\]］】]\s*(?=\S)")
_HOME: Final = re.compile(r"\s*(?:(?:https?:)?//[^/?#]+)?/?(?:index\.\w+)?\s*")
_LEAST_LIKENESS: Final = 0.5
_ALIKE: Final = 0.9
_SHORTEST_WHOLE: Final = 12


def title_of(facts: Facts, blocks: Sequence[Block], kept: Sequence[int] = (), hint: str | None = None) -> str:
    """Return the whole title; "" if the page shows none and the feed told none. `kept`: the text's numbers."""
    near = neighbours_of(facts)
    headings = _headings(facts, blocks)
    headline = next((text for claim in _headline(facts) if (text := without_ends(claim, near))), "")
    named = [text for claim in _named(facts) if (text := _as_shown(without_ends(claim, near), headings, blocks))]
    others = [*named, *_plain(text_values(facts.article.get("alternativeHeadline"))), *headings, squeezed(hint)]
    if headline and not near.is_label(headline):
        return made_whole(_fuller(headline, headings, facts.title_tag), others)[:_MAX_TITLE]
    shown = _shown(named, headings, near, blocks) or squeezed(hint) or above(blocks, kept, near)
    return made_whole(_without_kicker_told(shown, named), others, may_be_short=True)[:_MAX_TITLE]


def _headline(facts: Facts) -> list[str]:
    """The page's headline, where it states one as such."""
    return _plain(text_values(facts.article.get("headline"))[:1])


def _named(facts: Facts) -> list[str]:
    """What else the page names as its title, the most telling first."""
    marked = [text_of(node) for node in facts.itemprops("headline") if node.tag != "meta" and not is_hidden(node)]
    return _plain([*facts.all_meta(*_TITLE_METAS), *marked[:3], facts.title_tag])


def _plain(texts: Iterable[str]) -> list[str]:
    """Texts as a reader sees them: entities solved, also those written twice over, and no tags."""
    once = (unescape(text[:_MAX_CLAIM]) for text in texts if text)
    shown = (squeezed(unescape(re.sub(r"</?[a-zA-Z][^>]{0,80}>", "", text))) for text in once)
    return [re.sub(r"\s+[-–|:*]+$", "", text) for text in shown if text]


def _headings(facts: Facts, blocks: Sequence[Block]) -> list[str]:
    """The page's visible main headings without the kicker that some hold."""
    main = (node for node in facts.root.iter("h1") if not is_hidden(node) and not _is_in_foot(node))
    elements = [node for node in main if not _holds_the_page(node)]
    shown = [_without_kicker(node) for node in elements[:_MAX_HEADINGS] if not _is_logo(node)]
    cut = [block.text.replace("\n", " ") for block in blocks if block.kind == "heading" and block.level == 1]
    texts = dict.fromkeys([*shown, *(() if elements else cut[:6])])
    return [text for text in texts if 0 < len(text) <= _MAX_CLAIM]


def _holds_the_page(heading: HtmlElement) -> bool:
    """Whether a heading was never closed: no headline is of so many elements."""
    return next(islice(heading.iterdescendants(), _MAX_PARTS, None), None) is not None


def _is_in_foot(node: HtmlElement) -> bool:
    return any(ancestor.tag in ("footer", "aside") for ancestor in node.iterancestors())


def _is_logo(heading: HtmlElement) -> bool:
    """Whether the heading is called the site's name, or all that it holds is a link to the site's home."""
    if any(_MASTHEAD.search(hints_of(node)) for node in (heading, heading.getparent()) if node is not None):
        return True
    homes = (link for link in heading.iter("a") if _HOME.fullmatch(link.get("href") or ""))
    named = [text_of(link) for link in homes]
    return bool(named) and text_of(heading) in named


def _without_kicker(heading: HtmlElement) -> str:
    """The heading's text without a leading element that is named for a label above the headline."""
    whole = text_of(heading)
    if squeezed(heading.text):
        return whole
    for child in heading.iterdescendants():
        if isinstance(child.tag, str) and (kicker := text_of(child)):
            rest = whole.removeprefix(kicker).lstrip(" :：|｜/–—-")
            is_leading = whole.startswith(kicker) and len(rest) > len(kicker) / 2
            if is_leading and _KICKER.search(hints_of(child)):
                return rest
            if is_leading:
                return whole
    return whole


def _as_shown(claim: str, headings: list[str], blocks: Sequence[Block]) -> str:
    """The claim, or the heading that it only repeats with a site's or section's name behind."""
    for heading in headings:
        if len(heading) >= 8 and folded(claim) != folded(heading) and _is_heading_with_more(claim, heading):
            return claim if _behind_site(heading, [claim], blocks) != heading else heading
    return claim


def _is_heading_with_more(claim: str, heading: str) -> bool:
    if is_cut(heading, ()) or not claim.startswith(heading):
        return False
    rest = claim[len(heading) :]
    return len(rest) <= 60 and re.match(r"\s*[:：|｜/／_\-–—·•»«*(（\[【]|\s{2,}", rest) is not None


def _fuller(headline: str, headings: list[str], title_tag: str) -> str:
    """The stated headline; the page's heading instead if that says it in more words and the page's title agrees."""
    more = (text for text in headings if text == title_tag and len(text) > len(headline))
    return next((text for text in more if likeness(headline, text) > _ALIKE), headline)


def _shown(claims: list[str], headings: list[str], near: Neighbours, blocks: Sequence[Block]) -> str:
    """The heading most like a claim; else a claim, as a line shows it; what only names a section or site is none."""
    headings = [heading for heading in headings if not _is_behind_another(heading, claims, blocks)]
    likest = max(headings, key=lambda heading: _best_likeness(heading, claims), default="")
    if likest and _best_likeness(likest, claims) >= _LEAST_LIKENESS and not near.names_site(likest):
        return _behind_site(likest, claims, blocks)
    telling = [text for text in (*claims, *headings) if not near.is_label(text)]
    return told_again(telling[0], blocks) if telling else ""


def _is_behind_another(heading: str, claims: list[str], blocks: Sequence[Block]) -> bool:
    """Whether a claim ends with the heading behind something longer, which is told alone as well: "Title | Site"."""
    for claim in claims:
        lead, _, rest = claim.rpartition(heading)
        match = _SIGNED.search(lead) if lead and _SIGNED_ON.match(rest) else None
        front = claim[: match.start()] if match else ""
        if len(front) > len(heading) and (front in claims or any(_begins(block, front) for block in blocks)):
            return True
    return False


def _begins(block: Block, line: str) -> bool:
    return block.text == line or block.text.startswith(f"{line}\n")


def _behind_site(heading: str, claims: list[str], blocks: Sequence[Block]) -> str:
    """The heading; instead, the longer line with which a claim goes on behind it: "Diary: What happened"."""
    begun = (told_again(claim, blocks) for claim in claims if claim.startswith(heading) and claim != heading)
    return next((line for line in begun if len(line) > len(heading) and not line.startswith(heading)), heading)


def _best_likeness(heading: str, claims: list[str]) -> float:
    return max((likeness(heading, claim) for claim in claims), default=0.0)


def _without_kicker_told(title: str, claims: list[str]) -> str:
    """The title without words in brackets or with a colon before it, if the page also tells it without them."""
    bracket = _BRACKETED.match(title)
    if bracket is not None and any(claim.startswith(title[bracket.end() :]) for claim in claims):
        return title[bracket.end() :]
    for claim in claims:
        lead = title.removesuffix(claim).rstrip()
        if len(claim) >= _SHORTEST_WHOLE and 0 < len(lead) <= len(claim) and lead.endswith((":", "：", "|", "｜")):
            return claim
    return title
