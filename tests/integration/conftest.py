"""What integration tests share: an empty store, Valkey or, where a test is marked so, the system's Redis as well."""

from collections.abc import Iterator

import pytest
import redis

from tests.integration.ledgers import empty_store


@pytest.fixture
def store_url(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(getattr(request, "param", "valkey_url")))


@pytest.fixture
def store(store_url: str) -> Iterator[redis.Redis]:
    """Give a client of an empty store."""
    client = empty_store(store_url)
    yield client
    client.close()
