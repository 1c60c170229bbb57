"""What a feed of any format says: one record for all of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

MOST_ENTRIES: Final = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry as the feed gives it; texts may hold markup, `link` is absolute or None."""

    link: str | None = None
    id: str | None = None
    title: str | None = None
    summary: str | None = None
    content: str | None = None
    published_at: datetime | None = None
    updated_at: datetime | None = None
    language: str | None = None
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed and its entries, in its order."""

    title: str | None = None
    link: str | None = None
    language: str | None = None
    entries: tuple[Entry, ...] = ()
