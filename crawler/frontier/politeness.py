"""How long we rest between two fetches of a host, and how many fetches it may have in flight."""

from contracts.errors import Misconfigured
from contracts.records import Source
from contracts.urls import host_of
from crawler.fetching.resolve_map import ResolveMap
from crawler.settings import CrawlSettings


class Politeness:
    """The delay and cap of each host, by the settings and by the source that the URL belongs to."""

    def __init__(self, settings: CrawlSettings) -> None:
        self._settings = settings
        self._map = ResolveMap(settings.resolve)

    def delay_ms(self, source: Source | None, url: str) -> int:
        """Return the rest between fetches of the URL's host: the source's own only on the source's hosts."""
        delay_s = self._settings.delay_s
        host = host_of(url)
        if source is not None and source.delay_s is not None and host in source.ref().all_hosts:
            delay_s = source.delay_s
        if delay_s <= 0 and not self._map.names(host):
            delay_s = self._settings.delay_s
        return int(delay_s * 1000)

    def is_our_own(self, host: str) -> bool:
        """Return whether the operator's own map says where the host (its port may follow) is."""
        return self._map.names(host.rsplit(":", 1)[0])

    def cap(self, delay_ms: int) -> int:
        """Return how many fetches a host may have in flight: one, unless it needs no rest."""
        return 1 if delay_ms > 0 else self._settings.host_cap

    def check(self, source: Source) -> None:
        """Raise `Misconfigured` if the source asks for no delay although its hosts are not our own."""
        if source.delay_s is None or source.delay_s > 0:
            return
        foreign = sorted(host for host in source.ref().all_hosts if not self._map.names(host))
        if foreign:
            raise Misconfigured(
                f"Source {source.id}: delay_s 0 is only for hosts that TRAWLNET_CRAWL_RESOLVE names, "
                f"and {foreign[0]} is not one: give a delay of at least 0.1."
            )
