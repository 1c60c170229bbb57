"""Endless sites cost little, and large archives are read whole: one real crawler on the newsroom's traps."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import redis

from contracts.records import LinkRules, Source
from contracts.settings import load
from crawler.frontier import CrawlSettings, Frontier
from newsroom.traps import ARCHIVES, TRAPS, TrapSite
from tests.integration.crawler_site import NOT_FOUND, Reply, Site, crawling, served, wait_until

RUN = "run-1"
MOST_WASTED = 200


def answers(sites: Mapping[str, TrapSite], port: list[int]) -> object:
    def answer(host: str, path: str, headers: object) -> Reply:
        site = sites.get(host)
        if site is None or path == "/robots.txt":
            return NOT_FOUND
        said = site.answer(path)
        if said.location is not None:
            return Reply(b"", status=302, headers={"Location": said.location})
        return Reply(said.body.replace("{port}", str(port[0])).encode(), headers={"Content-Type": said.content_type})

    return answer


def source_of(trap: TrapSite, site: Site) -> Source:
    host = f"{trap.name}.test"
    return Source(
        id=trap.name,
        name=trap.name,
        host=host,
        start_pages=(site.url(trap.start, host),),
        sitemaps=(site.url(trap.sitemap, host),) if trap.sitemap else (),
        links=LinkRules(allow=trap.allow, follow=trap.follow),
        delay_s=0,
    )


def crawled(traps: tuple[TrapSite, ...], store: redis.Redis, url: str, data_dir: Path) -> dict[str, Counter[str]]:
    """Return what was asked of each host, after one run over all of them."""
    frontier, port = Frontier(store, load(CrawlSettings, resolve=("*.test=127.0.0.1",))), [0]
    with served(answers({f"{trap.name}.test": trap for trap in traps}, port)) as site:  # type: ignore[arg-type]
        port[0] = site.port
        frontier.add_run(RUN, [source_of(trap, site) for trap in traps])
        with crawling(url, data_dir, retry_s=0.2, archive="off"):
            wait_until(lambda: frontier.open_urls(RUN) == 0, within_s=200)
        return {trap.name: Counter(site.paths(f"{trap.name}.test")) for trap in traps}


def test_no_trap_costs_more_than_two_hundred_fetches_and_its_true_articles_are_read(
    store: redis.Redis, valkey_url: str, tmp_path: Path
) -> None:
    asked = crawled(TRAPS, store, valkey_url, tmp_path)

    wasted = {trap.name: sum(n for path, n in asked[trap.name].items() if path not in trap.useful) for trap in TRAPS}
    missed = {trap.name: trap.useful - asked[trap.name].keys() for trap in TRAPS}
    log = (tmp_path / "crawler.log").read_text()
    assert len(TRAPS) >= 12
    assert {name: number for name, number in wasted.items() if number > MOST_WASTED} == {}
    assert {name: paths for name, paths in missed.items() if paths} == {}
    assert [name for name in asked if f"trap source={name} " not in log] == ["subdomains"]  # not its own hosts: no link


def test_a_large_archive_is_read_whole(store: redis.Redis, valkey_url: str, tmp_path: Path) -> None:
    asked = crawled(ARCHIVES, store, valkey_url, tmp_path)

    assert {archive.name: len(archive.useful - asked[archive.name].keys()) for archive in ARCHIVES} == {
        archive.name: 0 for archive in ARCHIVES
    }
