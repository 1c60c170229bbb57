"""`trawlnet up` killed outright and started again, and `trawlnet crawl` beside it: one Valkey, nothing lost."""

import os
import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from cli.parts import Parts
from newsroom.manifest import check, load
from newsroom.server import Newsroom
from tests.acceptance.installation import Installation, installation, newsroom, sources_of, wait_until
from tests.acceptance.processes import processes_of, valkeys_of
from tests.servers import free_port

T = TypeVar("T")


@pytest.fixture
def sites() -> Iterator[Newsroom]:
    with newsroom() as running:
        yield running


@pytest.fixture
def own(tmp_path: Path, sites: Newsroom) -> Iterator[Installation]:
    with installation("embedded", tmp_path, str) as made:
        made.environment["TRAWLNET_WEB_PORT"] = str(free_port())
        yield made


def test_up_killed_in_mid_crawl_goes_on_where_it_was(own: Installation, sites: Newsroom) -> None:
    own.write_sources(sources_of(sites, delay_s=0.2))
    first = own.start("up")
    wait_until(lambda: ended_pages(own) >= 5, within_s=60, what="some pages should have ended")
    os.kill(first.pid, signal.SIGKILL)
    first.wait()

    second = own.start("up")

    wait_until(lambda: differences(own, sites) == [], within_s=80, what="the index should equal the manifest")
    assert len(valkeys_of(own)) == 1
    with own.parts() as parts:
        assert parts.ledger.balance().holds
    second.send_signal(signal.SIGTERM)
    assert second.wait(timeout=30) == 0
    assert valkeys_of(own) == []
    assert processes_of(own) == []


def test_a_crawl_beside_up_uses_its_valkey_and_its_processes(own: Installation, sites: Newsroom) -> None:
    own.write_sources([])
    own.start("up")
    wait_until(lambda: roles_alive(own) >= {"crawler", "worker", "indexer", "web"}, within_s=40, what="all should run")
    own.write_sources(sources_of(sites))

    done = own.run("crawl", "--json", timeout_s=120)

    assert done.returncode == 0, done.stderr.decode()
    assert differences(own, sites) == []
    assert len(valkeys_of(own)) == 1
    assert roles_alive(own) >= {"crawler", "worker", "indexer", "web"}


def test_a_second_up_in_the_same_folder_is_refused_in_one_sentence(own: Installation) -> None:
    own.write_sources([])
    own.start("up")
    wait_until((own.data_dir / "up.lock").exists, within_s=20, what="up should hold its lock")

    second = own.run("up", timeout_s=30)

    assert second.returncode == 2
    assert b"is up in" in second.stderr
    assert second.stderr.count(b"\n") == 1


def test_a_busy_port_is_one_sentence(own: Installation) -> None:
    own.write_sources([])
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", int(own.environment["TRAWLNET_WEB_PORT"])))
        taken.listen()

        done = own.run("up", timeout_s=30)

    assert done.returncode == 2
    assert b"TRAWLNET_WEB_PORT" in done.stderr
    assert done.stderr.count(b"\n") == 1


def ended_pages(own: Installation) -> int:
    return in_parts(own, lambda parts: sum(parts.ledger.counts().outcomes.values()))


def roles_alive(own: Installation) -> set[str]:
    return in_parts(own, lambda parts: {str(one.role) for one in parts.ledger.report().workers})


def differences(own: Installation, sites: Newsroom) -> list[str]:
    return in_parts(
        own, lambda parts: [str(one) for one in check(load(), port=sites.port, articles=parts.index.scan(None))]
    )


def in_parts(own: Installation, question: Callable[[Parts], T]) -> T:
    with own.parts() as parts:
        return question(parts)
