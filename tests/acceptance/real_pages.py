"""Real pages of many publishers, served from loopback under their own host names; present beside the project only."""

import gzip
import json
import threading
from collections import defaultdict
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

from contracts.records import Source
from contracts.urls import fetch_url

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "articles"


@dataclass(frozen=True)
class RealPage:
    """A page as it was served, at an http address of its own host, and its language where the truth states it."""

    id: str
    url: str
    body: bytes
    language: str | None

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""

    @property
    def target(self) -> str:
        return "/" + self.url.split("/", 3)[3]


def real_pages() -> list[RealPage]:
    """Return every page of the set; one without an address gets a host of its own under `.example`."""
    truth = json.loads((DATA / "ground-truth.json").read_text(encoding="utf-8"))
    return [_page(number, case_id, case) for number, (case_id, case) in enumerate(sorted(truth.items()))]


def _page(number: int, case_id: str, case: dict[str, str]) -> RealPage:
    address = case.get("url") or f"http://site-{number}.example/articles/page-{number}.html"
    url = fetch_url(urlsplit(address)._replace(scheme="http").geturl())
    return RealPage(case_id, url, gzip.decompress((DATA / case["file"]).read_bytes()), case.get("language"))


def sources_of(pages: list[RealPage]) -> list[Source]:
    """Return one source a host, whose sitemap names its pages."""
    hosts = sorted({page.host for page in pages})
    return [
        Source(id=host, name=host, host=host, sitemaps=(f"http://{host}/sitemap.xml",), delay_s=0.02) for host in hosts
    ]


class RealSites:
    """A server of the pages by host and path; no character set is declared beyond what the pages say themselves."""

    def __init__(self, pages: list[RealPage]) -> None:
        self._by_address = {(page.host, page.target): page.body for page in pages}
        by_host: dict[str, list[str]] = defaultdict(list)
        for page in pages:
            by_host[page.host].append(page.url)
        self._sitemaps = {host: _sitemap(urls) for host, urls in by_host.items()}
        sites = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                status, kind, body = sites.answer(self.headers.get("Host", ""), self.path)
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def answer(self, host: str, target: str) -> tuple[int, str, bytes]:
        host = host.rsplit(":", 1)[0]
        if target == "/sitemap.xml" and host in self._sitemaps:
            return 200, "application/xml", self._sitemaps[host]
        body = self._by_address.get((host, target))
        return (200, "text/html", body) if body is not None else (404, "text/plain", b"not here")

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def _sitemap(urls: list[str]) -> bytes:
    listed = "".join(f"<url><loc>{escape(url)}</loc></url>" for url in urls)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{listed}</urlset>'.encode()
