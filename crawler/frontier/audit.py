"""Whether every URL ever discovered is somewhere: counted in the sets themselves, in bounded steps, not by counters."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, Final

from crawler.frontier.packed import AliasRecord, seen_from
from crawler.frontier.records import PREFIX

_STEP: Final = 500
_HASHES: Final = 50

States = Callable[[bytes], str]
"""Tells of ids, 16 bytes each, what the script `audit` tells: one letter each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """The frontier's sum: discovered = waiting + scheduled + in flight + done + dead, where it holds.

    `waiting` is due now, `scheduled` later, `dead` was given up. What is off: URLs with a record and in no queue and no
    lease (`lost`), in two places at once (`twice`), and entries of queues and leases that have no record (`strays`).
    """

    discovered: int
    waiting: int
    scheduled: int
    in_flight: int
    done: int
    dead: int
    aliases: int
    lost: int
    twice: int
    strays: int
    holds: bool


def audit_of(store: Any, states: States) -> Audit:
    """Return the sum as it is, counted URL by URL; true of a running crawl too, whose URLs move while we look."""
    live = _live(store, states)
    seen = _seen(store)
    strays = _strays(store, states)
    strays = strays & _strays(store, states) if strays else strays
    discovered = live.total() + seen["done"] + seen["dead"]
    found = live["w"] + live["s"] + live["f"] + seen["done"] + seen["dead"]
    return Audit(
        discovered=discovered,
        waiting=live["w"],
        scheduled=live["s"],
        in_flight=live["f"],
        done=seen["done"],
        dead=seen["dead"],
        aliases=seen["alias"],
        lost=live["lost"],
        twice=live["t"],
        strays=len(strays),
        holds=discovered == found and not strays,
    )


def _live(store: Any, states: States) -> Counter[str]:
    """Count the states of the URLs that are not done."""
    counted: Counter[str] = Counter()
    outside: list[bytes] = []
    for uids in _batches(uid for uid, _ in store.hscan_iter(f"{PREFIX}live", count=_STEP)):
        for uid, state in zip(uids, states(b"".join(uids)), strict=True):
            if state == "o":
                outside.append(uid)
            else:
                counted[state] += 1
    for uids in _batches(iter(outside)):
        counted.update(_outside(store, uids, states))
    del counted["-"]
    return counted


def _outside(store: Any, uids: list[bytes], states: States) -> Iterator[str]:
    """Yield the states of URLs that were in no queue: in flight, unless they moved meanwhile, or nobody has them."""
    leased = set(_leased(store))
    now = states(b"".join(uids))
    again = leased | set(_leased(store))
    for uid, state in zip(uids, now, strict=True):
        yield ("f" if uid in again else "lost") if state == "o" else state


def _seen(store: Any) -> Counter[str]:
    """Count what is done, dead, and an alias."""
    names = {name[1:]: text for name, text in store.hgetall(f"{PREFIX}names:outcome").items() if name[:1] == b"#"}
    failed = {int(number) for number, text in names.items() if text.split(b"\x1f")[0] == b"failed"}
    counted: Counter[str] = Counter()
    for value in _seen_values(store):
        record = seen_from(value)
        if isinstance(record, AliasRecord):
            counted["alias"] += 1
        else:
            counted["dead" if record.outcome in failed else "done"] += 1
    return counted


def _seen_values(store: Any) -> Iterator[bytes]:
    first = 0
    while first < (buckets := int(store.hget(f"{PREFIX}known", "buckets") or 1)):
        with store.pipeline(transaction=False) as pipe:
            for number in range(first, min(first + _HASHES, buckets)):
                pipe.hvals(f"{PREFIX}known:{number}")
            for values in pipe.execute():
                yield from values
        first = min(first + _HASHES, buckets)


def _queued(store: Any) -> Iterator[bytes]:
    """Yield what the queues hold."""
    for host in store.sscan_iter(f"{PREFIX}waiting", count=_STEP):
        for queue in (b"due:", b"back:"):
            yield from (uid for uid, _ in store.zscan_iter(PREFIX.encode() + queue + host, count=_STEP))


def _leased(store: Any) -> Iterator[bytes]:
    """Yield what is leased."""
    yield from (held[:16] for _, held in store.hscan_iter(f"{PREFIX}leased", count=_STEP))


def _strays(store: Any, states: States) -> set[bytes]:
    """Return what queues or leases hold and has no record; what just ended may be among them, so look twice."""
    held = chain(_queued(store), _leased(store))
    looked = ((some, states(b"".join(some))) for some in _batches(held))
    return {uid for some, letters in looked for uid, state in zip(some, letters, strict=True) if state == "-"}


def _batches(uids: Iterator[bytes]) -> Iterator[list[bytes]]:
    while some := list(islice(uids, _STEP)):
        yield some
