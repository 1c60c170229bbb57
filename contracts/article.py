"""The article: what a page says, and what enrichment adds to it. The field names are the index's and the API's."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from contracts.records import AiUsage, ArchivePointer, SourceRef

Precision = Literal["second", "minute", "hour", "day", "month", "year"]
Basis = Literal["json-ld", "meta", "visible", "relative", "feed", "url"]
Method = Literal["page", "extractive", "model"]
TagKind = Literal["person", "organisation", "place", "event", "work", "topic"]
TagBasis = Literal["page", "entity", "phrase", "model"]


@dataclass(frozen=True, slots=True, order=True)
class Version:
    """Which write of an article is newer: the fetch's time in ms since 1970, then the revision of that fetch.

    Kept as a pair everywhere; only a backend that wants one number packs it (`contracts.identity.packed`).
    """

    fetched_ms: int
    revision: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A time with how exactly it is known and what told it; `instant` is UTC, at the start of what is known."""

    instant: datetime
    precision: Precision
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """Who wrote the article, by the page's own words; `as_written` keeps those words."""

    name: str
    host: str | None = None
    as_written: str | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """[start, end) in Unicode code points of `Article.text`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A few sentences that tell the article; `evidence` are the spans of the text that bear them out."""

    text: str
    language: str
    method: Method
    model: str | None = None
    evidence: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPoint:
    """One thing the article says; `emoji` and `headline` may be empty where the method can't give them."""

    sentence: str
    headline: str = ""
    emoji: str = ""
    method: Method = "extractive"
    evidence: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """A summary and its key points, of one method: another telling beside the article's preferred one."""

    summary: Summary | None
    key_points: tuple[KeyPoint, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """One concept, whatever language named it. `concept` is a stable lower-case key, `labels` language → name.

    `salience` is in 0 … 1.
    """

    concept: str
    labels: dict[str, str]
    kind: TagKind = "topic"
    basis: TagBasis = "page"
    salience: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """A piece of the page's text that cleaning dropped, and why."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceEvent:
    """One stage that the page or the article went through: when it ended and what it cost."""

    stage: str
    at: datetime
    duration_ms: float = 0.0
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """What a page says. `text`: paragraphs, headings and list items separated by one blank line, no markup.

    `summary` and `key_points` are the preferred telling (the page's own before ours), `other_digests` the rest.
    `snapshot` numbers the source memory that cleaning used (0: none). `gone` marks an article that was withdrawn or
    forgotten: it keeps its id and version, and is found by no search. `ai_usage`: what its publisher says of its use by
    AI, None if nothing. `withdrawn`: of what is gone, the reason under which its page was taken back, if it was.
    """

    id: str
    url: str
    canonical_url: str
    source: SourceRef
    title: str
    text: str
    language: str
    fetched_at: datetime
    version: Version
    publisher: Publisher | None = None
    authors: tuple[str, ...] = ()
    section: str | None = None
    published_at: Moment | None = None
    updated_at: Moment | None = None
    html: str = ""
    lead_image: str | None = None
    word_count: int = 0
    reading_minutes: int = 0
    summary: Summary | None = None
    key_points: tuple[KeyPoint, ...] = ()
    other_digests: tuple[Digest, ...] = ()
    tags: tuple[Tag, ...] = ()
    story_id: str | None = None
    duplicate_of: str | None = None
    addresses: tuple[str, ...] = ()
    embedding: tuple[float, ...] | None = None
    removed: tuple[Removed, ...] = ()
    trace: tuple[TraceEvent, ...] = ()
    snapshot: int = 0
    gone: bool = False
    archive: ArchivePointer | None = None
    ai_usage: AiUsage | None = None
    withdrawn: str = ""
    text_digest: str = field(default="")

    def __post_init__(self) -> None:
        if not self.text_digest:
            object.__setattr__(self, "text_digest", text_digest(self.title, self.text))


def text_digest(title: str, text: str) -> str:
    """Return what two articles with the same title and text have in common: SHA-256 in hex, first 32 digits."""
    return hashlib.sha256(f"{title}\n\n{text}".encode()).hexdigest()[:32]
