"""The main job: the newsroom crawled, and the index equal to its manifest, on the embedded parts and on servers."""

import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from cli.demonstration import compare
from contracts.names import OUTCOMES
from crawler.archive.files import mend
from newsroom.manifest import check, load
from newsroom.server import Newsroom
from tests.acceptance.installation import KINDS, Installation, installation, newsroom, sources_of

EDITED = 2
"""How many articles the second edition has changed."""


@pytest.fixture(params=KINDS)
def own(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Installation]:
    elasticsearch: Callable[[], str] = lambda: request.getfixturevalue("elasticsearch_url")  # noqa: E731
    with installation(request.param, tmp_path, elasticsearch) as made:
        yield made


@pytest.fixture
def sites() -> Iterator[Newsroom]:
    with newsroom() as running:
        yield running


def test_one_command_crawls_the_newsroom_into_an_index_equal_to_the_manifest(
    own: Installation, sites: Newsroom
) -> None:
    own.write_sources(sources_of(sites))

    done = own.run("crawl", "--json", timeout_s=180)

    assert done.returncode == 0, done.stderr.decode() + done.stdout.decode()[-2000:]
    with own.parts() as parts:
        assert compare(parts, sites.port) == []
        assert parts.ledger.balance().holds
    assert_archive_is_sound(own.data_dir / "archive")


def assert_archive_is_sound(archive: Path) -> None:
    """Every digest is right, to an independent reader, and each page, feed, sitemap and listing is there."""
    mend(archive)
    files = sorted(archive.glob("*.warc.gz"))
    warcio = Path(sys.executable).parent / "warcio"
    checked = subprocess.run([warcio, "check", *files], capture_output=True, text=True, check=False)
    kinds: Counter[str] = Counter()
    for path in files:
        with path.open("rb") as file:
            kinds.update(record.rec_type for record in ArchiveIterator(file))
    assert checked.returncode == 0, checked.stdout
    assert kinds["request"] == kinds["response"] + kinds["revisit"] > kinds["metadata"] > 100


def test_a_second_crawl_brings_the_edited_article_and_changes_nothing_else(own: Installation, sites: Newsroom) -> None:
    own.write_sources(sources_of(sites))
    assert own.run("crawl", "--json", timeout_s=180).returncode == 0
    port = sites.port
    sites.stop()

    with newsroom(edition=2, port=port) as edited:
        again = own.json("crawl", timeout_s=180)
        with own.parts() as parts:
            assert check(load(edition=2), port=edited.port, articles=parts.index.scan()) == []
    assert again["totals"] == dict.fromkeys(OUTCOMES, 0) | {"indexed": EDITED}
