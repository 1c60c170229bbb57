"""How often this process had to connect to the store anew: to a server, perhaps, that was killed meanwhile.

A killed server may have forgotten the last second or two of what it confirmed (appendfsync everysec). What was handed
over before, and acknowledged after, is therefore handed over once more.
"""

from threading import Lock
from typing import Any

import redis


class Reconnects:
    """Counts the connections of a client from here on; none may have been made before."""

    def __init__(self, client: redis.Redis) -> None:
        self._lock = Lock()
        self._count = 0
        client.connection_pool.connection_kwargs["redis_connect_func"] = self._connected

    def count(self) -> int:
        """Return how many connections were made; equal numbers mean that the server lived on between."""
        return self._count

    def _connected(self, connection: Any) -> None:
        connection.on_connect()
        with self._lock:
            self._count += 1
