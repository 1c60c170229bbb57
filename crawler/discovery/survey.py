"""Finds what announces a site's news, given only its address: looks in every likely place, then chooses by yield.

Feeds that pages name, usual places, sitemaps of robots.txt, section pages: each is fetched once, through guard and
robots, in a bounded number of requests.
"""

import contextlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

import ada_url

from contracts.records import Source
from contracts.urls import host_of, url_key
from crawler.discovery.candidates import USUAL_FEEDS, USUAL_SITEMAPS, Candidate, CandidateKind, Named, Seen
from crawler.discovery.choice import Choice, choose
from crawler.discovery.feeds import read_feed
from crawler.discovery.pages import PageView, view_of
from crawler.discovery.rule_guess import following_of, following_rule
from crawler.discovery.settling import SITEMAPS, notes_on, rules_for, settled
from crawler.discovery.shapes import article_links, is_likely_article, shape_of
from crawler.discovery.site_facts import facts_of
from crawler.discovery.sitemaps import Located, read_sitemap
from crawler.discovery.sniffing import sniffed, unpacked
from crawler.discovery.texts import NotAFeed, usable_url
from crawler.discovery.ways import day_in, feed_links, is_front, is_way_to_section, promise, told_at
from crawler.discovery.xml_records import charset_in
from crawler.fetching.exchange import FetchFailed

