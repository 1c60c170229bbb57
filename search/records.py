"""What is asked of the index and what it answers: requests, answers, hits, write results, health."""

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from contracts.article import Moment, Tag, Version
from contracts.records import SourceRef

Sort = Literal["relevance", "date"]
FacetName = Literal["source", "tag", "language"]

MAX_LIMIT: Final = 100
MAX_QUERY_LENGTH: Final = 1000
FACET_SIZE: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRequest:
    """A search: the query as typed, how many hits from where, and in whose language names are shown.

    `limit` is held within 1 … `MAX_LIMIT`; `cursor` is an earlier answer's `next`; `sort:` in the query wins over
    `sort`.
    """

    query: str = ""
    sort: Sort = "relevance"
    limit: int = 20
    cursor: str | None = None
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Highlights:
    """Where a hit matched: HTML-escaped text whose only markup is `<mark>`; empty where nothing of it matched."""

    title: str = ""
    fragments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One article in an answer. `copies` counts the same text from other sources that also matched, not shown."""

    id: str
    url: str
    title: str
    source: SourceRef
    publisher: str | None
    published_at: Moment | None
    language: str
    summary: str
    tags: tuple[Tag, ...]
    score: float
    highlights: Highlights
    duplicate_of: str | None
    copies: int


@dataclass(frozen=True, slots=True)
class FacetValue:
    """How many of all the hits have a value; `value` is what to ask for, `label` what to show."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Facets:
    """The most frequent values among all the hits, the most frequent first."""

    source: tuple[FacetValue, ...] = ()
    tag: tuple[FacetValue, ...] = ()
    language: tuple[FacetValue, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The answer to a search. `total` and `facets` count what paging shows: copies of a hit are collapsed into it.

    `understood` is the query as it was read, and can be typed again; `next` is None on the last page.
    """

    query: str
    understood: str
    total: int
    hits: tuple[Hit, ...]
    facets: Facets
    next: str | None


@dataclass(frozen=True, slots=True)
class Written:
    """The article now stands in the index."""

    version: Version


@dataclass(frozen=True, slots=True)
class AlreadyStanding:
    """The very version that was to be written stands already: a repeated write."""

    version: Version


@dataclass(frozen=True, slots=True)
class Superseded:
    """A newer version stands, and stays."""

    version: Version


@dataclass(frozen=True, slots=True)
class Refused:
    """The index can never take this article."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unavailable:
    """The index could not take it now; the same write may succeed later."""

    detail: str


WriteResult: TypeAlias = Written | AlreadyStanding | Superseded | Refused | Unavailable


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """Which index answers, its version, how many articles it holds, and a sentence about it."""

    name: str
    version: str
    documents: int
    detail: str
