"""Commands that only read: search, show, trace, why, queues, export."""

import json
import signal
import subprocess

import pytest

from crawler.catalogue import load_sources
from newsroom.manifest import load
from newsroom.server import Newsroom
from tests.acceptance.commands.answers import (
    REFERENCE,
    complaint,
    on_embedded,
    said,
)
from tests.acceptance.installation import COMMAND, Installation, wait_until

ABSENT = ("reindex", "enrich", "export")


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
    urls = [page.url.format(port=sites.port) for page in pages]

    traced = crawled.run_each(*(("trace", url) for url in urls))
    shown = crawled.run_each(*(("show", url) for url in urls))

    for page, trace, show in zip(pages, traced, shown, strict=True):
        said(trace)
        said(show, status=0 if page.outcome in ("indexed", "duplicate", "redirect") else 1)


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
    audit, known, unknown, nonsense = crawled.run_each(
        ("frontier", "audit"),
        *(("frontier", "why", url) for url in (feed["url"], "http://nowhere.example/", "nonsense")),
    )
    assert "the sum holds" in said(audit)
    assert "read as a feed" in said(known)
    assert "was never seen" in complaint(unknown, status=1)
    assert "not an absolute URL" in complaint(nonsense, status=2)


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
    for done in crawled.run_each(("sources", "export", "/proc/none.yaml"), ("backup", "/proc/none.yaml")):
        assert "/proc/none.yaml" in complaint(done, status=1)


@on_embedded
@pytest.mark.parametrize("name", ABSENT)
def test_commands_of_later_days_are_absent(crawled: Installation, name: str) -> None:
    assert name in complaint(crawled.run(name), status=2)
