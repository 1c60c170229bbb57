"""Why a URL is where it is: when and where it was found, who holds it, how its last visit ended, what it waits for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from contracts.identity import document_id
from contracts.urls import host_and_port_of
from crawler.frontier.packed import BACK_FILL, AliasRecord, DoneRecord, LiveRecord, bucket_of, live_from, seen_from
from crawler.frontier.records import PREFIX, moment

State = Literal["waiting", "scheduled", "in flight", "lost", "done", "dead", "alias"]
Rule = Literal["link", "catalogue", "run"]
_RULES: Final[Mapping[int, Rule]] = {ord("l"): "link", ord("s"): "catalogue", ord("r"): "run"}


@dataclass(frozen=True, slots=True, kw_only=True)
class HostRest:
    """How a host is treated now: it may be asked again at `next_at`, or rests for a `reason` until `blocked_until`."""

    host: str
    delay_s: float
    next_at: datetime | None
    blocked_until: datetime | None
    reason: str
    strikes: int
    in_flight: int
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """What is known of one URL.

    `rule` is what made it known: a `link` in the endpoint `found_in`, the `catalogue`, or a `run` that named it.
    `due_at` is when it may be fetched as far as it alone is concerned; its host may have to rest longer.
    """

    url: str
    state: State
    kind: str
    source_id: str
    seen_at: datetime
    rule: Rule
    host: HostRest
    found_in: str = ""
    runs: tuple[str, ...] = ()
    tries: int = 0
    result: str = ""
    reason: str = ""
    at: datetime | None = None
    due_at: datetime | None = None
    back_fill: bool = False
    claimed_by: str = ""
    claimed_until: datetime | None = None
    alias_of: str = ""


def why_of(store: Any, url: str, now_ms: float) -> Why | None:
    """Return what is known of a URL, None if it was never seen; raises `UnusableUrl`."""
    uid = bytes.fromhex(document_id(url))
    live = store.hget(f"{PREFIX}live", uid)
    if live is not None:
        return _live(store, uid, live_from(live), now_ms)
    buckets = int(store.hget(f"{PREFIX}known", "buckets") or 1)
    seen = store.hget(f"{PREFIX}known:{bucket_of(uid, buckets)}", uid)
    if seen is None:
        return None
    record = seen_from(seen)
    if isinstance(record, AliasRecord):
        return _alias(store, url, record, now_ms)
    return _done(store, url, record, now_ms)


def _live(store: Any, uid: bytes, record: LiveRecord, now_ms: float) -> Why:
    back_fill = bool(record.flags & BACK_FILL)
    due = store.zscore(f"{PREFIX}{'back' if back_fill else 'due'}:{record.host}", uid)
    holder, until = _holder(store, uid) if due is None else ("", None)
    result, reason = outcome_of(store, record.last)
    state: State = "scheduled" if due is not None and due > now_ms else "waiting"
    if due is None:
        state = "in flight" if until is not None else "lost"
    return Why(
        url=record.url,
        state=state,
        kind=record.kind,
        source_id=name_of(store, "source", record.source),
        seen_at=moment(record.found_ms),
        rule=_RULES[record.rule],
        host=host_rest(store, record.host, now_ms),
        found_in=place_of(store, record.found_from),
        runs=tuple(record.runs.split()),
        tries=record.tries,
        result=result,
        reason=reason,
        at=moment(record.last_ms) if record.last_ms else None,
        due_at=moment(due) if due is not None else None,
        back_fill=back_fill,
        claimed_by=holder,
        claimed_until=until,
    )


def _done(store: Any, url: str, record: DoneRecord, now_ms: float) -> Why:
    result, reason = outcome_of(store, record.outcome)
    return Why(
        url=url,
        state="dead" if result == "failed" else "done",
        kind=record.kind,
        source_id=name_of(store, "source", record.source),
        seen_at=moment(record.found_s * 1000),
        rule=_RULES[record.rule],
        host=host_rest(store, host_and_port_of(url), now_ms),
        found_in=place_of(store, record.found_from),
        tries=record.tries,
        result=result,
        reason=reason,
        at=moment(record.at_ms),
    )


def _alias(store: Any, url: str, record: AliasRecord, now_ms: float) -> Why:
    return Why(
        url=url,
        state="alias",
        kind=record.kind,
        source_id=name_of(store, "source", record.source),
        seen_at=moment(record.at_ms),
        rule="link",
        host=host_rest(store, host_and_port_of(url), now_ms),
        alias_of=record.of.hex(),
    )


def _holder(store: Any, uid: bytes) -> tuple[str, datetime | None]:
    """Return who holds the URL's lease, and until when; leases are as few as fetches are in flight."""
    for token, held in store.hscan_iter(f"{PREFIX}leased", count=1000):
        if held[:16] == uid:
            until = store.zscore(f"{PREFIX}leases", token)
            return held.split(b"\x1f")[-1].decode(), moment(until) if until is not None else None
    return "", None


def host_rest(store: Any, host: str, now_ms: float) -> HostRest:
    """Return how a host is treated; moments that have passed by `now_ms` are None."""
    names = ("delay", "crawl_delay", "next", "blocked", "reason", "strikes", "address")
    values = store.hmget(f"{PREFIX}host:{host}", *names)
    told = {name: value.decode() if value else "" for name, value in zip(names, values, strict=True)}
    coming = {name: float(told[name] or 0) for name in ("next", "blocked")}
    ahead = {name: moment(ms) if ms > now_ms else None for name, ms in coming.items()}
    return HostRest(
        host=host,
        delay_s=max(float(told["delay"] or 0), float(told["crawl_delay"] or 0)) / 1000,
        next_at=ahead["next"],
        blocked_until=ahead["blocked"],
        reason=told["reason"] if ahead["blocked"] else "",
        strikes=int(told["strikes"] or 0),
        in_flight=int(store.scard(f"{PREFIX}busy:{host}")),
        address=told["address"],
    )


def name_of(store: Any, names: str, number: int) -> str:
    """Return the text of a number in one of the scripts' lists of names."""
    return str((store.hget(f"{PREFIX}names:{names}", f"#{number}") or b"").decode())


def outcome_of(store: Any, number: int) -> tuple[str, str]:
    """Return result and reason of a visit, both empty where there was none."""
    result, _, reason = name_of(store, "outcome", number).partition("\x1f") if number else ("", "", "")
    return result, reason


def place_of(store: Any, short_id: bytes) -> str:
    """Return the address of the endpoint in which a URL was found."""
    return str((store.hget(f"{PREFIX}found_in", short_id) or b"").decode())
