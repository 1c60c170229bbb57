"""What was said of a URL before it was fetched, in few bytes: a list without what is missing or known otherwise."""

import json
from datetime import UTC, datetime
from typing import Final

from contracts.records import PageHints
from contracts.wire import decode, encode
from crawler.frontier.records import NO_HINTS, moment

_THERE: Final = 1
"""In place of `found_in`: the very address that the frontier notes as where the URL was found."""


def pack_hints(hints: PageHints, found_in: str) -> str:
    """Return the hints as text, empty for none; `unpack_hints` gives back exactly them."""
    if hints == NO_HINTS:
        return ""
    packed = _packed(hints, found_in)
    return packed if unpack_hints(packed.encode(), found_in) == hints else encode(hints).decode()


def unpack_hints(data: bytes, found_in: str) -> PageHints:
    """Return the hints that `pack_hints` packed."""
    if not data:
        return NO_HINTS
    if data[:1] == b"{":
        return decode(data, PageHints)
    parts = json.loads(data)
    where, title, published, updated, language, tags, summary = parts + [None] * (7 - len(parts))
    return PageHints(
        found_in=found_in if where == _THERE else where,
        title=title,
        published_at=_moment(published),
        updated_at=_moment(published if updated == _THERE else updated),
        language=language,
        tags=tuple(tags or ()),
        summary=summary,
    )


def _packed(hints: PageHints, found_in: str) -> str:
    published, updated = hints.published_at, hints.updated_at
    same = updated is not None and updated == published
    parts = [
        _THERE if hints.found_in == found_in and found_in else hints.found_in,
        hints.title,
        _ms(published),
        _THERE if same else _ms(updated),
        hints.language,
        hints.tags or None,
        hints.summary,
    ]
    while parts[-1] is None:
        parts.pop()
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":"))


def _ms(at: datetime | None) -> int | None:
    return None if at is None else int(at.timestamp() * 1000)


def _moment(ms: int | None) -> datetime | None:
    return None if ms is None else moment(ms).astimezone(UTC)
