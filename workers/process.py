"""The entry points of the two kinds of worker process: `python -m workers.process worker` or `… indexer`.

Each reads the settings, builds the clients and serves until it is told to stop, or until the process named in
TRAWLNET_PARENT_PID is gone.
"""

import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Final

import redis

from contracts.article import Article
from contracts.errors import Misconfigured, Rejected, TrawlnetError
from contracts.records import Page, PageId, SourceRef
from contracts.settings import StoreSettings, load
from search.index import Index, SearchSettings, open_index
from workers.copies import Copies
from workers.indexing import IndexStage
from workers.leases import Leases
from workers.ledger.transitions import Transitions
from workers.service import Service, Steps, log_to_stderr, serve, this_process
from workers.settings import WorkerSettings
from workers.stages import PageStages, PageSteps

Clean = Callable[[Page], Article | Rejected]
Enrich = Callable[[Article], Article]

_WARM_UP_TEXT: Final = "The council met on 3 March 2026 and agreed to build a new library beside the old harbour. " * 6


def run_worker(store: StoreSettings, settings: WorkerSettings) -> int:
    """Clean and enrich pages until told to stop; return the exit status."""
    from workers.clean import clean, look
    from workers.clean.body import choose, choose_fast
    from workers.enrich import enrich
    from workers.furniture.memories import SourceMemories
    from workers.furniture.remembering import Remembering

    url = _store_url(store)
    _warm_up(PageSteps(clean=clean, enrich=enrich))

    def furnish(client: redis.Redis) -> Steps:
        transitions = Transitions(client, settings, worker=this_process())
        chosen = partial(look, chooser=choose if settings.cleaning == "full" else choose_fast)
        steps = PageSteps(clean=Remembering(chosen, SourceMemories(client, settings)), enrich=enrich)
        pages = PageStages(transitions, Leases(transitions, lease_s=settings.lease_s), steps)
        return {"clean": pages.clean_one, "enrich": pages.enrich_one}

    service = Service(
        role="worker", stages=("clean", "enrich"), concurrency=settings.concurrency, furnish=furnish, recycled=True
    )
    return serve(service, url=url, settings=settings)


def run_indexer(store: StoreSettings, settings: WorkerSettings, search: SearchSettings) -> int:
    """Write articles to the index until told to stop; return the exit status.

    One pool process alone opens the index, after it was forked; while another holds the index, it waits.
    """

    def opened() -> Index:
        return open_index(search, data_dir=store.data_dir, writer=True)

    def furnish(client: redis.Redis) -> Steps:
        transitions = Transitions(client, settings, worker=this_process())
        leases = Leases(transitions, lease_s=settings.lease_s)
        stage = IndexStage(
            transitions,
            leases,
            Copies(client),
            open_index=opened,
            max_batch=settings.max_batch,
            pause_s=settings.pause_s,
        )
        return {"index": stage.index_many}

    service = Service(role="indexer", stages=("index",), concurrency=1, furnish=furnish, recycled=False)
    return serve(service, url=_store_url(store), settings=settings)


def _store_url(store: StoreSettings) -> str:
    if store.redis_url is None:
        raise Misconfigured("Set TRAWLNET_REDIS_URL to the Redis that holds the work, or start all with `trawlnet up`.")
    return store.redis_url


def _warm_up(steps: PageSteps) -> None:
    """Load, before the fork, what cleaning and enriching load when first used; pool processes then share it."""
    page = Page(
        id=PageId("warm-up"),
        source=SourceRef(id="warm-up", name="Warm-up", host="warm-up.example", language="en"),
        url="https://warm-up.example/news/2026/the-council-met",
        final_url="https://warm-up.example/news/2026/the-council-met",
        status=200,
        headers=(("Content-Type", "text/html; charset=utf-8"),),
        fetched_at=datetime(2026, 3, 4, tzinfo=UTC),
        body=f"<html><title>The council met</title><article><h1>The council met</h1><p>{_WARM_UP_TEXT}</p>"
        f"<p>{_WARM_UP_TEXT}</p></article></html>".encode(),
    )
    result = steps.clean(page)
    if isinstance(result, Article):
        steps.enrich(result)


def main(arguments: Sequence[str]) -> int:
    """Run the process that is named; return its exit status. What a person must mend is one sentence on stderr."""
    log_to_stderr()
    try:
        store, settings = load(StoreSettings), load(WorkerSettings)
        if list(arguments) == ["worker"]:
            return run_worker(store, settings)
        if list(arguments) == ["indexer"]:
            return run_indexer(store, settings, load(SearchSettings))
    except TrawlnetError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stderr.write("Say which process to run: worker or indexer.\n")
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
