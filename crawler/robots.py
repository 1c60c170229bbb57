"""The robots service: may a URL be fetched, by RFC 9309; asked once a host and lifetime, known to the whole cluster.

Nothing is fetched while its answer is out: who asks waits for the one request that is under way.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

import ada_url
from protego import Protego

from contracts.errors import Malformed, TooLarge, UnusableUrl
from contracts.names import KEY_PREFIX
from contracts.urls import fetch_url
from contracts.wire import decode, encode
from crawler.encodings import BrokenEncoding, decoded
from crawler.fetching import Answer, FetchFailed

MOST_BYTES: Final = 500 * 1024
_MOST_REDIRECTS: Final = 5
_REMEMBERED_HOSTS: Final = 2000
_LOOK_AGAIN_S: Final = 60.0

_THE_NAMES_FAULT: Final = frozenset({"AddressRefused", "HostUnknown", "ConnectionRefused"})

Fetch = Callable[[str], Awaitable[Answer]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What robots.txt says of one URL. `failed`: nobody knows, so it may not be fetched now.

    `asked`: the host was asked for its robots.txt just now, and should rest before it is asked for anything else.
    """

    allowed: bool
    asked: bool = False
    crawl_delay_s: float | None = None
    failed: FetchFailed | None = None


@dataclass(frozen=True, slots=True)
class Copy:
    """A host's robots.txt as the cluster shares it; no text allows all."""

    text: str


class RobotsService:
    """One per process; `read` and `write` reach the copies that the cluster shares, and may block no one for long."""

    def __init__(
        self,
        *,
        name: str,
        fetch: Fetch,
        read: Callable[[str], Awaitable[bytes | None]],
        write: Callable[[str, bytes], Awaitable[Any]],
    ) -> None:
        self._name = name
        self._fetch = fetch
        self._read = read
        self._write = write
        self._known: OrderedDict[str, tuple[float, Protego]] = OrderedDict()
        self._under_way: dict[str, asyncio.Task[Protego]] = {}

    async def verdict(self, url: str) -> Verdict:
        """Return whether the URL may be fetched; asks the host where nobody knows."""
        authority = _authority(url)
        rules = await self._rules_known(authority)
        if rules is not None:
            return self._judge(rules, url, asked=False)
        try:
            rules = await self._rules_asked(authority)
        except FetchFailed as failed:
            return Verdict(allowed=False, asked=True, failed=failed)
        return self._judge(rules, url, asked=True)

    def _judge(self, rules: Protego, url: str, *, asked: bool) -> Verdict:
        delay = rules.crawl_delay(self._name)
        return Verdict(
            allowed=bool(rules.can_fetch(url, self._name)),
            asked=asked,
            crawl_delay_s=float(delay) if delay is not None else None,
        )

    async def _rules_known(self, authority: str) -> Protego | None:
        kept = self._known.get(authority)
        if kept is not None and time.monotonic() - kept[0] < _LOOK_AGAIN_S:
            return kept[1]
        shared = await self._read(_key(authority))
        if shared is None:
            self._known.pop(authority, None)
            return None
        try:
            return self._remember(authority, decode(shared, Copy).text)
        except Malformed:
            return None

    def _remember(self, authority: str, text: str) -> Protego:
        rules = Protego.parse(text)
        self._known[authority] = (time.monotonic(), rules)
        if len(self._known) > _REMEMBERED_HOSTS:
            self._known.popitem(last=False)
        return rules

    async def _rules_asked(self, authority: str) -> Protego:
        task = self._under_way.get(authority)
        if task is None:
            task = asyncio.ensure_future(self._ask(authority))
            self._under_way[authority] = task
            task.add_done_callback(lambda _: self._under_way.pop(authority, None))
        return await asyncio.shield(task)

    async def _ask(self, authority: str) -> Protego:
        try:
            text = await self._text_of(f"{authority}/robots.txt")
        except FetchFailed as failed:
            if failed.reason in _THE_NAMES_FAULT:
                raise
            raise FetchFailed("RobotsUnreachable", retry=True, whole_host=True) from failed
        await self._write(_key(authority), encode(Copy(text)))
        return self._remember(authority, text)

    async def _text_of(self, url: str) -> str:
        for _ in range(_MOST_REDIRECTS + 1):
            answer = await self._fetch(url)
            if 300 <= answer.status < 400 and (location := answer.header("Location")):
                try:
                    url = fetch_url(location, url)
                except UnusableUrl:
                    return ""
                continue
            return _text(answer)
        return ""


def _text(answer: Answer) -> str:
    """Return the rules of an answer: "unavailable" (4xx) allows all, "unreachable" is no answer (RFC 9309 §2.3.1)."""
    if answer.status == 429 or answer.status >= 500:
        raise FetchFailed("RobotsUnreachable", retry=True, whole_host=True)
    if not 200 <= answer.status < 300:
        return ""
    try:
        body = decoded(answer.wire_body, answer.header("Content-Encoding"), max_bytes=8 * MOST_BYTES)
    except (TooLarge, BrokenEncoding):
        return ""
    return body[:MOST_BYTES].decode("utf-8-sig", "replace")


def _authority(url: str) -> str:
    parsed = ada_url.URL(url)
    return f"{parsed.protocol}//{parsed.host}"


def _key(authority: str) -> str:
    return f"{KEY_PREFIX}robots:{authority}"
