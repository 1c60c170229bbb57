"""The frontier: the URLs known, and when each is due, per host, in Redis; each change is one Lua script.

A fetched but unacknowledged URL is a lease with a deadline on the server's clock, so a killed crawler's URLs come
back, and an acknowledgement from one whose lease was taken away changes nothing.
"""

import json
import os
import secrets
import socket
from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files
from itertools import islice
from typing import Any, Final

import redis

from contracts.identity import document_id
from contracts.names import FetchResult
from contracts.records import Source
from contracts.urls import fetch_url, host_and_port_of
from contracts.wire import encode
from crawler.frontier.audit import Audit, audit_of
from crawler.frontier.hints import pack_hints
from crawler.frontier.leases import MISSING, Ack, ack_args, leases_from
from crawler.frontier.politeness import Politeness
from crawler.frontier.records import (
    NO_VALIDATORS,
    PREFIX,
    Added,
    FoundUrl,
    Kind,
    Lease,
    Validators,
)
from crawler.frontier.view import Clock, FrontierView
from crawler.settings import CrawlSettings

_BATCH: Final = 200
_MAX_EXPIRIES: Final = 10
_MAX_THROTTLES: Final = 20
_EDIT_REST_S: Final = 3600.0
_LONGEST_REST_S: Final = 30 * 86400
_TRANSITIONS: Final = ("add", "claim", "ack", "fail", "redirect", "release", "defer", "renew", "sweep", "close_run")
_SCRIPTS: Final = (*_TRANSITIONS, "wake", "turn", "address", "audit")
_SHARED: Final = ("lib", "known", "records", "hosts", "leases")
_NOWHERE: Final = bytes(8)
_ROOM_S: Final = 900.0
_ROOM_IN_A_RUN_S: Final = 30.0
_REMEMBERED_ADDRESSES: Final = 20_000
_WITHOUT_ROOM: Final = "#!lua\n"
_EVEN_WHEN_FULL: Final = "#!lua flags=allow-oom\n"


def endpoints_of(source: Source) -> Iterator[tuple[Kind, str]]:
    """Yield where a source's news is announced."""
    yield from (("feed", url) for url in source.feeds)
    yield from (("sitemap", url) for url in source.sitemaps)
    yield from (("listing", url) for url in source.start_pages)


