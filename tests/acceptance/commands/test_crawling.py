"""Commands that crawl or run: in part, alone, deferred, two at once, stopped, and where they can not."""

import json
import signal
import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from newsroom.server import Newsroom
from tests.acceptance.commands.answers import (
    REFERENCE,
    complaint,
    differences,
    listed,
    said,
)
from tests.acceptance.installation import Installation, sources_of, wait_until
from tests.acceptance.processes import processes_of, processes_under
from tests.servers import free_port


def test_a_source_is_added_by_an_address_crawled_in_part_and_removed(own: Installation, sites: Newsroom) -> None:
    own.environment["TRAWLNET_CRAWL_DELAY_S"] = "0.02"
    said(own.run("sources", "add", f"http://meridian.localhost:{sites.port}/feeds/all.rss", "--name", "Meridian"))
    said(own.run("sources", "add", f"http://courrier.localhost:{sites.port}/sitemap.xml"))
    said(own.run("sources", "add", f"http://chenxing.localhost:{sites.port}/"))
    kinds = [[bool(one["source"][kind]) for kind in ("feeds", "sitemaps", "start_pages")] for one in listed(own)]

    limited = own.json("crawl", "--limit", "3")

    assert sorted(kinds) == [[False, False, True], [False, True, False], [True, False, False]]
    assert limited["summary"]["limited"]
    assert 3 <= sum(limited["totals"].values()) < 30
    said(own.run("sources", "remove", "meridian-localhost"))
    assert "meridian-localhost" in complaint(own.run("sources", "remove", "meridian-localhost"), status=2)


def test_a_site_is_added_by_its_address_alone_checked_and_filled_back(own: Installation, sites: Newsroom) -> None:
    own.environment |= {"TRAWLNET_CRAWL_DELAY_S": "0.02", "TRAWLNET_CRAWL_BACK_FILL_PER_HOUR": "360000"}
    site = f"http://meridian.localhost:{sites.port}"
    tried = own.json("sources", "add", site, "--dry-run")
    added = own.json("sources", "list")

    shown = said(own.run("sources", "add", site))
    (report,) = own.json("sources", "check", "meridian-localhost")
    back = own.json("crawl", "--source", "The Meridian Post", "--since", "2025-06-01", "--limit", "3")

    assert (tried["added"], added) == (False, [])
    assert tried["source"]["feeds"] == [f"{site}/feeds/all.rss"]
    assert "names 23 of 23 recent articles" in shown
    assert [one["read"]["published_by"] for one in report["checked"] if one["read"]] == ["json-ld, to the second"]
    assert back["totals"]["indexed"] > 0


def test_one_article_of_an_unknown_host_is_crawled_alone(own: Installation, sites: Newsroom) -> None:
    url = REFERENCE.format(port=sites.port)

    assert own.json("crawl", url)["totals"]["indexed"] == 1
    assert own.json("search", "nasa")["total"] == 1


def test_a_host_that_asks_for_a_long_rest_is_deferred(own: Installation) -> None:
    with throttling() as port:
        done = own.run("crawl", f"http://busy.localhost:{port}/a-story", "--patience", "5", "--json", timeout_s=60)

    said(done, status=3)
    assert json.loads(done.stdout)["summary"]["deferred"][0]["host"] == f"busy.localhost:{port}"


def test_two_crawls_at_once_in_one_folder_both_end_well(own: Installation, sites: Newsroom) -> None:
    own.write_sources(sources_of(sites))

    both = [own.start("crawl"), own.start("crawl")]

    assert [one.wait(timeout=120) for one in both] == [0, 0], (own.folder / "crawl.out").read_text()
    assert differences(own, sites) == []
    assert processes_of(own) == []


@pytest.mark.parametrize("command", [("crawl",), ("up",), ("demo",)])
def test_ctrl_c_stops_everything_without_a_traceback(
    own: Installation, sites: Newsroom, command: tuple[str, ...]
) -> None:
    own.environment["TRAWLNET_WEB_PORT"] = str(free_port())
    own.write_sources(sources_of(sites, delay_s=1.0))
    child = own.start(*command)
    wait_until(lambda: len(processes_under(own)) >= 4, within_s=40, what="its processes should run")

    child.send_signal(signal.SIGINT)

    assert child.wait(timeout=30) in (0, 130)
    assert "Traceback" not in (own.folder / f"{command[0]}.out").read_text()
    wait_until(lambda: processes_under(own) == [], within_s=10, what="nothing should be left")


def test_a_demo_whose_page_has_no_port_says_so_before_it_crawls(own: Installation) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        own.environment["TRAWLNET_WEB_PORT"] = str(taken.getsockname()[1])

        assert "TRAWLNET_WEB_PORT" in complaint(own.run("demo"), status=2)


def test_a_data_folder_that_cannot_be_written_is_one_sentence(own: Installation) -> None:
    elsewhere = Installation(own.folder, own.environment | {"TRAWLNET_DATA_DIR": "/proc/trawlnet"})

    *refused, examined = elsewhere.run_each(("search", "x"), ("queues",), ("up",), ("demo", "--exit"), ("doctor",))

    for done in refused:
        assert "TRAWLNET_DATA_DIR" in complaint(done, status=2)
    assert "TRAWLNET_DATA_DIR" in said(examined, status=1)


class _Throttled(BaseHTTPRequestHandler):
    """Has no robots.txt, and asks for an hour of rest at any other address."""

    def do_GET(self) -> None:
        status = 404 if self.path == "/robots.txt" else 429
        self.send_response(status)
        self.send_header("Retry-After", "3600")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        return


class throttling:  # noqa: N801
    """A context: a server on loopback that asks everybody for an hour of rest; gives its port."""

    def __enter__(self) -> int:
        self._server = HTTPServer(("127.0.0.1", 0), _Throttled)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return int(self._server.server_address[1])

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
