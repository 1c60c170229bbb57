"""The yardstick of the speed benchmark: scrapy-redis as its documentation sets it up, emptying a queue of requests.

`python -m tests.benchmarks.scrapy_redis_crawl REDIS_URL fill|crawl CONCURRENCY [URL …on stdin]`
"""

import sys
from typing import Any, Final

from scrapy import Request
from scrapy.crawler import CrawlerProcess
from scrapy.resolver import CachingThreadedResolver
from scrapy_redis import get_redis
from scrapy_redis.dupefilter import RFPDupeFilter
from scrapy_redis.queue import PriorityQueue
from scrapy_redis.spiders import RedisSpider
from twisted.internet import defer

NAME: Final = "yardstick"


class LoopbackResolver(CachingThreadedResolver):
    """Leads every name to this machine, as our crawler's resolver map does."""

    def getHostByName(self, name: str, timeout: Any = (1, 3)) -> Any:  # noqa: N802 (Twisted's name)
        """Return the loopback address."""
        return defer.succeed("127.0.0.1")


class Yardstick(RedisSpider):
    """Fetches what is queued and yields an item for each page."""

    name = NAME
    redis_key = f"{NAME}:start_urls"
    max_idle_time = 2

    def parse(self, response: Any) -> Any:
        """Yield what a pipeline would store."""
        yield {"url": response.url, "body": response.text}


def settings(url: str, concurrency: int, *, stores_items: bool) -> dict[str, Any]:
    """Return its settings: the documented ones, and as many requests at once as ours has."""
    return {
        "SCHEDULER": "scrapy_redis.scheduler.Scheduler",
        "DUPEFILTER_CLASS": "scrapy_redis.dupefilter.RFPDupeFilter",
        "SCHEDULER_PERSIST": True,
        "ITEM_PIPELINES": {"scrapy_redis.pipelines.RedisPipeline": 300} if stores_items else {},
        "REDIS_URL": url,
        "DNS_RESOLVER": "tests.benchmarks.scrapy_redis_crawl.LoopbackResolver",
        "CONCURRENT_REQUESTS": concurrency,
        "CONCURRENT_REQUESTS_PER_DOMAIN": concurrency,
        "DOWNLOAD_DELAY": 0,
        "TELNETCONSOLE_ENABLED": False,
        "ROBOTSTXT_OBEY": False,
        "LOG_LEVEL": "WARNING",
    }


def fill(url: str, urls: list[str]) -> None:
    """Queue the requests as the scheduler would: seen by the filter, then pushed."""
    server = get_redis(url=url)
    spider = Yardstick()
    queue = PriorityQueue(server, spider, "%(spider)s:requests")
    seen = RFPDupeFilter(server, f"{NAME}:dupefilter")
    for address in urls:
        request = Request(address)
        seen.request_seen(request)
        queue.push(request)


def main() -> None:
    """Fill the queue from stdin, or crawl until it is empty."""
    url, what, concurrency = sys.argv[1], sys.argv[2], int(sys.argv[3])
    if what == "fill":
        fill(url, sys.stdin.read().split())
        return
    process = CrawlerProcess(settings(url, concurrency, stores_items=what == "store"))
    process.crawl(Yardstick)
    process.start()


if __name__ == "__main__":
    main()
