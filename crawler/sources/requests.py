"""How a source's addresses are asked: under its own name, with its own headers, through its proxy, signed in, in its
hours. Nothing of it but the name and the proxy leaves the source's own hosts.

Through a proxy we cannot see where a connection leads, so literal private addresses and names that are private by
their form are refused before it is asked; a public name that leads to a private address behind the proxy is the
proxy's to refuse.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from ipaddress import ip_address
from typing import Any, Final

import ada_url

from contracts.address_guard import is_public
from contracts.records import Source
from contracts.urls import host_and_port_of, host_of
from crawler.fetching.resolve_map import ResolveMap
from crawler.settings import CrawlSettings
from crawler.sources.hours import opens_in_s
from crawler.sources.sign_ins import SignIns

_SWITCHED_OFF_S: Final = 900.0
_REMEMBERED: Final = 20_000
_PRIVATE_ENDINGS: Final = (".localhost", ".local", ".internal", ".intranet", ".lan", ".home.arpa", ".corp", ".private")


@dataclass(frozen=True, slots=True)
class Rest:
    """Why a source is not asked now, and for how long at most; a change of the source ends it sooner."""

    reason: str
    seconds: float


class SourceRequests:
    """What a request for a source's address carries; belongs to the reactor's thread.

    `allow_proxy` is told the host and port of a proxy before it is used: it is the operator's, and may be private.
    """

    def __init__(
        self,
        settings: CrawlSettings,
        sign_ins: SignIns,
        *,
        allow_proxy: Callable[[str, int], None],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._settings = settings
        self._sign_ins = sign_ins
        self._allow_proxy = allow_proxy
        self._now = now
        self._map = ResolveMap(settings.resolve)
        self._sources: OrderedDict[str, Source] = OrderedDict()
        self._proxies: set[str] = set()

    def rest_of(self, source: Source) -> Rest | None:
        """Return why the source is not to be asked at this moment, or None."""
        if not source.enabled:
            return Rest("SourceDisabled", _SWITCHED_OFF_S)
        if source.paused:
            return Rest("SourcePaused", _SWITCHED_OFF_S)
        if wait := opens_in_s(source.hours, self._now()):
            return Rest("OutsideHours", wait)
        if source.sign_in is not None and self._sign_ins.get(source.sign_in) is None:
            return Rest("SignInMissing", _SWITCHED_OFF_S)
        return None

    def remember(self, source: Source, url: str) -> None:
        """Ask whatever else is asked of this URL's host, such as its robots.txt, as this source is asked."""
        host = host_and_port_of(url)
        self._sources[host] = source
        self._sources.move_to_end(host)
        if len(self._sources) > _REMEMBERED:
            self._sources.popitem(last=False)

    def source_at(self, url: str) -> Source | None:
        """Return the source that a URL's host was last asked for, or None."""
        return self._sources.get(host_and_port_of(url))

    def refused(self, source: Source | None, url: str) -> str | None:
        """Return why the URL must not be asked for, or None: it is private behind a proxy, or the proxy itself."""
        host = host_of(url)
        if self._map.names(host) or any(fnmatchcase(host, pattern) for pattern in self._settings.allow_private):
            return None
        if _host_and_port(url) in self._proxies:
            return "AddressRefused"
        if source is not None and source.proxy is not None and not _may_be_public(host):
            return "AddressRefused"
        return None

    def headers(self, source: Source | None, url: str) -> dict[str, str]:
        """Return the headers that a request of the source carries beside, or in place of, everyone's."""
        if source is None:
            return {}
        named = {"User-Agent": source.user_agent} if source.user_agent else {}
        if host_of(url) not in source.ref().all_hosts:
            return named
        own = {name.title(): text for name, text in source.headers}
        return {**own, **named, **self._signing_in(source, url)}

    def _signing_in(self, source: Source, url: str) -> dict[str, str]:
        entry = self._sign_ins.get(source.sign_in) if source.sign_in else None
        host = host_of(url)
        if entry is None or host not in entry.hosts:
            return {}
        is_private_line = url.startswith("https:") or self._map.names(host)
        return dict(entry.headers) if is_private_line else {}

    def meta(self, source: Source | None) -> dict[str, Any]:
        """Return what Scrapy must know to ask for the source: its proxy."""
        if source is None or source.proxy is None:
            return {}
        where = ada_url.URL(source.proxy)
        port = int(where.port or 80)
        self._proxies.add(f"{where.hostname}:{port}")
        self._allow_proxy(where.hostname.strip("[]"), port)
        return {"proxy": source.proxy}


def _host_and_port(url: str) -> str:
    parsed = ada_url.URL(url)
    return f"{parsed.hostname}:{parsed.port or (443 if parsed.protocol == 'https:' else 80)}"


def _may_be_public(host: str) -> bool:
    """Return whether a host may be public as far as its name tells."""
    name = host.strip("[]").rstrip(".").lower()
    try:
        return is_public(str(ip_address(name)))
    except ValueError:
        return "." in name and not f".{name}".endswith(_PRIVATE_ENDINGS)
