"""Which processes of ours are alive: each beats while it runs, and is forgotten soon after it stops."""

import contextlib
import os
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

import redis

from contracts.names import KEY_PREFIX, Role
from contracts.wire import decode, encode
from workers.ledger.records import ProcessState

BEAT_S: Final = 2.0
EXPIRY_S: Final = 10
_PREFIX: Final = f"{KEY_PREFIX}processes:"
_MOST_SHOWN: Final = 1000


class Heartbeat:
    """A process's sign of life; `now` says what it does at present."""

    def __init__(self, client: redis.Redis, role: Role) -> None:
        self._client: Any = client
        self._state = ProcessState(role=role, host=socket.gethostname(), pid=os.getpid(), since=datetime.now(UTC))
        self._stopped = threading.Event()

    def now(self, current: str) -> None:
        """Say what the process does; shown from the next beat on."""
        state = self._state
        self._state = ProcessState(
            role=state.role, host=state.host, pid=state.pid, since=state.since, current=current[:200]
        )

    def beat(self) -> None:
        """Make the process known for the next few seconds."""
        self._client.set(self._key, encode(self._state), ex=EXPIRY_S)

    def beat_until_stopped(self) -> None:
        """Beat; a store that does not answer is tried again at the next beat."""
        while not self._stopped.is_set():
            with contextlib.suppress(redis.RedisError):
                self.beat()
            self._stopped.wait(BEAT_S)

    def stop(self) -> None:
        """Stop beating and let the process be forgotten at once."""
        self._stopped.set()
        with contextlib.suppress(redis.RedisError):
            self._client.delete(self._key)

    @property
    def _key(self) -> str:
        return f"{_PREFIX}{self._state.role}:{self._state.host}:{self._state.pid}"


@contextlib.contextmanager
def heartbeat(client: redis.Redis, role: Role) -> Iterator[Heartbeat]:
    """Give this process's heartbeat, beating from a thread of its own until the block ends."""
    beating = Heartbeat(client, role)
    thread = threading.Thread(target=beating.beat_until_stopped, name="heartbeat", daemon=True)
    thread.start()
    try:
        yield beating
    finally:
        beating.stop()


def live_processes(client: redis.Redis) -> tuple[ProcessState, ...]:
    """Return the processes that beat lately, by role, host and process id."""
    keys: list[bytes] = []
    for key in client.scan_iter(match=f"{_PREFIX}*", count=500):
        keys.append(key)
        if len(keys) >= _MOST_SHOWN:
            break
    if not keys:
        return ()
    states = [decode(value, ProcessState) for value in client.mget(keys) if value]
    return tuple(sorted(states, key=lambda state: (state.role, state.host, state.pid)))
