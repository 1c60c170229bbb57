"""The web process's entry point: `python -m web.process` serves the pages and the API until it is told to stop."""

import logging
import os
import socket
import sys
import threading
from types import FrameType
from typing import Final
from zoneinfo import ZoneInfo

import redis
import uvicorn
from redis.backoff import ConstantBackoff
from redis.retry import Retry

from contracts.errors import Misconfigured
from contracts.parents import when_named_parent_is_gone
from contracts.settings import StoreSettings, load
from contracts.store import connect
from crawler.catalogue import Catalogue
from crawler.frontier import CrawlSettings, Frontier
from search.index import SearchSettings, open_index
from web.app import create_app
from web.keys import kept_key
from web.parts import IndexDoor, WebParts
from web.settings import WebSettings
from workers.queue import Ledger, WorkerSettings, heartbeat

_STOP_WITHIN_S: Final = 4.0
_STORE_PATIENCE_S: Final = 2.0


def main() -> int:
    """Serve until stopped; return the exit status: 0 after a clean stop, 1 with one sentence if it can't serve."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("elastic_transport").setLevel(logging.ERROR)  # its requests and retries are not events of ours
    try:
        settings = load(WebSettings)
        listening = listen(settings)
        parts = parts_from_settings(settings)
    except Misconfigured as error:
        sys.stderr.write(f"trawlnet: {error}\n")
        return 1
    return serve(parts, listening)


def listen(settings: WebSettings) -> socket.socket:
    """Return a socket that listens where the settings say; raises `Misconfigured` with one sentence if it can't."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host.strip("[]"), settings.port))
        listening.listen(128)
    except OSError as error:
        listening.close()
        where = f"{settings.host}:{settings.port}"
        raise Misconfigured(
            f"The web page can't be served at {where} ({error.strerror or error}): "
            "stop what uses that port, or choose another with TRAWLNET_WEB_PORT."
        ) from error
    return listening


def parts_from_settings(settings: WebSettings) -> WebParts:
    """Return the parts that the settings name; nothing is connected yet."""
    store, search = load(StoreSettings), load(SearchSettings)
    if store.redis_url is None:
        raise Misconfigured("Set TRAWLNET_REDIS_URL, or run `trawlnet up`, which starts an embedded store and says so.")
    client = _impatient(connect(store.redis_url, timeout_s=_STORE_PATIENCE_S))
    return WebParts(
        settings=settings,
        key=settings.key or kept_key(store.data_dir),
        index=IndexDoor(lambda: open_index(search, data_dir=store.data_dir)),
        client=client,
        ledger=Ledger(client, load(WorkerSettings)),
        catalogue=Catalogue(client),
        frontier=Frontier(client, load(CrawlSettings)),
        zone=ZoneInfo(search.timezone),
    )


def _impatient(client: redis.Redis) -> redis.Redis:
    """Return the client set to try but once more: a reader waits for the answer, and asks again anyway."""
    client.set_retry(Retry(ConstantBackoff(0.1), retries=1))
    return client


def serve(parts: WebParts, listening: socket.socket) -> int:
    """Serve on the socket until SIGTERM, SIGINT or the end of our parent; a request under way may finish."""
    config = uvicorn.Config(
        create_app(parts),
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=int(_STOP_WITHIN_S) - 1,
        limit_concurrency=512,
        h11_max_incomplete_event_size=64 * 1024,
    )
    server = _Server(config)
    when_named_parent_is_gone(server.stop)
    with heartbeat(parts.client, "web"):
        server.run(sockets=[listening])
    parts.index.close()
    return 0


class _Server(uvicorn.Server):
    """A server that ends in time, whatever its threads wait for, and whose clean end is no error."""

    def stop(self) -> None:
        """Let it finish; what still hangs after some seconds is cut off."""
        self.should_exit = True
        _end_in(_STOP_WITHIN_S)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self.stop()


def _end_in(seconds: float) -> None:
    timer = threading.Timer(seconds, os._exit, args=(0,))
    timer.daemon = True
    timer.start()


if __name__ == "__main__":
    sys.exit(main())
