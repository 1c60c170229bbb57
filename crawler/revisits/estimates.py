"""When a feed, sitemap or listing is asked again: its rate of news, learnt from each visit, against one shared price.

An article that appears at rate r in an endpoint asked every T days waits r·T²/2 article-days a visit in sum, and a
visit costs one request. Asking when the expected wait since the last visit has come up to a price makes the mean delay
of all articles least for the number of requests spent (T = √(2·price/r), Lagrange), whatever the rates are, and the
same price for all endpoints is what keeps to the budget. `revisit_budget` knows the price.

Everything here is arithmetic: no clock, no store. Moments are seconds after 1970, rates are articles a day.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

DAY_S: Final = 86400.0
_TURN: Final = 2 * math.pi
_MEMORY: Final = 7.0
"""Days after which a visit counts 1/e."""
_FEW: Final = 0.5
_SOON: Final = 1 / 24
"""What is believed of an endpoint before its first visit: half an article in an hour, soon outweighed."""
_NEVER_SURE: Final = 0.02
"""What is left of that belief in the end: an archive that stays silent for weeks costs hardly more than it must."""
_EVIDENCE: Final = 12.0
"""Articles by which a rhythm of day and night must show to be half believed."""
_MOST_RHYTHM: Final = 0.9
_BURST: Final = 0.3
_BURST_DAYS: Final = 1 / 24
"""The share of articles that follow another one of the same endpoint, and how soon."""
_FLOOD: Final = 5000.0
"""Articles a day beyond which an endpoint counts for no more: else one that invents links would starve the others."""
_STALE_DAYS: Final = 1.0
_LONGEST_SPAN: Final = 30.0
_LEAST_SAID_S: Final = 300.0
_MOST_BELIEVED_S: Final = DAY_S / 2
_TRIES: Final = 30


@dataclass(frozen=True, slots=True)
class Bounds:
    """The shortest and the longest time between visits of one endpoint."""

    least_s: float = 60.0
    longest_s: float = DAY_S


@dataclass(frozen=True, slots=True)
class Visit:
    """What one visit brought: how many links were new, the moments that its links state, in any order, and how often
    the publisher says that something appears, if it says so.
    """

    at: float
    new: int = 0
    stated: Sequence[float] = ()
    said_every_s: float | None = None


@dataclass(frozen=True, slots=True)
class Pace:
    """What is known of one endpoint, small enough to lie with its URL.

    `since` is the first moment observed and `last` the latest visit, both 0 before any; `number` is how many articles
    appeared, older ones counting less; `cosine` and `sine` are their sums on the circle of the day; `excited` is how
    many appeared within the last hour, fading.
    """

    since: float = 0.0
    last: float = 0.0
    number: float = 0.0
    cosine: float = 0.0
    sine: float = 0.0
    excited: float = 0.0

    def text(self) -> str:
        """Return the pace as a text of at most 60 bytes, which `pace_from` reads."""
        rest = (_short(value) for value in (self.number, self.cosine, self.sine, self.excited))
        return " ".join(("1", f"{int(self.since):x}", f"{int(self.last):x}", *rest))


def _short(value: float) -> str:
    return f"{round(value, 3):.4g}".replace("e+0", "e")


UNKNOWN: Final = Pace()


def pace_from(text: str) -> Pace:
    """Return the pace that `Pace.text` wrote; what another version or hand wrote counts as unknown."""
    parts = text.split(" ")
    if len(parts) != 7 or parts[0] != "1":
        return UNKNOWN
    try:
        since, last = int(parts[1], 16), int(parts[2], 16)
        number, cosine, sine, excited = (float(part) for part in parts[3:])
    except ValueError:
        return UNKNOWN
    known = (number, cosine, sine, excited)
    if not all(math.isfinite(value) for value in known) or min(number, excited) < 0 or last < since:
        return UNKNOWN
    return Pace(float(since), float(last), *known)


# -- learning --------------------------------------------------------------------------------------------------------


def after(pace: Pace, visit: Visit) -> Pace:
    """Return what is known after a visit; the first one learns from the moments that its links state."""
    if pace.last == 0:
        return _first(visit)
    elapsed = max(0.0, visit.at - pace.last) / DAY_S
    appeared = _appeared(visit, pace.last)
    return _counted(_faded(pace, elapsed), visit.at, appeared)


def _first(visit: Visit) -> Pace:
    """What the first visit tells: all its links are new, but their stated moments show how many appeared since when."""
    stated = sorted(at for at in visit.stated if at < visit.at)
    recent = [at for at in stated if visit.at - at < _LONGEST_SPAN * DAY_S]
    if len(recent) < len(stated):
        return _counted(Pace(since=visit.at - _LONGEST_SPAN * DAY_S), visit.at, recent)
    if len(recent) > 1:
        # The oldest one tells only since when: a list cut at some length always begins with an article.
        return _counted(Pace(since=recent[0]), visit.at, recent[1:])
    return _as_said(visit)


def _as_said(visit: Visit) -> Pace:
    if visit.said_every_s is None:
        return Pace(since=visit.at, last=visit.at)
    every_s = max(visit.said_every_s, _LEAST_SAID_S)
    believed_s = min(every_s * _FEW, _MOST_BELIEVED_S)
    return Pace(since=visit.at - believed_s, last=visit.at, number=believed_s / every_s)


def _appeared(visit: Visit, last: float) -> list[float]:
    """The moments at which the new links appeared: as stated where that is believable, else half-way since `last`."""
    stated = sorted((at for at in visit.stated if at <= visit.at), reverse=True)[: visit.new]
    fresh = [at for at in stated if at > last - _STALE_DAYS * DAY_S]
    unstated = visit.new - len(stated)
    return fresh + [(last + visit.at) / 2] * unstated


def _faded(pace: Pace, elapsed: float) -> Pace:
    kept, calm = math.exp(-elapsed / _MEMORY), math.exp(-elapsed / _BURST_DAYS)
    return replace(
        pace,
        number=pace.number * kept,
        cosine=pace.cosine * kept,
        sine=pace.sine * kept,
        excited=pace.excited * calm,
    )


def _counted(pace: Pace, now: float, appeared: Iterable[float]) -> Pace:
    number, cosine, sine, excited = pace.number, pace.cosine, pace.sine, pace.excited
    for at in appeared:
        age, angle = (now - at) / DAY_S, _angle(at)
        weight = math.exp(-age / _MEMORY)
        number += weight
        cosine += weight * math.cos(angle)
        sine += weight * math.sin(angle)
        excited += math.exp(-age / _BURST_DAYS)
    return Pace(pace.since, now, number, cosine, sine, excited)


def _angle(at: float) -> float:
    return _TURN * (at % DAY_S) / DAY_S


# -- judging ---------------------------------------------------------------------------------------------------------


def _exposure(pace: Pace) -> float:
    """The days observed, older ones counting less."""
    return _MEMORY * (1 - math.exp(-_observed_days(pace) / _MEMORY))


def _observed_days(pace: Pace) -> float:
    return max(0.0, pace.last - pace.since) / DAY_S


def rate(pace: Pace) -> float:
    """Return how many articles a day are expected, on the average of a day, as far as they count."""
    believed = _NEVER_SURE + (_FEW - _NEVER_SURE) * math.exp(-_observed_days(pace) / _MEMORY)
    return min((believed + pace.number) / (_SOON + _exposure(pace)), _FLOOD)


def _rhythm(pace: Pace, usual: float) -> tuple[float, float]:
    """The first harmonic of the day, relative to the mean: what the hours not yet observed would feign is taken off."""
    seen_cosine, seen_sine = _observed_harmonic(pace)
    cosine = 2 * (pace.cosine - usual * seen_cosine) / (pace.number + _EVIDENCE)
    sine = 2 * (pace.sine - usual * seen_sine) / (pace.number + _EVIDENCE)
    size = math.hypot(cosine, sine)
    damp = _MOST_RHYTHM / size if size > _MOST_RHYTHM else 1.0
    return cosine * damp, sine * damp


def _observed_harmonic(pace: Pace) -> tuple[float, float]:
    """The integral of cos and sin of the day's angle over the observed time, older time counting less."""
    begin, end = pace.since / DAY_S, pace.last / DAY_S
    forgotten = math.exp(-(end - begin) / _MEMORY)
    slope, turn = 1 / _MEMORY, _TURN
    scale = slope * slope + turn * turn

    def at(day: float) -> tuple[float, float]:
        c, s = math.cos(turn * (day % 1.0)), math.sin(turn * (day % 1.0))
        return (slope * c + turn * s) / scale, (slope * s - turn * c) / scale

    (c1, s1), (c0, s0) = at(end), at(begin)
    return c1 - forgotten * c0, s1 - forgotten * s0


