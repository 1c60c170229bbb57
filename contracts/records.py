"""The typed records that one room hands to the next: `Source` and `Page`; `contracts.article` holds `Article`.

All are frozen, all travel as plain JSON (`contracts.wire`), all moments are UTC-aware.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NewType

Stance = Literal["allowed", "denied", "unstated"]
PageId = NewType("PageId", str)
"""The lease token under which a page's URL was claimed: one fetch, one id, however often it is handed over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRules:
    """Which links of a source are articles: regular expressions searched in the URL without its fragment.

    A link is an article if it is on one of the source's hosts, matches some `allow` (or `allow` is empty) and no
    `deny`.
    `follow` names further listing pages, such as a listing's next page.
    """

    allow: tuple[str, ...] = ()
    deny: tuple[str, ...] = ()
    follow: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Selectors:
    """CSS selectors by which the pages of one source are read; what is left empty is read as on any page.

    Of several for one thing the first that finds something holds. `body` is what holds the text; `keep` is in the text
    whatever a rule says, `drop` never. `title`, `time` and `author` are where these stand.
    """

    body: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    time: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRef:
    """What an article keeps of the source that it was crawled from."""

    id: str
    name: str
    host: str
    country: str | None = None
    language: str | None = None
    hosts: tuple[str, ...] = ()

    @property
    def all_hosts(self) -> frozenset[str]:
        """Every host name that belongs to the source, without ports."""
        return frozenset({self.host, *self.hosts})


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A publication that we crawl: where its news is announced, which links are articles, how often we may ask.

    `host` is a name without a port; `country` is ISO 3166-1 alpha-2, `language` BCP 47; `delay_s` None takes the
    crawler's default. `feeds`, `sitemaps` and `start_pages` (listings) are absolute URLs. `collections` are paths with
    slashes, "Asia/Space". A source that is not `enabled` is left out of crawls; one that is `paused` keeps its place
    and goes on where it was. `hours` are spans of the day in UTC, "06:00-22:30", in which it may be asked; none: any.
    `user_agent`, `headers` and `proxy` replace the crawler's own; `sign_in` names an entry of the operator's file of
    secrets, never a secret itself. `rendering` asks for a browser. `selectors` mend the reading of its pages.
    """

    id: str
    name: str
    host: str
    country: str | None = None
    language: str | None = None
    hosts: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    start_pages: tuple[str, ...] = ()
    links: LinkRules = LinkRules()
    delay_s: float | None = None
    enabled: bool = True
    paused: bool = False
    collections: tuple[str, ...] = ()
    hours: tuple[str, ...] = ()
    rendering: bool = False
    user_agent: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    proxy: str | None = None
    sign_in: str | None = None
    selectors: Selectors | None = None

    def ref(self) -> SourceRef:
        """Return what travels with each of the source's pages."""
        return SourceRef(
            id=self.id,
            name=self.name,
            host=self.host,
            country=self.country,
            language=self.language,
            hosts=self.hosts,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PageHints:
    """What a feed, a sitemap or a listing said of a page before it was fetched; evidence, not truth."""

    found_in: str | None = None
    title: str | None = None
    published_at: datetime | None = None
    updated_at: datetime | None = None
    language: str | None = None
    tags: tuple[str, ...] = ()
    summary: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AiUsage:
    """What a publisher says on the use of a page by AI; recorded for who reads the article, and shown with it.

    `train`: models learn from its text; `answer`: they answer questions with it; `search`: it is found by search;
    `images`: models learn from its images. `basis` names what says so, `policy` is the address of terms that it names.
    """

    train: Stance = "unstated"
    answer: Stance = "unstated"
    search: Stance = "unstated"
    images: Stance = "unstated"
    basis: tuple[str, ...] = ()
    policy: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivePointer:
    """Where a fetch lies in the WARC archive: the file's name within the archive, and the record's byte offset."""

    file: str
    offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a successful fetch returned, uninterpreted.

    `url` was asked for, `final_url` answered, `redirects` lie between them in order (without `final_url`). `body` is
    the entity with content codings removed and the character set untouched. `run` names the crawl command that found
    the URL, None in a standing crawl. `noindex` is the directive by which its publisher asks that it not be indexed:
    such a page comes without its body. `ai_usage` is None where the publisher says nothing of it. `selectors` are those
    of its source.
    """

    id: PageId
    source: SourceRef
    url: str
    final_url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    fetched_at: datetime
    body: bytes
    redirects: tuple[str, ...] = ()
    hints: PageHints = PageHints()
    archive: ArchivePointer | None = None
    run: str | None = None
    noindex: str | None = None
    ai_usage: AiUsage | None = None
    selectors: Selectors | None = None

    def header(self, name: str) -> str | None:
        """Return the first value of a header, by its case-insensitive name."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)

    @property
    def addresses(self) -> tuple[str, ...]:
        """Each address that led here, as asked for, without repeats."""
        return tuple(dict.fromkeys((self.url, *self.redirects, self.final_url)))
