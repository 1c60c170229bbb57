"""The next visit of a feed, sitemap or listing: what `revisits` learns, at the price that `revisit_budget` finds."""

import contextlib
import math
import threading
from dataclasses import dataclass
from typing import Final

import redis

from crawler.revisits.budget import HOUR_S, VisitCounts, place_of, price_for, shared_price
from crawler.revisits.estimates import DAY_S, UNKNOWN, Bounds, Visit, after, next_in_s, pace_from, rate, usual_polls
from crawler.settings import CrawlSettings

_REFRESH_S: Final = 60.0
_MOST_UNSENT: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class NextVisit:
    """When an endpoint is asked again, and what to remember of it until then."""

    next_in_s: float
    pace: str


class RevisitPlan:
    """Plans every next visit within the bounds and the budget that all crawlers share; safe to use from threads."""

    def __init__(self, client: redis.Redis, settings: CrawlSettings) -> None:
        self._settings = settings
        self._bounds = Bounds(settings.revisit_min_s, max(settings.revisit_min_s, settings.revisit_max_s))
        self._counts = VisitCounts(client, self._bounds)
        self._refreshing = threading.Lock()
        self._refreshed_at = -math.inf
        self._price = price_for({place_of(rate(UNKNOWN)): 1}, settings.polls_a_day, self._bounds)

    def next_visit(self, pace: str, host: str, visit: Visit, *, not_within_s: float = 0.0) -> NextVisit:
        """Return when to ask again after a visit, and count it; `pace` is that of its lease.

        `not_within_s`: until then the server's caches would give the same answer.
        """
        before = pace_from(pace)
        learnt = after(before, visit).text()
        now = pace_from(learnt)
        foreseen = usual_polls(rate(before), self._price, self._bounds) * (now.last - before.last) / DAY_S
        polls = self._counts.add(host, before, now, foreseen)
        self._refresh_if_due(visit.at)
        wait = max(next_in_s(now, self._price, self._bounds), not_within_s, self._host_rests_s(polls, visit.at))
        return NextVisit(next_in_s=min(max(wait, self._bounds.least_s), self._bounds.longest_s), pace=learnt)

    def _host_rests_s(self, polls: int, at: float) -> float:
        """A host that had its visits of this hour waits for the next one, its endpoints one after the other."""
        beyond = polls - self._settings.polls_a_host_hour
        if beyond < 0:
            return 0.0
        return HOUR_S - at % HOUR_S + beyond * HOUR_S / self._settings.polls_a_host_hour

    def _refresh_if_due(self, at: float) -> None:
        due = at >= self._refreshed_at + _REFRESH_S or self._counts.unsent_visits >= _MOST_UNSENT
        if not due or not self._refreshing.acquire(blocking=False):
            return
        try:
            self._refreshed_at = at
            with contextlib.suppress(redis.RedisError):
                self._counts.send()
                self._price = shared_price(self._counts.shared(at), self._settings.polls_a_day, self._bounds)
        finally:
            self._refreshing.release()
