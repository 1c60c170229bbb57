"""The sample web as a crawler meets it: a real server, asked over real sockets."""

import gzip
import http.client
import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import feedparser
import pytest
from lxml import etree, html

from contracts.records import LinkRules
from newsroom.expectations import ExpectedPage
from newsroom.manifest import load
from newsroom.server import Edit, Newsroom, resolver_map, serve, sources, sources_yaml
from tests.servers import free_port

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
CODECS = {"chenxing": "gb18030", "gangwan": "big5", "minato": "cp932", "vestnik": "cp1251"}
CODECS_OF_PAGES = {("manara", "cup-final"): "cp1256"}


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


def ask(port: int, url: str, *, method: str = "GET", **headers: str) -> Answer:
    """Return what the server answers for a URL, whatever its host name resolves to."""
    parts = urlsplit(url)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request(
            method, target, headers={"Host": parts.netloc} | {k.replace("_", "-"): v for k, v in headers.items()}
        )
        response = connection.getresponse()
        return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
    finally:
        connection.close()


@pytest.fixture(scope="module")
def newsroom() -> Iterator[Newsroom]:
    running = serve()
    yield running
    running.stop()


@pytest.fixture
def fresh() -> Iterator[Newsroom]:
    """A server that nobody has asked anything yet."""
    running = serve()
    yield running
    running.stop()


def here(url: str | None, newsroom: Newsroom) -> str:
    return (url or "").replace("{port}", str(newsroom.port))


def page_of(source: str, story: str) -> ExpectedPage:
    return next(p for p in load().pages if p.source == source and p.story == story and p.outcome == "indexed")


def settled(newsroom: Newsroom, page: ExpectedPage) -> Answer:
    """Return a page's lasting answer: some fail the first time."""
    first = ask(newsroom.port, here(page.url, newsroom))
    return first if first.status == 200 else ask(newsroom.port, here(page.url, newsroom))


def codec_of(page: ExpectedPage) -> str:
    return CODECS_OF_PAGES.get((page.source, page.story or ""), CODECS.get(page.source, "utf-8"))


@pytest.mark.parametrize(
    "page", [p for p in load().pages if p.outcome in ("indexed", "duplicate")], ids=lambda p: p.url.split("//")[1]
)
def test_every_article_is_served_in_its_encoding_with_its_whole_text(newsroom: Newsroom, page: ExpectedPage) -> None:
    answer = settled(newsroom, page)
    main = next(p for p in load().pages if p.url == (page.duplicate_of if page.outcome == "duplicate" else page.url))
    words = "".join(str(html.fromstring(answer.body.decode(codec_of(page))).text_content()).split())

    assert answer.status == 200
    assert [line for line in main.body if "".join(line.split()) not in words] == []
    assert [piece.text for piece in page.removed if "".join(piece.text.split()) not in words] == []


@pytest.mark.parametrize(
    "page",
    [p for p in load().pages if p.outcome in ("failed", "redirect")],
    ids=lambda p: p.url.split("//")[1],
)
def test_every_failing_and_leading_address_answers_so_each_time(newsroom: Newsroom, page: ExpectedPage) -> None:
    first, second = (ask(newsroom.port, here(page.url, newsroom)).status for _ in range(2))

    assert first == second
    assert first in ((404, 500) if page.outcome == "failed" else (301, 302))


def test_a_chain_of_redirects_ends_at_the_article(newsroom: Newsroom) -> None:
    first = next(p for p in load().pages if p.outcome == "redirect" and p.url.endswith("/link/551"))
    hop = ask(newsroom.port, here(first.url, newsroom))
    second = ask(newsroom.port, hop.headers["location"])

    assert (hop.status, second.status) == (302, 301)
    assert second.headers["location"] == here(first.leads_to, newsroom)


def test_feeds_parse_and_announce_every_article_of_their_publication(newsroom: Newsroom) -> None:
    for source in sources(newsroom.port):
        expected = {p.title for p in load().pages if p.source == source.id and p.outcome == "indexed"}
        for feed in source.feeds:
            assert expected <= announced_titles(ask(newsroom.port, feed))


