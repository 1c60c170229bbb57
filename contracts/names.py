"""The names that processes agree on: queues, tasks, outcomes and fetch results."""

from typing import Final, Literal

Stage = Literal["clean", "enrich", "index"]
Queue = Literal["clean", "enrich", "index", "upgrade"]
STAGES: Final[tuple[Stage, ...]] = ("clean", "enrich", "index")
QUEUES: Final[tuple[Queue, ...]] = ("clean", "enrich", "index", "upgrade")

TASKS: Final[dict[Queue, str]] = {
    "clean": "trawlnet.clean",
    "enrich": "trawlnet.enrich",
    "index": "trawlnet.index",
    "upgrade": "trawlnet.upgrade",
}

Outcome = Literal["indexed", "unchanged", "superseded", "duplicate", "rejected", "dead"]
"""How a page that was handed over ends; each page ends in exactly one."""
OUTCOMES: Final[tuple[Outcome, ...]] = ("indexed", "unchanged", "superseded", "duplicate", "rejected", "dead")

AGAIN: Final = "again-"
"""How the id of a page begins that the archive gave back: what becomes of it is no news of its source."""

FetchResult = Literal["page", "feed", "sitemap", "listing", "redirect", "not_modified", "robots_refused", "failed"]
"""How a fetch ends; only `page` hands a page over."""
FETCH_RESULTS: Final[tuple[FetchResult, ...]] = (
    "page",
    "feed",
    "sitemap",
    "listing",
    "redirect",
    "not_modified",
    "robots_refused",
    "failed",
)

Role = Literal["crawler", "worker", "indexer", "web", "store"]
"""What a process of ours does; `worker` cleans and enriches, `indexer` writes the index."""

KEY_PREFIX: Final = "trawlnet:"
"""Every key of ours in Redis begins so; the next part is the room's: `frontier:`, `ledger:`, `catalogue:` …"""
