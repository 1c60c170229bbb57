"""The process of `run_tasks`: tasks on standard input, what they tell on standard output, a line each."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator
from typing import Any, Final

from contracts.wire import decode, encode
from crawler.checks.looker import Budget, Looker
from crawler.checks.tasks import Task, Told
from crawler.discovery.survey import Survey, Surveyor
from crawler.fetching.exchange import FetchFailed
from crawler.settings import CrawlSettings
from crawler.sources.requests import SourceRequests
from crawler.sources.sign_ins import SignIns

_MOST_BYTES: Final = 80 * 2**20


def main() -> None:
    """Do the tasks of standard input, and end."""
    tasks = decode(sys.stdin.buffer.read(), list[Task])
    if tasks:
        _Reactor(tasks).run()


def _tell(told: Told) -> None:
    sys.stdout.buffer.write(encode(told) + b"\n")
    sys.stdout.buffer.flush()


class _Reactor:
    """Scrapy's reactor for as long as the tasks need it."""

    def __init__(self, tasks: list[Task]) -> None:
        from scrapy.utils.reactor import install_reactor

        install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
        from twisted.internet import reactor

        from crawler.fetching.resolver import install

        self._tasks = tasks
        self._settings = CrawlSettings(**tasks[0].settings)
        self._reactor: Any = reactor
        self._resolver = install(self._settings, reactor)

    def run(self) -> None:
        self._reactor.callWhenRunning(self._begin)
        self._reactor.run(installSignalHandlers=False)

    def _begin(self) -> None:
        from scrapy import Spider, signals
        from scrapy.crawler import AsyncCrawlerRunner

        from crawler.fetching.exchange import stop_after_first
        from crawler.spider import scrapy_settings

        ours = self

        class CheckSpider(Spider):
            """Has the tasks done and ends."""

            name = "check"

            async def start(self) -> AsyncIterator[Any]:
                self.crawler.signals.connect(stop_after_first, signals.bytes_received)
                await ours.do_all(self.crawler.engine)
                nothing: tuple[Any, ...] = ()
                for request in nothing:
                    yield request

        plain = {name: value for name, value in scrapy_settings(self._settings).items() if name != "SCHEDULER"}
        AsyncCrawlerRunner(plain).crawl(CheckSpider).add_done_callback(lambda _: self._reactor.stop())

    async def do_all(self, engine: Any) -> None:
        """Do the tasks side by side, and tell their results in their order."""
        for doing in [asyncio.ensure_future(self._done(engine, task)) for task in self._tasks]:
            _tell(await doing)

    async def _done(self, engine: Any, task: Task) -> Told:
        looker = self._looker(engine, task)
        if task.address is None:
            from crawler.checks.sources import SourceChecker  # what cleans pages takes its time to load

            report = await SourceChecker(looker, task.source, self._settings, _tell_step).report()
            return Told(result=encode(report).decode())
        surveyor = Surveyor(looker, task.source, 5 * self._settings.max_page_bytes, _tell_step)
        if task.archives:
            return Told(result=encode(await surveyor.archives(task.address)).decode())
        try:
            source, choice, notes = await surveyor.survey(task.address)
        except FetchFailed as failed:
            return Told(failed=f"{task.address} gives no page ({failed.reason}): check the address.")
        survey = Survey(
            source=source,
            candidates=choice.candidates,
            coverage=choice.coverage,
            requests=looker.budget.asked,
            notes=notes,
        )
        return Told(result=encode(survey).decode())

    def _looker(self, engine: Any, task: Task) -> Looker:
        requests = SourceRequests(
            self._settings, SignIns(self._settings.secrets_file), allow_proxy=self._resolver.allow_proxy
        )
        ends_at = time.monotonic() + task.longest_s
        budget = Budget(requests=task.most_requests, bytes=_MOST_BYTES, ends_at=ends_at)
        return Looker(engine, task.source, self._settings, budget, self._resolver.was_refused, requests)


def _tell_step(step: str) -> None:
    _tell(Told(step=step))


if __name__ == "__main__":
    main()
