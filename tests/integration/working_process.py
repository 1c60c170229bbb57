"""A worker process for tests: the real service, with steps of its own small making in place of clean, enrich, index.

Run as `python -m tests.integration.working_process URL FOLDER`. A page's body says what to do: `slow` takes a while,
`endless` a minute, `stubborn` too even if told to stop, `bug` raises, `poison` kills its process, `reject` is no
article. What the index stage writes is a line in FOLDER/index.
"""

import contextlib
import os
import signal
import sys
import time
from pathlib import Path

import redis

from contracts.article import Article
from contracts.errors import NoArticleText, Rejected
from contracts.identity import document_id, first_version
from contracts.records import Page
from contracts.settings import load
from workers.leases import Leases
from workers.ledger.cargo import unpacked_article
from workers.ledger.records import Claimed
from workers.ledger.transitions import Ending, Transitions
from workers.service import Service, Steps, log_to_stderr, serve, this_process
from workers.settings import WorkerSettings
from workers.stages import PageStages, PageSteps, attempt


def clean(page: Page) -> Article | Rejected:
    """Return an article whose text is the page's body, or do what the body says."""
    text = page.body.decode()
    if text.startswith("slow"):
        time.sleep(0.3)
    if text.startswith("endless"):
        time.sleep(60)
    if text.startswith("stubborn"):
        stubbornly_busy()
    if text.startswith("bug"):
        raise KeyError(text)
    if text.startswith("poison"):
        os.kill(os.getpid(), signal.SIGKILL)
    if text.startswith("reject"):
        return NoArticleText("nothing there", url=page.url)
    return Article(
        id=document_id(page.url),
        url=page.url,
        canonical_url=page.url,
        source=page.source,
        title=text[:40],
        text=text,
        language="en",
        fetched_at=page.fetched_at,
        version=first_version(page.fetched_at),
    )


def stubbornly_busy() -> None:
    """Take a minute, whatever is raised meanwhile."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with contextlib.suppress(Exception):
            time.sleep(60)


class LineIndex:
    """Writes each article's id as a line of a file, and ends its row."""

    def __init__(self, transitions: Transitions, leases: Leases, file: Path) -> None:
        self._transitions = transitions
        self._leases = leases
        self._file = file

    def index_many(self) -> None:
        """Write all that is ready."""
        rows = self._transitions.claim("index", limit=500)
        with self._leases.keeping(rows):
            for row in rows:
                attempt(self._transitions, row, self._write)

    def _write(self, row: Claimed) -> None:
        article = unpacked_article(row.cargo)
        with self._file.open("a") as lines:
            lines.write(f"{article.id}\n")
        self._transitions.finish(row, Ending(outcome="indexed", article_id=article.id))


def main(url: str, folder: str) -> int:
    """Serve until told to stop."""
    log_to_stderr()
    settings = load(WorkerSettings)

    def furnish(client: redis.Redis) -> Steps:
        transitions = Transitions(client, settings, worker=this_process())
        leases = Leases(transitions, lease_s=settings.lease_s)
        pages = PageStages(transitions, leases, PageSteps(clean=clean, enrich=lambda article: article))
        index = LineIndex(transitions, leases, Path(folder) / "index")
        return {"clean": pages.clean_one, "enrich": pages.enrich_one, "index": index.index_many}

    service = Service(role="worker", stages=("clean", "enrich", "index"), concurrency=2, furnish=furnish)
    return serve(service, url=url, settings=settings)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
