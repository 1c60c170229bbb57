"""Leases as the scripts give them, and acknowledgements as they take them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from contracts.names import FetchResult
from contracts.records import PageId
from crawler.frontier.hints import unpack_hints
from crawler.frontier.packed import BACK_FILL, STANDING, WAS_PAGE, live_from
from crawler.frontier.records import NO_VALIDATORS, Lease, Validators, source_from

MISSING: Final = frozenset({"HTTP 404", "HTTP 410"})
"""The reasons of a failure after which an article may be gone for good."""
_LONGEST_TEXT: Final = 2000


@dataclass(frozen=True, slots=True)
class Ack:
    """The end of a visit that told something; what each part means, `Frontier.ack` says."""

    lease: Lease
    result: FetchResult
    ago_s: float = 0.0
    changed: bool = False
    validators: Validators = NO_VALIDATORS
    next_in_s: float | None = None
    pace: str = ""


def ack_args(ack: Ack) -> tuple[Any, ...]:
    """Return what the script `ack` takes for one visit; a validator too long to keep is none."""
    next_ms = -1 if ack.next_in_s is None else max(0, int(ack.next_in_s * 1000))
    given = (ack.validators.etag, ack.validators.last_modified, ack.pace)
    etag, modified, pace = (text if len(text.encode()) <= _LONGEST_TEXT else "" for text in given)
    return (ack.lease.token, ack.result, int(ack.ago_s * 1000), int(ack.changed), etag, modified, next_ms, pace)


@dataclass(frozen=True, slots=True)
class _Named:
    """What the claimed records refer to: sources by number, places of discovery by short id."""

    sources: dict[int, tuple[str, bytes]]
    places: dict[bytes, str]
    gone_asks: int


def leases_from(
    claimed: Sequence[bytes], sources: Sequence[Any], places: Sequence[bytes], *, gone_asks: int
) -> list[Lease]:
    """Return the leases that the script `claim` described."""
    named = _Named(
        sources={sources[i]: (sources[i + 1].decode(), sources[i + 2]) for i in range(0, len(sources), 3)},
        places={places[i]: places[i + 1].decode() for i in range(0, len(places), 2)},
        gone_asks=gone_asks,
    )
    return [_lease(claimed[i], claimed[i + 1], claimed[i + 2], named) for i in range(0, len(claimed), 3)]


def _lease(token: bytes, uid: bytes, packed: bytes, named: _Named) -> Lease:
    record = live_from(packed)
    source_id, source = named.sources[record.source]
    return Lease(
        token=PageId(token.decode()),
        uid=uid.hex(),
        url=record.url,
        address=record.at,
        host=record.host,
        kind=record.kind,
        source_id=source_id,
        source=source_from(source) if source else None,
        run=record.runs.split(" ", 1)[0] or None,
        hints=unpack_hints(record.hints, named.places.get(record.found_from, "")),
        depth=record.depth,
        hops=tuple(record.hops.split("\n")) if record.hops else (),
        standing=bool(record.flags & STANDING),
        validators=Validators(etag=record.etag, last_modified=record.modified),
        pace=record.pace,
        backfill=bool(record.flags & BACK_FILL),
        confirms_gone=bool(record.flags & WAS_PAGE) and record.missed + 1 >= named.gone_asks,
    )
