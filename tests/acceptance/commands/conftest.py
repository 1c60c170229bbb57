"""One crawled installation for all tests of commands, on each set of parts, and empty ones."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from newsroom.server import Newsroom
from tests.acceptance.installation import KINDS, Installation, installation, newsroom, sources_of


@pytest.fixture(scope="package")
def sites() -> Iterator[Newsroom]:
    with newsroom() as running:
        yield running


@pytest.fixture(scope="package", params=KINDS)
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