class Frontier(FrontierView):
    """All that may be asked of the frontier; safe to use from several threads, as its client is."""

    def __init__(self, client: redis.Redis, settings: CrawlSettings, clock: Clock = "server") -> None:
        super().__init__(client, clock)
        self._settings = settings
        self._politeness = Politeness(settings)
        self._addresses: dict[str, str] = {}
        self._scripts = {name: client.register_script(_source_of(name, clock)) for name in _SCRIPTS}

    # -- adding ------------------------------------------------------------------------------------------------------

    def add_source(self, source: Source) -> Added:
        """Make the source known and its endpoints due for ever; endpoints that are known keep their time."""
        self._register(source)
        self._store.sadd(f"{PREFIX}standing", source.id)
        return self._add(self._items_of(source, mode="standing", run=""))

    def forget_source(self, source_id: str) -> None:
        """Let what is left of the source's URLs end unfetched."""
        self._store.hdel(f"{PREFIX}sources", source_id)
        self._store.srem(f"{PREFIX}standing", source_id)

    def add_run(self, run: str, sources: Iterable[Source], urls: Iterable[tuple[Source, str]] = ()) -> Added:
        """Make the endpoints of `sources`, and the articles `urls`, due now for a run, known or not.

        Raises `UnusableUrl` before anything was added.
        """
        checked = [(source, fetch_url(url)) for source, url in urls]
        chosen = list(sources)
        for source in {source.id: source for source in (*chosen, *(source for source, _ in checked))}.values():
            self._register(source)
        items = [item for source in chosen for item in self._items_of(source, mode="run", run=run)]
        items += [self._item(source, FoundUrl(url=url), mode="run", run=run) for source, url in checked]
        return self._add(items)

    def add_links(self, lease: Lease, found: Iterable[FoundUrl], *, most: int = 0) -> Added:
        """Add what a leased page named, if new; it inherits the page's run.

        `most`: no more than so many in all that the run takes of the source in this way; 0: any number.

        Repeating it changes nothing. Raises `redis.OutOfMemoryError` when the server has no room: hold and try again.
        """
        if lease.source is None:
            return Added()
        source = lease.source
        inherits = {"standing": lease.standing, "depth": min(lease.depth + 1, 65535), "most": most}
        items = (
            self._item(source, link, mode="link", run=lease.run or "", found_in=lease.url) | inherits
            for link in islice(found, self._settings.max_links)
        )
        return self._add(items, found_in=lease.url)

    def left_by(self, run: str) -> dict[str, int]:
        """Return how many URLs the run left because it had taken its number, by source id."""
        told: dict[bytes, bytes] = self._store.hgetall(f"{PREFIX}run:{run}:left")
        return {source.decode(): int(number) for source, number in told.items()}

    def close_run(self, run: str) -> None:
        """Let go of the URLs that a run waits for: they stay due, as any crawler's work, but not for the run."""
        while self._run("close_run", run, _BATCH):
            pass

    def _register(self, source: Source) -> None:
        self._politeness.check(source)
        self._store.hset(f"{PREFIX}sources", source.id, encode(source))

    def _items_of(self, source: Source, *, mode: str, run: str) -> list[dict[str, Any]]:
        standing = {"standing": mode == "standing"}
        return [
            self._item(source, FoundUrl(url=fetch_url(url), kind=kind), mode=mode, run=run) | standing
            for kind, url in endpoints_of(source)
        ]

    def _item(self, source: Source, link: FoundUrl, *, mode: str, run: str, found_in: str = "") -> dict[str, Any]:
        delay_ms = self._politeness.delay_ms(source, link.url)
        modified = link.hints.updated_at or link.hints.published_at
        return {
            "url": link.url,
            "host": host_and_port_of(link.url),
            "kind": link.kind,
            "source": source.id,
            "run": run,
            "hints": pack_hints(link.hints, found_in),
            "delay": delay_ms,
            "cap": self._politeness.cap(delay_ms),
            "modified": max(0, int(modified.timestamp() * 1000)) if modified else 0,
            "mode": mode,
            "depth": 0,
            "standing": False,
            "most": 0,
            "back": link.backfill,
        }

    def _add(self, items: Iterable[dict[str, Any]], *, found_in: str = "") -> Added:
        settings, total, rest = self._settings, Added(), iter(items)
        room = (settings.max_waiting_urls, settings.max_waiting_of_host)
        from_id = bytes.fromhex(document_id(found_in))[:8] if found_in else _NOWHERE
        while batch := list(islice(rest, _BATCH)):
            uids = b"".join(bytes.fromhex(document_id(item["url"])) for item in batch)
            answer = self._run("add", json.dumps(batch), uids, _ms(_EDIT_REST_S), *room, from_id, found_in)
            new, known, paused, left = (int(number) for number in answer)
            total += Added(new=new, known=known, paused=paused, left=left)
        return total

    # -- fetching ----------------------------------------------------------------------------------------------------

    def claim(self, most: int, *, owner: str = "") -> list[Lease]:
        """Return up to `most` URLs that may be fetched at this moment, each under a lease of its own.

        `owner` is who `why` names as their holder; if empty, this process.
        """
        return self.claim_with([secrets.token_hex(16) for _ in range(most)], owner=owner)

    def claim_with(self, tokens: Sequence[str], *, owner: str = "") -> list[Lease]:
        """Return what `claim` does, under these tokens; asked again with them, it gives the same leases, no others."""
        if not tokens:
            return []
        settings = self._settings
        paces = (_ms(settings.lease_s), round(3_600_000 / settings.back_fill_per_hour), settings.address_cap)
        answer = self._run("claim", *paces, owner or _this_process(), *tokens)
        return leases_from(*answer, gone_asks=settings.gone_asks)

    def renew(self, tokens: Sequence[str]) -> set[str]:
        """Extend the leases; return the tokens whose lease is lost."""
        lost = self._run("renew", _ms(self._settings.lease_s), *tokens) if tokens else []
        return {token.decode() for token in lost}

    def ack(
        self,
        lease: Lease,
        result: FetchResult,
        *,
        ago_s: float = 0.0,
        changed: bool = False,
        validators: Validators = NO_VALIDATORS,
        next_in_s: float | None = None,
        pace: str = "",
    ) -> bool:
        """End the visit and schedule the next; False if the lease was lost, which changes nothing.

        `ago_s` is how long ago the host had answered: its rest counts from then. An endpoint is visited again in
        `next_in_s`, or (None) the sooner, the more often it changed, an article only in `next_in_s`; `pace` comes back
        as that of its next lease.
        """
        ack = Ack(lease, result, ago_s, changed, validators, next_in_s, pace)
        return self.ack_many([ack])[0]

    def ack_many(self, acks: Sequence[Ack]) -> list[bool]:
        """End many visits in one step; return for each what `ack` does."""
        if not acks:
            return []
        settings = self._settings
        bounds = (settings.revisit_min_s, settings.revisit_first_s, settings.revisit_max_s)
        asked = (part for ack in acks for part in ack_args(ack))
        return [bool(answer) for answer in self._run("ack", *(_ms(bound) for bound in bounds), *asked)]

    def fail(self, lease: Lease, reason: str, *, retry: bool, ago_s: float = 0.0) -> bool:
        """End a visit that failed: again after a back-off if `retry`, given up under `reason` after the last try.

        A standing endpoint is never given up, but visited again much later, unless its source was removed. An article
        that was there and is now missing is asked for again, hours later, until `Lease.confirms_gone`.
        """
        settings = self._settings
        waits = (settings.max_tries, _ms(settings.retry_s), _ms(settings.revisit_max_s))
        for_good = int(lease.source is None)
        asks = settings.gone_asks if reason in MISSING else 0
        missing = (asks, _ms(settings.gone_rest_s))
        return bool(self._run("fail", lease.token, reason, _ms(ago_s), int(retry), *waits, for_good, *missing))

    def redirect(self, lease: Lease, target: str, *, ago_s: float = 0.0) -> bool:
        """Send the URL on to `target`, in the turn of that host; it ends here if the target is known already."""
        delay_ms = self._politeness.delay_ms(lease.source, target)
        where = (target, bytes.fromhex(document_id(target)), host_and_port_of(target))
        return bool(self._run("redirect", lease.token, _ms(ago_s), *where, delay_ms, self._politeness.cap(delay_ms)))

    def release(self, leases: Iterable[Lease], *, in_s: float = 0.0, asked: bool = False) -> int:
        """Give URLs back unvisited, due in `in_s`; `asked`: the host was asked for something else and rests."""
        rest = iter([lease.token for lease in leases])
        batches = iter(lambda: list(islice(rest, _BATCH)), [])
        return sum(int(self._run("release", _ms(in_s), int(asked), *tokens)) for tokens in batches)

    def wait_for_room(self, lease: Lease, *, ago_s: float = 0.0) -> bool:
        """Give back an endpoint of whose links some were paused: it is read again when some have been fetched."""
        in_s = _ROOM_IN_A_RUN_S if lease.run else _ROOM_S
        return self.release([lease], in_s=max(0.0, in_s - ago_s), asked=True) == 1

    def rest(self, lease: Lease, *, in_s: float) -> None:
        """Give the URL back unvisited because its source rests: due in `in_s`, or when the source is woken."""
        self._store.sadd(f"{PREFIX}rested:{lease.source_id}", bytes.fromhex(lease.uid))
        self._store.sadd(f"{PREFIX}resting", lease.source_id)
        self.release([lease], in_s=in_s)

    def wake(self, source_id: str) -> None:
        """Make due at once what was given back because the source rested."""
        while self._run("wake", source_id, _BATCH):
            pass

    def defer_host(self, lease: Lease, reason: str, *, for_s: float | None = None, ago_s: float = 0.0) -> bool:
        """Let the lease's host rest for exactly `for_s`, or (None) twice as long with each repetition."""
        settings = self._settings
        throttled = reason != "RobotsUnreachable"
        first = settings.throttle_s if throttled else settings.robots_retry_s
        exactly = -1 if for_s is None else _ms(min(for_s, _LONGEST_REST_S))
        rests = (exactly, _ms(first), _ms(3600.0), _MAX_THROTTLES if throttled else 0)
        return bool(self._run("defer", lease.token, reason, _ms(ago_s), *rests))

    def set_crawl_delay(self, host: str, delay_s: float | None) -> None:
        """Note what the host's robots.txt asks for; the larger of theirs and ours holds."""
        self._store.hset(f"{PREFIX}host:{host}", "crawl_delay", str(_ms(min(delay_s or 0.0, 3600.0))))

    def take_turn(self, url: str) -> float:
        """Let a URL's host rest as after a fetch, and return 0; or how many seconds it may not be asked yet."""
        delay_ms = self._politeness.delay_ms(None, url)
        wait_ms = self._run("turn", host_and_port_of(url), delay_ms, self._politeness.cap(delay_ms))
        return float(wait_ms) / 1000

    def note_address(self, host: str, address: str) -> None:
        """Note at which server's address a host was met: hosts that share one share its cap of fetches in flight.

        A host that the operator's own map names has no such cap.
        """
        if self._addresses.get(host) == address or self._politeness.is_our_own(host):
            return
        self._run("address", host, address)
        if len(self._addresses) >= _REMEMBERED_ADDRESSES:
            self._addresses.clear()
        self._addresses[host] = address

    def sweep(self) -> int:
        """Take back leases that ran out; return how many. Any crawler may, at any time."""
        return int(self._run("sweep", 1000, _MAX_EXPIRIES, self._settings.address_cap))

    def audit(self) -> Audit:
        """Return where every URL ever discovered is, counted in the sets themselves, and whether none is missing."""
        return audit_of(self._store, lambda uids: str(self._run("audit", uids).decode()))

    def _run(self, name: str, *args: Any) -> Any:
        return self._scripts[name](keys=[PREFIX], args=args)


def _source_of(name: str, clock: Clock) -> str:
    scripts = files("crawler.frontier") / "scripts"
    first = _WITHOUT_ROOM if name == "add" else _EVEN_WHEN_FULL
    parts = (f"{part}.lua" for part in (f"clock_{clock}", *_SHARED, name))
    return first + "\n".join((scripts / part).read_text(encoding="utf-8") for part in parts)


def _this_process() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"


def _ms(seconds: float) -> int:
    return int(seconds * 1000)
