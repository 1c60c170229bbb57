"""Wrong things typed: one clear sentence that says what to do, a status that is not 0, and nothing lost."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.installation import Installation, installation


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Installation]:
    with installation("embedded", tmp_path, str) as made:
        yield made


def one_sentence(own: Installation, *arguments: str, status: int) -> str:
    done = own.run(*arguments, timeout_s=60)
    said = done.stderr.decode().strip()
    assert done.returncode == status, (done.returncode, said, done.stdout.decode())
    assert said.startswith("trawlnet: "), said
    assert "\n" not in said, said
    assert "Traceback" not in said
    return said


def test_an_unknown_setting_is_named_with_the_nearest_one(own: Installation) -> None:
    own.environment["TRAWLNET_REDIS_ULR"] = "redis://127.0.0.1:1"
    assert "TRAWLNET_REDIS_URL" in one_sentence(own, "search", "x", status=2)


def test_a_setting_of_the_wrong_kind_is_named(own: Installation) -> None:
    own.environment["TRAWLNET_WEB_PORT"] = "eighty"
    assert "TRAWLNET_WEB_PORT" in one_sentence(own, "search", "x", status=2)


def test_a_malformed_source_file_is_named_with_its_line(own: Installation) -> None:
    (own.folder / "sources.yaml").write_text("sources:\n  - name: Post\n    host: [\n")
    assert "sources.yaml" in one_sentence(own, "crawl", status=2)


def test_an_unknown_key_of_a_source_is_named(own: Installation) -> None:
    (own.folder / "sources.yaml").write_text("sources:\n  - name: Post\n    host: post.example\n    feds: []\n")
    assert "feds" in one_sentence(own, "crawl", status=2)


def test_a_missing_source_file_is_named(own: Installation) -> None:
    assert "nowhere.yaml" in one_sentence(own, "crawl", "--sources", "nowhere.yaml", status=2)


def test_nothing_to_crawl_says_how_to_begin(own: Installation) -> None:
    assert "sources.yaml" in one_sentence(own, "crawl", status=2)


def test_an_unreachable_redis_says_what_to_do(own: Installation) -> None:
    own.environment["TRAWLNET_REDIS_URL"] = "redis://127.0.0.1:9"
    assert "TRAWLNET_REDIS_URL" in one_sentence(own, "queues", status=1)


def test_an_unreachable_elasticsearch_says_what_to_do(own: Installation) -> None:
    own.environment["TRAWLNET_ELASTICSEARCH_URL"] = "http://127.0.0.1:9"
    assert "TRAWLNET_ELASTICSEARCH_URL" in one_sentence(own, "search", "x", status=1)


@pytest.mark.parametrize("url", ["not a url", "ftp://a.example/x", "http://", "file:///etc/passwd"])
def test_an_unusable_url_is_refused_before_anything_starts(own: Installation, url: str) -> None:
    assert one_sentence(own, "crawl", url, status=2)


@pytest.mark.parametrize("query", ['"', "(((", "tag:", "after:soon", "-", "AND OR NOT", "a" * 5000, "lang:", ")("])
def test_no_query_is_an_error(own: Installation, query: str) -> None:
    done = own.run("search", query, "--json")
    assert done.returncode == 0, done.stderr.decode()
    assert json.loads(done.stdout)["total"] == 0


def test_a_query_may_begin_with_a_minus(own: Installation) -> None:
    assert own.run("search", "-spam", "news").returncode == 0


def test_an_unknown_article_is_said_to_be_unknown(own: Installation) -> None:
    assert "no article" in one_sentence(own, "show", "http://nowhere.example/x", status=1)


def test_an_unknown_command_is_wrong_usage(own: Installation) -> None:
    assert one_sentence(own, "fetch", status=2)


def test_a_backup_that_is_none_is_refused_and_changes_nothing(own: Installation) -> None:
    (own.folder / "b.tar.gz").write_bytes(b"no tar at all")
    assert "b.tar.gz" in one_sentence(own, "restore", "b.tar.gz", status=2)
