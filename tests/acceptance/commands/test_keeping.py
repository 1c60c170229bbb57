"""Archive, backup, forgetting, import: what is kept comes back, and what was forgotten does not."""

import json
from pathlib import Path

from newsroom.server import Newsroom
from tests.acceptance.commands.answers import (
    REFERENCE,
    articles_of,
    complaint,
    differences,
    lose_index,
    on_embedded,
    said,
)
from tests.acceptance.installation import Installation, sources_of


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