def announced_titles(feed: Answer) -> set[str]:
    if "json" in feed.headers["content-type"]:
        return {item["title"] for item in json.loads(feed.body)["items"]}
    parsed = feedparser.parse(feed.body)
    assert not parsed.bozo
    return {unescape(entry.title) for entry in parsed.entries}


def test_rss_atom_and_json_feeds_are_all_there(newsroom: Newsroom) -> None:
    kinds = {
        ask(newsroom.port, feed).headers["content-type"].split(";")[0]
        for source in sources(newsroom.port)
        for feed in source.feeds
    }

    assert kinds == {"application/rss+xml", "application/atom+xml", "application/feed+json"}


def test_feed_links_carry_trackers_that_lead_to_the_same_page(newsroom: Newsroom) -> None:
    feed = ask(newsroom.port, f"http://meridian.localhost:{newsroom.port}/feeds/all.rss")
    link = feedparser.parse(feed.body).entries[0].link

    assert "utm_source=" in link
    assert ask(newsroom.port, link).body == ask(newsroom.port, link.split("?")[0]).body


def test_sitemap_indexes_lead_to_a_news_sitemap_and_a_gzip_file_that_hold_every_page(newsroom: Newsroom) -> None:
    index = ask(newsroom.port, f"http://nordlicht.localhost:{newsroom.port}/sitemap_index.xml")
    news, packed = (loc.text or "" for loc in etree.fromstring(index.body).iter(f"{SITEMAP}loc"))
    documents = [ask(newsroom.port, news).body, gzip.decompress(ask(newsroom.port, packed).body)]
    found = {loc.text for document in documents for loc in etree.fromstring(document).iter(f"{SITEMAP}loc")}

    assert b"sitemap-news" in documents[0]
    assert {here(p.url, newsroom) for p in load().pages if p.source == "nordlicht"} == found


def test_listings_lead_page_by_page_to_every_address(newsroom: Newsroom) -> None:
    for source in sources(newsroom.port):
        for start in source.start_pages:
            announced = {here(p.url, newsroom) for p in load().pages if p.source == source.id and not follows(p)}
            assert announced - linked_from(newsroom, start, codec=CODECS.get(source.id, "utf-8")) == set()


def follows(page: ExpectedPage) -> bool:
    """Whether an address is reached through another alone: a later hop, or an article behind a redirect."""
    behind = {p.leads_to for p in load().pages if p.outcome == "redirect"}
    return page.url in behind or (page.outcome == "redirect" and page.url.endswith("-2"))


def linked_from(newsroom: Newsroom, start: str, *, codec: str) -> set[str]:
    found: set[str] = set()
    pages = [start]
    for page in pages:
        links = html.fromstring(ask(newsroom.port, page).body.decode(codec), base_url=page)
        links.make_links_absolute()
        hrefs = {str(link[2]) for link in links.iterlinks()}
        found |= hrefs
        pages += sorted(href for href in hrefs if is_next(href) and href not in pages)
    return found


def is_next(href: str) -> bool:
    return any(sign in href for sign in ("/latest?page=", "/gundong/index_", "/news/page/", "?p=", "/list/hot_"))


def test_a_listing_leads_into_a_calendar_without_an_end(newsroom: Newsroom) -> None:
    trap = load().traps[0]
    month = here(trap.prefix, newsroom) + "2025/12/"

    assert b"/agenda/2026/01/" in ask(newsroom.port, month).body
    assert ask(newsroom.port, here(trap.prefix, newsroom) + "2199/12/").status == 200
    assert ask(newsroom.port, here(trap.prefix, newsroom) + "2025/13/").status == 404


def test_a_throttled_page_asks_for_a_second_then_answers(fresh: Newsroom) -> None:
    url = here(page_of("vestnik", "rate-hold").url, fresh)
    first, second = ask(fresh.port, url), ask(fresh.port, url)

    assert (first.status, first.headers["retry-after"], second.status) == (429, "1", 200)


