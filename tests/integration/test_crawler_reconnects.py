"""A crawler knows when the store may have been killed between two of its answers."""

from collections.abc import Iterator

import pytest

from contracts.store import connect
from crawler.reconnects import Reconnects
from tests.servers import valkey


@pytest.fixture
def own_store() -> Iterator[valkey.Store]:
    with valkey.running(valkey.valkey_binary()) as store:
        yield store


def test_a_store_that_was_killed_between_two_answers_is_noticed(own_store: valkey.Store) -> None:
    client = connect(own_store.url())
    reconnects = Reconnects(client)
    client.set("handed", "over")
    before = reconnects.count()

    own_store.kill()
    own_store.start()
    client.ping()

    assert reconnects.count() > before


def test_nothing_is_noticed_while_the_store_lives(own_store: valkey.Store) -> None:
    client = connect(own_store.url())
    reconnects = Reconnects(client)
    client.set("handed", "over")
    before = reconnects.count()

    client.ping()

    assert reconnects.count() == before == 1
