"""A web of invented hosts on one loopback port, in a process of its own and cheap enough to outrun any crawler.

Each host has `/robots.txt` and pages `/a/N` of a chosen size; whatever arrives is kept with its moment and sender, and
told at `http://control.test/log`. `python -m tests.benchmarks.loopback_web` serves until its stdin ends.
"""

import argparse
import asyncio
import contextlib
import json
import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Final

REPOSITORY: Final = Path(__file__).resolve().parents[2]
CONTROL: Final = "control.test"
_VARIANTS: Final = 24
_WORDS: Final = ("harbour", "council", "voted", "report", "minister", "railway", "budget", "museum", "storm", "bridge")


@dataclass(frozen=True, slots=True)
class Arrival:
    """One request as it arrived: `at` is on the monotonic clock that all processes of a machine share."""

    at: float
    host: str
    path: str
    agent: str


class LoopbackWeb:
    """The served web, as its user holds it."""

    def __init__(self, process: subprocess.Popen[str], port: int) -> None:
        self._process = process
        self.port = port

    def url(self, host: str, path: str) -> str:
        """Return an address on one of the hosts."""
        return f"http://{host}:{self.port}{path}"

    def arrivals(self, since: int = 0) -> list[Arrival]:
        """Return what arrived, without its first `since`, in order."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        with contextlib.closing(connection):
            connection.request("GET", f"/log?{since}", headers={"Host": CONTROL})
            return [Arrival(*entry) for entry in json.loads(connection.getresponse().read())]

    def pages(self) -> list[Arrival]:
        """Return the arrivals of pages, robots.txt left out."""
        return [arrival for arrival in self.arrivals() if arrival.path != "/robots.txt"]


@contextlib.contextmanager
def loopback_web(*, page_bytes: tuple[int, int] = (900, 1100), after_s: float = 0.0) -> Iterator[LoopbackWeb]:
    """Give a running web whose pages have sizes between the two, answered `after_s` after they were asked for."""
    sizes = [str(size) for size in page_bytes]
    command = [sys.executable, "-m", "tests.benchmarks.loopback_web", *sizes, str(after_s)]
    process = subprocess.Popen(command, cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield LoopbackWeb(process, int(process.stdout.readline()))
    finally:
        process.stdin.close()
        process.wait(timeout=10)
        process.stdout.close()


class _Web:
    def __init__(self, *, smallest: int, largest: int, after_s: float) -> None:
        chosen = random.Random(1)
        self.bodies = [a_body(chosen, size) for size in _sizes(smallest, largest)]
        self.after_s = after_s
        self.log: list[Arrival] = []

    def answer(self, host: str, path: str) -> bytes:
        if host == CONTROL:
            told = [[a.at, a.host, a.path, a.agent] for a in self.log[int(path.partition("?")[2] or 0) :]]
            return _response(json.dumps(told).encode(), "application/json")
        if path == "/robots.txt":
            return _response(b"User-agent: *\nDisallow:\n", "text/plain")
        title = f"<!DOCTYPE html><html><head><title>{host}{path}</title></head>".encode()
        return _response(title + self.bodies[hash(path) % _VARIANTS], "text/html; charset=utf-8")


def _sizes(smallest: int, largest: int) -> list[int]:
    return [smallest + (largest - smallest) * n // (_VARIANTS - 1) for n in range(_VARIANTS)]


def a_body(chosen: random.Random, size: int) -> bytes:
    """Return the body of an invented article of about so many bytes."""
    parts: list[str] = []
    length = 0
    while length < size:
        sentence = " ".join(chosen.choices(_WORDS, k=14)).capitalize()
        parts.append(f'<p class="c{chosen.randrange(10**6)}">{sentence} {chosen.random()}.</p>')
        length += len(parts[-1])
    return f"<body>{''.join(parts)}</body></html>".encode()


def _response(body: bytes, content_type: str) -> bytes:
    return f"HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


class _Connection(asyncio.Protocol):
    def __init__(self, web: _Web) -> None:
        self._web = web
        self._unread = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        at = time.monotonic()
        self._unread += data
        while b"\r\n\r\n" in self._unread:
            head, _, self._unread = self._unread.partition(b"\r\n\r\n")
            self._asked(at, head.decode("latin-1"))

    def _asked(self, at: float, head: str) -> None:
        first, *lines = head.split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        host, path = headers.get("host", "").partition(":")[0], first.split(" ")[1]
        if host != CONTROL:
            self._web.log.append(Arrival(at, host, path, headers.get("user-agent", "")))
        response = self._web.answer(host, path)
        if self._web.after_s and host != CONTROL:
            asyncio.get_running_loop().call_later(self._web.after_s, self._send, response)
        else:
            self._send(response)

    def _send(self, response: bytes) -> None:
        if not self._transport.is_closing():
            self._transport.write(response)


async def _serve(web: _Web) -> None:
    loop = asyncio.get_running_loop()
    listening = socket.create_server(("127.0.0.1", 0), backlog=512)
    server = await loop.create_server(lambda: _Connection(web), sock=listening)
    sys.stdout.write(f"{listening.getsockname()[1]}\n")
    sys.stdout.flush()
    async with server:
        await loop.run_in_executor(None, sys.stdin.read)


def main() -> None:
    """Serve until stdin ends."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.loopback_web")
    parser.add_argument("smallest", type=int)
    parser.add_argument("largest", type=int)
    parser.add_argument("after_s", type=float)
    options = parser.parse_args()
    asyncio.run(_serve(_Web(smallest=options.smallest, largest=options.largest, after_s=options.after_s)))


if __name__ == "__main__":
    main()
