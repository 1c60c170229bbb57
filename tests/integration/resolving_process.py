"""Asks names through the crawler's guarded resolver, whose own name server is ours, and prints what came of each.

`python -m tests.integration.resolving_process NAMESERVER_PORT PORT NAME…`: each name is looked up twice, then asked for
over HTTP at PORT twice; a line of JSON says which addresses the look-ups passed on and whether an answer came.
"""

import asyncio
import json
import sys
from typing import Any

from contracts.settings import load
from crawler.settings import CrawlSettings


def main(server_port: int, port: int, names: list[str]) -> None:
    """Print one JSON object, name → [addresses of each look-up, answers that came]."""
    from scrapy.utils.reactor import install_reactor

    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    from twisted.internet import reactor as installed

    from crawler.fetching.resolver import install

    reactor: Any = installed
    reactor.installNameResolver(own_names(server_port))
    install(load(CrawlSettings), reactor)

    async def all_names() -> None:
        sys.stdout.write(json.dumps({name: await came_of(reactor, name, port) for name in names}))
        reactor.stop()

    reactor.callWhenRunning(lambda: setattr(reactor, "_told", asyncio.ensure_future(all_names())))
    reactor.run()


def own_names(server_port: int) -> Any:
    """Return a resolver that passes on each address that our name server tells, at each look-up anew."""
    from twisted.internet.address import IPv4Address
    from twisted.internet.interfaces import IHostnameResolver
    from twisted.names.client import Resolver
    from zope.interface import implementer

    server: Any = Resolver(servers=[("127.0.0.1", server_port)], timeout=(1,))

    @implementer(IHostnameResolver)
    class OwnNames:
        def resolveHostName(  # noqa: N802
            self, receiver: Any, name: str, port: int = 0, types: object = None, semantics: str = "TCP"
        ) -> Any:
            def told(answer: Any) -> None:
                for record in answer[0]:
                    receiver.addressResolved(IPv4Address("TCP", record.payload.dottedQuad(), port))
                receiver.resolutionComplete()

            receiver.resolutionBegan(self)
            server.lookupAddress(name).addCallbacks(told, lambda _: receiver.resolutionComplete())
            return self

        def cancel(self) -> None:
            """Nothing to take back."""

    return OwnNames()


async def came_of(reactor: Any, name: str, port: int) -> tuple[list[list[str]], int]:
    """Return the addresses that two look-ups passed on; where there were none, how often it answered all the same."""
    seen = [await looked_up(reactor, name, port) for _ in range(2)]
    return seen, 0 if any(seen) else await answers(reactor, name, port) + await answers(reactor, name, port)


async def looked_up(reactor: Any, name: str, port: int) -> list[str]:
    """Return the addresses that one look-up passed on."""
    heard = _Heard()
    reactor.nameResolver.resolveHostName(heard, name, port)
    await asyncio.wait_for(heard.complete.wait(), 10)
    return heard.addresses


async def answers(reactor: Any, name: str, port: int) -> int:
    """Return 1 if an answer came over HTTP, 0 if none did."""
    from twisted.web.client import Agent

    asked = Agent(reactor, connectTimeout=2).request(b"GET", f"http://{name}:{port}/".encode())
    try:
        response = await asyncio.wait_for(asked.asFuture(asyncio.get_running_loop()), 10)
    except Exception:
        return 0
    return int(response.code > 0)


class _Heard:
    """Receives what a look-up passes on."""

    def __init__(self) -> None:
        self.addresses: list[str] = []
        self.complete = asyncio.Event()

    def resolutionBegan(self, resolution: object) -> None:  # noqa: N802
        """Nothing came yet."""

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        """An address that may be connected to."""
        self.addresses.append(address.host)

    def resolutionComplete(self) -> None:  # noqa: N802
        """No more will come."""
        self.complete.set()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
