"""Reads a page as a newcomer to its site does: what it links to and where, which feeds it names, who it says it is."""

import re
from dataclasses import dataclass, field
from typing import Any, Final

from lxml import html as lxml_html
from lxml.etree import LxmlError

from contracts.urls import url_key
from crawler.discovery.texts import plain_text, usable_url
from crawler.traps.patterns import repeats_a_segment

_MOST_LINKS: Final = 5000
_MOST_METAS: Final = 300
_FEED_TYPES: Final = re.compile(r"(rss|atom|rdf|feed)\+(xml|json)|^(application|text)/(xml|json)$", re.IGNORECASE)
_NAV: Final = frozenset({"nav", "header", "footer", "aside"})
_NAV_ROLES: Final = re.compile(r"\b(nav|navbar|navigation|menu|topbar|breadcrumbs?|footer|header|channels?)\b", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLink:
    """A link with its text; `in_nav`: it stands among the site's ways, not among its news."""

    url: str
    text: str
    rel: str = ""
    in_nav: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PageView:
    """What a page tells a newcomer. `metas` are by lower-case name, the first of each; `foot` is how its text ends."""

    url: str
    title: str | None = None
    language: str | None = None
    metas: dict[str, str] = field(default_factory=dict)
    feeds: tuple[str, ...] = ()
    next_page: str | None = None
    links: tuple[PageLink, ...] = ()
    json_ld: tuple[str, ...] = ()
    foot: str = ""


def tree_of(body: bytes, charset: str | None) -> lxml_html.HtmlElement | None:
    """Return the page's tree, None if it is no page; an unknown charset is left to the page's own word."""
    try:
        parser = lxml_html.HTMLParser(encoding=charset, no_network=True, huge_tree=False)
    except LookupError:
        parser = lxml_html.HTMLParser(no_network=True, huge_tree=False)
    try:
        return lxml_html.document_fromstring(body, parser=parser)
    except (LxmlError, ValueError):
        return None


def base_of(tree: Any, url: str) -> str:
    """Return the address from which the page's links lead."""
    return next((usable_url(found, url) for found in tree.xpath("//base/@href")), None) or url


def view_of(body: bytes, *, url: str, charset: str | None = None) -> PageView:
    """Return the view of the page; an empty one if the bytes are no page."""
    tree = tree_of(body, charset)
    if tree is None:
        return PageView(url=url)
    base = base_of(tree, url)
    return PageView(
        url=url,
        title=plain_text(next(iter(tree.xpath("//head/title/text()")), None), most=300),
        language=next((said.strip() for said in tree.xpath("/html/@lang | /html/@xml:lang") if said.strip()), None),
        metas=_metas(tree),
        feeds=_feeds(tree, base),
        next_page=next_page_in(tree, base),
        links=_links(tree, base),
        json_ld=tuple(text[:100_000] for text in tree.xpath('//script[@type="application/ld+json"]/text()')[:20]),
        foot=" ".join(text for text in tree.xpath("//body//text()[not(parent::script)]")[-60:] if text.strip())[-800:],
    )


def next_page_in(tree: Any, base: str) -> str | None:
    """Return the page that the page itself calls its next, or None."""
    named = tree.xpath("//link[@rel and @href] | //a[@rel and @href]")[:_MOST_LINKS]
    following = (link.get("href") for link in named if "next" in link.get("rel").lower().split())
    return next((usable_url(href, base) for href in following), None)


def _metas(tree: Any) -> dict[str, str]:
    told: dict[str, str] = {}
    for meta in tree.xpath("//meta[@content]")[:_MOST_METAS]:
        name = (meta.get("property") or meta.get("name") or meta.get("http-equiv") or "").strip().lower()
        if name and (content := plain_text(meta.get("content"), most=300)):
            told.setdefault(name, content)
    return told


def _feeds(tree: Any, base: str) -> tuple[str, ...]:
    named = tree.xpath("//link[@rel and @href]")[:_MOST_METAS]
    found = (
        usable_url(link.get("href"), base)
        for link in named
        if "alternate" in link.get("rel").lower().split() and _FEED_TYPES.search(link.get("type") or "")
    )
    return tuple(dict.fromkeys(address for address in found if address))


def _links(tree: Any, base: str) -> tuple[PageLink, ...]:
    kept: dict[str, PageLink] = {}
    for link in tree.xpath("//a[@href]")[:_MOST_LINKS]:
        address = usable_url(link.get("href"), base)
        if address is None or repeats_a_segment(address):
            continue
        text = plain_text(link.text_content(), most=300) or ""
        key = url_key(address)
        if key not in kept or len(kept[key].text) < len(text):
            kept[key] = PageLink(url=address, text=text, rel=link.get("rel") or "", in_nav=_is_in_nav(link))
    return tuple(kept.values())


def _is_in_nav(link: Any) -> bool:
    for depth, parent in enumerate(link.iterancestors()):
        if depth > 12:
            return False
        if parent.tag in _NAV or _NAV_ROLES.search(f"{parent.get('class') or ''} {parent.get('id') or ''}"):
            return True
    return False
