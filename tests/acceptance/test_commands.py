"""Every command as its users type it: one crawled installation where they only read, their own where they change."""

import json
import shutil
import signal
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from contracts.records import Source
from crawler.catalogue import load_sources
from newsroom.manifest import check, load
from newsroom.server import Newsroom
from tests.acceptance.installation import COMMAND, KINDS, Installation, installation, newsroom, sources_of, wait_until
from tests.acceptance.processes import processes_of, processes_under
from tests.servers import free_port

REFERENCE = "http://lantern.localhost:{port}/wap/view/55482/space-chiefs-meet.html"
on_embedded = pytest.mark.parametrize("crawled", ["embedded"], indirect=True, scope="module")
"""What does not depend on the parts is asked of one kind only."""
ABSENT = ("reindex", "enrich", "export")


@pytest.fixture(scope="module")
def sites() -> Iterator[Newsroom]:
    with newsroom() as running:
        yield running


@pytest.fixture(scope="module", params=KINDS)
def crawled(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, sites: Newsroom
) -> Iterator[Installation]:
    """Give an installation that has crawled the newsroom; what uses it only reads, or puts back what it took."""
    folder = tmp_path_factory.mktemp(f"crawled-{request.param}")
    with installation(request.param, folder, elasticsearch_of(request)) as made:
        made.write_sources(sources_of(sites))
        done = made.run("crawl", timeout_s=180)
        assert done.returncode == 0, done.stderr.decode()
        yield made


@pytest.fixture
def empty(crawled: Installation, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Installation]:
    """Give an empty installation on the other parts than the crawled one's."""
    other = "servers" if crawled.store is None else "embedded"
    with installation(other, tmp_path, elasticsearch_of(request)) as made:
        yield made


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Installation]:
    with installation("embedded", tmp_path, str) as made:
        yield made


def elasticsearch_of(request: pytest.FixtureRequest) -> Callable[[], str]:
    return lambda: str(request.getfixturevalue("elasticsearch_url"))


def said(done: subprocess.CompletedProcess[bytes], *, status: int = 0) -> str:
    """Return what a command wrote to standard output, once it ended as it should, without a traceback."""
    assert done.returncode == status, (done.returncode, done.stdout.decode(), done.stderr.decode())
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    return done.stdout.decode()


def complaint(done: subprocess.CompletedProcess[bytes], *, status: int) -> str:
    """Return the one sentence with which a command failed."""
    said(done, status=status)
    sentence = done.stderr.decode().strip()
    assert sentence.startswith("trawlnet: "), sentence
    assert "\n" not in sentence, sentence
    return sentence


# -- reading ---------------------------------------------------------------------------------------------------------


def test_a_search_pages_through_all_hits_each_once(crawled: Installation) -> None:
    first = crawled.json("search", "-zebra", "--limit", "60", "--sort", "date")
    second = crawled.json("search", "-zebra", "--limit", "60", "--sort", "date", "--cursor", first["next"])

    found = [hit["id"] for hit in first["hits"] + second["hits"]]
    assert len(found) == len(set(found)) == first["total"]
    assert second["next"] is None


def test_show_tells_the_reference_article_whole(crawled: Installation, sites: Newsroom) -> None:
    text = said(crawled.run("show", REFERENCE.format(port=sites.port)))

    assert "灯塔速读 · by Fortune · " in text
    assert "(to the hour, relative)" in text
    assert "Summary (page, zh): " in text
    assert "🌕 月球议题先磋商: " in text
    assert "Summary (extractive, en): " in text
    assert "International Space Station / 国际空间站" in text
    assert "removed (template residue): index_new5.html" in text
    assert text.count("\nrelated: ") == 5


@on_embedded
def test_show_takes_an_id_as_well_as_an_address(crawled: Installation, sites: Newsroom) -> None:
    by_address = crawled.json("show", REFERENCE.format(port=sites.port))["article"]

    assert crawled.json("show", by_address["id"])["article"] == by_address


def test_trace_and_show_answer_for_every_kind_of_page_of_the_newsroom(crawled: Installation, sites: Newsroom) -> None:
    pages = {(page.kind, page.outcome): page for page in load().pages}.values()

    for page in pages:
        url = page.url.format(port=sites.port)
        shown = page.outcome in ("indexed", "duplicate", "redirect")
        said(crawled.run("trace", url))
        said(crawled.run("show", url), status=0 if shown else 1)


@on_embedded
@pytest.mark.parametrize(
    ("kind", "words"),
    [("internal", "forbidden by robots.txt"), ("gone", "HTTP 404"), ("video", "rejected VideoPage")],
)
def test_trace_says_why_a_page_is_no_article(crawled: Installation, sites: Newsroom, kind: str, words: str) -> None:
    url = next(page.url.format(port=sites.port) for page in load().pages if page.kind == kind)

    assert words in said(crawled.run("trace", url))


