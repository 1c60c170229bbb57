"""What the ledger's tests share: pages to hand over, and a ledger on an empty real store."""

from datetime import UTC, datetime
from itertools import count

import redis

from contracts.records import Page, PageId, SourceRef
from contracts.store import connect
from workers.queue import Ledger, WorkerSettings

FETCHED_AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
_NUMBERS = count()


def a_source(name: str = "daily") -> SourceRef:
    """Return a source on a host of its own."""
    return SourceRef(id=name, name=name.title(), host=f"{name}.example", country="GB", language="en")


def a_page(
    page_id: str | None = None,
    *,
    source: str = "daily",
    path: str | None = None,
    body: bytes = b"<p>Text</p>",
    run: str | None = None,
    fetched_at: datetime = FETCHED_AT,
) -> Page:
    """Return a fetched page; without a name each is another one."""
    number = next(_NUMBERS)
    url = f"https://{source}.example{path or f'/news/story-{number}'}"
    return Page(
        id=PageId(page_id or f"page-{number}"),
        source=a_source(source),
        url=url,
        final_url=url,
        status=200,
        headers=(("Content-Type", "text/html"),),
        fetched_at=fetched_at,
        body=body,
        run=run,
    )


def empty_store(url: str) -> redis.Redis:
    """Return a client of a test's store, emptied."""
    client = connect(url)
    client.flushall()
    return client


def a_ledger(client: redis.Redis, **settings: object) -> Ledger:
    """Return a ledger with short waits."""
    return Ledger(client, WorkerSettings(**{"lease_s": 0.5, "retry_delay_s": 0.05, **settings}))  # type: ignore[arg-type]
