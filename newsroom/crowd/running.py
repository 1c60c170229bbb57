"""A running crowd as its user holds it: addresses, sources, the virtual clock, and the log of what was asked."""

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any

from contracts.records import Source
from newsroom.crowd.server import CONTROL, Arrival
from newsroom.crowd.sites import CrowdSite, crowd


class RunningCrowd:
    """The served web of one process; its sites are those of `sites`, any other host has bulk pages."""

    def __init__(self, process: subprocess.Popen[str], port: int, sites: list[CrowdSite]) -> None:
        self._process = process
        self.port = port
        self.sites = sites

    def url(self, host: str, path: str) -> str:
        """Return an address on one of the hosts."""
        return f"http://{host}:{self.port}{path}"

    def sources(self, *, delay_s: float = 0.0) -> list[Source]:
        """Return the crowd's sites as a crawler's sources."""
        return [site.source(self.port, delay_s=delay_s) for site in self.sites]

    def set_clock(self, at: float) -> None:
        """Let the virtual clock stand at `at` seconds from its beginning."""
        self._control(f"/clock?{at}")

    def arrivals(self, since: int = 0) -> list[Arrival]:
        """Return what arrived, without its first `since`, in order."""
        return [Arrival(*entry) for entry in self._control(f"/log?{since}")]

    def pages(self) -> list[Arrival]:
        """Return the arrivals of pages, robots.txt left out."""
        return [arrival for arrival in self.arrivals() if arrival.path != "/robots.txt"]

    def _control(self, path: str) -> Any:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        with contextlib.closing(connection):
            connection.request("GET", path, headers={"Host": CONTROL})
            return json.loads(connection.getresponse().read())


@contextlib.contextmanager
def running_crowd(
    sites: int = 0,
    *,
    days: float = 14.0,
    sigma: float = 1.0,
    seed: int = 1,
    page_bytes: tuple[int, int] = (900, 1100),
    after_s: float = 0.0,
) -> Iterator[RunningCrowd]:
    """Give a running crowd; its bulk pages have sizes between the two, and are answered `after_s` after the request."""
    told = {"sites": sites, "days": days, "sigma": sigma, "seed": seed, "after-s": after_s}
    told |= {"smallest": page_bytes[0], "largest": page_bytes[1]}
    command = [sys.executable, "-m", "newsroom.crowd.server", *(f"--{name}={value}" for name, value in told.items())]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield RunningCrowd(process, int(process.stdout.readline()), crowd(sites, days=days, sigma=sigma, seed=seed))
    finally:
        process.stdin.close()
        process.wait(timeout=10)
        process.stdout.close()
