"""Invented sources that publish on a virtual clock: log-normal rates, day and night, bursts; the same for a seed."""

import math
import random
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

DAY_S: Final = 86400.0
MEDIAN_RATE: Final = 6.0
DAY_TO_NIGHT: Final = 5.0
BURST_SHARE: Final = 0.3
BURST_SIZE: Final = 5.0
BURST_S: Final = 3600.0
STATING: Final = 0.9
"""The share of sources whose links state when they were published."""
LISTED: Final = 30
"""How many of its latest articles an endpoint lists, unless more are new: no rule loses any, only time."""
_DAYS_BEFORE: Final = 10.0


@dataclass(frozen=True)
class InventedSource:
    """One source: its mean rate (articles a day), when each appeared (seconds from the start), and if it says so."""

    name: str
    rate: float
    published: Sequence[float]
    states: bool

    def between(self, after: float, until: float) -> Sequence[float]:
        """Return the moments at which articles appeared in (after, until]."""
        return self.published[bisect_right(self.published, after) : bisect_right(self.published, until)]

    def listed(self, at: float, new: int) -> Sequence[float]:
        """Return the moments that its endpoint states at `at`, when `new` of its articles are."""
        end = bisect_right(self.published, at)
        return self.published[max(0, end - max(LISTED, new)) : end] if self.states else ()

    def count(self, until: float) -> int:
        """Return how many articles appear from the start until then."""
        return bisect_left(self.published, until) - bisect_left(self.published, 0.0)


def invented_sources(number: int, *, days: float, sigma: float, seed: int) -> list[InventedSource]:
    """Return the sources of a seed; each has its own time zone."""
    return [_invented(f"{seed}:{index}", f"s{index}", days, sigma) for index in range(number)]


def _invented(seed: str, name: str, days: float, sigma: float) -> InventedSource:
    draw = random.Random(seed)
    rate = MEDIAN_RATE * math.exp(sigma * draw.gauss(0, 1))
    dawn = draw.random()
    single = _by_day_and_night(draw, rate * (1 - BURST_SHARE), dawn, days)
    bursts = _by_day_and_night(draw, rate * BURST_SHARE / BURST_SIZE, dawn, days)
    in_bursts = [at + draw.random() * BURST_S for at in bursts for _ in range(_burst_size(draw))]
    return InventedSource(name, rate, sorted(single + in_bursts), draw.random() < STATING)


def _burst_size(draw: random.Random) -> int:
    return 1 + int(math.log(1 - draw.random()) / math.log(1 - 1 / BURST_SIZE))


def _by_day_and_night(draw: random.Random, rate: float, dawn: float, days: float) -> list[float]:
    """Moments of a Poisson process whose rate by day (half of the 24 hours) is five times that by night."""
    by_day = 2 * DAY_TO_NIGHT / (1 + DAY_TO_NIGHT)
    moments, at = [], -_DAYS_BEFORE
    while (at := at + draw.expovariate(rate * by_day)) < days:
        if (at - dawn) % 1.0 < 0.5 or draw.random() < 1 / DAY_TO_NIGHT:
            moments.append(at * DAY_S)
    return moments
