"""What a user does with the catalogue by command: collections, switches, and how each source does."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from contracts.store import connect
from tests.acceptance.installation import Installation, installation

FEEDS = """<opml version="2.0"><body>
  <outline text="World"><outline text="Asia">
    <outline text="Star" xmlUrl="https://star.example/rss"/>
    <outline text="Moon" xmlUrl="https://moon.example/rss"/>
  </outline></outline>
  <outline text="Sun" xmlUrl="https://sun.example/rss"/>
</body></opml>"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, valkey_url: str) -> Iterator[Installation]:
    connect(valkey_url).flushall()
    with installation("embedded", tmp_path_factory.mktemp("sources"), str) as one:
        one.environment["TRAWLNET_REDIS_URL"] = valkey_url
        (one.folder / "feeds.opml").write_text(FEEDS, encoding="utf-8")
        assert one.run("sources", "import", "feeds.opml").returncode == 0
        yield one


def test_folders_of_a_reader_are_collections_that_commands_can_name(made: Installation) -> None:
    listed = made.json("sources", "list", "--collection", "world")

    assert [one["source"]["id"] for one in listed] == ["moon", "star"]
    assert listed[0]["source"]["collections"] == ["World/Asia"]
    unknown = made.run("sources", "list", "--collection", "Wor")
    assert unknown.returncode == 2
    assert b"No source is in the collection 'Wor'" in unknown.stderr


def test_sources_are_paused_and_switched_by_name_or_collection_and_say_so(made: Installation) -> None:
    assert made.json("sources", "pause", "--collection", "World/Asia") == ["moon", "star"]
    made.json("sources", "disable", "sun")
    resting = {one["source"]: one["health"] for one in made.json("sources", "health")}
    made.json("sources", "resume", "star", "moon")
    made.json("sources", "enable", "sun")
    after = {one["source"]: one["health"]["state"] for one in made.json("sources", "health")}

    assert {one["state"] for one in resting.values()} == {"resting"}
    assert "trawlnet sources resume star" in resting["star"]["why"]
    assert "trawlnet sources enable sun" in resting["sun"]["why"]
    assert after == {"moon": "new", "star": "new", "sun": "new"}


@pytest.mark.parametrize("command", [("pause",), ("health", "venus")])
def test_a_source_that_is_not_there_is_one_sentence(made: Installation, command: tuple[str, ...]) -> None:
    done = made.run("sources", *command)

    assert done.returncode == 2
    assert b"`trawlnet sources list`" in done.stderr


def test_a_file_of_secrets_that_others_can_read_stops_the_crawl_before_it_begins(made: Installation) -> None:
    secrets = made.folder / "secrets.yaml"
    secrets.write_text("sun: {hosts: [sun.example], cookies: {session: s3cret}}", encoding="utf-8")
    secrets.chmod(0o644)
    asking = replace(made, environment=made.environment | {"TRAWLNET_CRAWL_SECRETS_FILE": str(secrets)})

    done = asking.run("crawl")

    assert done.returncode == 2
    assert b"chmod 600" in done.stderr
    assert b"s3cret" not in done.stderr


def test_the_table_says_how_each_source_does_and_an_export_keeps_the_folders(
    made: Installation, tmp_path: Path
) -> None:
    shown = made.run("sources", "list").stdout.decode()
    made.run("sources", "export", str(tmp_path / "out.opml"))

    assert "state" in shown.splitlines()[0]
    assert "World/Asia" in shown
    assert '<outline text="Asia" title="Asia">' in (tmp_path / "out.opml").read_text(encoding="utf-8")
