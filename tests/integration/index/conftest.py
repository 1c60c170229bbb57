"""An empty and a stocked index of each backend, for the tests of this folder."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from elasticsearch import Elasticsearch

from search.index import (
    Index,
    SearchSettings,
    open_index,
)
from tests.integration.index.asking import written
from tests.unit.search.library import library

NOW = datetime(2026, 3, 20, 12, 0, tzinfo=UTC)
BACKENDS = ("tantivy", "elasticsearch")


@contextmanager
def opened(backend: str, request: pytest.FixtureRequest, data_dir: Path, timezone: str = "UTC") -> Iterator[Index]:
    """Give an empty index of a backend, forgotten afterwards."""
    if backend == "tantivy":
        settings_ = SearchSettings(elasticsearch_url=None, timezone=timezone)
        yield from _used(open_index(settings_, data_dir=data_dir, writer=True, clock=lambda: NOW))
        return
    url = request.getfixturevalue("elasticsearch_url")
    name = f"test-{uuid4().hex}"
    settings_ = SearchSettings(elasticsearch_url=url, index_name=name, timezone=timezone)
    try:
        yield from _used(open_index(settings_, data_dir=data_dir, writer=True, clock=lambda: NOW))
    finally:
        with Elasticsearch(url) as client:
            client.indices.delete(index=f"{name}-v0001", ignore_unavailable=True)


def _used(index: Index) -> Iterator[Index]:
    try:
        yield index
    finally:
        index.close()


@pytest.fixture(params=BACKENDS)
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Index]:
    """Give an empty index of each backend in turn."""
    with opened(request.param, request, tmp_path) as fresh:
        yield fresh


@pytest.fixture(scope="package")
def stocked(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Index]]:
    """Give, by backend, an index that holds the library; opened at the first asking."""
    with ExitStack() as stack:
        held: dict[str, Index] = {}

        def of(backend: str) -> Index:
            if backend not in held:
                held[backend] = stack.enter_context(opened(backend, request, tmp_path_factory.mktemp(backend)))
                written(held[backend], *library().values())
            return held[backend]

        yield of


@pytest.fixture(params=BACKENDS)
def shelf(request: pytest.FixtureRequest, stocked: Callable[[str], Index]) -> Index:
    """Give an index that holds the library, of each backend in turn; tests only read it."""
    return stocked(request.param)
