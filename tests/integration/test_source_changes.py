"""What an operator changes of a source while crawlers run holds on every one of them within ten seconds."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import redis

from contracts.records import Source
from contracts.settings import load
from crawler.archive import archive_dir
from crawler.catalogue import Catalogue
from crawler.frontier import CrawlSettings, Frontier
from tests.integration.crawler_site import NOT_FOUND, Reply, Site, a_source, crawling, html, rss, served, wait_until
from workers.queue import live_processes

SOON_S = 10.0
QUIET_S = 3.0
MANY = 1000


@pytest.fixture
def catalogue(store: redis.Redis) -> Catalogue:
    return Catalogue(store)


@pytest.fixture
def paper() -> Iterator[Site]:
    """Hosts whose feed names more articles than a test has time for."""

    def answer(host: str, path: str, headers: object) -> Reply:
        if path == "/robots.txt":
            return NOT_FOUND
        return rss([site.url(f"/a/{n}", host) for n in range(MANY)]) if path == "/feed" else html(path)

    with served(answer) as site:
        yield site


def paper_source(site: Site, name: str = "alpha", **changes: object) -> Source:
    return a_source(site, host=f"{name}.test", **{"delay_s": 0.05, **changes})  # type: ignore[arg-type]


def until_it_rests(site: Site, host: str) -> float:
    """Return when the host was asked last, once it has not been asked for a while."""
    wait_until(lambda: time.monotonic() - last_asked(site, host) > QUIET_S)
    return last_asked(site, host)


def last_asked(site: Site, host: str) -> float:
    return max((asked.at for asked in site.asked if asked.host == host), default=0.0)


def alive(store: redis.Redis, crawlers: int) -> None:
    wait_until(lambda: len(live_processes(store)) == crawlers)


def test_a_new_source_a_change_a_pause_and_a_removal_hold_on_two_running_crawlers(
    paper: Site, catalogue: Catalogue, store: redis.Redis, valkey_url: str, tmp_path: Path
) -> None:
    alpha = paper_source(paper)
    with crawling(valkey_url, tmp_path, processes=2, concurrency=1):
        alive(store, 2)
        added_at = put(catalogue, alpha)
        wait_until(lambda: len(paper.paths("alpha.test")) > 5)
        renamed = replace(alpha, user_agent="Renamed/1")
        renamed_at = put(catalogue, renamed)
        wait_until(lambda: all(asked.headers["User-Agent"] == "Renamed/1" for asked in paper.asked[-20:]))
        paused_at = put(catalogue, replace(renamed, paused=True))
        rested_at = until_it_rests(paper, "alpha.test")
        resumed_at = put(catalogue, renamed)
        wait_until(lambda: last_asked(paper, "alpha.test") > resumed_at)
        went_on_at = next(asked.at for asked in paper.asked if asked.at > resumed_at)
        wait_until(lambda: len([asked for asked in paper.asked if asked.at > resumed_at]) > 5)
        removed_at = time.monotonic()
        catalogue.remove("alpha")
        ended_at = until_it_rests(paper, "alpha.test")

    last_under_the_old_name = max(asked.at for asked in paper.asked if asked.headers["User-Agent"] != "Renamed/1")
    assert paper.asked[0].at - added_at < SOON_S
    assert last_under_the_old_name - renamed_at < SOON_S
    assert rested_at - paused_at < SOON_S
    assert went_on_at - resumed_at < SOON_S
    assert ended_at - removed_at < SOON_S
    assert len(paper.paths("alpha.test")) == len(set(paper.paths("alpha.test")))


def put(catalogue: Catalogue, source: Source) -> float:
    """Return when the source was put into the catalogue."""
    catalogue.put([source])
    return time.monotonic()


def test_a_source_switched_off_and_on_again_goes_on_at_once_where_it_was(
    paper: Site, catalogue: Catalogue, store: redis.Redis, valkey_url: str, tmp_path: Path
) -> None:
    alpha = a_source(paper, start_pages=(paper.url("/list"),), feeds=(), delay_s=0.05)
    catalogue.put([replace(alpha, enabled=False)])
    with crawling(valkey_url, tmp_path, processes=2):
        alive(store, 2)
        wait_until(lambda: Frontier(store, load(CrawlSettings)).resting_sources() == {"alpha"})
        assert paper.paths() == []
        put_at = put(catalogue, alpha)
        wait_until(lambda: paper.paths() == ["/list"])

    assert paper.asked[0].at - put_at < SOON_S


def test_outside_its_hours_a_source_waits_for_the_next_opening(
    paper: Site, catalogue: Catalogue, store: redis.Redis, valkey_url: str, tmp_path: Path
) -> None:
    now = datetime.now(UTC)
    opening, closing = now + timedelta(hours=2), now + timedelta(hours=3)
    catalogue.put([paper_source(paper, hours=(f"{opening:%H:%M}-{closing:%H:%M}",))])
    frontier = Frontier(store, load(CrawlSettings, resolve=("*.test=127.0.0.1",)))
    with crawling(valkey_url, tmp_path):
        wait_until(lambda: frontier.resting_sources() == {"alpha"})
        wait_until(lambda: frontier.size().in_flight == 0)
        state = frontier.state_of(paper.url("/feed"))

    assert paper.paths() == []
    assert state is not None
    assert state.due_at is not None
    assert abs(state.due_at - opening.replace(second=0, microsecond=0)) < timedelta(minutes=1)


def test_a_run_lists_a_source_out_of_its_hours_as_deferred(
    paper: Site, store: redis.Redis, valkey_url: str, tmp_path: Path
) -> None:
    opening = datetime.now(UTC) + timedelta(hours=2)
    closing = opening + timedelta(hours=1)
    frontier = Frontier(store, load(CrawlSettings, resolve=("*.test=127.0.0.1",)))
    frontier.add_run("run-1", [paper_source(paper, hours=(f"{opening:%H:%M}-{closing:%H:%M}",))])
    with crawling(valkey_url, tmp_path):
        wait_until(lambda: frontier.deferred_hosts("run-1", 60) != [])
        deferred = frontier.deferred_hosts("run-1", 60)

    assert [(host.urls, host.reason) for host in deferred] == [(1, "OutsideHours")]
    assert paper.paths() == []


def test_a_proxy_a_name_headers_and_a_sign_in_reach_the_site_and_the_secret_stays_there(
    catalogue: Catalogue, store: redis.Redis, valkey_url: str, tmp_path: Path
) -> None:
    def answer(host: str, path: str, headers: object) -> Reply:
        if path.startswith("http://alpha.test/feed"):
            return rss(["http://alpha.test/a/1", "http://alpha.test/moved"])
        if path.endswith("/moved"):
            return Reply(status=302, headers={"Location": "http://beta.test/landed"})
        return NOT_FOUND if path.endswith("/robots.txt") else html(path, **{"Set-Cookie": "session=renewed-s3cret"})

    secrets = tmp_path / "secrets.yaml"
    secrets.write_text("daily: {hosts: [alpha.test, beta.test], cookies: {session: s3cret}}", encoding="utf-8")
    secrets.chmod(0o600)
    with served(answer) as proxy:
        source = Source(
            id="alpha",
            name="Alpha",
            host="alpha.test",
            feeds=("http://alpha.test/feed",),
            delay_s=0.05,
            user_agent="Reader/1",
            headers=(("Accept-Language", "de"),),
            proxy=f"http://127.0.0.1:{proxy.port}",
            sign_in="daily",
        )
        catalogue.put([source])
        with crawling(valkey_url, tmp_path, secrets_file=secrets):
            wait_until(lambda: any(asked.path == "http://beta.test/landed" for asked in proxy.asked))
            wait_until(lambda: int(store.zcard("trawlnet:frontier:leases")) == 0)  # type: ignore[arg-type]
        asked = {one.path: one.headers for one in proxy.asked}

    own = [headers for path, headers in asked.items() if path.startswith("http://alpha.test/")]
    assert {headers["User-Agent"] for headers in asked.values()} == {"Reader/1"}
    assert {headers.get("Cookie") for headers in own} == {"session=s3cret"}
    assert {headers.get("Accept-Language") for headers in own} == {"de"}
    assert "Cookie" not in asked["http://beta.test/landed"]
    assert kept_anywhere(b"Reader/1", store, tmp_path)
    assert kept_anywhere(b"s3cret", store, tmp_path) == []


def kept_anywhere(secret: bytes, store: redis.Redis, data_dir: Path) -> list[str]:
    """Return where a secret was found: in the log, the archive or the store."""
    from gzip import decompress

    found = [str(path) for path in data_dir.glob("*.log") if secret in path.read_bytes()]
    found += [
        str(path) for path in archive_dir(data_dir).glob("**/*.warc.gz*") if secret in decompress(path.read_bytes())
    ]
    dumps = {key: store.dump(key) for key in store.scan_iter()}
    return found + [str(key) for key, dump in dumps.items() if secret in (dump or b"")]
