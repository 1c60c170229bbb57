"""Where host names lead: to what the resolver map says, else to public addresses only.

A name that the map leads to is the operator's own, so its addresses may be private. Every other connection is made to
the very address that was judged here, so a name that changes its mind gains nothing.
"""

from collections import OrderedDict
from collections.abc import Sequence
from fnmatch import fnmatchcase
from typing import Any, Final

from twisted.internet.abstract import isIPAddress, isIPv6Address
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import IHostnameResolver, IHostResolution, IResolutionReceiver
from zope.interface import implementer

from contracts.address_guard import is_public
from crawler.fetching.resolve_map import ResolveMap
from crawler.settings import CrawlSettings

_REMEMBERED: Final = 10_000


@implementer(IHostResolution)
class _Resolution:
    def __init__(self, name: str) -> None:
        self.name = name

    def cancel(self) -> None:
        """Nothing is under way."""


@implementer(IResolutionReceiver)
class _Guard:
    """Passes on the public addresses among those found."""

    def __init__(self, receiver: Any, refuse: Any) -> None:
        self._receiver = receiver
        self._refuse = refuse

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802 (Twisted's name)
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: N802 (Twisted's name)
        if is_public(address.host):
            self._receiver.addressResolved(address)
        else:
            self._refuse()

    def resolutionComplete(self) -> None:  # noqa: N802 (Twisted's name)
        self._receiver.resolutionComplete()


@implementer(IHostnameResolver)
class GuardedResolver:
    """The reactor's name resolver; `install` puts it in place of the one that is there."""

    def __init__(self, settings: CrawlSettings, original: Any) -> None:
        self._map = ResolveMap(settings.resolve)
        self._allow_private = settings.allow_private
        self._original = original
        self._refused: OrderedDict[str, None] = OrderedDict()
        self._proxies: set[tuple[str, int]] = set()

    def was_refused(self, host: str) -> bool:
        """Return whether an address of the host was refused lately."""
        return host.strip("[]").lower() in self._refused

    def allow_proxy(self, host: str, port: int) -> None:
        """Let connections to a proxy of the operator's pass, wherever it is; a tunnel asks without naming its port."""
        self._proxies |= {(host.lower(), port), (host.lower(), 0)}

    def resolveHostName(  # noqa: N802 (Twisted's name)
        self,
        resolutionReceiver: Any,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> Any:
        """Tell the receiver the addresses that may be connected to, as Twisted asks for them."""
        target = self._map.target(hostName, portNumber)
        if target is not None and _is_address(target[0]):
            return _tell(resolutionReceiver, hostName, *target)
        if target is not None:
            name, port = target
            return self._original.resolveHostName(resolutionReceiver, name, port, addressTypes, transportSemantics)
        is_proxy = (hostName.lower(), portNumber) in self._proxies
        if not is_proxy and not any(fnmatchcase(hostName.lower(), pattern) for pattern in self._allow_private):
            guard = _Guard(resolutionReceiver, lambda: self._note(hostName))
            return self._original.resolveHostName(guard, hostName, portNumber, addressTypes, transportSemantics)
        return self._original.resolveHostName(
            resolutionReceiver, hostName, portNumber, addressTypes, transportSemantics
        )

    def _note(self, host: str) -> None:
        self._refused[host.lower()] = None
        self._refused.move_to_end(host.lower())
        if len(self._refused) > _REMEMBERED:
            self._refused.popitem(last=False)


def _is_address(text: str) -> bool:
    return bool(isIPAddress(text) or isIPv6Address(text))


def _tell(receiver: Any, host: str, address: str, port: int) -> _Resolution:
    resolution = _Resolution(host)
    kind = IPv6Address if ":" in address else IPv4Address
    receiver.resolutionBegan(resolution)
    receiver.addressResolved(kind("TCP", address, port))
    receiver.resolutionComplete()
    return resolution


def install(settings: CrawlSettings, reactor: Any) -> GuardedResolver:
    """Make every connection of this process go through the guard; return it."""
    resolver = GuardedResolver(settings, reactor.nameResolver)
    reactor.installNameResolver(resolver)
    return resolver