def test_a_page_that_fails_once_fails_for_get_alone_then_answers(fresh: Newsroom) -> None:
    url = here(page_of("vestnik", "chess-upset").url, fresh)

    assert ask(fresh.port, url, method="HEAD").status == 200
    assert [ask(fresh.port, url).status for _ in range(3)] == [500, 200, 200]


def test_slow_answers_take_as_long_as_their_data_say(newsroom: Newsroom) -> None:
    began = time.monotonic()
    robots = ask(newsroom.port, f"http://nordlicht.localhost:{newsroom.port}/robots.txt")
    between = time.monotonic()
    ask(newsroom.port, here(page_of("minato", "ferry-rescue").url, newsroom))

    assert b"Disallow: /intern/" in robots.body
    assert between - began >= 0.5
    assert time.monotonic() - between >= 1.5


def test_a_publication_without_robots_txt_answers_404_for_it(newsroom: Newsroom) -> None:
    assert ask(newsroom.port, f"http://harborline.localhost:{newsroom.port}/robots.txt").status == 404


@pytest.mark.parametrize(
    ("source", "story", "header", "in_page"),
    [
        ("chenxing", "port-strike", None, b"charset=gb2312"),
        ("chenxing", "chip-subsidy", "gb18030", None),
        ("gangwan", "bronzes-return", "big5", None),
        ("gangwan", "cable-cut", None, b"charset=big5"),
        ("minato", "space-chiefs-meet", None, b'charset="Shift_JIS"'),
        ("minato", "battery-plant", "utf-8", b'charset="Shift_JIS"'),
    ],
)
def test_legacy_encodings_are_declared_by_header_by_page_or_falsely(
    newsroom: Newsroom, source: str, story: str, header: str | None, in_page: bytes | None
) -> None:
    answer = ask(newsroom.port, here(page_of(source, story).url, newsroom))
    declared = answer.headers["content-type"].partition("charset=")[2] or None

    assert declared == header
    assert in_page is None or in_page in answer.body
    assert in_page is not None or b"charset=" not in answer.body


def test_a_page_that_is_held_is_not_sent_again(newsroom: Newsroom) -> None:
    url = here(page_of("meridian", "cup-final").url, newsroom)
    first = ask(newsroom.port, url)

    by_tag = ask(newsroom.port, url, If_None_Match=first.headers["etag"])
    by_date = ask(newsroom.port, url, If_Modified_Since=first.headers["last-modified"])
    other = ask(newsroom.port, url, If_None_Match='"other"', If_Modified_Since=first.headers["last-modified"])

    assert (by_tag.status, by_tag.body, by_date.status, other.status) == (304, b"", 304, 200)


def test_head_answers_as_get_does_without_a_body(newsroom: Newsroom) -> None:
    url = here(page_of("meridian", "cup-final").url, newsroom)
    get, head = ask(newsroom.port, url), ask(newsroom.port, url, method="HEAD")

    assert head.body == b""
    assert {k: v for k, v in head.headers.items() if k != "date"} == {
        k: v for k, v in get.headers.items() if k != "date"
    }


def test_two_servers_answer_the_same_bytes_but_for_their_port(newsroom: Newsroom, fresh: Newsroom) -> None:
    def told(server: Newsroom, page: ExpectedPage) -> bytes:
        return settled(server, page).body.replace(str(server.port).encode(), b"PORT")

    quick = [p for p in load().pages if p.published is None or p.story not in ("ferry-rescue", "school-meals")]

    assert [p.url for p in quick if told(newsroom, p) != told(fresh, p)] == []


