"""What may be asked of the frontier without changing it: runs, rests, counts, the state of a URL."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, Literal

import redis

from crawler.frontier.records import PREFIX, DeferredHost, FrontierSize, SourceFetches, UrlState, moment
from crawler.frontier.why import State, Why, why_of

__all__ = ["PREFIX", "Clock", "FrontierView"]

Clock = Literal["server", "simulated"]
"""Whose time it is: the server's, or that of a key which a simulation moves."""

_STATES: Final[Mapping[State, Literal["waiting", "in flight", "done", "alias"]]] = {
    "waiting": "waiting",
    "scheduled": "waiting",
    "in flight": "in flight",
    "lost": "in flight",
    "done": "done",
    "dead": "done",
    "alias": "alias",
}


class FrontierView:
    """The reading half of the frontier; what it tells is true at the moment of asking."""

    def __init__(self, client: redis.Redis, clock: Clock = "server") -> None:
        self._store: Any = client
        self._clock = clock

    def set_clock(self, ms: int) -> None:
        """Move the simulated clock to `ms` after 1970; without effect on a frontier that goes by the server's."""
        self._store.set(f"{PREFIX}clock", ms)

    def open_urls(self, run: str) -> int:
        """Return how many of the run's URLs have no end yet."""
        return int(self._store.scard(f"{PREFIX}run:{run}"))

    def deferred_hosts(self, run: str, patience_s: float) -> list[DeferredHost]:
        """Return the hosts that asked for more than `patience_s` more rest, where URLs of the run wait."""
        now_ms = self._now_ms()
        late = self._store.zrangebyscore(
            f"{PREFIX}blocked", now_ms + patience_s * 1000, "+inf", start=0, num=1000, withscores=True
        )
        told = (self._deferred(run, host.decode(), moment(until)) for host, until in late)
        return [deferred for deferred in told if deferred.urls]

    def _deferred(self, run: str, host: str, until: datetime) -> DeferredHost:
        waiting = [uid for queue in ("due", "back") for uid in self._store.zrange(f"{PREFIX}{queue}:{host}", 0, 9999)]
        flags = self._store.smismember(f"{PREFIX}run:{run}", waiting) if waiting else []
        reason = self._store.hget(f"{PREFIX}host:{host}", "reason") or b""
        return DeferredHost(host=host, until=until, urls=sum(flags), reason=reason.decode())

    def fetch_counts(self, run: str | None = None) -> dict[str, SourceFetches]:
        """Return how fetches ended, by source id: all there ever were, or a run's."""
        key = f"{PREFIX}run:{run}:counts" if run else f"{PREFIX}counts"
        results: dict[str, dict[str, int]] = {}
        reasons: dict[str, dict[str, int]] = {}
        for name, number in self._store.hgetall(key).items():
            source, result, *reason = name.decode().split("\x1f")
            of_source = results.setdefault(source, {})
            of_source[result] = of_source.get(result, 0) + int(number)
            if reason:
                reasons.setdefault(source, {})[reason[0]] = int(number)
        return {
            source: SourceFetches(results=counts, reasons=reasons.get(source, {})) for source, counts in results.items()
        }

    def state_of(self, url: str) -> UrlState | None:
        """Return what is known of a URL, None if it was never seen; raises `UnusableUrl`."""
        why = self.why(url)
        if why is None:
            return None
        return UrlState(
            url=why.url,
            state=_STATES[why.state],
            kind=why.kind,
            source_id=why.source_id,
            result=why.result or None,
            reason=why.reason,
            at=why.seen_at if why.state == "alias" else why.at,
            due_at=why.due_at,
            found_in=why.found_in,
            alias_of=why.alias_of,
        )

    def why(self, url: str) -> Why | None:
        """Return why a URL is where it is, None if it was never seen; raises `UnusableUrl`."""
        return why_of(self._store, url, self._now_ms())

    def standing_sources(self) -> set[str]:
        """Return the ids of the sources whose endpoints are visited for ever."""
        return {source.decode() for source in self._store.smembers(f"{PREFIX}standing")}

    def resting_sources(self) -> set[str]:
        """Return the ids of the sources of which something was given back because they rest."""
        return {source.decode() for source in self._store.smembers(f"{PREFIX}resting")}

    def size(self) -> FrontierSize:
        """Return how much waits and how much is in flight."""
        in_flight = int(self._store.zcard(f"{PREFIX}leases"))
        return FrontierSize(
            waiting=max(0, int(self._store.hlen(f"{PREFIX}live")) - in_flight),
            in_flight=in_flight,
            hosts=int(self._store.scard(f"{PREFIX}waiting")),
            blocked_hosts=int(self._store.zcount(f"{PREFIX}blocked", self._now_ms(), "+inf")),
        )

    def _now_ms(self) -> float:
        if self._clock == "simulated":
            return float(self._store.get(f"{PREFIX}clock") or 0)
        seconds, micros = self._store.time()
        return float(seconds) * 1000 + float(micros) / 1000
