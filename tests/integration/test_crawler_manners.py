"""What a real crawler never does: ask too often, ask for what is forbidden, ask private addresses, come too early."""

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
import redis
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from contracts.records import LinkRules, Source
from contracts.settings import load
from crawler.archive import archive_dir, read_archive
from crawler.catalogue import Catalogue
from crawler.frontier import CrawlSettings, Frontier
from tests.integration.crawler_site import NOT_FOUND, Reply, Site, a_source, crawling, html, rss, served, wait_until

RUN = "run-1"
RESOLVE = ("*.test=127.0.0.1",)


@pytest.fixture
def frontier(store: redis.Redis) -> Frontier:
    return Frontier(store, load(CrawlSettings, resolve=RESOLVE))


def finished(frontier: Frontier) -> bool:
    return frontier.open_urls(RUN) == 0


@contextmanager
def a_paper_of(articles: int, robots: Reply = NOT_FOUND) -> Iterator[Site]:
    def answer(host: str, path: str, headers: object) -> Reply:
        if path == "/robots.txt":
            return robots
        return rss([site.url(f"/a/{n}") for n in range(articles)]) if path == "/feed" else html(path)

    with served(answer) as site:
        yield site


def gaps(site: Site) -> list[float]:
    return [later.at - earlier.at for earlier, later in pairwise(site.asked)]


# -- politeness --------------------------------------------------------------------------------------------------------


def test_three_processes_keep_one_hosts_delay_between_every_two_requests(
    frontier: Frontier, valkey_url: str, tmp_path: Path
) -> None:
    with a_paper_of(12) as site:
        frontier.add_run(RUN, [a_source(site, delay_s=0.4)])
        with crawling(valkey_url, tmp_path, processes=3):
            wait_until(lambda: finished(frontier))

        assert len(site.asked) == 14
        assert min(gaps(site)) >= 0.4 - 0.02


def test_the_sites_own_crawl_delay_holds_where_it_is_larger(
    frontier: Frontier, valkey_url: str, tmp_path: Path
) -> None:
    with a_paper_of(4, Reply(b"User-agent: *\nCrawl-delay: 0.5\n")) as site:
        frontier.add_run(RUN, [a_source(site, delay_s=0.1)])
        with crawling(valkey_url, tmp_path):
            wait_until(lambda: finished(frontier))

        after_robots = gaps(site)[1:]
        assert min(after_robots) >= 0.5 - 0.02


def test_a_host_that_says_retry_after_is_left_alone_exactly_so_long(
    frontier: Frontier, valkey_url: str, tmp_path: Path
) -> None:
    refused: list[float] = []

    def answer(host: str, path: str, headers: object) -> Reply:
        if path == "/feed":
            return rss([site.url("/a"), site.url("/b")])
        if path == "/a" and not refused:
            refused.append(time.monotonic())
            return Reply(b"", status=429, headers={"Retry-After": "3"})
        return html()

    with served(answer) as site:
        frontier.add_run(RUN, [a_source(site, delay_s=0.05)])
        with crawling(valkey_url, tmp_path, throttle_s=60):
            wait_until(lambda: finished(frontier))
        next_request = min(asked.at for asked in site.asked if asked.at > refused[0])

    assert 3.0 <= next_request - refused[0] < 30.0
    assert frontier.fetch_counts(RUN)["alpha"].results == {"feed": 1, "page": 2}


def test_a_retry_after_that_names_a_moment_defers_the_host_until_then(
    frontier: Frontier, valkey_url: str, tmp_path: Path
) -> None:
    until = datetime.now(UTC) + timedelta(hours=2)
    date = until.strftime("%a, %d %b %Y %H:%M:%S GMT")
    with served(lambda *_: Reply(b"", status=503, headers={"Retry-After": date})) as site:
        robots_ok = Source(id="alpha", name="A", host="alpha.test", feeds=(site.url("/feed"),), delay_s=0)
        frontier._store.set(f"trawlnet:robots:http://alpha.test:{site.port}", b'{"text":""}')
        frontier.add_run(RUN, [robots_ok])
        with crawling(valkey_url, tmp_path):
            wait_until(lambda: bool(frontier.deferred_hosts(RUN, patience_s=60)))

    (deferred,) = frontier.deferred_hosts(RUN, patience_s=60)
    assert abs(deferred.until - until) < timedelta(seconds=3)
    assert (deferred.urls, deferred.reason) == (1, "HTTP 503")


