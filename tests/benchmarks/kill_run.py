"""Crawler processes and their store killed again and again in mid-crawl, and what came of it by the site's own log.

New URLs are added for as long as there is something left to kill, so nothing depends on how fast the machine is. Each
process has a user agent of its own: the log tells who asked for what.
"""

import random
import socket
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from contracts.records import Source
from contracts.settings import load
from contracts.store import connect
from crawler.frontier import CrawlSettings, Frontier, Lease
from newsroom.crowd.running import RunningCrowd
from newsroom.crowd.server import Arrival
from tests.benchmarks.nursery import Child, Nursery
from tests.integration.crawler_site import wait_until
from tests.servers import valkey
from workers.queue import Ledger, WorkerSettings

RUN: Final = "soak"
_STALL_S: Final = 120.0
_REMEMBERED: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How much is killed: `delay_s` is each host's rest, `backlog` how many of its URLs wait at a time."""

    processes: int = 8
    hosts: int = 50
    delay_s: float = 0.5
    crawler_kills: int = 300
    store_kills: int = 12
    concurrency: int = 8
    lease_s: float = 6.0
    backlog: int = 4
    seed: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What came of it. `in_flight`: what the killed had asked for without an end, counted after each kill.

    `recovery_s`: the longest from a kill until each URL that the killed held was asked for (one that is struck again
    begins anew), or from a store's kill until a page was; `gaps`: requests to a host closer together than its delay,
    `closest_s` the smallest distance.
    """

    urls: int
    lost: tuple[str, ...]
    fetches: int
    crawler_kills: int
    store_kills: int
    in_flight: int
    most_in_flight: int
    recovery_s: float
    late_acks: int
    late_acks_accepted: int
    gaps: int
    closest_s: float
    took_s: float

    @property
    def fetched_again(self) -> int:
        """How many fetches were more than one a URL."""
        return self.fetches - self.urls


@dataclass
class _Kill:
    """`held`: the URLs under a lease of those that were struck, with the agent that held them."""

    at: float
    held: list[tuple[str, str]] = field(default_factory=list)


class KillRun:
    """One crawl under kills on a store and a web of its own; `go` does it all."""

    def __init__(
        self, plan: Plan, store: valkey.Store, web: RunningCrowd, crawlers: Nursery, *, tell: Callable[[str], None]
    ) -> None:
        self._plan = plan
        self._store = store
        self._web = web
        self._nursery = crawlers
        self._tell = tell
        self._chosen = random.Random(plan.seed)
        client = connect(store.url())
        self._frontier = Frontier(client, load(CrawlSettings, resolve=("*.test=127.0.0.1",), lease_s=plan.lease_s))
        self._ledger = Ledger(client, load(WorkerSettings))
        names = tuple(f"h{n}.test" for n in range(plan.hosts))
        self._source = Source(id="soak", name="Soak", host=names[0], hosts=names, delay_s=plan.delay_s)
        self._crawlers: dict[str, Child] = {}
        self._started = 0
        self._added: list[str] = []
        self._open: list[str] = []
        self._read = 0
        self._asked: dict[str, deque[str]] = defaultdict(lambda: deque(maxlen=_REMEMBERED))
        self._crawler_kills: list[_Kill] = []
        self._store_kills: list[_Kill] = []
        self._zombies: list[Lease] = []

    def go(self) -> Verdict:
        """Return the verdict once every URL has its end; fails if nothing happens for too long."""
        began = time.monotonic()
        try:
            self._kill_all_that_is_planned()
            wait_until(self._is_done, within_s=_STALL_S)
            accepted = self._late_acks_accepted()
            return self._verdict(accepted, time.monotonic() - began)
        finally:
            for crawler in self._crawlers.values():
                crawler.kill()

    # -- killing -----------------------------------------------------------------------------------------------------

    def _kill_all_that_is_planned(self) -> None:
        self._top_up()
        self._zombies = self._frontier.claim(self._plan.hosts // 2, owner="one who falls silent at once")
        for _ in range(self._plan.processes):
            self._start_one()
        order = self._order()
        for number, victim in enumerate(order):
            self._tell(f"{number} of {len(order)} killed, {len(self._added)} URLs")
            self._wait_for_work()
            time.sleep(self._chosen.uniform(0.0, 0.4))
            if victim == "store":
                self._kill_store()
            else:
                self._kill_one()

    def _order(self) -> list[str]:
        order = ["crawler"] * self._plan.crawler_kills + ["store"] * self._plan.store_kills
        self._chosen.shuffle(order)
        return order

    def _wait_for_work(self) -> None:
        """Return once half of the processes have asked for pages; what they are to ask for is seen to."""

        def most_work() -> bool:
            assert all(crawler.is_running for crawler in self._crawlers.values()), "a crawler ended by itself"
            self._top_up()
            self._read_log()
            return 2 * len(self._working()) >= self._plan.processes

        wait_until(most_work, within_s=_STALL_S)

    def _kill_one(self) -> None:
        agent = self._chosen.choice(sorted(self._working()))
        crawler = self._crawlers.pop(agent)
        crawler.kill()
        kill = _Kill(time.monotonic())
        kill.held = [(url, agent) for url in self._held()[_owner(crawler)]]
        self._crawler_kills.append(kill)
        self._start_one()

    def _kill_store(self) -> None:
        self._store.kill()
        kill = _Kill(time.monotonic())
        time.sleep(self._chosen.uniform(0.0, 0.5))
        self._store.start()
        held = self._held()
        for agent, crawler in self._crawlers.items():
            kill.held += [(url, agent) for url in held[_owner(crawler)]]
        self._store_kills.append(kill)

    def _start_one(self) -> None:
        self._started += 1
        agent = f"Trawlnet/0.1 (soak; process {self._started})"
        plan = self._plan
        self._crawlers[agent] = self._nursery.start(
            user_agent=agent, concurrency=plan.concurrency, lease_s=plan.lease_s
        )

    def _working(self) -> set[str]:
        return {agent for agent in self._crawlers if self._asked[agent]}

    def _held(self) -> dict[str, list[str]]:
        """Return the URLs under a lease, by their holder."""
        known = {url: self._frontier.why(url) for url in self._open}
        self._open = [url for url, why in known.items() if why is not None and why.state != "done"]
        held: dict[str, list[str]] = defaultdict(list)
        for url, why in known.items():
            if why is not None and why.claimed_by:
                held[why.claimed_by].append(url)
        return held

    # -- work --------------------------------------------------------------------------------------------------------

    def _top_up(self) -> None:
        wanted = self._plan.hosts * self._plan.backlog
        missing = wanted - self._frontier.open_urls(RUN)
        if missing < wanted // 4:
            return
        first = len(self._added)
        new = [self._web.url(f"h{n % self._plan.hosts}.test", f"/a/{n}") for n in range(first, first + missing)]
        self._frontier.add_run(RUN, [], [(self._source, url) for url in new])
        self._added += new
        self._open += new

    def _read_log(self) -> None:
        arrivals = self._web.arrivals(self._read)
        self._read += len(arrivals)
        for one in arrivals:
            if one.path != "/robots.txt":
                self._asked[one.agent].append(self._web.url(one.host, one.path))

    def _is_done(self) -> bool:
        return self._frontier.open_urls(RUN) == 0

    def _late_acks_accepted(self) -> int:
        """Return how many of the leases that ran out long ago could still be ended; each way is tried."""
        late = self._frontier
        acks = [late.ack(lease, "page") for lease in self._zombies]
        fails = [late.fail(lease, "Late", retry=False) for lease in self._zombies]
        return sum((*acks, *fails)) + late.release(self._zombies)

    # -- what came of it ---------------------------------------------------------------------------------------------

    def _verdict(self, accepted: int, took_s: float) -> Verdict:
        arrivals = self._web.arrivals()
        pages = [one for one in arrivals if one.path != "/robots.txt"]
        asked = {(self._web.url(one.host, one.path), one.agent) for one in pages}
        in_flight = [len(asked.intersection(kill.held)) for kill in (*self._crawler_kills, *self._store_kills)]
        distances = list(distances_s(arrivals))
        return Verdict(
            urls=len(self._added),
            lost=tuple(self._lost(pages)),
            fetches=len(pages),
            crawler_kills=len(self._crawler_kills),
            store_kills=len(self._store_kills),
            in_flight=sum(in_flight),
            most_in_flight=max(in_flight[: len(self._crawler_kills)]),
            recovery_s=max(self._recoveries_s(pages)),
            late_acks=3 * len(self._zombies),
            late_acks_accepted=accepted,
            gaps=sum(distance < self._plan.delay_s for distance in distances),
            closest_s=min(distances),
            took_s=took_s,
        )

    def _lost(self, pages: list[Arrival]) -> Iterator[str]:
        """Yield each URL that was not asked for, has not ended as a page, or is missing in the ledger; and why."""
        asked = {self._web.url(one.host, one.path) for one in pages}
        for url in self._added:
            why = self._frontier.why(url)
            if url not in asked or why is None or why.result != "page":
                yield f"{url}: asked for: {url in asked}, {why}"
            elif self._ledger.trace(url) is None:
                yield f"{url}: not in the ledger"

    def _recoveries_s(self, pages: list[Arrival]) -> Iterator[float]:
        moments: dict[str, list[float]] = defaultdict(list)
        for one in pages:
            moments[self._web.url(one.host, one.path)].append(one.at)
        for kill in self._crawler_kills:
            for url, _ in kill.held:
                moments[url].append(kill.at)
        for kill in self._crawler_kills:
            for url, _ in kill.held:
                yield min((at for at in moments[url] if at > kill.at), default=kill.at) - kill.at
        for kill in self._store_kills:
            yield next((one.at - kill.at for one in pages if one.at > kill.at), 0.0)


def _owner(crawler: Child) -> str:
    return f"{socket.gethostname()}:{crawler.pid}"


def distances_s(arrivals: Iterable[Arrival]) -> Iterator[float]:
    """Yield the time between each two requests that follow each other at one host, robots.txt included."""
    by_host: dict[str, list[float]] = defaultdict(list)
    for one in arrivals:
        by_host[one.host].append(one.at)
    for moments in by_host.values():
        yield from (later - earlier for earlier, later in pairwise(sorted(moments)))
