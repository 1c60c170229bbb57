"""The web app over real parts, asked through httpx without a network."""

import asyncio
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import redis
from fastapi import FastAPI

from contracts.article import Article
from contracts.store import connect
from crawler.catalogue import Catalogue
from crawler.frontier import CrawlSettings, Frontier
from search.index import Index, SearchSettings, Written, open_index
from tests.unit.web.builders import NOW
from web.app import create_app
from web.parts import IndexDoor, WebParts
from web.settings import WebSettings
from workers.queue import Ledger, WorkerSettings

KEY = "a-key-for-these-tests"
WITH_KEY = {"X-API-Key": KEY}


def now() -> datetime:
    """Return the moment at which the tests' pages are read."""
    return NOW


def filled_index(data_dir: Path, articles: Iterable[Article]) -> None:
    """Leave an index by tantivy in the folder that holds the articles."""
    writer = open_index(SearchSettings(), data_dir=data_dir, writer=True)
    results = writer.write(list(articles))
    writer.refresh()
    writer.close()
    assert all(isinstance(result, Written) for result in results)


def own_store(url: str, number: int) -> redis.Redis:
    """Return a client of an empty database of the shared server, so that tests do not see each other's keys."""
    client = connect(url.rsplit("/", 1)[0] + f"/{number}")
    client.flushdb()
    return client


def parts_over(client: redis.Redis, open_it: Callable[[], Index], settings: WebSettings | None = None) -> WebParts:
    """Return the parts of the web app over a store and an index."""
    return WebParts(
        settings=settings or WebSettings(),
        key=KEY,
        index=IndexDoor(open_it),
        client=client,
        ledger=Ledger(client, WorkerSettings()),
        catalogue=Catalogue(client),
        frontier=Frontier(client, CrawlSettings()),
        clock=now,
    )


def index_in(data_dir: Path) -> Callable[[], Index]:
    """Return what opens the folder's index for reading."""
    return lambda: open_index(SearchSettings(), data_dir=data_dir)


class Browser:
    """Asks one app, as a browser on this machine would."""

    def __init__(self, parts: WebParts) -> None:
        self.parts = parts
        self.app: FastAPI = create_app(parts)

    def ask(self, method: str, address: str, **options: Any) -> httpx.Response:
        """Return the answer to one request."""
        return asyncio.run(self._ask(method, address, options))

    def get(self, address: str, **options: Any) -> httpx.Response:
        """Return the answer to a GET."""
        return self.ask("GET", address, **options)

    async def _ask(self, method: str, address: str, options: dict[str, Any]) -> httpx.Response:
        transport = httpx.ASGITransport(app=self.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8080") as client:
            return await client.request(method, address, **options)
