"""The rules that are compared: fixed intervals, the best fixed allocation, StormCrawler's, and ours."""

import math
import random
from collections.abc import Sequence
from itertools import cycle
from typing import Final, Protocol

import redis

from crawler.revisits.estimates import Visit
from crawler.revisits.plan import NextVisit, RevisitPlan
from crawler.settings import CrawlSettings
from newsroom.crowd.schedule import DAY_S, InventedSource

STORM_FIRST_S: Final = 1800.0


class Rule(Protocol):
    """Says when a source is asked."""

    name: str

    def first_in_s(self, source: InventedSource) -> float:
        """Return when the source is asked first, in seconds from the start."""

    def next_visit(self, source: InventedSource, pace: str, visit: Visit) -> NextVisit:
        """Return when it is asked again; `pace` is what the rule remembered of it."""


class FixedRule:
    """Asks each source at an interval of its own, beginning at a random moment of it."""

    def __init__(self, name: str, interval_s: dict[str, float]) -> None:
        self.name = name
        self._interval_s = interval_s

    def first_in_s(self, source: InventedSource) -> float:
        return random.Random(f"phase {source.name}").random() * self._interval_s[source.name]

    def next_visit(self, source: InventedSource, pace: str, visit: Visit) -> NextVisit:
        return NextVisit(next_in_s=self._interval_s[source.name], pace=pace)


def poller(sources: Sequence[InventedSource], polls_a_day: float) -> FixedRule:
    """Return the rule that asks all sources alike."""
    return FixedRule(f"every {1440 / polls_a_day:g} min", {source.name: DAY_S / polls_a_day for source in sources})


def best_fixed(sources: Sequence[InventedSource], settings: CrawlSettings) -> FixedRule:
    """Return the fixed intervals of least mean delay of all articles, for known mean rates and the same budget.

    By Lagrange these are proportional to 1/√rate, within the same bounds that our rule keeps.
    """
    low, high = 1e-9, 1e9
    while high > low * 1.000001:
        scale = math.sqrt(low * high)
        intervals = [_bounded(scale / math.sqrt(source.rate), settings) for source in sources]
        too_many = sum(DAY_S / interval for interval in intervals) > settings.polls_a_day * len(sources)
        low, high = (scale, high) if too_many else (low, scale)
    return FixedRule("best fixed, rates known", dict(zip((s.name for s in sources), intervals, strict=True)))


def _bounded(interval_s: float, settings: CrawlSettings) -> float:
    return min(max(interval_s, settings.revisit_min_s), settings.revisit_max_s)


class StormCrawlerRule:
    """Halves the interval when something was new, else takes it half as long again, as its AdaptiveScheduler does."""

    name = "StormCrawler's rule"

    def __init__(self, settings: CrawlSettings) -> None:
        self._settings = settings

    def first_in_s(self, source: InventedSource) -> float:
        return 0.0

    def next_visit(self, source: InventedSource, pace: str, visit: Visit) -> NextVisit:
        interval = float(pace) * (0.5 if visit.new else 1.5) if pace else STORM_FIRST_S
        interval = _bounded(interval, self._settings)
        return NextVisit(next_in_s=interval, pace=f"{interval:.3f}")


class OurRule:
    """The crawler's own plan, which knows nothing of a source but what its visits brought; crawlers take turns."""

    name = "ours"

    def __init__(self, client: redis.Redis, settings: CrawlSettings, *, crawlers: int = 1) -> None:
        self._plans = cycle([RevisitPlan(client, settings) for _ in range(crawlers)])

    def first_in_s(self, source: InventedSource) -> float:
        return 0.0

    def next_visit(self, source: InventedSource, pace: str, visit: Visit) -> NextVisit:
        return next(self._plans).next_visit(pace, f"{source.name}.test", visit)
