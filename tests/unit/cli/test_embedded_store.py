"""The embedded Valkey: one a data folder, whoever starts it, and nothing lost when it is killed."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from cli.embedded_store import EmbeddedStore


@pytest.fixture
def store(tmp_path: Path) -> Iterator[EmbeddedStore]:
    store = EmbeddedStore(tmp_path)
    store.ensure()
    yield store
    store.stop()


def client_of(store: EmbeddedStore) -> redis.Redis:
    return redis.Redis.from_url(store.url)


def pid_of(store: EmbeddedStore) -> int:
    return int(client_of(store).info("server")["process_id"])


def test_a_second_command_joins_the_server_that_runs(store: EmbeddedStore, tmp_path: Path) -> None:
    second = EmbeddedStore(tmp_path)
    second.ensure()
    assert not second.started
    assert pid_of(second) == pid_of(store)


def test_a_server_killed_outright_comes_back_with_what_it_held(store: EmbeddedStore, tmp_path: Path) -> None:
    client_of(store).set("kept", "yes")
    os.kill(pid_of(store), signal.SIGKILL)
    EmbeddedStore(tmp_path).ensure()
    assert client_of(store).get("kept") == b"yes"


def test_a_server_that_others_use_is_left_to_them(store: EmbeddedStore) -> None:
    other = client_of(store)
    other.ping()
    store.stop(only_if_alone=True)
    assert other.ping()


def test_nothing_is_evicted_and_everything_is_logged(store: EmbeddedStore) -> None:
    settings = client_of(store).config_get("*")
    assert settings["maxmemory-policy"] == "noeviction"
    assert settings["appendonly"] == "yes"
    assert int(settings["maxmemory"]) > 0


def test_a_folder_with_a_long_path_has_its_socket_elsewhere(tmp_path: Path) -> None:
    long = tmp_path / ("x" * 120)
    store = EmbeddedStore(long)
    try:
        store.ensure()
        assert len(str(store.socket)) < 108
    finally:
        store.stop()
