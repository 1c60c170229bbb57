"""The price that holds all crawlers to one budget of visits, without a leader: each works it out of counts they share.

In Redis, under `trawlnet:revisits:`
- `population:EPOCH` counts the endpoints by their rate of news. A visit moves its endpoint to the place and the epoch
  of its present rate; what was not visited for an epoch is gone with it, so that no count stays wrong.
- `hour:HOUR` counts visits, and how many were foreseen for the time that they cover: bursts and bounds make these two
  differ, and their ratio over a day corrects the price.
- `hosts:HOUR` counts the visits of each host.
"""

import math
import threading
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import redis

from contracts.names import KEY_PREFIX
from crawler.frontier.view import PREFIX as FRONTIER
from crawler.revisits.estimates import DAY_S, UNKNOWN, Bounds, Pace, rate, usual_polls

PREFIX: Final = f"{KEY_PREFIX}revisits:"
HOUR_S: Final = 3600.0
_HOURS: Final = 24
_STEPS: Final = 3
"""Places in the population for each doubling of the rate."""
_OUTERMOST: Final = 100
_DOUBT: Final = 1 / 8
"""The share of a day's budget that visits and forecasts must come to until their ratio is half believed."""
_FREE: Final = 1e-12
_DEAR: Final = 1e6
_CLOSE: Final = 1.003

Population = Mapping[int, int]
"""How many endpoints there are at each place, that is of each rate."""


def place_of(usual: float) -> int:
    """Return where in the population an endpoint of that rate counts."""
    return min(max(round(_STEPS * math.log2(usual)), -_OUTERMOST), _OUTERMOST)


def price_for(population: Population, polls_a_day: float, bounds: Bounds) -> float:
    """Return the least price at which the population asks for no more than `polls_a_day` visits."""
    rates = [(2 ** (place / _STEPS), number) for place, number in population.items() if number > 0]
    low, high = _FREE, _DEAR
    while high > low * _CLOSE:
        price = math.sqrt(low * high)
        asked = sum(number * usual_polls(usual, price, bounds) for usual, number in rates)
        low, high = (price, high) if asked > polls_a_day else (low, price)
    return high


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What all crawlers counted: standing sources, endpoints, and a day's visits beside how many were foreseen."""

    sources: int
    population: Population
    visits: float
    foreseen: float


def shared_price(shared: Shared, polls_a_source: float, bounds: Bounds) -> float:
    """Return the price at which all endpoints together are visited `polls_a_source` times a day and source.

    A source without endpoints yet counts as one of which nothing is known; a source's endpoints beyond the first bring
    the visit that each of them gets at least, so that many silent ones leave the news its share.
    """
    endpoints = sum(shared.population.values())
    population = Counter(dict(shared.population))
    population[place_of(rate(UNKNOWN))] += max(0, shared.sources - endpoints)
    budget = max(1, shared.sources) * polls_a_source
    doubt = budget * _DOUBT
    bias = (doubt + shared.visits) / (doubt + shared.foreseen)
    floor = max(0, endpoints - max(1, shared.sources)) * DAY_S / bounds.longest_s
    return price_for(population, (budget + floor) / bias, bounds)


class VisitCounts:
    """The shared counts, and what this process has yet to add to them; safe to use from several threads."""

    def __init__(self, client: redis.Redis, bounds: Bounds) -> None:
        self._store: Any = client
        self._epoch_s = 2 * max(DAY_S, bounds.longest_s)
        self._lock = threading.Lock()
        self._unsent: defaultdict[tuple[str, str], float] = defaultdict(float)
        self._hosts: dict[tuple[str, str], int] = {}
        self._past: dict[int, tuple[float, float]] = {}
        self.unsent_visits = 0

    def add(self, host: str, before: Pace, now: Pace, foreseen: float) -> int:
        """Count a visit; return how many its host has had in this hour, as far as is known."""
        hosts, hour = f"hosts:{_hour(now.last)}", f"hour:{_hour(now.last)}"
        with self._lock:
            self.unsent_visits += 1
            self._unsent[hosts, host] += 1
            self._unsent[self._place(now)] += 1
            if before.last > 0:
                self._unsent[hour, "visits"] += 1
                self._unsent[hour, "foreseen"] += foreseen
            if now.last - before.last < self._epoch_s:
                self._unsent[self._place(before)] -= 1
            return self._hosts.get((hosts, host), 0) + int(self._unsent[hosts, host])

    def send(self) -> None:
        """Add what was counted here to what all counted; it is kept for the next time if the store doesn't take it."""
        with self._lock:
            unsent, self._unsent, self.unsent_visits = self._unsent, defaultdict(float), 0
        try:
            totals = self._sent(unsent)
        except redis.RedisError:
            with self._lock:
                for place, number in unsent.items():
                    self._unsent[place] += number
            raise
        counted = {place: int(total) for place, total in totals.items() if place[0].startswith("hosts:")}
        if counted:
            hour = max(key for key, _ in counted)
            known = {place: total for place, total in self._hosts.items() if place[0] == hour}
            self._hosts = known | counted

    def _sent(self, unsent: Mapping[tuple[str, str], float]) -> dict[tuple[str, str], Any]:
        """Add the numbers; return what each came to."""
        with self._store.pipeline(transaction=True) as pipe:
            for (key, field), number in unsent.items():
                if field == "foreseen":
                    pipe.hincrbyfloat(PREFIX + key, field, number)
                else:
                    pipe.hincrby(PREFIX + key, field, int(number))
            for key in {key for key, _ in unsent}:
                pipe.expire(PREFIX + key, int(2 * self._epoch_s))
            return dict(zip(unsent, pipe.execute(), strict=False))

    def shared(self, at: float) -> Shared:
        """Return what all crawlers counted by the moment `at`."""
        epoch, hour = int(at // self._epoch_s), int(at // HOUR_S)
        hours = range(hour - _HOURS, hour + 1)
        unread = [past for past in hours if past not in self._past]
        with self._store.pipeline(transaction=False) as pipe:
            pipe.scard(f"{FRONTIER}standing")
            for key in (f"population:{epoch - 1}", f"population:{epoch}"):
                pipe.hgetall(PREFIX + key)
            for past in unread:
                pipe.hmget(f"{PREFIX}hour:{past}", "visits", "foreseen")
            sources, before, now, *counts = pipe.execute()
        population: Counter[int] = Counter()
        for part in (before, now):
            population.update({int(place): int(number) for place, number in part.items()})
        of_hour = self._past | {past: _numbers(read) for past, read in zip(unread, counts, strict=True)}
        # The hour before this one may still grow by what other crawlers have yet to send.
        self._past = {past: of_hour[past] for past in hours if past < hour - 1}
        visits, foreseen = (sum(numbers[i] for numbers in of_hour.values()) for i in (0, 1))
        return Shared(sources=int(sources), population=population, visits=visits, foreseen=foreseen)

    def _place(self, pace: Pace) -> tuple[str, str]:
        return f"population:{int(pace.last // self._epoch_s)}", str(place_of(rate(pace)))


def _numbers(read: Sequence[bytes | None]) -> tuple[float, float]:
    visits, foreseen = (float(number or 0) for number in read)
    return visits, foreseen


def _hour(at: float) -> int:
    return int(at // HOUR_S)
