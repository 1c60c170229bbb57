"""What may be asked of the frontier without changing it: runs, rests, counts, the state of a URL."""

from datetime import datetime
from typing import Any, Literal

import redis

from contracts.identity import document_id
from contracts.names import KEY_PREFIX
from crawler.frontier_records import DeferredHost, FrontierSize, SourceFetches, UrlState, moment

PREFIX = f"{KEY_PREFIX}frontier:"

Clock = Literal["server", "simulated"]
"""Whose time it is: the server's, or that of a key which a simulation moves."""


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
        waiting = self._store.zrange(f"{PREFIX}due:{host}", 0, 9999)
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
        return self._state(document_id(url), url)

    def _state(self, uid: str, url: str) -> UrlState | None:
        seen = self._store.hget(f"{PREFIX}seen:{uid[:4]}", uid[4:])
        if seen is None:
            return None
        if seen == b"live":
            return self._live_state(uid)
        first, second, source, kind, *_, at = seen.decode().split("\x1f")
        if first == "alias":
            return UrlState(url=url, state="alias", kind=kind, source_id=source, alias_of=second, at=moment(at))
        return UrlState(url=url, state="done", kind=kind, source_id=source, result=first, reason=second, at=moment(at))

    def _live_state(self, uid: str) -> UrlState | None:
        raw = self._store.hgetall(f"{PREFIX}url:{uid}")
        record = {name.decode(): value.decode() for name, value in raw.items()}
        if not record:
            return None
        queued = "back" if record.get("back") == "1" else "due"
        due = self._store.zscore(f"{PREFIX}{queued}:{record['host']}", uid)
        result, reason, at = (record.get("last") or "\x1f\x1f").split("\x1f")
        return UrlState(
            url=record["url"],
            state="in flight" if "token" in record else "waiting",
            kind=record["kind"],
            source_id=record["source"],
            result=result or None,
            reason=reason,
            at=moment(at) if at else None,
            due_at=moment(due) if due is not None else None,
            found_in=record.get("from", ""),
        )

    def standing_sources(self) -> set[str]:
        """Return the ids of the sources whose endpoints are visited for ever."""
        return {source.decode() for source in self._store.smembers(f"{PREFIX}standing")}

    def resting_sources(self) -> set[str]:
        """Return the ids of the sources of which something was given back because they rest."""
        return {source.decode() for source in self._store.smembers(f"{PREFIX}resting")}

    def size(self) -> FrontierSize:
        """Return how much waits and how much is in flight."""
        hosts = list(self._store.smembers(f"{PREFIX}waiting"))
        with self._store.pipeline(transaction=False) as pipe:
            for host in hosts:
                pipe.zcard(f"{PREFIX}due:{host.decode()}").zcard(f"{PREFIX}back:{host.decode()}")
            waiting = sum(pipe.execute())
        return FrontierSize(
            waiting=waiting,
            in_flight=int(self._store.zcard(f"{PREFIX}leases")),
            hosts=len(hosts),
            blocked_hosts=int(self._store.zcount(f"{PREFIX}blocked", self._now_ms(), "+inf")),
        )

    def _now_ms(self) -> float:
        if self._clock == "simulated":
            return float(self._store.get(f"{PREFIX}clock") or 0)
        seconds, micros = self._store.time()
        return float(seconds) * 1000 + float(micros) / 1000