# -- addresses ---------------------------------------------------------------------------------------------------------


def test_private_addresses_are_refused_by_name_by_number_and_by_redirect(
    frontier: Frontier, valkey_url: str, tmp_path: Path
) -> None:
    with served(lambda *_: html("secret")) as inner, served(lambda *_: NOT_FOUND) as outer:
        targets = [
            f"http://127.0.0.1:{inner.port}/literal",
            f"http://localhost:{inner.port}/name",
            f"http://[::ffff:127.0.0.1]:{inner.port}/mapped",
            f"http://0x7f.1:{inner.port}/hex",
            f"http://2130706433:{inner.port}/decimal",
            f"http://0177.0.0.1:{inner.port}/octal",
            f"http://127.1:{inner.port}/short",
            f"http://0.0.0.0:{inner.port}/any",
            f"http://[::]:{inner.port}/any6",
            f"http://[::ffff:7f00:1]:{inner.port}/mapped-hex",
            f"http://[64:ff9b::7f00:1]:{inner.port}/nat64",
            f"http://[fd00::1]:{inner.port}/unique-local",
            f"http://[fe80::1]:{inner.port}/link-local",
            f"http://100.64.0.1:{inner.port}/carrier",
            f"http://169.254.169.254:{inner.port}/metadata",
        ]
        outer._answer = lambda host, path, headers: (
            Reply(b"", status=302, headers={"Location": targets[int(path[3:])]})
            if path.startswith("/r/")
            else NOT_FOUND
        )
        source = a_source(outer, feeds=())
        hops = [(source, outer.url(f"/r/{n}")) for n in range(len(targets))]
        frontier.add_run(RUN, [], [*hops, *((source, target + "-direct") for target in targets)])
        with crawling(valkey_url, tmp_path, delay_s=0.05):
            wait_until(lambda: finished(frontier))

    assert inner.asked == []
    assert frontier.fetch_counts(RUN)["alpha"].reasons == {"AddressRefused": 2 * len(targets)}


def test_a_host_that_a_setting_names_may_be_private(frontier: Frontier, valkey_url: str, tmp_path: Path) -> None:
    with served(lambda *_: html()) as site:
        source = a_source(site, feeds=(), delay_s=0.1)
        frontier.add_run(RUN, [], [(source, f"http://localhost:{site.port}/a")])
        with crawling(valkey_url, tmp_path, allow_private="localhost"):
            wait_until(lambda: finished(frontier))

    assert frontier.fetch_counts(RUN)["alpha"].results == {"page": 1}


def test_a_host_may_be_led_to_a_name_that_is_looked_up_at_each_connection(
    frontier: Frontier, valkey_url: str, tmp_path: Path
) -> None:
    with served(lambda *_: html()) as site:
        source = a_source(site, feeds=(), delay_s=0.1)
        frontier.add_run(RUN, [], [(source, f"http://paper.example:8000/{name}") for name in "ab"])
        led = f"nobody.example=nowhere.invalid,paper.example:8000=localhost:{site.port}"
        with crawling(valkey_url, tmp_path, resolve=led):
            wait_until(lambda: finished(frontier))

    assert sorted(site.paths("paper.example")) == ["/a", "/b"]
    assert frontier.fetch_counts(RUN)["alpha"].results == {"page": 2}


def a_certificate(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "secure.example")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(now).not_valid_after(now + timedelta(days=1))
    builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName("secure.example")]), critical=False)
    signed = builder.sign(key, hashes.SHA256())
    encoding = serialization.Encoding.PEM
    plain = key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = folder / "certificate.pem"
    path.write_bytes(plain + signed.public_bytes(encoding))
    return path


