"""The real servers that tests ask for by name: started once a session, skipped by name where a machine has none.

With CI=true nothing is skipped for that reason: the test fails and says what the machine lacks.
"""

import signal
from collections.abc import Iterator
from typing import Any, NoReturn

import pytest

from tests.servers import Unavailable, elasticsearch, missing_servers_fail, valkey

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell's background job ignores Ctrl-C and its children inherit that; what tests interrupt must not.
    signal.signal(signal.SIGINT, signal.default_int_handler)


SHARING = ("tests/acceptance/commands", "tests/integration/index")
"""Folders whose files share what is costly to make: with several workers (`-n 2`), one of them runs the folder."""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give a worker whole files, and whole folders where their files share: each has servers of its own."""
    from xdist.scheduler import LoadFileScheduling

    config.option.loadscopereorder = False  # whole commands take longest, and come first as they stand

    class BySharing(LoadFileScheduling):  # type: ignore[misc]
        def _split_scope(self, nodeid: str) -> str:
            file = str(super()._split_scope(nodeid))
            return next((folder for folder in SHARING if file.startswith(folder)), file)

    return BySharing(config, log)


@pytest.fixture(scope="session")
def elasticsearch_url() -> Iterator[str]:
    """Give the URL of a real Elasticsearch 9; tests share it, so each names an index of its own."""
    try:
        with elasticsearch.running() as url:
            yield url
    except Unavailable as error:
        _lacking(error)


@pytest.fixture(scope="session")
def valkey_url() -> Iterator[str]:
    """Give the URL of a real Valkey that keeps all and evicts nothing; tests share it, and empty what they use."""
    with valkey.running(valkey.valkey_binary()) as store:
        yield store.url()


@pytest.fixture(scope="session")
def redis_server_url() -> Iterator[str]:
    """Give the URL of the system's own Redis server, the oldest that we support."""
    try:
        with valkey.running(valkey.redis_binary()) as store:
            yield store.url()
    except Unavailable as error:
        _lacking(error)


def _lacking(error: Unavailable) -> NoReturn:
    if missing_servers_fail():
        pytest.fail(str(error))
    pytest.skip(str(error))
