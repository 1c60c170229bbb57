"""What becomes of the archive of a crawler that is killed: the next one mends it, and moves it where it belongs."""

import subprocess
import sys
from pathlib import Path

import redis

from contracts.settings import load
from contracts.store import connect
from crawler.archive import archive_place
from crawler.frontier import CrawlSettings, Frontier
from tests.integration.crawler_site import NOT_FOUND, Crawler, Reply, a_source, crawling, html, rss, served, wait_until

RUN = "run-1"


def test_what_a_killed_crawler_left_is_mended_and_moved_to_the_address_by_the_next(
    valkey_url: str, tmp_path: Path
) -> None:
    store: redis.Redis = connect(valkey_url)
    store.flushall()
    frontier = Frontier(store, load(CrawlSettings, resolve=("*.test=127.0.0.1",)))
    place = archive_place(tmp_path, f"file://{tmp_path}/far")
    with served(lambda host, path, headers: replies.get(path, NOT_FOUND)) as site:
        replies: dict[str, Reply] = {f"/a/{n}": html(f"Article {n}") for n in range(5)}
        replies["/feed"] = rss([site.url(path) for path in replies])
        frontier.add_run(RUN, [a_source(site)])
        first = Crawler(valkey_url, tmp_path, archive=f"file://{tmp_path}/far")
        wait_until(lambda: frontier.open_urls(RUN) == 0)
        first.kill()
    (left,) = place.folder.glob("*.warc.gz.open")
    with left.open("ab") as file:
        file.write(b"\x1f\x8b\x08\x00 cut")

    with crawling(valkey_url, tmp_path, archive=f"file://{tmp_path}/far"):
        wait_until(lambda: list(place.folder.iterdir()) == [])

    (moved,) = (tmp_path / "far").iterdir()
    warcio = Path(sys.executable).parent / "warcio"
    assert moved.name == left.name.removesuffix(".open")
    assert subprocess.run([warcio, "check", moved], check=False).returncode == 0
    assert sorted(page.body for page in place.pages()) == sorted(replies[f"/a/{n}"].body for n in range(5))
    store.close()
