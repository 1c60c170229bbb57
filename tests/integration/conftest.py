"""What tests of the crawler on real stores share: an empty store, on Valkey and on the system's own Redis."""

from collections.abc import Iterator

import pytest
import redis

from contracts.store import connect


@pytest.fixture(params=["valkey_url", "redis_server_url"])
def store_url(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(request.param))


@pytest.fixture
def store(store_url: str) -> Iterator[redis.Redis]:
    client = connect(store_url)
    client.flushall()
    yield client
    client.close()