def next_in_s(pace: Pace, price: float, bounds: Bounds) -> float:
    """Return how long to wait until the articles expected meanwhile will have waited `price` article-days in sum."""
    waited = _expected_wait(pace)
    if waited(bounds.longest_s / DAY_S) <= price:
        return bounds.longest_s
    return _solved(waited, price, bounds.least_s / DAY_S, bounds.longest_s / DAY_S) * DAY_S


def _expected_wait(pace: Pace) -> Callable[[float], float]:
    """Return the function that tells how long new articles will have waited in sum, so many days after `pace.last`.

    It is the integral of t·r(t), where the rate r has a steady part with the rhythm of the day and a fading burst.
    """
    usual = rate(pace)
    steady, burst = usual * (1 - _BURST), min(pace.excited, _FLOOD * _BURST_DAYS) * _BURST * _BURST_DAYS
    along, across = _turned(*_rhythm(pace, usual), _angle(pace.last))

    def waited(days: float) -> float:
        turned, calm = _TURN * days, days / _BURST_DAYS
        c, s = math.cos(turned), math.sin(turned)
        rhythm = ((c - 1 + turned * s) * along + (s - turned * c) * across) / _TURN**2
        return steady * (days * days / 2 + rhythm) + burst * (1 - math.exp(-calm) * (1 + calm))

    return waited


def _turned(cosine: float, sine: float, angle: float) -> tuple[float, float]:
    """The harmonic as seen from `angle`: its parts along the cosine and the sine of the time from there."""
    c, s = math.cos(angle), math.sin(angle)
    return cosine * c + sine * s, sine * c - cosine * s


def _solved(waited: Callable[[float], float], price: float, low: float, high: float) -> float:
    """The days at which `waited`, which grows, comes up to `price`, to one per cent; `low` if it has by then."""
    for _ in range(_TRIES):
        if high < low * 1.01:
            break
        middle = math.sqrt(low * high)
        if waited(middle) < price:
            low = middle
        else:
            high = middle
    return low


def usual_polls(usual: float, price: float, bounds: Bounds) -> float:
    """Return how often a day an endpoint of that rate is asked at that price."""
    wait = math.sqrt(2 * price / usual) * DAY_S
    return DAY_S / min(max(wait, bounds.least_s), bounds.longest_s)
