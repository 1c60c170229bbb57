"""What a hostile site cannot do: lead us home by its name server, show a false certificate, hold us, drown us."""

import gzip
import json
import socket
import ssl
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis
import zstandard

from contracts.records import Source
from contracts.settings import load
from crawler.frontier import CrawlSettings, Frontier
from tests.integration.crawler_site import REPOSITORY, Reply, Site, crawling, html, served, wait_until
from tests.integration.test_crawler_manners import a_certificate

RUN = "run-1"
PUBLIC = "93.184.216.34"


@pytest.fixture
def frontier(store: redis.Redis) -> Frontier:
    return Frontier(store, load(CrawlSettings, resolve=("*=127.0.0.1",)))


def finished(frontier: Frontier) -> bool:
    return frontier.open_urls(RUN) == 0


# -- names that change their mind --------------------------------------------------------------------------------------


class NameServer:
    """A name server on loopback: its answers to a name are given in turn, the last one for ever; type A alone."""

    def __init__(self, zone: dict[str, list[list[str]]]) -> None:
        self._zone = {name: list(turns) for name, turns in zone.items()}
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self._socket.close()

    def _serve(self) -> None:
        while True:
            try:
                question, client = self._socket.recvfrom(512)
                self._socket.sendto(self._answer(question), client)
            except OSError:
                return

    def _answer(self, question: bytes) -> bytes:
        labels, at = [], 12
        while length := question[at]:
            labels.append(question[at + 1 : at + 1 + length].decode())
            at += 1 + length
        (kind,) = struct.unpack("!H", question[at + 1 : at + 3])
        turns = self._zone.get(".".join(labels), [[]])
        told = (turns.pop(0) if len(turns) > 1 else turns[0]) if kind == 1 else []
        records = [b"\xc0\x0c" + struct.pack("!HHIH", 1, 1, 0, 4) + socket.inet_aton(address) for address in told]
        head = question[:2] + struct.pack("!HHHHH", 0x8180, 1, len(records), 0, 0)
        return head + question[12 : at + 5] + b"".join(records)


def test_a_name_that_leads_home_is_never_connected_to_whenever_it_changes_its_mind() -> None:
    zone = {
        "home.test": [["127.0.0.1"]],
        "rebinding.test": [[PUBLIC], ["127.0.0.1"]],
        "both.test": [["127.0.0.1", PUBLIC]],
        "inner.test": [["10.0.0.1", "192.168.1.1", "169.254.169.254"]],
        "nothing.test": [[]],
    }
    names = NameServer(zone)
    with socket.create_server(("127.0.0.1", 0)) as home:
        home.settimeout(0.2)
        port = str(home.getsockname()[1])
        command = [sys.executable, "-m", "tests.integration.resolving_process", str(names.port), port, *zone]
        done = subprocess.run(command, capture_output=True, text=True, cwd=REPOSITORY, timeout=60, check=False)
        names.close()
        with pytest.raises(TimeoutError):
            home.accept()

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "home.test": [[[], []], 0],
        "rebinding.test": [[[PUBLIC], []], 0],
        "both.test": [[[PUBLIC], [PUBLIC]], 0],
        "inner.test": [[[], []], 0],
        "nothing.test": [[[], []], 0],
    }


# -- certificates ------------------------------------------------------------------------------------------------------


