"""What may be asked of the frontier without changing it: runs, rests, counts, the state of a URL."""

from datetime import datetime
from typing import Any, Literal

import redis

from contracts.identity import document_id
from contracts.names import KEY_PREFIX
from crawler.frontier_packed import BACK_FILL, AliasRecord, DoneRecord, LiveRecord, bucket_of, live_from, seen_from
from crawler.frontier_records import DeferredHost, FrontierSize, SourceFetches, UrlState, moment

PREFIX = f"{KEY_PREFIX}frontier:2:"

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
        uid = bytes.fromhex(document_id(url))
        live = self._store.hget(f"{PREFIX}live", uid)
        if live is not None:
            return self._live_state(uid, live_from(live))
        buckets = int(self._store.hget(f"{PREFIX}known", "buckets") or 1)
        seen = self._store.hget(f"{PREFIX}known:{bucket_of(uid, buckets)}", uid)
        return self._seen_state(url, seen_from(seen)) if seen is not None else None

    def _seen_state(self, url: str, seen: DoneRecord | AliasRecord) -> UrlState:
        kind, source, at = seen.kind, self._name("source", seen.source), moment(seen.at_ms)
        if isinstance(seen, AliasRecord):
            return UrlState(url=url, state="alias", kind=kind, source_id=source, alias_of=seen.of.hex(), at=at)
        result, reason = self._outcome(seen.outcome)
        found_in = self._found_in(seen.found_from)
        return UrlState(
            url=url,
            state="done",
            kind=kind,
            source_id=source,
            result=result,
            reason=reason,
            at=at,
            found_in=found_in,
        )

    def _live_state(self, uid: bytes, record: LiveRecord) -> UrlState:
        queue = "back" if record.flags & BACK_FILL else "due"
        due = self._store.zscore(f"{PREFIX}{queue}:{record.host}", uid)
        result, reason = self._outcome(record.last)
        return UrlState(
            url=record.url,
            state="waiting" if due is not None else "in flight",
            kind=record.kind,
            source_id=self._name("source", record.source),
            result=result,
            reason=reason,
            at=moment(record.last_ms) if record.last_ms else None,
            due_at=moment(due) if due is not None else None,
            found_in=self._found_in(record.found_from),
        )

    def _name(self, names: str, number: int) -> str:
        return str((self._store.hget(f"{PREFIX}names:{names}", f"#{number}") or b"").decode())

    def _outcome(self, number: int) -> tuple[str | None, str]:
        result, _, reason = self._name("outcome", number).partition("\x1f") if number else ("", "", "")
        return result or None, reason

    def _found_in(self, short_id: bytes) -> str:
        return str((self._store.hget(f"{PREFIX}found_in", short_id) or b"").decode())

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
