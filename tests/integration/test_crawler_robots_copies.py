"""The copies of robots.txt that processes share in a real store: one asks, others wait, and take over if it dies."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

import redis

from contracts.settings import load
from crawler.fetching.exchange import Answer, FetchFailed
from crawler.robots import Own, RobotsService, Shared
from crawler.robots.copies import Copies
from crawler.settings import CrawlSettings
from tests.integration.stores import both_stores
from tests.integration.worker_processes import until

HOST = "http://alpha.test"
FORBIDS = "User-agent: *\nDisallow: /private\n"


class Host:
    """A host that answers with the given replies, in order, the last one for ever."""

    def __init__(self, *replies: str | int | FetchFailed | Answer, after_s: float = 0.0) -> None:
        self.asked: list[str] = []
        self._replies = list(replies)
        self._after_s = after_s

    async def __call__(self, url: str) -> Answer:
        self.asked.append(url)
        await asyncio.sleep(self._after_s)
        reply = self._replies.pop(0) if len(self._replies) > 1 else self._replies[0]
        if isinstance(reply, FetchFailed):
            raise reply
        if isinstance(reply, Answer):
            return reply
        status, text = (200, reply) if isinstance(reply, str) else (reply, "")
        return Answer(url=url, status=status, headers=(), wire_body=text.encode(), request_headers=())


async def in_a_thread(step: Callable[..., Any], *args: Any, **named: Any) -> Any:
    return await asyncio.to_thread(step, *args, **named)


async def at_once(url: str) -> float:
    return 0.0


def a_process(store: redis.Redis, host: Callable[[str], Awaitable[Answer]], **settings: float) -> RobotsService:
    chosen = load(CrawlSettings, **settings)
    return RobotsService(chosen, Shared(store, in_a_thread, chosen), host, at_once)


def allowed(service: RobotsService, path: str = "/private/x") -> bool | None:
    """What the service says: allowed, forbidden, or (None) that nobody knows."""
    verdict = asyncio.run(service.verdict(f"{HOST}{path}"))
    return None if verdict.failed is not None else verdict.allowed


@both_stores
def test_many_processes_that_ask_at_once_cost_the_host_one_request(store: redis.Redis) -> None:
    host = Host(FORBIDS, after_s=0.3)
    processes = [a_process(store, host) for _ in range(8)]

    async def ask() -> list[bool]:
        verdicts = await asyncio.gather(*(one.verdict(f"{HOST}/private/{n}") for n in range(20) for one in processes))
        return [verdict.allowed for verdict in verdicts]

    assert asyncio.run(ask()) == [False] * 160
    assert host.asked == [f"{HOST}/robots.txt"]


def test_a_failure_is_shared_as_well_until_the_host_may_be_asked_again(store: redis.Redis) -> None:
    host = Host(500, FORBIDS)

    assert [allowed(a_process(store, host, robots_retry_s=4)) for _ in range(3)] == [None, None, None]
    assert len(host.asked) == 1
    until(lambda: allowed(a_process(store, host)) is False)


@both_stores
def test_who_dies_while_asking_is_replaced(store: redis.Redis) -> None:
    settings = load(CrawlSettings, lease_s=2)
    asyncio.run(Shared(store, in_a_thread, settings).take(HOST, "one that was killed"))
    host = Host(FORBIDS)
    began = time.monotonic()

    assert allowed(a_process(store, host, lease_s=2)) is False
    assert 1.5 <= time.monotonic() - began < 60
    assert store.exists(f"trawlnet:robots:asking:{HOST}") == 0


def test_who_takes_long_to_ask_keeps_the_right_to(store: redis.Redis) -> None:
    host = Host(FORBIDS, after_s=5)

    async def ask() -> list[bool]:
        first = asyncio.ensure_future(a_process(store, host, lease_s=4).verdict(f"{HOST}/private"))
        second = asyncio.ensure_future(a_process(store, host, lease_s=4).verdict(f"{HOST}/private"))
        return [(await one).allowed for one in (first, second)]

    assert asyncio.run(ask()) == [False, False]
    assert len(host.asked) == 1


@both_stores
def test_the_last_good_copy_holds_while_its_host_cannot_be_reached(store: redis.Redis) -> None:
    host, times = Host(FORBIDS, 503), {"robots_ttl_s": 0.5, "robots_keep_s": 60, "robots_retry_s": 60}
    assert allowed(a_process(store, host, **times)) is False
    time.sleep(0.6)

    service = a_process(store, host, **times)

    assert (allowed(service), allowed(service, "/news")) == (False, True)
    assert allowed(a_process(store, host, **times)) is False
    assert len(host.asked) == 2


def test_a_last_good_copy_is_gone_by_no_longer_than_it_is_kept(store: redis.Redis) -> None:
    host, times = Host(FORBIDS, 503), {"robots_ttl_s": 0.3, "robots_keep_s": 0.3}
    assert allowed(a_process(store, host, **times)) is False
    time.sleep(0.7)

    assert allowed(a_process(store, host, **times)) is None


def test_a_new_answer_replaces_the_last_good_copy(store: redis.Redis) -> None:
    host = Host(FORBIDS, 404)
    assert allowed(a_process(store, host, robots_ttl_s=0.3)) is False
    time.sleep(0.4)

    assert allowed(a_process(store, host)) is True


def test_a_copy_that_is_no_record_of_ours_is_replaced(store: redis.Redis) -> None:
    store.set(f"trawlnet:robots:{HOST}", b"nonsense")

    assert allowed(a_process(store, Host(FORBIDS))) is False


def test_a_host_that_no_name_leads_to_fails_under_its_own_reason(store: redis.Redis) -> None:
    unknown = Host(FetchFailed("HostUnknown", retry=True))
    verdict = asyncio.run(a_process(store, unknown).verdict(f"{HOST}/x"))

    assert verdict.failed is not None
    assert (verdict.failed.reason, verdict.failed.whole_host) == ("HostUnknown", False)


def led_to(place: str) -> Answer:
    return Answer(
        url=f"{HOST}/robots.txt", status=302, headers=(("Location", place),), wire_body=b"", request_headers=()
    )


def test_five_redirects_are_followed_across_hosts_each_in_its_hosts_turn_and_a_sixth_is_not(
    store: redis.Redis,
) -> None:
    turns: list[str] = []

    async def turn(url: str) -> float:
        turns.append(url)
        return 0.0 if turns.count(url) > 1 else 0.01

    settings = load(CrawlSettings)
    five, six = [led_to(f"http://beta.test/{n}") for n in range(5)], [led_to(f"http://beta.test/{n}") for n in range(6)]
    verdicts = []
    for copies, hops in ((Shared(store, in_a_thread, settings), five), (Own(), six)):
        kept: Copies = copies
        verdicts.append(
            asyncio.run(RobotsService(settings, kept, Host(*hops, FORBIDS), turn).verdict(f"{HOST}/private"))
        )

    assert [verdict.allowed for verdict in verdicts] == [False, True]
    assert turns[:4] == ["http://beta.test/0"] * 2 + ["http://beta.test/1"] * 2


def test_a_user_agent_of_its_own_is_bound_by_what_its_name_is_told_and_by_what_ours_is(store: redis.Redis) -> None:
    text = "User-agent: trawlnet\nDisallow: /ours\n\nUser-agent: Reader\nDisallow: /theirs\nCrawl-delay: 3\n"
    service = a_process(store, Host(text))

    async def ask() -> list[tuple[bool, float | None]]:
        verdicts = [
            await service.verdict(f"{HOST}/{path}", user_agent="Reader/1.0") for path in ("ours", "theirs", "x")
        ]
        return [(verdict.allowed, verdict.crawl_delay_s) for verdict in verdicts]

    assert asyncio.run(ask()) == [(False, 3.0), (False, 3.0), (True, 3.0)]