def test_a_mapped_port_changes_neither_the_address_nor_the_host_header_nor_the_server_name(
    frontier: Frontier, valkey_url: str, tmp_path: Path
) -> None:
    named: list[str] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(a_certificate(tmp_path))
    context.sni_callback = lambda _socket, name, _context: named.append(name)
    with served(lambda *_: html("plain")) as plain, served(lambda *_: html("secure")) as secure:
        secure._server.socket = context.wrap_socket(secure._server.socket, server_side=True)
        source = Source(id="alpha", name="A", host="www.paper.example", hosts=("secure.example",), delay_s=0)
        urls = ["http://www.paper.example/a", "https://secure.example/b"]
        frontier = Frontier(frontier._store, load(CrawlSettings, resolve=("*=127.0.0.1",)))
        frontier.add_run(RUN, [], [(source, url) for url in urls])
        resolve = f"*:80=127.0.0.1:{plain.port},*:443=127.0.0.1:{secure.port}"
        with crawling(valkey_url, tmp_path, resolve=resolve, insecure_tls="*.example"):
            wait_until(lambda: finished(frontier))

    assert {asked.headers["Host"] for asked in (*plain.asked, *secure.asked)} == {"www.paper.example", "secure.example"}
    assert set(named) == {"secure.example"}
    assert sorted(page.final_url for page in read_archive(archive_dir(tmp_path))) == urls


# -- bounds ------------------------------------------------------------------------------------------------------------


def test_a_calendar_without_end_costs_a_bounded_number_of_fetches(
    frontier: Frontier, valkey_url: str, tmp_path: Path
) -> None:
    def answer(host: str, path: str, headers: object) -> Reply:
        if not path.startswith("/calendar/"):
            return NOT_FOUND
        day = int(path.split("/")[2])
        return html("".join(f'<a href="/calendar/{day + n}">d</a>' for n in range(1, 9)))

    with served(answer) as site:
        rules = LinkRules(allow=("/article/",), follow=("/calendar/",))
        source = a_source(site, feeds=(), start_pages=(site.url("/calendar/1"),), links=rules)
        frontier = Frontier(frontier._store, load(CrawlSettings, resolve=RESOLVE, max_listings=30))
        frontier.add_run(RUN, [source])
        with crawling(valkey_url, tmp_path, max_listings=30):
            wait_until(lambda: finished(frontier))

    assert 30 <= len(site.paths()) <= 60
    assert b"rule=pattern_quota" in (tmp_path / "crawler.log").read_bytes()


def test_a_server_that_sends_its_body_drop_by_drop_is_cut_off(
    frontier: Frontier, valkey_url: str, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def drip() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                threading.Thread(target=_drip_into, args=(connection,), daemon=True).start()

        threading.Thread(target=drip, daemon=True).start()
        port = listening.getsockname()[1]
        source = Source(id="alpha", name="A", host="alpha.test", delay_s=0)
        frontier._store.set(f"trawlnet:robots:http://alpha.test:{port}", b'{"text":""}')
        frontier.add_run(RUN, [], [(source, f"http://alpha.test:{port}/slow")])
        with crawling(valkey_url, tmp_path, timeout_s=1, max_tries=1):
            wait_until(lambda: finished(frontier), within_s=30)

    assert frontier.fetch_counts(RUN)["alpha"].reasons == {"Timeout": 1}


def _drip_into(connection: socket.socket) -> None:
    try:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100000\r\n\r\n")
        for _ in range(600):
            connection.sendall(b"x")
            time.sleep(0.1)
    except OSError:
        connection.close()


# -- sources -----------------------------------------------------------------------------------------------------------


def test_a_source_put_into_the_catalogue_is_crawled_by_a_running_crawler_and_no_more_once_removed(
    store: redis.Redis, frontier: Frontier, valkey_url: str, tmp_path: Path
) -> None:
    catalogue = Catalogue(store)
    limits = {"revisit_min_s": 0.2, "revisit_first_s": 0.2, "revisit_max_s": 0.2}
    with a_paper_of(3) as site, crawling(valkey_url, tmp_path, **limits):
        catalogue.put([a_source(site)])
        wait_until(lambda: len(site.paths()) > 6, within_s=10)
        catalogue.remove("alpha")
        wait_until(lambda: getattr(frontier.state_of(site.url("/feed")), "state", "") == "done", within_s=10)