_MOST_NAMED_FEEDS: Final = 10
_MOST_SITEMAPS: Final = 5
_MOST_FEED_LINKS: Final = 5
_MOST_SECTIONS: Final = 8
_MOST_CHILDREN: Final = 4
_REFRESH: Final = re.compile(r"^\s*\d+\s*[;,]\s*url\s*=\s*['\"]?([^'\"\s]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One address as it was found: what answered, unpacked."""

    url: str
    body: bytes
    content_type: str | None


class Looks(Protocol):
    """Fetches what the survey wants to see."""

    @property
    def left(self) -> int:
        """How many requests may still be made."""

    async def look(self, url: str) -> Look:
        """Return what lies there, redirects followed; raises `FetchFailed`."""

    def sitemaps_of(self, url: str) -> tuple[str, ...]:
        """Return the sitemaps that the robots.txt of the URL's host names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What was found and decided: the source to be, if anything announces news, and every candidate with its reason.

    `coverage` is the share of all recent articles seen that the chosen name.
    """

    source: Source | None
    candidates: tuple[Candidate, ...]
    coverage: float
    requests: int
    notes: tuple[str, ...] = ()


@dataclass
class Surveyor:
    """One survey of one site, `plain` being the source as far as it is known; `tell` is told of each step."""

    looks: Looks
    plain: Source
    most_bytes: int
    tell: Callable[[str], None]
    seen: dict[str, Seen] = field(default_factory=dict)
    views: dict[str, PageView] = field(default_factory=dict)
    mixed: dict[str, list[Located]] = field(default_factory=dict)
    feeds_said: list[tuple[str | None, str | None]] = field(default_factory=list)

    async def survey(self, address: str) -> tuple[Source | None, Choice, tuple[str, ...]]:
        """Return the source, the choice and notes on both. Raises `FetchFailed` if nothing answers at the address."""
        look = await self._first_look(address)
        host = host_of(look.url)
        self.plain = replace(self.plain, host=host)
        first = self._note(await self._read(look, "given"))
        if first.kind == "listing" and not is_front(look.url):
            await self._search_around(first)
        elif first.kind in ("listing", "unknown"):
            await self._search(look.url)
        else:
            await self._open_children()
        choice = await self._with_further_pages(choose(tuple(self.seen.values())))
        facts = facts_of(self.views.get(look.url), host, feeds=self.feeds_said)
        rules = rules_for(choice, self.seen, self.views.values(), self.plain.host)
        return settled(self.plain, choice, facts, rules), choice, notes_on(choice, facts, left=self.looks.left)

    async def archives(self, home: str) -> list[str]:
        """Return the sitemaps of the site, those of robots.txt or in a usual place; none where none can be had."""
        with contextlib.suppress(FetchFailed):
            await self._look(home)
        await self._try(self.looks.sitemaps_of(home)[:_MOST_SITEMAPS], "robots.txt")
        if not self._has(SITEMAPS):
            await self._try_usual(home, USUAL_SITEMAPS, until=SITEMAPS)
        return [one.url for one in self.seen.values() if one.problem is None and one.kind in SITEMAPS]

    # -- looking -----------------------------------------------------------------------------------------------------

    async def _search(self, home: str) -> None:
        view = self.views.get(home) or PageView(url=home)
        await self._try(view.feeds[:_MOST_NAMED_FEEDS], "named in the page's head")
        await self._try(self.looks.sitemaps_of(home)[:_MOST_SITEMAPS], "robots.txt")
        await self._try(feed_links(view, self._is_own)[:_MOST_FEED_LINKS], "linked from the page")
        if not self._has(("feed",)):
            await self._try_usual(home, USUAL_FEEDS, until=("feed",))
        if not self._has(SITEMAPS):
            await self._try_usual(home, USUAL_SITEMAPS, until=SITEMAPS)
        await self._open_children()
        await self._try(self._sections(view), "section of the front page")
        for page in [page for page in self.views.values() if page is not view]:
            linked = () if self.seen[url_key(page.url)].named else feed_links(page, self._is_own)
            await self._try((*page.feeds, *linked)[:_MOST_FEED_LINKS], f"named by {page.url}")
        self._read_again()

    async def _search_around(self, section: Seen) -> None:
        """One section was asked for: itself, and feeds that it names and that are as good as its own."""
        await self._try(self.views[section.url].feeds[:_MOST_NAMED_FEEDS], "named in the page's head")
        for key, one in list(self.seen.items()):
            if one.url != section.url and 2 * len(one.named.keys() & section.named.keys()) < len(one.named):
                self.seen[key] = replace(one, problem="announces more than the page that was asked for")

    def _read_again(self) -> None:
        """Judge pages and mixed sitemaps once more, now that feeds have told what the articles' addresses look like."""
        for view in self.views.values():
            key = url_key(view.url)
            self.seen[key] = replace(self.seen[key], named=self._listed(view))
        for url, entries in self.mixed.items():
            key = url_key(url)
            self.seen[key] = replace(self.seen[key], named=self._mixed(entries))

    async def _try(self, urls: Iterable[str], found_by: str) -> None:
        for url in urls:
            if url_key(url) not in self._keys() and self.looks.left > 0:
                self._note(await self._seen_at(url, found_by))

    async def _try_usual(self, home: str, paths: Iterable[str], *, until: tuple[CandidateKind, ...]) -> None:
        """Look at usual places until one is what is wanted; those that are nothing are not told of."""
        origin = str(ada_url.URL(home).origin)
        for path in paths:
            if self._has(until) or self.looks.left <= 0 or url_key(origin + path) in self._keys():
                continue
            seen = await self._seen_at(origin + path, "usual place")
            if seen.problem is None and seen.kind in until:
                self._note(seen)
            elif url_key(seen.url) not in self._keys():
                self.views.pop(seen.url, None)

    async def _seen_at(self, url: str, found_by: str) -> Seen:
        try:
            return await self._read(await self._look(url), found_by)
        except FetchFailed as failed:
            return Seen(url=url, kind="unknown", found_by=found_by, problem=failed.reason)

    async def _first_look(self, address: str) -> Look:
        """Look at an address, and on where a page without links sends its readers by itself."""
        look = await self._look(address)
        view = view_of(look.body, url=look.url) if sniffed(look.body) == "page" else None
        sent = _REFRESH.search(view.metas.get("refresh", "")) if view is not None and len(view.links) < 3 else None
        target = usable_url(sent[1], look.url) if sent else None
        return await self._look(target) if target else look

    async def _look(self, url: str) -> Look:
        self.tell(url)
        return await self.looks.look(url)

    def _note(self, seen: Seen) -> Seen:
        self.seen.setdefault(url_key(seen.url), seen)
        return seen

    def _keys(self) -> set[str]:
        return set(self.seen)

    def _has(self, kinds: Iterable[CandidateKind]) -> bool:
        return any(one.kind in kinds and (one.named or one.children) for one in self.seen.values())

    # -- reading -----------------------------------------------------------------------------------------------------

    async def _read(self, look: Look, found_by: str) -> Seen:
        try:
            body = unpacked(look.body, self.most_bytes)
            form = sniffed(body)
            if form in ("feed", "JSON feed"):
                return self._feed(look, body, found_by)
            if form in ("sitemap", "sitemap index", "text sitemap"):
                return self._sitemap(look, body, found_by)
        except NotAFeed as error:
            return Seen(url=look.url, kind="unknown", found_by=found_by, problem=str(error))
        if form == "page" or found_by in ("given", "section of the front page"):
            return self._page(look, body, found_by)
        return Seen(url=look.url, kind="unknown", found_by=found_by, problem="neither a feed, a sitemap nor a page")

    def _feed(self, look: Look, body: bytes, found_by: str) -> Seen:
        feed = read_feed(body, url=look.url, content_type=look.content_type)
        self.feeds_said.append((feed.title, feed.language))
        named = {
            url_key(entry.link): Named(url=entry.link, at=entry.published_at)
            for entry in feed.entries
            if entry.link and self._is_own(entry.link)
        }
        elsewhere = sum(entry.link is not None and not self._is_own(entry.link) for entry in feed.entries)
        problem = f"its {elsewhere} links lead to other hosts" if elsewhere and not named else None
        return Seen(url=look.url, kind="feed", found_by=found_by, named=named, problem=problem)

    def _sitemap(self, look: Look, body: bytes, found_by: str) -> Seen:
        entries = read_sitemap(body, url=look.url, max_bytes=self.most_bytes)
        children = [entry for entry in entries if entry.is_sitemap and self._is_own(entry.url)]
        if children:
            newest = sorted(children, key=promise, reverse=True)
            return Seen(
                url=look.url,
                kind="sitemap index",
                found_by=found_by,
                children=tuple(child.url for child in newest),
                cost=1.2 + 0.1 * len(children),
            )
        own = [entry for entry in entries if self._is_own(entry.url)]
        if own and 2 * sum(entry.is_news for entry in own) > len(own):
            named = {url_key(entry.url): Named(url=entry.url, at=told_at(entry)) for entry in own}
            return Seen(url=look.url, kind="news sitemap", found_by=found_by, named=named)
        self.mixed[look.url] = own
        cost = 1.2 + len(own) / 5000
        return Seen(url=look.url, kind="sitemap", found_by=found_by, named=self._mixed(own), cost=cost)

    def _mixed(self, entries: list[Located]) -> dict[str, Named]:
        """The articles of a sitemap that may name any page."""
        known = self._sure_shapes()
        likely = (entry for entry in entries if shape_of(entry.url) in known or is_likely_article(entry.url))
        return {url_key(entry.url): Named(url=entry.url, at=told_at(entry), sure=False) for entry in likely}

    def _page(self, look: Look, body: bytes, found_by: str) -> Seen:
        view = view_of(body, url=look.url, charset=charset_in(look.content_type))
        self.views[look.url] = view
        return Seen(
            url=look.url,
            kind="listing",
            found_by=found_by,
            named=self._listed(view),
            next_page=following_of(view),
            cost=1.5,
        )

    def _listed(self, view: PageView) -> dict[str, Named]:
        own = [link for link in view.links if self._is_own(link.url) and url_key(link.url) != url_key(view.url)]
        found = article_links(own, known_shapes=self._sure_shapes())
        return {url_key(link.url): Named(url=link.url, at=day_in(link.url), sure=False) for link in found}

    def _sure_shapes(self) -> frozenset[str]:
        sure = (named.url for seen in self.seen.values() for named in seen.named.values() if named.sure)
        return frozenset(map(shape_of, sure))

    def _is_own(self, url: str) -> bool:
        return host_of(url).removeprefix("www.") == self.plain.host.removeprefix("www.")

    # -- where to look -----------------------------------------------------------------------------------------------

    def _sections(self, view: PageView) -> list[str]:
        listed = {named.url for seen in self.seen.values() for named in seen.named.values()}
        listed.add(following_of(view) or "")
        ways = [
            link for link in view.links if self._is_own(link.url) and link.url not in listed and is_way_to_section(link)
        ]
        ways.sort(key=lambda link: not link.in_nav)
        return [link.url for link in ways[:_MOST_SECTIONS]]

    async def _open_children(self) -> None:
        """Give each index of sitemaps what its most promising children name."""
        for key, index in list(self.seen.items()):
            if not index.children:
                continue
            named: dict[str, Named] = {}
            for url in index.children[:_MOST_CHILDREN]:
                if url_key(url) not in self._keys() and self.looks.left > 0:
                    self._note(await self._seen_at(url, f"named by {index.url}"))
                if child := self.seen.get(url_key(url)):
                    named |= child.named
            self.seen[key] = replace(index, named=named)

    async def _with_further_pages(self, choice: Choice) -> Choice:
        """Look at the second page of a chosen listing: what it adds, the choice must count."""
        grown = False
        for listing in choice.chosen:
            following = listing.next_page
            if listing.kind != "listing" or following is None or self.looks.left <= 0 or not self._is_own(following):
                continue
            page = await self._seen_at(following, f"next page of {listing.url}")
            more = {key: named for key, named in page.named.items() if key not in listing.named}
            rule = following_rule(listing.url, following)
            self.seen[url_key(listing.url)] = replace(
                listing, named=listing.named | more, next_page=following if more and rule else None
            )
            grown = True
        return choose(tuple(self.seen.values())) if grown else choice
