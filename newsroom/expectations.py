"""The records of the manifest: what each page of the sample sites must become."""

from datetime import datetime
from typing import Literal

import msgspec

from contracts.article import Basis, Precision

ExpectedOutcome = Literal["indexed", "duplicate", "rejected", "robots_refused", "failed", "redirect"]
Family = Literal[
    "template-residue",
    "byline",
    "promotion",
    "app-promotion",
    "contact",
    "subscribe",
    "share",
    "related",
    "advert",
    "caption",
    "credit",
    "tag-list",
    "page-digest",
    "notice",
]
Said = Literal["metadata", "visible", "unsaid"]
"""How a page says a thing: in a form made for machines, in words for its readers, or not at all."""


class ExpectedTime(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """When the page was published: an `instant`, or an offset back from the fetch.

    `wall_clock` is the time as printed where the page names no zone: a reader of the page alone may take it for UTC.
    """

    precision: Precision
    basis: Basis
    instant: datetime | None = None
    ago_minutes: int | None = None
    wall_clock: datetime | None = None


class ExpectedPublisher(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who wrote the article by the page's own words; `said` visible by the site's name alone may be left out."""

    name: str
    said: Said = "metadata"


class ExpectedPiece(msgspec.Struct, frozen=True):
    """A piece of text that stands within the article's markup and is none of it."""

    family: Family
    text: str


class ExpectedPoint(msgspec.Struct, frozen=True):
    """One of the page's own key points."""

    emoji: str
    headline: str
    sentence: str


class ExpectedPage(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One address of the sample sites and what must become of it; `{port}` stands for the server's port.

    The fields from `title` on are stated for pages with an article. `duplicate_of` names the page whose text this one
    repeats: of another source for an indexed copy, of the same source for an outcome `duplicate`.
    """

    url: str
    source: str
    kind: str
    outcome: ExpectedOutcome
    reasons: tuple[str, ...] = ()
    leads_to: str | None = None
    story: str | None = None
    duplicate_of: str | None = None
    canonical: str | None = None
    addresses: tuple[str, ...] = ()
    title: str | None = None
    language: str | None = None
    publisher: ExpectedPublisher | None = None
    authors: tuple[str, ...] = ()
    authors_said: Said = "metadata"
    section: str | None = None
    section_said: Said = "metadata"
    tags: tuple[str, ...] = ()
    published: ExpectedTime | None = None
    updated: datetime | None = None
    body: tuple[str, ...] = ()
    removed: tuple[ExpectedPiece, ...] = ()
    summary: str | None = None
    summary_language: str | None = None
    key_points: tuple[ExpectedPoint, ...] = ()

    @property
    def text(self) -> str:
        """The clean text: paragraphs, headings and list items separated by one blank line."""
        return "\n\n".join(self.body)


class SourceTotals(msgspec.Struct, frozen=True, kw_only=True):
    """How many addresses of a source end in which outcome."""

    indexed: int = 0
    duplicate: int = 0
    rejected: int = 0
    robots_refused: int = 0
    failed: int = 0
    redirect: int = 0


class Trap(msgspec.Struct, frozen=True, kw_only=True):
    """An endless run of pages: a crawl may fetch `at_most` addresses of `source` that begin with `prefix`."""

    source: str
    prefix: str
    at_most: int


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """The truth about the sample sites in one edition."""

    edition: int
    pages: tuple[ExpectedPage, ...]
    totals: SourceTotals
    by_source: dict[str, SourceTotals]
    traps: tuple[Trap, ...] = ()

    def with_articles(self) -> tuple[ExpectedPage, ...]:
        """Return the pages that must each be an article of the index."""
        return tuple(page for page in self.pages if page.outcome == "indexed")