@on_embedded
def test_trace_tells_of_a_feed_and_of_what_was_never_seen(crawled: Installation, sites: Newsroom) -> None:
    feed = f"http://meridian.localhost:{sites.port}/feeds/all.rss"

    assert "feed of meridian: read as a feed" in said(crawled.run("trace", feed))
    assert "nothing is known of" in complaint(crawled.run("trace", "http://nowhere.example/"), status=1)


def test_the_frontiers_sum_holds_after_a_crawl_and_why_tells_of_each_url(
    crawled: Installation, sites: Newsroom
) -> None:
    sum_of = crawled.json("frontier", "audit")
    feed = crawled.json("frontier", "why", f"http://meridian.localhost:{sites.port}/feeds/all.rss")

    assert sum_of["holds"] is True
    assert sum_of["discovered"] >= len(load().pages)
    assert (sum_of["in_flight"], sum_of["lost"], feed["source_id"], feed["rule"]) == (0, 0, "meridian", "run")
    assert "the sum holds" in said(crawled.run("frontier", "audit"))
    assert "read as a feed" in said(crawled.run("frontier", "why", feed["url"]))
    assert "was never seen" in complaint(crawled.run("frontier", "why", "http://nowhere.example/"), status=1)
    assert "not an absolute URL" in complaint(crawled.run("frontier", "why", "nonsense"), status=2)


@on_embedded
def test_queues_show_the_equation_and_watching_ends_on_ctrl_c(crawled: Installation) -> None:
    assert "pages handed over = " in said(crawled.run("queues"))

    watching = crawled.start("queues", "--watch", "--json")
    wait_until(lambda: (crawled.folder / "queues.out").stat().st_size > 0, within_s=20, what="queues should answer")
    watching.send_signal(signal.SIGINT)

    assert watching.wait(timeout=20) == 130
    assert "Traceback" not in (crawled.folder / "queues.out").read_text()


@on_embedded
def test_dead_pages_are_none_and_an_unknown_one_is_said_to_be_unknown(crawled: Installation) -> None:
    assert crawled.json("dead", "list") == []
    assert "no dead page" in complaint(crawled.run("dead", "retry", "x"), status=1)
    assert said(crawled.run("dead", "discard", "all")) == "0 pages discarded.\n"


def test_doctor_finds_all_well(crawled: Installation) -> None:
    findings = crawled.json("doctor")

    parts = ["trawlnet", "data folder", "store", "index", "processes", "sources", "sign-ins", "browser"]
    assert [one["part"] for one in findings] == parts
    assert all(one["ok"] for one in findings), findings


@on_embedded
def test_doctor_lists_the_other_parts_when_the_index_is_away(crawled: Installation) -> None:
    away = Installation(crawled.folder, crawled.environment | {"TRAWLNET_ELASTICSEARCH_URL": "http://127.0.0.1:9"})

    done = away.run("doctor", "--json")

    said(done, status=1)
    assert [one["part"] for one in json.loads(done.stdout) if not one["ok"]] == ["index"]


def test_doctor_says_what_is_missing_for_sources_that_sign_in_or_are_rendered(own: Installation) -> None:
    own.environment["TRAWLNET_CRAWL_BROWSER"] = "/nowhere/chromium"
    site = Source(id="club", name="Club", host="club.test", feeds=("http://club.test/feed",))
    own.write_sources([replace(site, sign_in="club"), replace(site, id="app", name="App", rendering=True)])
    said(own.run("sources", "import", "sources.yaml"))

    findings = {one["part"]: one for one in json.loads(said(own.run("doctor", "--json"), status=1))}

    assert "TRAWLNET_CRAWL_SECRETS_FILE, for club" in findings["sign-ins"]["remedy"]
    assert "TRAWLNET_CRAWL_BROWSER" in findings["browser"]["remedy"]


@on_embedded
@pytest.mark.parametrize("ending", ["yaml", "opml"])
def test_sources_survive_export_and_import(crawled: Installation, own: Installation, ending: str) -> None:
    file = own.folder / f"all.{ending}"
    said(crawled.run("sources", "export", str(file)))
    said(own.run("sources", "import", str(file)))

    assert own.json("sources", "list")
    with crawled.parts() as before, own.parts() as after:
        assert after.catalogue.list() == before.catalogue.list()
    assert len(load_sources(file)) == len(own.json("sources", "list"))


@on_embedded
def test_a_pipe_that_closes_early_is_quiet(crawled: Installation) -> None:
    line = json.dumps({"url": None, "html": "<p>Too short.</p>"})
    command = f"yes '{line}' | head -500 | {' '.join(COMMAND)} clean --batch | head -1"

    done = subprocess.run(
        ["bash", "-c", f"{command}; exit ${{PIPESTATUS[2]}}"],
        cwd=crawled.folder,
        env=crawled.environment,
        capture_output=True,
        timeout=60,
        check=False,
    )

    assert said(done).count("\n") == 1
    assert done.stderr == b""


