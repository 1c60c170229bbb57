"""The doorway to the index: open it, and what it can do."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator

from contracts.article import Article
from contracts.settings import RoomSettings
from search.articles import ArticleIndex
from search.backend import Backend
from search.records import (
    AlreadyStanding,
    Answer,
    Facets,
    FacetValue,
    Health,
    Highlights,
    Hit,
    Refused,
    SearchRequest,
    Sort,
    Superseded,
    Unavailable,
    WriteResult,
    Written,
)

__all__ = [
    "AlreadyStanding",
    "Answer",
    "FacetValue",
    "Facets",
    "Health",
    "Highlights",
    "Hit",
    "Index",
    "Refused",
    "SearchRequest",
    "SearchSettings",
    "Sort",
    "Superseded",
    "Unavailable",
    "WriteResult",
    "Written",
    "open_index",
]


class SearchSettings(RoomSettings):
    """Where the index lies, and by which clock `after:` and `before:` count days."""

    elasticsearch_url: str | None = Field(
        default=None,
        pattern=r"^https?://",
        description="Elasticsearch 9; unset: an index by tantivy in the data folder.",
    )
    index_name: str = Field(
        default="trawlnet",
        pattern=r"^[a-z0-9][a-z0-9_.-]{0,99}$",
        description="The name under which Elasticsearch knows our index; installations that share one differ in it.",
    )
    index_shards: int = Field(
        default=1,
        ge=1,
        le=64,
        description="Into how many shards Elasticsearch divides an index that we make; one for each 50 GB or so.",
    )
    timezone: str = Field(default="UTC", description="The IANA time zone in which a query's days begin.")

    @field_validator("timezone")
    @classmethod
    def _is_known(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError(f"{name!r} is no IANA time zone such as Europe/Berlin or UTC") from error
        return name


class Index(Protocol):
    """Articles, written by version and found by query. Any call may raise `IndexUnreachable`; all may be repeated."""

    def write(self, articles: Sequence[Article]) -> list[WriteResult]:
        """Return what became of each article, in order; what was written is durable and found by `get` at once."""
        ...

    def get(self, article_id: str) -> Article | None:
        """Return the article that stands under an id, gone or not."""
        ...

    def get_many(self, ids: Sequence[str]) -> dict[str, Article]:
        """Return the articles that stand under these ids, gone or not; unknown ids are left out."""
        ...

    def by_address(self, url: str) -> Article | None:
        """Return the article that has this address, or led here from it; one that is gone only if no other has it."""
        ...

    def copies(self, article_id: str) -> list[Article]:
        """Return the articles that are marked as copies of one, newest first, at most 100."""
        ...

    def search(self, request: SearchRequest) -> Answer:
        """Return a page of the answer; no text raises an error, and a cursor of another search begins anew."""
        ...

    def related(self, article: Article, limit: int = 6) -> list[Hit]:
        """Return other articles on the same subject, best first; never itself, its copies, or what is gone."""
        ...

    def scan(self, query: str | None = None, *, gone: bool = False) -> Iterator[Article]:
        """Yield every article that matches a query, copies too, in no particular order, in constant memory."""
        ...

    def count(self, query: str = "") -> int:
        """Return how many articles match a query, each copy counted."""
        ...

    def facets(self, query: str = "", *, language: str = "en") -> Facets:
        """Return the most frequent values among the articles that match."""
        ...

    def refresh(self) -> None:
        """Make all that was written visible to searches."""
        ...

    def check(self) -> Health:
        """Return what answers."""
        ...

    def destroy(self) -> None:
        """Remove the index with all it holds, as after a demonstration; nobody may write meanwhile."""
        ...

    def close(self) -> None:
        """Give back what is held; a writer lets the next one in."""
        ...


def _now() -> datetime:
    return datetime.now(UTC)


def open_index(
    settings: SearchSettings, *, data_dir: Path, writer: bool = False, clock: Callable[[], datetime] = _now
) -> Index:
    """Return the index that the settings name: Elasticsearch's, or tantivy's in `data_dir`/index.

    Only `writer=True` may write to tantivy's, and only one process at a time: raises `Transient`, naming the other.
    Raises `IndexUnreachable` or `Misconfigured`, in one sentence, if Elasticsearch does not serve.
    """
    backend = _backend(settings, data_dir, writer=writer)
    return ArticleIndex(backend, timezone=ZoneInfo(settings.timezone), clock=clock)


def _backend(settings: SearchSettings, data_dir: Path, *, writer: bool) -> Backend:
    """Return the one that the settings name; the other's library, which takes its time to load, is left alone."""
    if settings.elasticsearch_url is not None:
        from search.elastic import ElasticBackend

        return ElasticBackend(settings.elasticsearch_url, settings.index_name, shards=settings.index_shards)
    from search.embedded import TantivyBackend

    return TantivyBackend(data_dir / "index", writer=writer)
