"""Serves the crowd and hosts of bulk pages on one loopback port, cheap enough to outrun any crawler.

Whatever arrives is kept with its moment and sender, and told at `http://control.test/log`; the virtual clock stands
still until `http://control.test/clock?SECONDS` sets it. `python -m newsroom.crowd.server` serves until its stdin ends.
"""

import argparse
import asyncio
import json
import socket
import sys
import time
from collections import Counter
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final, NamedTuple

from newsroom.crowd.bulk import BulkPages
from newsroom.crowd.sites import Answer, CrowdSite, crowd

CONTROL: Final = "control.test"
_MOST_HEAD_BYTES: Final = 64 * 1024
_MOST_LOGGED: Final = 2_000_000


class Arrival(NamedTuple):
    """One request as it arrived: `at` is on the monotonic clock that all processes of a machine share."""

    at: float
    host: str
    path: str
    agent: str
    status: int


class CrowdWeb:
    """Every site of the crowd by its host, any other host with bulk pages, and the log of what was asked."""

    def __init__(self, sites: list[CrowdSite], bulk: BulkPages, *, port: int) -> None:
        self._sites = {site.host: site for site in sites}
        self._bulk = bulk
        self._port = port
        self._clock = 0.0
        self._asked: Counter[tuple[str, str]] = Counter()
        self._log: list[Arrival] = []

    def answer(self, host: str, path: str, headers: Mapping[str, str]) -> Answer:
        """Return what is answered at the virtual moment, and keep that it was asked."""
        at = time.monotonic()
        if host == CONTROL:
            return self._control(*path.split("?"))
        site = self._sites.get(host)
        if site is None:
            answer = self._bulk.answer(host, path)
        else:
            nth = self._asked[host, path]
            self._asked[host, path] += 1
            answer = site.answer(path, headers, port=self._port, at=self._clock, nth=nth)
        if len(self._log) < _MOST_LOGGED:
            status = 0 if answer.drops else answer.status
            self._log.append(Arrival(at, host, path, headers.get("user-agent", ""), status))
        return answer

    def _control(self, path: str, value: str = "") -> Answer:
        if path == "/clock":
            self._clock = float(value)
        told = self._log[int(value or 0) :] if path == "/log" else []
        return Answer(json.dumps(told).encode(), headers=(("Content-Type", "application/json"),))


def _written(answer: Answer) -> bytes:
    lines = [f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}"]
    lines += [f"{name}: {value}" for name, value in answer.headers]
    lines += [f"Content-Length: {len(answer.body)}"] if answer.status != 304 else []
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + answer.body


class _Connection(asyncio.Protocol):
    def __init__(self, web: CrowdWeb) -> None:
        self._web = web
        self._unread = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._unread += data
        while b"\r\n\r\n" in self._unread:
            head, _, self._unread = self._unread.partition(b"\r\n\r\n")
            self._asked(head.decode("latin-1"))
        if len(self._unread) > _MOST_HEAD_BYTES:
            self._transport.abort()

    def _asked(self, head: str) -> None:
        first, *lines = head.split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        answer = self._web.answer(headers.get("host", "").partition(":")[0], first.split(" ")[1], headers)
        if answer.drops:
            self._transport.abort()
        elif answer.after_s:
            asyncio.get_running_loop().call_later(answer.after_s, self._send, _written(answer))
        else:
            self._send(_written(answer))

    def _send(self, response: bytes) -> None:
        if not self._transport.is_closing():
            self._transport.write(response)


async def _serve(options: argparse.Namespace) -> None:
    loop = asyncio.get_running_loop()
    listening = socket.create_server(("127.0.0.1", 0), backlog=512)
    port = listening.getsockname()[1]
    sites = crowd(options.sites, days=options.days, sigma=options.sigma, seed=options.seed)
    bulk = BulkPages(smallest=options.smallest, largest=options.largest, after_s=options.after_s)
    web = CrowdWeb(sites, bulk, port=port)
    server = await loop.create_server(lambda: _Connection(web), sock=listening)
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    async with server:
        await loop.run_in_executor(None, sys.stdin.read)


def main() -> None:
    """Serve until stdin ends."""
    parser = argparse.ArgumentParser(prog="python -m newsroom.crowd.server", description="Serve invented sites.")
    parser.add_argument("--sites", type=int, default=0, help="how many sites of the crowd, on sN.crowd.test")
    parser.add_argument("--days", type=float, default=14.0, help="for how long they publish on the virtual clock")
    parser.add_argument("--sigma", type=float, default=1.0, help="how much their rates differ")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--smallest", type=int, default=900, help="bytes of the smallest bulk page")
    parser.add_argument("--largest", type=int, default=1100, help="bytes of the largest")
    parser.add_argument("--after-s", type=float, default=0.0, help="how long a bulk page takes")
    asyncio.run(_serve(parser.parse_args()))


if __name__ == "__main__":
    main()
