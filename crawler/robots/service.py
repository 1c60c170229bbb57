"""The robots service: may a URL be fetched, by RFC 9309; asked once a host and lifetime, for the whole cluster.

Nothing is fetched while its answer is out: who asks waits for the one request that is under way, in this process or
in another. If that one dies, the next takes over.
"""

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Final

import ada_url

from contracts.errors import UnusableUrl
from contracts.urls import fetch_url
from crawler.fetching.exchange import Answer, FetchFailed
from crawler.robots.ai_lines import said_by_robots
from crawler.robots.answers import text_of, unreachable
from crawler.robots.copies import Copies
from crawler.robots.memory import Memory
from crawler.robots.rules import RobotsFile, path_of
from crawler.settings import CrawlSettings

_MOST_REDIRECTS: Final = 5
_FIRST_PAUSE_S: Final = 0.02
_LONGEST_PAUSE_S: Final = 0.5

_THE_NAMES_FAULT: Final = frozenset({"AddressRefused", "HostUnknown", "ConnectionRefused"})

Ask = Callable[[str], Awaitable[Answer]]
"""Fetches one address without following redirects; raises `FetchFailed`."""
Turn = Callable[[str], Awaitable[float]]
"""Takes an address's turn at its host and returns 0, or how many seconds it is to wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What robots.txt says of one URL. `failed`: nobody knows, so it may not be fetched now.

    `asked`: the host was asked for its robots.txt just now, and should rest before it is asked for anything else.
    `file` is what the verdict rests on.
    """

    allowed: bool
    asked: bool = False
    crawl_delay_s: float | None = None
    failed: FetchFailed | None = None
    file: RobotsFile | None = None


class RobotsService:
    """One per process. `copies` are what the cluster shares, `ask` fetches, `turn` waits for another host's turn."""

    def __init__(self, settings: CrawlSettings, copies: Copies, ask: Ask, turn: Turn) -> None:
        self._settings = settings
        self._copies = copies
        self._ask = ask
        self._turn = turn
        self._memory = Memory()
        self._under_way: dict[str, asyncio.Task[tuple[RobotsFile, bool]]] = {}

    async def verdict(self, url: str, *, user_agent: str | None = None) -> Verdict:
        """Return whether the URL may be fetched; asks the host where nobody knows.

        Who goes by another `user_agent` is bound by what its name is told as well as by what ours is.
        """
        authority = authority_of(url)
        try:
            file, asked = await self._file_of(authority)
        except FetchFailed as failed:
            return Verdict(allowed=False, asked=True, failed=failed)
        names = {self._settings.robots_name, product_token(user_agent or self._settings.user_agent)}
        groups = [file.group_for(name) for name in sorted(names)]
        path = path_of(url)
        delays = [group.crawl_delay_s for group in groups if group.crawl_delay_s is not None]
        return Verdict(
            allowed=path == "/robots.txt" or all(group.allows(path) for group in groups),
            asked=asked,
            crawl_delay_s=min(max(delays), self._settings.crawl_delay_max_s) if delays else None,
            file=file,
        )

    def noted(self, answer: Answer) -> Answer:
        """Return the answer with what its host's robots.txt says on its use by AI, if that was read of late."""
        file = self._memory.last(authority_of(answer.url))
        if file is None:
            return answer
        said = said_by_robots(file, answer.url, self._settings.robots_name)
        return replace(answer, said_by_robots=tuple(said))

    async def _file_of(self, authority: str) -> tuple[RobotsFile, bool]:
        kept = self._memory.get(authority)
        if kept is not None:
            return kept, False
        task = self._under_way.get(authority)
        if task is None:
            task = asyncio.ensure_future(self._found(authority))
            self._under_way[authority] = task
            task.add_done_callback(lambda _: self._under_way.pop(authority, None))
        return await asyncio.shield(task)

    async def _found(self, authority: str) -> tuple[RobotsFile, bool]:
        """Return the host's file, and whether somebody asked the host for it meanwhile."""
        asker, waited, pause = secrets.token_hex(8), False, _FIRST_PAUSE_S
        give_up_at = time.monotonic() + 2 * self._longest_s
        while time.monotonic() < give_up_at:
            file = await self._known(authority)
            if file is not None:
                return file, waited
            if await self._copies.take(authority, asker):
                return await self._as_sole_asker(authority, asker, waited)
            waited = True
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE_S)
        raise unreachable()

    async def _known(self, authority: str) -> RobotsFile | None:
        known = await self._copies.look(authority)
        if known.usable is not None:
            self._memory.put(authority, known.usable)
        elif known.failure is not None:
            raise known.failure.raised()
        return known.usable

    async def _as_sole_asker(self, authority: str, asker: str, waited: bool) -> tuple[RobotsFile, bool]:
        extending = asyncio.ensure_future(self._extend(authority, asker))
        try:
            # Between our look and our turn, who asked before us may have come to an end.
            file = await self._known(authority)
            if file is not None:
                return file, waited
            return await self._asked(authority), True
        finally:
            extending.cancel()
            await self._copies.give_up(authority, asker)

    async def _extend(self, authority: str, asker: str) -> None:
        while True:
            await asyncio.sleep(self._settings.lease_s / 3)
            await self._copies.extend(authority, asker)

    async def _asked(self, authority: str) -> RobotsFile:
        try:
            async with asyncio.timeout(self._longest_s):
                text = await self._text_at(f"{authority}/robots.txt")
        except (FetchFailed, TimeoutError) as error:
            failed = error if isinstance(error, FetchFailed) else unreachable()
            await self._copies.note(authority, failed)
            # The last good copy holds while the host can't be reached (RFC 9309 §2.3.1.4, §2.4).
            file = await self._known(authority)
            if file is None:
                raise failed from error
            return file
        file = await self._copies.keep(authority, text)
        self._memory.put(authority, file)
        return file

    async def _text_at(self, url: str) -> str:
        """Return the rules that lie at an address, up to five redirects away; more allow all (RFC 9309 §2.3.1.2)."""
        answer = await self._first_answer(url)
        for _ in range(_MOST_REDIRECTS):
            target = _target(answer)
            if target is None:
                break
            try:
                await self._take_turn(target)
                answer = await self._ask(target)
            except FetchFailed as failed:
                raise unreachable() from failed
        return text_of(answer)

    async def _take_turn(self, url: str) -> None:
        while wait_s := await self._turn(url):
            if wait_s > self._longest_s:
                raise unreachable()
            await asyncio.sleep(wait_s)

    async def _first_answer(self, url: str) -> Answer:
        try:
            return await self._ask(url)
        except FetchFailed as failed:
            if failed.reason in _THE_NAMES_FAULT:
                raise
            raise unreachable() from failed

    @property
    def _longest_s(self) -> float:
        """How long asking may take at most, redirects and their turns included."""
        return 3 * self._settings.timeout_s


def authority_of(url: str) -> str:
    """Return scheme, host and port of a URL: what a robots.txt speaks for."""
    parsed = ada_url.URL(url)
    return f"{parsed.protocol}//{parsed.host}"


def product_token(user_agent: str) -> str:
    """Return the name by which robots.txt knows a user agent (RFC 9309 §2.2.1)."""
    return user_agent.split("/", maxsplit=1)[0].split(" ", maxsplit=1)[0]


def _target(answer: Answer) -> str | None:
    location = answer.header("Location")
    if not 300 <= answer.status < 400 or not location:
        return None
    try:
        return fetch_url(location, answer.url)
    except UnusableUrl:
        return None