def test_the_second_edition_changes_page_feed_and_validators_of_a_revised_article(newsroom: Newsroom) -> None:
    page = next(p for p in load(2).pages if p.source == "meridian" and p.updated)
    second = serve(edition=2)
    try:
        before, after = (ask(s.port, here(page.url, s)) for s in (newsroom, second))
        feeds = [ask(s.port, f"http://meridian.localhost:{s.port}/feeds/all.rss").body for s in (newsroom, second)]
        listed = [feed.replace(str(s.port).encode(), b"P") for feed, s in zip(feeds, (newsroom, second), strict=True)]
    finally:
        second.stop()

    assert b"dateModified" in after.body and b"dateModified" not in before.body
    assert before.headers["etag"] != after.headers["etag"]
    assert listed[0] != listed[1]


def test_a_change_that_is_asked_for_reaches_the_page_and_not_the_manifest() -> None:
    page = page_of("meridian", "cup-final")
    changed = serve(changes={"cup-final/meridian": [Edit(find=page.body[0], put="Nobody kicked a ball.")]})
    try:
        answer = ask(changed.port, here(page.url, changed))
    finally:
        changed.stop()

    assert b"Nobody kicked a ball." in answer.body


def test_an_unknown_host_is_shown_the_publications(newsroom: Newsroom) -> None:
    answer = ask(newsroom.port, f"http://localhost:{newsroom.port}/")

    assert answer.status == 200
    assert all(url.encode() in answer.body for url in newsroom.urls.values())


def test_requests_are_logged_with_time_host_path_and_agent(tmp_path: Path) -> None:
    log = tmp_path / "requests.jsonl"
    running = serve(request_log=log)
    try:
        ask(running.port, f"http://meridian.localhost:{running.port}/robots.txt", User_Agent="Tester/1")
    finally:
        running.stop()
    (line,) = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]

    assert (line["host"], line["path"], line["user_agent"]) == ("meridian.localhost", "/robots.txt", "Tester/1")
    assert line["at"].endswith("+00:00")
    assert running.requests == (line,)


def test_a_stopped_server_frees_its_port() -> None:
    running = serve()
    running.stop()

    again = serve(running.port)
    again.stop()

    assert again.port == running.port


def test_the_sources_name_every_publication_and_the_map_leads_their_hosts_here(newsroom: Newsroom) -> None:
    listed = sources(newsroom.port)

    assert {source.id for source in listed} == set(newsroom.urls)
    assert all(source.feeds or source.sitemaps or source.start_pages for source in listed)
    assert all(source.host in sources_yaml(newsroom.port) for source in listed)
    assert resolver_map(newsroom.port, "10.0.0.7") == "*.localhost=10.0.0.7"


def test_the_module_serves_as_a_process_of_its_own() -> None:
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "newsroom.server", "--port", str(port), "--bind", "127.0.0.1"])
    try:
        answer = first_answer(port, patience_s=30)
    finally:
        process.terminate()
        process.wait(timeout=20)

    assert answer.status == 200


def first_answer(port: int, *, patience_s: float) -> Answer:
    deadline = time.monotonic() + patience_s
    while True:
        try:
            return ask(port, f"http://localhost:{port}/")
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def test_the_link_rules_of_a_source_take_what_it_announces_and_pass_over_the_rest(newsroom: Newsroom) -> None:
    for source in sources(newsroom.port):
        announced = {here(p.url, newsroom) for p in load().pages if p.source == source.id and not follows(p)}
        feed_links = {link for feed in source.feeds for link in announced_links(ask(newsroom.port, feed))}
        front = f"http://{source.host}:{newsroom.port}/"

        assert [url for url in announced | feed_links if not is_allowed(source.links, url)] == []
        assert not is_allowed(source.links, front)


def announced_links(feed: Answer) -> set[str]:
    if "json" in feed.headers["content-type"]:
        return {item["url"] for item in json.loads(feed.body)["items"]}
    return {entry.link for entry in feedparser.parse(feed.body).entries}


def is_allowed(rules: LinkRules, url: str) -> bool:
    return any(re.search(allow, url) for allow in rules.allow) and not any(re.search(deny, url) for deny in rules.deny)
