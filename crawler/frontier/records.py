"""The frontier's records: what a claim gives, what a page of links adds, what is known of a URL, a run or a host."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final, Literal

from contracts.names import KEY_PREFIX, FetchResult
from contracts.records import PageHints, PageId, Source
from contracts.wire import decode

PREFIX: Final = f"{KEY_PREFIX}frontier:2:"
"""Every key of the frontier begins so; the number is that of the format."""

Kind = Literal["feed", "sitemap", "listing", "article"]
"""What we expect behind a URL; only an article is handed over as a page."""


NO_HINTS: Final = PageHints()


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundUrl:
    """A URL that a feed, a sitemap or a listing names, with what was said of it; `url` is fit to fetch.

    `backfill`: it is old, and fetched only where its host has nothing fresh, within a budget of its own.
    """

    url: str
    kind: Kind = "article"
    hints: PageHints = NO_HINTS
    backfill: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What the server gave to ask "changed since?", byte for byte; empty where it gave none."""

    etag: str = ""
    last_modified: str = ""


NO_VALIDATORS: Final = Validators()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """The right to fetch one URL until the lease runs out; `token` is the page's id in the ledger.

    `url` was asked for, `address` is what to fetch now: `hops` redirects lie between. `source` is None if it is
    unknown by now; `run` is the first of the runs that wait for the URL; `pace` is what its last ack gave.
    `confirms_gone`: it was an article and was missing so often that it is gone if it is missing again.
    """

    token: PageId
    uid: str
    url: str
    address: str
    host: str
    kind: Kind
    source_id: str
    source: Source | None
    run: str | None = None
    hints: PageHints = NO_HINTS
    depth: int = 0
    hops: tuple[str, ...] = ()
    standing: bool = False
    validators: Validators = NO_VALIDATORS
    pace: str = ""
    backfill: bool = False
    confirms_gone: bool = False


@dataclass(frozen=True, slots=True)
class Added:
    """How many URLs were new, were known already, and were refused by the quota for their address pattern.

    `paused`: there was no room for so many more waiting URLs; where they were found must be read again. `left`: the run
    had taken its number of their source.
    """

    new: int = 0
    known: int = 0
    refused: int = 0
    paused: int = 0
    left: int = 0

    def __add__(self, other: "Added") -> "Added":
        return Added(
            self.new + other.new,
            self.known + other.known,
            self.refused + other.refused,
            self.paused + other.paused,
            self.left + other.left,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DeferredHost:
    """A host that asked to be left alone until `until`, and how many of a run's URLs wait for that."""

    host: str
    until: datetime
    urls: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFetches:
    """How the fetches of one source ended; `reasons` splits what failed, reason → number."""

    results: Mapping[str, int] = field(default_factory=dict)
    reasons: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class UrlState:
    """What the frontier knows of a URL: `result` and `reason` tell how its last visit ended, if it had one."""

    url: str
    state: Literal["waiting", "in flight", "done", "alias"]
    kind: str
    source_id: str
    result: FetchResult | str | None = None
    reason: str = ""
    at: datetime | None = None
    due_at: datetime | None = None
    found_in: str = ""
    alias_of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontierSize:
    """How much there is to fetch: URLs waiting (due or not), in flight, hosts ready and hosts that asked for a rest."""

    waiting: int
    in_flight: int
    hosts: int
    blocked_hosts: int


def moment(ms: float | str | bytes) -> datetime:
    """Return the moment that lies `ms` after 1970, UTC."""
    return datetime.fromtimestamp(float(ms) / 1000, UTC)


@lru_cache(maxsize=4096)
def source_from(data: bytes) -> Source:
    """Return the source whose JSON this is; the same bytes give the same record."""
    return decode(data, Source)
