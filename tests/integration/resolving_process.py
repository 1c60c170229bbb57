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
    from twisted.internet.address import IPv4Address
    from twisted.internet.interfaces import IHostnameResolver
    from twisted.names.client import Resolver
    from twisted.web.client import Agent
    from zope.interface import implementer

    from crawler.fetching.resolver import install

    reactor: Any = installed
    server: Any = Resolver(servers=[("127.0.0.1", server_port)], timeout=(1,))

    @implementer(IHostnameResolver)
    class OwnNames:
        """Passes on each address that our name server tells, at each look-up anew."""

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

    reactor.installNameResolver(OwnNames())
    install(load(CrawlSettings), reactor)

    async def looked_up(name: str) -> list[str]:
        heard = _Heard()
        reactor.nameResolver.resolveHostName(heard, name, port)
        await asyncio.wait_for(heard.complete.wait(), 10)
        return heard.addresses

    async def answers(name: str) -> int:
        try:
            response = await asyncio.wait_for(
                Agent(reactor, connectTimeout=2)
                .request(b"GET", f"http://{name}:{port}/".encode())
                .asFuture(asyncio.get_running_loop()),
                10,
            )
        except Exception:
            return 0
        return int(response.code > 0)

    async def all_names() -> None:
        told = {}
        for name in names:
            seen = [await looked_up(name) for _ in range(2)]
            asked = 0 if any(seen) else await answers(name) + await answers(name)
            told[name] = [seen, asked]
        sys.stdout.write(json.dumps(told))
        reactor.stop()

    reactor.callWhenRunning(lambda: setattr(reactor, "_told", asyncio.ensure_future(all_names())))
    reactor.run()


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
