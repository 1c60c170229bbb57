"""What a source yields right now: one fetch of each endpoint and of one article, through guard and robots as ever.

Scrapy's reactor runs once a process, so `check_source` runs this module in a process of its own.
"""

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, Final

from contracts.errors import Malformed, TooLarge, Transient, TrawlnetError, UnusableUrl
from contracts.records import PageId, Source
from contracts.urls import fetch_url, host_and_port_of
from contracts.wire import decode, encode
from crawler.frontier import FoundUrl, Kind, Lease
from crawler.frontier_records import NO_VALIDATORS
from crawler.politeness import Politeness
from crawler.settings import CrawlSettings

_MOST_ENDPOINTS: Final = 20
_LONGEST_S: Final = 600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One fetch: `problem` says why it told nothing, `articles` and `further` how many links of which kind it named."""

    url: str
    kind: str
    final_url: str | None = None
    status: int | None = None
    content_type: str | None = None
    size: int = 0
    problem: str | None = None
    articles: int = 0
    further: int = 0
    samples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """What was found for a source; `ok`: some endpoint named an article, and one could be fetched."""

    source_id: str
    checked: tuple[Checked, ...]

    @property
    def ok(self) -> bool:
        """Whether the source would yield articles."""
        return any(one.kind == "article" and one.problem is None for one in self.checked)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Task:
    source: Source
    settings: dict[str, Any]


def check_source(source: Source, settings: CrawlSettings) -> CheckReport:
    """Return what the source's endpoints and its first article give, fetched now.

    Raises `Misconfigured` if the source asks for more than it may, `Transient` if the check took too long.
    """
    Politeness(settings).check(source)
    task = encode(_Task(source=source, settings=json.loads(settings.model_dump_json())))
    command = [sys.executable, "-m", "crawler.check"]
    try:
        done = subprocess.run(command, input=task, capture_output=True, timeout=_LONGEST_S, check=False)
        return decode(done.stdout, CheckReport)
    except subprocess.TimeoutExpired as error:
        raise Transient(f"Checking {source.id} took longer than {_LONGEST_S:.0f} s.") from error
    except Malformed as error:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise TrawlnetError(f"Checking {source.id} failed: {said[-1] if said else error}") from error


class _Checker:
    """Fetches and reads a source's endpoints one after the other, as politely as a crawl."""

    def __init__(self, engine: Any, source: Source, settings: CrawlSettings, resolver: Any) -> None:
        from crawler.fetching import Fetcher
        from crawler.robots import MOST_BYTES, Own, RobotsService

        self._source = source
        self._settings = settings
        self._fetcher = Fetcher(engine, settings, resolver.was_refused)
        self._politeness = Politeness(settings)
        self._robots = RobotsService(
            settings, Own(), lambda url: self._fetcher.get(url, first_bytes=MOST_BYTES), self._turn
        )

    async def _turn(self, url: str) -> float:
        await asyncio.sleep(self._politeness.delay_ms(self._source, url) / 1000)
        return 0.0

    async def report(self) -> CheckReport:
        from crawler.frontier import endpoints_of

        queue: list[tuple[Kind, str]] = list(endpoints_of(self._source))[:_MOST_ENDPOINTS]
        checked: list[Checked] = []
        article: FoundUrl | None = None
        children = 0
        while queue:
            kind, url = queue.pop(0)
            one, found = await self._check(kind, url)
            checked.append(one)
            article = article or next((link for link in found if link.kind == "article"), None)
            child = next((link for link in found if link.kind == "sitemap"), None)
            if child is not None and article is None and children < 2:
                children += 1
                queue.append(("sitemap", child.url))
        if article is not None:
            checked.append((await self._check("article", article.url))[0])
        return CheckReport(source_id=self._source.id, checked=tuple(checked))

    async def _check(self, kind: Kind, url: str) -> tuple[Checked, list[FoundUrl]]:
        from crawler.delivery import links_of
        from crawler.discovery.texts import NotAFeed
        from crawler.encodings import BrokenEncoding, decoded
        from crawler.fetching import FetchFailed

        try:
            answer = await self._answer(url)
            body = decoded(answer.wire_body, answer.header("Content-Encoding"), max_bytes=self._settings.max_page_bytes)
            ok = answer.status in (200, 203)
            found = links_of(self._lease(kind, url), answer, body, self._settings) if ok and kind != "article" else []
        except (FetchFailed, NotAFeed, BrokenEncoding, TooLarge, UnusableUrl) as error:
            problem = getattr(error, "reason", None) or f"{type(error).__name__}: {error}"
            return Checked(url=url, kind=kind, problem=problem), []
        articles = [link for link in found if link.kind == "article"]
        empty = ok and kind != "article" and not found
        return Checked(
            url=url,
            kind=kind,
            final_url=answer.url,
            status=answer.status,
            content_type=answer.header("Content-Type"),
            size=len(body),
            problem=f"HTTP {answer.status}" if not ok else "names no article by the rules" if empty else None,
            articles=len(articles),
            further=len(found) - len(articles),
            samples=tuple(link.url for link in articles[:3]),
        ), found

    async def _answer(self, url: str) -> Any:
        from crawler.fetching import FetchFailed

        for _ in range(self._settings.max_redirects + 1):
            verdict = await self._robots.verdict(url)
            if verdict.failed is not None:
                raise verdict.failed
            if not verdict.allowed:
                raise FetchFailed("forbidden by robots.txt", retry=False)
            await self._rest(url, verdict.crawl_delay_s or 0.0)
            answer = await self._fetcher.get(url)
            location = answer.header("Location")
            if not 300 <= answer.status < 400 or location is None:
                return answer
            url = fetch_url(location, url)
        raise FetchFailed("TooManyRedirects", retry=False)

    async def _rest(self, url: str, theirs_s: float) -> None:
        await asyncio.sleep(min(max(self._politeness.delay_ms(self._source, url) / 1000, theirs_s), 60.0))

    def _lease(self, kind: Kind, url: str) -> Lease:
        return Lease(
            token=PageId("check"),
            uid="",
            url=url,
            address=url,
            host=host_and_port_of(url),
            kind=kind,
            source_id=self._source.id,
            source=self._source,
            validators=NO_VALIDATORS,
        )


def _run(task: _Task) -> CheckReport:
    from scrapy import Spider, signals
    from scrapy.crawler import AsyncCrawlerRunner
    from scrapy.utils.reactor import install_reactor

    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    from twisted.internet import reactor as installed

    from crawler.fetching import stop_after_first
    from crawler.resolver import install
    from crawler.spider import scrapy_settings

    reactor: Any = installed
    settings = CrawlSettings(**task.settings)
    resolver = install(settings, reactor)
    reports: list[CheckReport] = []

    class CheckSpider(Spider):
        """Runs one check and ends."""

        name = "check"

        async def start(self) -> AsyncIterator[Any]:
            self.crawler.signals.connect(stop_after_first, signals.bytes_received)
            reports.append(await _Checker(self.crawler.engine, task.source, settings, resolver).report())
            nothing: tuple[Any, ...] = ()
            for request in nothing:
                yield request

    def begin() -> None:
        plain = {name: value for name, value in scrapy_settings(settings).items() if name != "SCHEDULER"}
        AsyncCrawlerRunner(plain).crawl(CheckSpider).add_done_callback(lambda _: reactor.stop())

    reactor.callWhenRunning(begin)
    reactor.run(installSignalHandlers=False)
    return reports[0]


if __name__ == "__main__":
    sys.stdout.buffer.write(encode(_run(decode(sys.stdin.buffer.read(), _Task))))
