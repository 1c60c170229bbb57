"""The demo as a user runs it: status 0 only if every expected article is in the index as it should be."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from contracts.records import Source
from newsroom.server import Edit, serve
from tests.acceptance.installation import KINDS, Installation, installation
from tests.acceptance.processes import processes_of


@pytest.fixture(params=KINDS)
def own(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Installation]:
    with installation(request.param, tmp_path, lambda: request.getfixturevalue("elasticsearch_url")) as made:
        yield made


def test_the_demo_ends_well_and_leaves_nothing_behind(own: Installation) -> None:
    done = own.run("demo", "--exit", timeout_s=180)

    assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()
    assert b"The index equals the manifest" in done.stdout
    assert list(own.data_dir.iterdir()) == []
    if own.store is not None:
        with own.parts() as parts:
            assert parts.client.dbsize() == 0


def test_one_changed_article_makes_the_demo_fail_and_is_named(own: Installation) -> None:
    sites = serve(changes={"cup-final/meridian": [Edit(find="5-4 in sudden death", put="4-3 in sudden death")]})
    try:
        done = own.run("demo", "--exit", "--newsroom", str(sites.port), timeout_s=180)
    finally:
        sites.stop()

    assert done.returncode == 1
    assert b"differs: http://meridian.localhost" in done.stdout
    assert b"cup-final" in done.stdout
    assert processes_of(own) == []


def test_the_demo_does_not_mix_with_a_crawl_that_a_redis_holds_already(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    with installation("servers", tmp_path, lambda: request.getfixturevalue("elasticsearch_url")) as used:
        used.write_sources([Source(id="post", name="Post", host="post.example")])
        assert used.run("sources", "import", "sources.yaml").returncode == 0

        done = used.run("demo", "--exit")

        assert done.returncode == 2
        assert b"holds a crawl already" in done.stderr
        assert [one["source"]["id"] for one in used.json("sources", "list")] == ["post"]
