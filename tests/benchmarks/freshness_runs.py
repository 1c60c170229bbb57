"""Runs a rule over invented sources: the real frontier and its scripts, on a clock that jumps from visit to visit.

Nothing is fetched: a visit brings what its source published since the last one. `without_frontier` replaces the
frontier by a heap, for quick trials; both give the same figures, up to the grid on which the clock moves.
"""

import heapq
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import redis

from contracts.records import Source
from crawler.frontier import CrawlSettings, Frontier, Lease
from crawler.revisits.estimates import Visit
from newsroom.crowd.schedule import DAY_S, InventedSource
from tests.benchmarks.freshness_rules import Rule

BEGAN: Final = 1_767_225_600.0
"""When the virtual time begins: 2026-01-01, UTC."""
GRID_S: Final = 10.0
"""The virtual clock moves by multiples of this, so that one claim serves several sources, as it does in a crawler."""
MORE: Final = 1.0
_AT_ONCE: Final = 200


@dataclass
class Score:
    """What a rule reached: the delays (s) of all articles of the counted days, and its visits."""

    rule: str
    sources: int
    days: float
    delays: list[float] = field(default_factory=list)
    visits: int = 0
    longest_silence_s: float = 0.0
    missed: int = 0

    def part(self, share: float) -> float:
        """Return the delay that a share of the articles stays below, in minutes."""
        return sorted(self.delays)[min(int(share * len(self.delays)), len(self.delays) - 1)] / 60

    @property
    def mean_min(self) -> float:
        """The mean delay in minutes."""
        return sum(self.delays) / len(self.delays) / 60

    @property
    def visits_a_day(self) -> float:
        """Visits a day and source."""
        return self.visits / self.sources / self.days


class Clockwork:
    """Plays the sources to a rule; articles of the `more` days are found but not counted, for some come too late."""

    def __init__(self, sources: Sequence[InventedSource], rule: Rule, days: float, more: float) -> None:
        self._rule = rule
        self._sources = sources
        self._last = [0.0] * len(sources)
        self._counted_s = days * DAY_S
        self.end_s = (days + more) * DAY_S
        self.score = Score(rule=rule.name, sources=len(sources), days=days + more)

    def visit(self, index: int, pace: str, at: float) -> tuple[float, str]:
        """Visit a source; return when it is visited again and what the rule remembers."""
        source, score, last = self._sources[index], self.score, self._last[index]
        fresh = source.between(last, at)
        score.visits += 1
        score.delays += [at - published for published in fresh if published < self._counted_s]
        score.longest_silence_s = max(score.longest_silence_s, at - last)
        self._last[index] = at
        stated = [BEGAN + published for published in source.listed(at, len(fresh))]
        planned = self._rule.next_visit(source, pace, Visit(at=BEGAN + at, new=len(fresh), stated=stated))
        return at + planned.next_in_s, planned.pace

    def ended(self) -> Score:
        """Return the score, with what was never found."""
        self.score.missed = sum(source.count(self._counted_s) for source in self._sources) - len(self.score.delays)
        return self.score


def without_frontier(sources: Sequence[InventedSource], rule: Rule, days: float, more: float = MORE) -> Score:
    """Return a rule's score, with a heap for a frontier."""
    clockwork = Clockwork(sources, rule, days, more)
    due = [(rule.first_in_s(source), index, "") for index, source in enumerate(sources)]
    heapq.heapify(due)
    while due and due[0][0] < clockwork.end_s:
        at, index, pace = heapq.heappop(due)
        next_at, pace = clockwork.visit(index, pace, at)
        heapq.heappush(due, (next_at, index, pace))
    return clockwork.ended()


def over_frontier(
    sources: Sequence[InventedSource],
    rule: Rule,
    days: float,
    more: float = MORE,
    *,
    client: redis.Redis,
    settings: CrawlSettings,
) -> Score:
    """Return a rule's score over the real frontier, in an empty store."""
    clockwork, frontier = Clockwork(sources, rule, days, more), Frontier(client, settings, clock="simulated")
    index_of = {source.name: index for index, source in enumerate(sources)}
    arrivals = sorted(((rule.first_in_s(source), source.name) for source in sources), reverse=True)
    due = [at for at, _ in reversed(arrivals)]
    for now, number in _moments(due, clockwork.end_s):
        frontier.set_clock(int((BEGAN + now) * 1000))
        while arrivals and arrivals[-1][0] <= now:
            frontier.add_source(_with_a_feed(arrivals.pop()[1]))
        for lease in _claimed(frontier, number):
            next_at, pace = clockwork.visit(index_of[lease.source_id], lease.pace, now)
            frontier.ack(lease, "feed", next_in_s=next_at - now, pace=pace)
            heapq.heappush(due, next_at)
    return clockwork.ended()


def _moments(due: list[float], end_s: float) -> Iterator[tuple[float, int]]:
    """Yield each moment of the grid at which sources are due, and how many; `due` is a heap that grows meanwhile."""
    while due:
        now = math.ceil(due[0] / GRID_S) * GRID_S
        if now >= end_s:
            return
        number = 0
        while due and due[0] <= now:
            heapq.heappop(due)
            number += 1
        yield now, number


def _claimed(frontier: Frontier, number: int) -> Iterator[Lease]:
    """Yield what is due, up to `number`; what the frontier holds back (a host's rest) comes with the next moment."""
    while number > 0 and (leases := frontier.claim(min(number, _AT_ONCE))):
        number -= len(leases)
        yield from leases


def _with_a_feed(name: str) -> Source:
    return Source(id=name, name=name, host=f"{name}.test", feeds=(f"http://{name}.test/feed",))
