"""What the doctor finds of each part."""

import json
from dataclasses import replace

from contracts.records import Source
from tests.acceptance.commands.answers import (
    on_embedded,
    said,
)
from tests.acceptance.installation import Installation


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
