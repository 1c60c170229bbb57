"""The catalogue in a real store: each change is whole or not at all, and moves the version on."""

from collections.abc import Iterator

import pytest
import redis

from contracts.errors import Misconfigured
from contracts.records import LinkRules, Source
from contracts.store import connect
from crawler.catalogue import Catalogue


@pytest.fixture(params=["valkey_url", "redis_server_url"])
def catalogue(request: pytest.FixtureRequest) -> Iterator[Catalogue]:
    client: redis.Redis = connect(request.getfixturevalue(request.param))
    client.flushall()
    yield Catalogue(client)
    client.close()


ALPHA = Source(
    id="alpha",
    name="Alpha",
    host="alpha.test",
    hosts=("www.alpha.test",),
    feeds=("http://alpha.test/feed",),
    links=LinkRules(allow=("/a/",)),
    delay_s=0.0,
    enabled=False,
)
BETA = Source(id="beta", name="beta", host="beta.test")


def test_a_source_comes_back_as_it_was_put(catalogue: Catalogue) -> None:
    assert catalogue.put([BETA, ALPHA]) == 2

    assert catalogue.list() == [ALPHA, BETA]
    assert catalogue.get("alpha") == ALPHA
    assert catalogue.get("gamma") is None


def test_each_change_moves_the_version_on(catalogue: Catalogue) -> None:
    versions = [catalogue.version()]
    catalogue.put([ALPHA])
    versions.append(catalogue.version())
    assert catalogue.remove("alpha") is True
    versions.append(catalogue.version())

    assert versions == sorted(set(versions))
    assert catalogue.remove("alpha") is False
    assert catalogue.list() == []


def test_one_bad_source_among_good_ones_changes_nothing(catalogue: Catalogue) -> None:
    bad = Source(id="bad", name="Bad", host="bad.test", feeds=("not a url",))

    with pytest.raises(Misconfigured, match="source Bad: feeds"):
        catalogue.put([ALPHA, bad])

    assert (catalogue.list(), catalogue.version()) == ([], 0)
