"""Celery's stock Redis transport, hardened for messages that are only tokens.

Celery's main process dies of some bytes that are no message (not JSON, a body of the wrong shape), and of a full Redis
when it writes down what it received. Here what is not ours is dropped with a line in the log, and nothing is written
down: a message lost is put back by the next sweep, so acknowledging is this process's own bookkeeping.
"""

import logging
import ssl
from queue import Empty
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import redis
from kombu.transport import TRANSPORT_ALIASES
from kombu.transport.redis import Channel as RedisChannel
from kombu.transport.redis import Transport as RedisTransport

from contracts.names import QUEUES
from workers.ledger.messages import is_ours

SCHEME: Final = "trawlnet"
log = logging.getLogger("workers.broker")


class Channel(RedisChannel):
    """Reads messages, drops what is none, and restores none: the ledger's sweep does."""

    ack_emulation = False
    do_restore = False

    def _brpop_read(self, **options: Any) -> Any:
        delivered = self.connection.delivered
        try:
            return super()._brpop_read(**options)  # type: ignore[no-untyped-call]
        except (Empty, redis.RedisError, OSError):
            raise
        except Exception as error:
            if self.connection.delivered != delivered:
                raise
            log.warning("dropped bytes in a queue that are no message: %s", type(error).__name__)
            raise Empty from error

    def _queue_bind(self, *args: Any, **kwargs: Any) -> None:
        """Bind a queue (remote control's alone need it); a full Redis refuses, yet a worker must start to drain it."""
        try:
            super()._queue_bind(*args, **kwargs)  # type: ignore[no-untyped-call]
        except redis.OutOfMemoryError:
            log.warning("Redis is full: remote control may not reach this process until it restarts")


class Transport(RedisTransport):
    """Delivers to the page queues only messages that the ledger wrote."""

    Channel = Channel

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[no-untyped-call]
        self.delivered = 0

    def _deliver(self, message: Any, queue: str) -> None:
        if queue in QUEUES and not is_ours(message):
            log.warning("dropped a message in queue %s that is not the ledger's", queue)
            return
        self.delivered += 1
        super()._deliver(message, queue)  # type: ignore[no-untyped-call]


def broker_settings(url: str) -> dict[str, Any]:
    """Return Celery's settings for the Redis at `url`: redis://, rediss:// or unix:///path/to/socket?db=0."""
    TRANSPORT_ALIASES.setdefault(SCHEME, f"{__name__}:{Transport.__name__}")
    parts = urlsplit(url)
    if parts.scheme == "unix":
        database = parse_qs(parts.query).get("db", ["0"])[0]
        return {"broker_url": f"{SCHEME}+socket://{parts.netloc}{parts.path}?virtual_host={database}"}
    there = {"broker_url": f"{SCHEME}://{parts.netloc}{parts.path}"}
    if parts.scheme == "rediss":
        return {**there, "broker_use_ssl": {"ssl_cert_reqs": ssl.CERT_REQUIRED}}
    return there