@contextmanager
def secured(certificate: Path) -> Iterator[Site]:
    """Give a site that shows the certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with served(lambda *_: html("secure")) as site:
        site._server.socket = context.wrap_socket(site._server.socket, server_side=True)
        yield site


def test_a_page_whose_certificate_nobody_vouches_for_is_not_read_unless_a_setting_names_its_host(
    frontier: Frontier, valkey_url: str, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").mkdir()
    known = a_certificate(tmp_path)
    with secured(known) as own, secured(a_certificate(tmp_path / "elsewhere")) as other:
        resolve = {
            "secure.example:443": own,
            "another.example:443": own,
            "secure.example:8443": other,
            "careless.example:443": other,
        }
        urls = [f"https://{place.removesuffix(':443')}/a" for place in resolve]
        source = Source(id="alpha", name="A", host="secure.example", delay_s=0)
        frontier.add_run(RUN, [], [(source, url) for url in urls])
        rules = ",".join(f"{place}=127.0.0.1:{site.port}" for place, site in resolve.items())
        named = {"resolve": rules, "ca_file": known, "insecure_tls": "careless.*"}
        with crawling(valkey_url, tmp_path, robots_retry_s=600, **named):
            wait_until(lambda: len(own.paths() + other.paths()) == 2 and len(deferred(frontier)) == 2)

    assert {asked.headers["Host"] for asked in own.asked} == {"secure.example"}
    assert {asked.headers["Host"] for asked in other.asked} == {"careless.example"}


def deferred(frontier: Frontier) -> set[str]:
    return {host.host for host in frontier.deferred_hosts(RUN, patience_s=60)}


# -- what never ends, or grows -----------------------------------------------------------------------------------------


@contextmanager
def a_raw_server(speak: Callable[[socket.socket], None]) -> Iterator[int]:
    """Give the port of a server that says robots.txt is missing, and speaks as told for all else."""

    def converse(connection: socket.socket) -> None:
        with connection:
            try:
                while request := connection.recv(65536):
                    if request.startswith(b"GET /robots.txt"):
                        connection.sendall(b"HTTP/1.1 404 None\r\nContent-Length: 0\r\n\r\n")
                    else:
                        speak(connection)
                        return
            except OSError:
                return

    def accept() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            threading.Thread(target=converse, args=(connection,), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=accept, daemon=True).start()
        yield listening.getsockname()[1]


def _for_a_minute(connection: socket.socket, piece: bytes) -> None:
    for _ in range(300):
        connection.sendall(piece)
        time.sleep(0.2)


def silence(connection: socket.socket) -> None:
    _for_a_minute(connection, b"")


def slow_head(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    _for_a_minute(connection, b"x")


def slow_chunks(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n")
    _for_a_minute(connection, b"1\r\nx\r\n")


def test_a_server_that_takes_its_time_is_left_when_its_time_is_over(
    frontier: Frontier, valkey_url: str, tmp_path: Path
) -> None:
    source = Source(id="alpha", name="A", host="alpha.test", delay_s=0)
    with a_raw_server(silence) as one, a_raw_server(slow_head) as two, a_raw_server(slow_chunks) as three:
        frontier.add_run(RUN, [], [(source, f"http://alpha.test:{port}/slow") for port in (one, two, three)])
        with crawling(valkey_url, tmp_path, timeout_s=1, max_tries=1):
            wait_until(lambda: finished(frontier), within_s=40)

    assert frontier.fetch_counts(RUN)["alpha"].reasons == {"Timeout": 3}


def test_bodies_without_end_and_bombs_are_cut_at_the_largest_page(
    frontier: Frontier, valkey_url: str, tmp_path: Path
) -> None:
    zeros = bytes(20_000_000)
    bombs = {
        "/gzip": Reply(gzip.compress(zeros), headers={"Content-Encoding": "gzip"}),
        "/twice": Reply(gzip.compress(gzip.compress(zeros)), headers={"Content-Encoding": "gzip, gzip"}),
        "/zstd": Reply(zstandard.compress(zeros), headers={"Content-Encoding": "zstd"}),
        "/plain": Reply(zeros, headers={"Content-Type": "text/html"}),
    }
    with served(lambda host, path, headers: bombs.get(path, Reply(status=404))) as site:
        source = Source(id="alpha", name="A", host="alpha.test", delay_s=0)
        frontier.add_run(RUN, [], [(source, site.url(path)) for path in bombs])
        with crawling(valkey_url, tmp_path, max_page_bytes=1_000_000):
            wait_until(lambda: finished(frontier), within_s=30)

    assert frontier.fetch_counts(RUN)["alpha"].reasons == {"TooLarge": len(bombs)}
