"""What an index backend must do: keep documents by version, and find them by clauses. Everything else is shared."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from search.clauses import Clause
from search.documents import Document
from search.records import Health, Sort, WriteResult


@dataclass(frozen=True, slots=True)
class Place:
    """Where in an order a document stands: by score or time, the highest first; then by `tie`, the least first."""

    key: int | float
    tie: int


@dataclass(frozen=True, slots=True)
class Found:
    """A document that was found: its record, its place, and its score (0 where the order is not by score)."""

    record: bytes
    place: Place
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Counted:
    """A page of what a clause finds, how many it finds in all, and how often each asked field has each value."""

    total: int
    found: list[Found]
    values: dict[str, list[tuple[str, int]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A page that is asked for: `after` is the last place already seen, `depth` how many were seen so far.

    `values` names the keyword fields whose most frequent `values_size` values are counted.
    """

    clause: Clause
    sort: Sort = "date"
    size: int = 0
    after: Place | None = None
    depth: int = 0
    values: tuple[str, ...] = ()
    values_size: int = 20


class Backend(Protocol):
    """One index. Each call may raise `IndexUnreachable`; a reader of an index that nobody wrote finds it empty."""

    def write(self, documents: Sequence[Document]) -> list[WriteResult]:
        """Return what became of each document, in order; what was written is durable."""
        ...

    def records(self, ids: Sequence[str]) -> dict[str, bytes]:
        """Return the records that stand under these ids, as last written."""
        ...

    def page(self, wanted: Wanted) -> Counted:
        """Return a page of what is visible to searches."""
        ...

    def firsts(self, clauses: Sequence[Clause]) -> list[bytes | None]:
        """Return for each clause the record of one document that it finds."""
        ...

    def scan(self, clause: Clause) -> Iterator[bytes]:
        """Yield the record of every document that a clause finds, in no particular order, in constant memory."""
        ...

    def refresh(self) -> None:
        """Make all that was written visible to searches."""
        ...

    def health(self) -> Health:
        """Return what answers; `documents` counts those that are not gone."""
        ...

    def destroy(self) -> None:
        """Remove the index with all it holds; nothing else can be done with this object then."""
        ...

    def close(self) -> None:
        """Give back what is held."""
        ...