@on_embedded
def test_a_file_that_cannot_be_written_is_one_sentence(crawled: Installation) -> None:
    for command in (("sources", "export"), ("backup",)):
        assert "/proc/none.yaml" in complaint(crawled.run(*command, "/proc/none.yaml"), status=1)


@on_embedded
@pytest.mark.parametrize("name", ABSENT)
def test_commands_of_later_days_are_absent(crawled: Installation, name: str) -> None:
    assert name in complaint(crawled.run(name), status=2)


# -- archive, backup, forgetting -------------------------------------------------------------------------------------


@on_embedded
def test_a_replay_over_a_standing_index_changes_nothing(crawled: Installation, sites: Newsroom) -> None:
    before, asked = articles_of(crawled), len(sites.requests)

    replayed = crawled.json("replay", "--source", "meridian", "--since", "2020-01-01")

    assert sum(replayed["totals"].values()) == 22
    assert [one["source_id"] for one in replayed["summary"]["sources"]] == ["meridian"]
    assert articles_of(crawled) == before
    assert len(sites.requests) == asked
    with crawled.parts() as parts:
        assert parts.ledger.balance().holds


def test_a_replay_restores_a_lost_index_without_one_fetch(
    crawled: Installation, sites: Newsroom, elasticsearch_url: str
) -> None:
    lose_index(crawled)
    asked = len(sites.requests)

    said(crawled.run("replay", timeout_s=120))

    assert differences(crawled, sites) == []
    assert len(sites.requests) == asked


def test_a_backup_moves_to_other_parts_and_its_crawl_goes_on_there(
    crawled: Installation, empty: Installation, sites: Newsroom
) -> None:
    file = str(empty.folder / "all.tar.gz")
    said(crawled.run("backup", file))
    (empty.folder / "cut.tar.gz").write_bytes(Path(file).read_bytes()[:50_000])
    assert "not a whole backup" in complaint(empty.run("restore", "cut.tar.gz"), status=2)

    said(empty.run("restore", file))

    assert differences(empty, sites) == []
    assert "not empty" in complaint(empty.run("restore", file), status=2)
    empty.write_sources(sources_of(sites))
    again = empty.json("crawl")
    assert sum(again["totals"].values()) == 0, again["totals"]


@on_embedded
def test_what_was_forgotten_is_found_no_more_and_no_replay_brings_it_back(
    crawled: Installation, own: Installation, sites: Newsroom
) -> None:
    file = str(own.folder / "all.tar.gz")
    said(crawled.run("backup", file))
    said(own.run("restore", file))
    url = REFERENCE.format(port=sites.port)
    related = own.json("show", url)["related"][0]["id"]

    assert own.json("forget", url) == {"forgotten": 1}
    said(own.run("replay", "--source", "lantern"))

    assert "no article" in complaint(own.run("show", url), status=1)
    assert url not in {hit["url"] for hit in own.json("search", "nasa")["hits"]}
    assert url not in {hit["url"] for hit in own.json("show", related)["related"]}
    assert own.json("forget", "lantern")["forgotten"] == 9
    assert own.json("search", "source:lantern")["total"] == 0
    assert own.json("forget", "nothing-like-this") == {"forgotten": 0}


@on_embedded
def test_articles_are_imported_and_bad_lines_are_told(
    crawled: Installation, own: Installation, sites: Newsroom
) -> None:
    shown = crawled.run("show", REFERENCE.format(port=sites.port), "--json").stdout
    cleaned = own.run("clean", "--batch", stdin=b'{"url": null, "html": ""}\n').stdout
    (own.folder / "articles.jsonl").write_bytes(shown + b"no json\n" + cleaned)

    done = own.run("import", "articles.jsonl", "--json")

    said(done, status=3)
    told = json.loads(done.stdout)
    assert told["totals"]["indexed"] == 1
    assert [line for line, _ in told["bad_lines"]] == [2, 3]
    assert own.json("search", "tag:国际空间站")["total"] == 1


# -- crawling --------------------------------------------------------------------------------------------------------


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

    for command in (("search", "x"), ("queues",), ("up",), ("demo", "--exit")):
        assert "TRAWLNET_DATA_DIR" in complaint(elsewhere.run(*command), status=2)
    assert "TRAWLNET_DATA_DIR" in said(elsewhere.run("doctor"), status=1)


# -- what tests ask --------------------------------------------------------------------------------------------------


def listed(made: Installation) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = made.json("sources", "list")
    return found


def articles_of(made: Installation) -> dict[str, tuple[str, str]]:
    with made.parts() as parts:
        return {article.id: (article.canonical_url, article.text_digest) for article in parts.index.scan(None)}


def differences(made: Installation, sites: Newsroom) -> list[str]:
    with made.parts() as parts:
        return [str(one) for one in check(load(), port=sites.port, articles=parts.index.scan(None))]


def lose_index(made: Installation) -> None:
    with made.parts() as parts:
        parts.index.destroy()
    shutil.rmtree(made.data_dir / "index", ignore_errors=True)


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
