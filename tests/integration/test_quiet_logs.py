"""While Elasticsearch is away, a process says so in one line an event, without a traceback."""

import contextlib
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx

from tests.integration.ledgers import a_ledger, a_page, empty_store
from tests.integration.worker_processes import until
from tests.servers import free_port
from tests.unit.workers.articles import an_article
from workers.ledger.cargo import packed_article

_LINE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} [A-Z]+ [\w.]+ \S")


def environment(valkey_url: str, folder: Path) -> dict[str, str]:
    """Return what a process is told whose Elasticsearch does not answer."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("TRAWLNET_")}
    return ours | {
        "TRAWLNET_REDIS_URL": valkey_url,
        "TRAWLNET_DATA_DIR": str(folder),
        "TRAWLNET_ELASTICSEARCH_URL": f"http://127.0.0.1:{free_port()}",
        "TRAWLNET_WEB_PORT": str(free_port()),
    }


@contextlib.contextmanager
def logging_to(log: Path, module: list[str], told: dict[str, str]) -> Iterator[None]:
    """Run a process that writes into a log, and end it."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", *module], env=told, cwd=log.parent, stdout=output, stderr=output
        )
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=15)


def status_of(url: str) -> int:
    """Return an address's status, 0 if nobody answers."""
    try:
        return httpx.get(url, timeout=10, trust_env=False).status_code
    except httpx.HTTPError:
        return 0


def test_the_indexer_says_once_that_it_waits(valkey_url: str, tmp_path: Path) -> None:
    rows = (ledger := a_ledger(empty_store(valkey_url))).transitions()
    ledger.hand_over(a_page())
    [row] = rows.claim("clean")
    rows.advance(row, "index", packed_article(an_article()))
    log = tmp_path / "log"

    with logging_to(log, ["workers.process", "indexer"], environment(valkey_url, tmp_path)):
        until(lambda: "waiting for it" in log.read_text(), within_s=40)
        time.sleep(3)

    lines = log.read_text().splitlines()
    assert [line for line in lines if not _LINE.match(line)] == []
    assert len([line for line in lines if "127.0.0.1" in line]) == 1


def test_the_web_process_logs_nothing_of_searches_that_it_could_not_serve(valkey_url: str, tmp_path: Path) -> None:
    told, log = environment(valkey_url, tmp_path), tmp_path / "log"
    page = f"http://127.0.0.1:{told['TRAWLNET_WEB_PORT']}/"

    with logging_to(log, ["web.process"], told):
        until(lambda: status_of(page) == 503, within_s=60)
        assert [status_of(page + path) for path in ("?q=moon", "api/v1/search", "readyz")] == [503, 503, 503]

    assert [line for line in log.read_text().splitlines() if not _LINE.match(line)] == []
    assert "elastic" not in log.read_text()
