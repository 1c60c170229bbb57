"""The robots.txt copies that the cluster shares, and the right to ask a host for a new one.

A copy is fresh for its lifetime and kept for a while after it, for the time that its host can't be reached. Only the
store's clock counts.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final, Protocol

import redis

from contracts.errors import Malformed
from contracts.names import KEY_PREFIX
from contracts.wire import decode, encode
from crawler.fetching.exchange import FetchFailed
from crawler.robots.rules import RobotsFile, read_robots
from crawler.settings import CrawlSettings

_PREFIX: Final = f"{KEY_PREFIX}robots:"
_GIVE_UP: Final = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0"
_EXTEND: Final = (
    "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end return 0"
)

Errand = Callable[..., Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Copy:
    """A host's robots.txt as the cluster shares it; no text allows all."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """How the last request for a robots.txt failed: as a `FetchFailed` says it."""

    reason: str
    retry: bool
    whole_host: bool

    def raised(self) -> FetchFailed:
        """Return the failure as it is raised."""
        return FetchFailed(self.reason, retry=self.retry, whole_host=self.whole_host)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the cluster knows of a host: its last good robots.txt, if that is fresh, and how a later request failed."""

    file: RobotsFile | None = None
    fresh: bool = False
    failure: Failure | None = None

    @property
    def usable(self) -> RobotsFile | None:
        """The file to go by now: the fresh one, or the last good one while its host can't be reached."""
        return self.file if self.fresh or self.failure is not None else None


class Copies(Protocol):
    """Where copies are kept, and who may ask; `Shared` is the cluster's, `Own` one process's."""

    async def look(self, authority: str) -> Known:
        """Return what is known of a host."""

    async def take(self, authority: str, asker: str) -> bool:
        """Return whether `asker` alone may ask the host now; the right must be extended, or it goes to others."""

    async def extend(self, authority: str, asker: str) -> None:
        """Keep the right to ask for a little longer."""

    async def give_up(self, authority: str, asker: str) -> None:
        """Let others ask, if the right was still held."""

    async def keep(self, authority: str, text: str) -> RobotsFile:
        """Make a text the host's fresh copy, and return it as read."""

    async def note(self, authority: str, failed: FetchFailed) -> None:
        """Make known that the host could not be asked, for as long as it should be left alone."""


class Shared:
    """Copies in Redis; `errand` runs a call in a thread, since both the store and a large file take their time."""

    def __init__(self, client: redis.Redis, errand: Errand, settings: CrawlSettings) -> None:
        self._store: Any = client
        self._errand = errand
        self._settings = settings
        self._give_up = client.register_script(_GIVE_UP)
        self._extend = client.register_script(_EXTEND)
        self._lock_ms = _ms(settings.lease_s)
        self._keep_ms = _ms(settings.robots_keep_s)

    async def look(self, authority: str) -> Known:
        known: Known = await self._errand(self._look, authority)
        return known

    async def take(self, authority: str, asker: str) -> bool:
        return bool(await self._errand(self._store.set, _asking(authority), asker, nx=True, px=self._lock_ms))

    async def extend(self, authority: str, asker: str) -> None:
        await self._errand(self._extend, keys=[_asking(authority)], args=[asker, self._lock_ms])

    async def give_up(self, authority: str, asker: str) -> None:
        await self._errand(self._give_up, keys=[_asking(authority)], args=[asker])

    async def keep(self, authority: str, text: str) -> RobotsFile:
        file: RobotsFile = await self._errand(self._keep, authority, text)
        return file

    async def note(self, authority: str, failed: FetchFailed) -> None:
        failure = Failure(reason=failed.reason, retry=failed.retry, whole_host=failed.whole_host)
        rest_ms = max(1, _ms(rest_s(failed, self._settings)))
        await self._errand(self._store.set, _failed(authority), encode(failure), px=rest_ms)

    def _look(self, authority: str) -> Known:
        with self._store.pipeline(transaction=False) as pipe:
            pipe.get(f"{_PREFIX}{authority}").pttl(f"{_PREFIX}{authority}").get(_failed(authority))
            copy, left_ms, failure = pipe.execute()
        try:
            return Known(
                file=read_robots(decode(copy, Copy).text) if copy is not None else None,
                fresh=left_ms == -1 or left_ms > self._keep_ms,
                failure=decode(failure, Failure) if failure is not None else None,
            )
        except Malformed:
            return Known()

    def _keep(self, authority: str, text: str) -> RobotsFile:
        lifetime_ms = _ms(self._settings.robots_ttl_s) + self._keep_ms
        with self._store.pipeline(transaction=True) as pipe:
            pipe.set(f"{_PREFIX}{authority}", encode(Copy(text)), px=lifetime_ms).delete(_failed(authority))
            pipe.execute()
        return read_robots(text)


class Own:
    """Copies of one short-lived process, which nobody shares."""

    def __init__(self) -> None:
        self._known: dict[str, Known] = {}

    async def look(self, authority: str) -> Known:
        return self._known.get(authority, Known())

    async def take(self, authority: str, asker: str) -> bool:
        return True

    async def extend(self, authority: str, asker: str) -> None:
        """Nobody else asks."""

    async def give_up(self, authority: str, asker: str) -> None:
        """Nobody else waits."""

    async def keep(self, authority: str, text: str) -> RobotsFile:
        file = read_robots(text)
        self._known[authority] = Known(file=file, fresh=True)
        return file

    async def note(self, authority: str, failed: FetchFailed) -> None:
        failure = Failure(reason=failed.reason, retry=failed.retry, whole_host=failed.whole_host)
        self._known[authority] = Known(failure=failure)


def rest_s(failed: FetchFailed, settings: CrawlSettings) -> float:
    """Return how long nobody asks again: a little less than the frontier lets host or URL rest for the failure."""
    shortest = min(settings.retry_s, settings.throttle_s)
    unreachable = failed.whole_host and failed.reason != "ConnectionRefused"
    return 0.9 * (settings.robots_retry_s if unreachable else min(shortest, settings.robots_retry_s))


def _asking(authority: str) -> str:
    return f"{_PREFIX}asking:{authority}"


def _failed(authority: str) -> str:
    return f"{_PREFIX}failed:{authority}"


def _ms(seconds: float) -> int:
    return int(seconds * 1000)
