"""The one spider: writes the request for what the frontier leases, whatever its kind; the scheduler visits."""

from collections.abc import AsyncIterator
from typing import Any, Final

from scrapy import Request, Spider, signals

from crawler.backfill import fills_back
from crawler.crew import Crew
from crawler.fetching.exchange import headers_for, stop_after_first
from crawler.fetching.tls import SETTINGS
from crawler.frontier import Lease
from crawler.settings import CrawlSettings

_LEASE: Final = "trawlnet_lease"


class FrontierSpider(Spider):
    """Holds the crew and knows what to ask for each lease."""

    name = "frontier"

    def __init__(self, crew: Crew, **named: Any) -> None:
        super().__init__(**named)
        self.crew = crew

    @classmethod
    def from_crawler(cls, crawler: Any, *args: Any, **named: Any) -> "FrontierSpider":
        """Return the spider, its wish to stop long downloads made known to Scrapy."""
        spider: FrontierSpider = super().from_crawler(crawler, *args, **named)
        crawler.signals.connect(stop_after_first, signals.bytes_received)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """Yield nothing: the scheduler brings what there is to fetch."""
        nothing: tuple[Request, ...] = ()
        for request in nothing:
            yield request

    def request_for(self, lease: Lease) -> Request:
        """Return the request for a leased URL, conditional where a former visit gave the means."""
        given, requests = lease.validators, self.crew.requests
        is_whole = bool(lease.hops) or fills_back(lease.run)
        conditions = {} if is_whole else {"If_None_Match": given.etag, "If_Modified_Since": given.last_modified}
        return Request(
            lease.address,
            headers=headers_for(self.crew.settings, **conditions) | requests.headers(lease.source, lease.address),
            meta={_LEASE: lease, "download_timeout": self.crew.settings.timeout_s} | requests.meta(lease.source),
            dont_filter=True,
        )


def scrapy_settings(settings: CrawlSettings) -> dict[str, Any]:
    """Return Scrapy's settings: a plain downloader, all else (robots, retries, redirects, delays) is the frontier's."""
    handler = "crawler.fetching.tls.VerifyingHandler"
    return {
        SETTINGS: settings,
        "SCHEDULER": "crawler.scheduler.FrontierScheduler",
        "TWISTED_REACTOR": "twisted.internet.asyncioreactor.AsyncioSelectorReactor",
        "DOWNLOAD_HANDLERS_BASE": {"http": handler, "https": handler},
        "DOWNLOADER_MIDDLEWARES_BASE": {},
        "SPIDER_MIDDLEWARES_BASE": {},
        "EXTENSIONS_BASE": {},
        "ITEM_PIPELINES": {},
        "CONCURRENT_ITEMS": 1,
        "CONCURRENT_REQUESTS": settings.concurrency + 16,
        "CONCURRENT_REQUESTS_PER_DOMAIN": settings.concurrency + 16,
        "DOWNLOAD_DELAY": 0,
        "DOWNLOAD_TIMEOUT": settings.timeout_s,
        "DOWNLOAD_MAXSIZE": settings.max_page_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_FAIL_ON_DATALOSS": True,
        "ROBOTSTXT_OBEY": False,
        "COOKIES_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "USER_AGENT": settings.user_agent,
        "LOG_ENABLED": False,
    }
