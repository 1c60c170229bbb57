"""The article's title: what og:title, JSON-LD and the headings agree on, whole, without the site's name."""

import re
import unicodedata
from collections.abc import Iterable
from html import unescape
from typing import Final

from contracts.urls import host_of
from workers.clean.blocks import Block
from workers.clean.dom import squeezed, text_of
from workers.clean.facts import Facts, itemprops, text_values

_SEPARATOR: Final = re.compile(r"\s*(?:--+|——)\s*|\s*ㅣ\s*|\s+\*\s+|\s+[|\-–—·•»«:/]+\s+|\s*[|｜_＿»]\s*|\s*—\s*")
_CUT: Final = re.compile(r"\s*(?:\.\.\.|…|⋯)+$")
_MAX_TITLE: Final = 500
_MAX_CLAIM: Final = 1_000


def title_of(facts: Facts, blocks: Iterable[Block], hint: str | None = None) -> str:
    """Return the whole title; "" if the page shows none and the feed told none."""
    sites = _site_names(facts)
    headings = _headings(facts, blocks)
    claims = [_without_site(claim, sites, headings) for claim in _claims(facts)]
    chosen = _agreed([claim for claim in claims if claim], headings)
    return _repaired(chosen or squeezed(hint), [*claims, *headings, squeezed(hint)])[:_MAX_TITLE]


def _claims(facts: Facts) -> list[str]:
    """What the page names as its title, the most telling first."""
    claims = [
        *text_values(facts.article.get("headline")),
        *facts.all_meta(
            "og:title", "twitter:title", "dcterms.title", "dc.title", "title", "parsely-title", "sailthru.title"
        ),
        *(text_of(node) for node in itemprops(facts.root, "headline") if node.tag != "meta"),
        facts.title_tag,
    ]
    plain = (squeezed(unescape(re.sub(r"<[^>]{1,80}>", "", claim[:_MAX_CLAIM]))) for claim in claims if claim)
    return [re.sub(r"\s+[-–|:]+$", "", claim) for claim in plain]


def _headings(facts: Facts, blocks: Iterable[Block]) -> list[str]:
    firsts = [block.text.replace("\n", " ") for block in blocks if block.kind == "heading" and block.level == 1]
    return [text for text in firsts[:6] if 0 < len(text) <= _MAX_CLAIM]


def _site_names(facts: Facts) -> set[str]:
    names = facts.all_meta(
        "og:site_name", "application-name", "apple-mobile-web-app-title", "twitter:site", "twitter:creator"
    )
    for node in (facts.article.get("publisher"), facts.node_of("WebSite", "NewsMediaOrganization", "Organization")):
        names += text_values(node)
    names += [label for label in _host_labels(facts.url) if len(label) > 3]
    return {key for name in names if (key := _folded(name.lstrip("@")))}


def _host_labels(url: str) -> list[str]:
    """The parts of the host's name, by which a site calls itself: `homify` in www.homify.de, and the whole."""
    host = host_of(url).removeprefix("www.")
    return [host, *host.split(".")[:-1]]


def _without_site(claim: str, sites: set[str], headings: list[str]) -> str:
    """Drop leading and trailing parts that name the site, or that a heading shows to be no part of the title."""
    for heading in headings:
        if len(heading) >= 8 and _folded(claim) != _folded(heading) and _is_heading_with_more(claim, heading):
            return heading
    parts = _SEPARATOR.split(claim)
    if len(parts) < 2:
        return claim
    ends = [match.end() for match in _SEPARATOR.finditer(claim)]
    starts = [match.start() for match in _SEPARATOR.finditer(claim)]
    for start, end in zip(starts, ends, strict=True):
        if _names_site(claim[end:], sites) and start > 0:
            return _without_site(claim[:start], sites, headings)
    for start, end in reversed(list(zip(starts, ends, strict=True))):
        if _names_site(claim[:start], sites):
            return claim[end:]
    return claim


def _is_heading_with_more(claim: str, heading: str) -> bool:
    if _CUT.search(heading) or not claim.startswith(heading):
        return False
    rest = claim[len(heading) :]
    return len(rest) <= 60 and re.match(r"\s*[:：|｜/／_\-–—·•«»(（\[【]|\s{2,}", rest) is not None


def _names_site(text: str, sites: set[str]) -> bool:
    folded = _folded(text)
    return bool(folded) and any(folded == site or (len(site) > 3 and folded.startswith(site)) for site in sites)


def _folded(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKC", text).casefold() if char.isalnum())


def _agreed(claims: list[str], headings: list[str]) -> str:
    """The claim that is also a heading of the page; else a heading that a claim holds; else the first claim."""
    shown = {_folded(heading): heading for heading in headings}
    for claim in claims:
        if _folded(claim) in shown:
            return shown[_folded(claim)]
    for heading in headings:
        folded = _folded(heading)
        if len(folded) >= 6 and any(folded in _folded(claim) for claim in claims) and not _is_cut(heading, claims):
            return heading
    if claims:
        return claims[0]
    return headings[0] if headings else ""


def _is_cut(text: str, others: list[str]) -> bool:
    """Whether another text is this one with more words, so that this one was cut off."""
    stem = _CUT.sub("", text)
    return any(
        len(other) > len(stem) and other.startswith(stem) and _goes_on(stem, other[len(stem) :]) for other in others
    )


def _goes_on(stem: str, rest: str) -> bool:
    return not _SEPARATOR.match(rest)


def _repaired(title: str, others: list[str]) -> str:
    """The longest text that continues a title which was cut off."""
    stem = _CUT.sub("", title)
    whole = [other for other in others if other.startswith(stem) and _is_cut(title, [other]) and not _CUT.search(other)]
    if stem != title or whole:
        return min(whole, key=len) if whole else title
    return title
