"""Keeps a few numbers for each source, from the counts that frontier and ledger keep anyway.

One crawler at a time looks, some times a minute, at how the counts have grown, and writes one small record a source.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Protocol

import redis

from contracts.names import KEY_PREFIX
from contracts.wire import encode
from crawler.catalogue import Catalogue
from crawler.frontier import Frontier, SourceFetches
from crawler.health import SOURCES_KEY, Observed, faded, is_refusal, observations
from workers.queue import Counts

LOOK_S: Final = 5.0
_LOCK: Final = f"{KEY_PREFIX}health:looking"
_WINDOW: Final = 50
_BATCH: Final = 200
_SETTLING: Final = timedelta(days=1)
_LONGEST_VISIT: Final = timedelta(hours=26)
_WALLS: Final = ("BotWall", "LoginWall", "ConsentWall")
_ENDPOINTS: Final = ("feed", "sitemap", "listing", "not_modified")


class CountsPages(Protocol):
    """The part of the ledger that we need."""

    def counts(self, *, source_id: str | None = None, run: str | None = None) -> Counts:
        """Return how the pages of a source ended."""


class HealthKeeper:
    """Writes what is observed of the sources of the catalogue; any number of processes may hold one."""

    def __init__(self, client: redis.Redis, catalogue: Catalogue, frontier: Frontier, ledger: CountsPages) -> None:
        self._store: Any = client
        self._catalogue = catalogue
        self._frontier = frontier
        self._ledger = ledger

    def look(self) -> None:
        """Bring the records up to date, unless another process has just done so."""
        if self._store.set(_LOCK, b"1", nx=True, px=int(LOOK_S * 900)):
            self.look_now(datetime.now(UTC))

    def look_now(self, now: datetime) -> None:
        """Bring the records up to date, as of `now`."""
        ids = [source.id for source in self._catalogue.list()]
        known = observations(self._store)
        fetches = self._frontier.fetch_counts()
        changed: dict[str, bytes] = {}
        for source_id in ids:
            before = known.get(source_id, Observed())
            if source_id in fetches and _is_under_way(before, fetches[source_id]):
                after = grown(before, fetches[source_id], self._ledger.counts(source_id=source_id), now)
                changed |= {source_id: encode(after)} if after != before else {}
        _write(self._store, changed, gone=known.keys() - set(ids))


def _write(store: Any, changed: Mapping[str, bytes], gone: Iterable[str]) -> None:
    rest = list(changed.items())
    for at in range(0, len(rest), _BATCH):
        store.hset(SOURCES_KEY, mapping=dict(rest[at : at + _BATCH]))
    if removed := list(gone):
        store.hdel(SOURCES_KEY, *removed)


def grown(before: Observed, fetches: SourceFetches, pages: Counts, now: datetime) -> Observed:
    """Return what is observed of a source whose counts have come to be these."""
    totals = _totals(fetches, pages)
    more = {name: max(0, number - before.totals.get(name, 0)) for name, number in totals.items()}
    if not any(more.values()):
        return before
    after = _with_shares(replace(before, totals=totals, attempts=totals["attempts"]), more)
    reason = _grown_most(before, fetches.reasons, "reason:") or ("robots.txt" if more["forbidden"] else "")
    wall = _grown_most(before, _walls(pages), "wall:")
    after = replace(after, reason=reason or after.reason, wall=wall or after.wall)
    if more["endpoints"] or more["pages"]:
        quiet_s = round(before.quiet_s + _asked_s(before, now), 1)
        after = replace(after, first_at=before.first_at or now, last_success_at=now, failures=0, quiet_s=quiet_s)
    else:
        after = replace(after, failures=after.failures + more["pages_lost"])
    return _with_news(after, more["indexed"], now) if more["indexed"] else after


def _asked_s(before: Observed, now: datetime) -> float:
    """Return for how many seconds since the last success we have been asking: none across an outage or a pause."""
    since = now - (before.last_success_at or now)
    return 0.0 if before.failures or since > _LONGEST_VISIT else since.total_seconds()


def _is_under_way(before: Observed, fetches: SourceFetches) -> bool:
    """Whether anything was fetched since the last look, or pages had not all ended then: most sources rest."""
    asked = _fetch_totals(fetches)
    known = before.totals
    return known.get("ended", 0) < known.get("pages", 0) or any(known.get(name) != asked[name] for name in asked)


def _totals(fetches: SourceFetches, pages: Counts) -> dict[str, int]:
    walls = _walls(pages)
    return {
        **_fetch_totals(fetches),
        "walls": sum(walls.values()),
        "ended": sum(pages.outcomes.values()),
        "indexed": pages.outcomes.get("indexed", 0) - pages.indexed_again,
        **{f"wall:{wall}": number for wall, number in walls.items()},
    }


def _fetch_totals(fetches: SourceFetches) -> dict[str, int]:
    results, reasons = fetches.results, fetches.reasons
    refused = sum(number for reason, number in reasons.items() if is_refusal(reason))
    failed = results.get("failed", 0)
    return {
        "endpoints": sum(results.get(name, 0) for name in _ENDPOINTS),
        "pages": results.get("page", 0),
        "pages_lost": failed + results.get("robots_refused", 0),
        "attempts": sum(number for name, number in results.items() if name != "redirect"),
        "refused": refused,
        "forbidden": results.get("robots_refused", 0),
        "failed": max(0, failed - refused),
        **{f"reason:{reason}": number for reason, number in list(reasons.items())[:_WINDOW]},
    }


def _walls(pages: Counts) -> dict[str, int]:
    return {wall: pages.reasons[wall] for wall in _WALLS if pages.reasons.get(wall)}


def _with_shares(after: Observed, more: Mapping[str, int]) -> Observed:
    asked, ended, totals = more["attempts"], more["ended"], after.totals
    return replace(
        after,
        refused_share=_moved(after.refused_share, more["refused"], asked, totals["attempts"]),
        forbidden_share=_moved(after.forbidden_share, more["forbidden"], asked, totals["attempts"]),
        failed_share=_moved(after.failed_share, more["failed"], asked, totals["attempts"]),
        wall_share=_moved(after.wall_share, more["walls"], ended, totals["ended"]),
    )


def _moved(share: float, of_these: int, number: int, in_all: int) -> float:
    """Return the moving average after `number` more, `of_these` of which count; the mean as long as they are few."""
    if not number:
        return share
    weight = number / in_all if in_all < _WINDOW else 1 - (1 - 1 / _WINDOW) ** number
    return round(share + weight * (of_these / number - share), 4)


def _grown_most(before: Observed, now: Mapping[str, int], prefix: str) -> str:
    grown_by = {name: number - before.totals.get(prefix + name, 0) for name, number in now.items()}
    name = max(grown_by, key=lambda one: grown_by[one], default="")
    return name if name and grown_by[name] > 0 else ""


def _with_news(after: Observed, articles: int, now: datetime) -> Observed:
    if after.first_at is None or after.last_new_at is None or now - after.first_at < _SETTLING:
        return replace(after, last_new_at=now, quiet_s=0.0)
    gap = now - after.last_new_at
    longest = max(after.quiet_s, faded(after.longest_gap_s, gap / 4))
    news = round(faded(after.news, gap) + articles, 4)
    return replace(after, last_new_at=now, news=news, quiet_s=0.0, longest_gap_s=round(longest, 1))
