"""The web process as a user meets it: it starts, says what is wrong, survives its parts, and stops in time."""

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from contracts.store import connect
from tests.servers import free_port, valkey
from tests.unit.web.builders import an_article
from tests.unit.web.running import filled_index
from workers.queue import live_processes

STARTS_WITHIN_S = 60.0
STOPS_WITHIN_S = 6.0


def environment(data_dir: Path, store_url: str, port: int, **more: str) -> dict[str, str]:
    """Return what the process is told."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("TRAWLNET_")}
    told = {"TRAWLNET_DATA_DIR": str(data_dir), "TRAWLNET_REDIS_URL": store_url, "TRAWLNET_WEB_PORT": str(port)}
    return ours | told | more


@contextmanager
def web_process(told: dict[str, str], data_dir: Path) -> Iterator[subprocess.Popen[str]]:
    """Give a running web process, ended afterwards."""
    process = subprocess.Popen(
        [sys.executable, "-m", "web.process"], env=told, cwd=data_dir, stderr=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait(timeout=10)
        if process.stderr is not None:
            process.stderr.close()


def status_of(url: str) -> int:
    """Return the status of an address, 0 if nobody answers."""
    try:
        return httpx.get(url, timeout=10, trust_env=False).status_code
    except httpx.HTTPError:
        return 0


def within(seconds: float, holds: Callable[[], bool]) -> bool:
    """Return whether something comes true in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.05)
    return False


def test_it_serves_beats_and_stops_cleanly_when_told(valkey_url: str, tmp_path: Path) -> None:
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    filled_index(tmp_path, [an_article("1")])

    with web_process(environment(tmp_path, valkey_url, port), tmp_path) as process:
        assert within(STARTS_WITHIN_S, lambda: status_of(f"{base}/healthz") == 200)
        assert status_of(f"{base}/readyz") == 200
        head = httpx.head(base, trust_env=False)
        assert (head.status_code, head.content) == (200, b"")
        assert "The harbour reopens 1" in httpx.get(base, trust_env=False).text
        assert stat.S_IMODE((tmp_path / "web.key").stat().st_mode) == 0o600
        client = connect(valkey_url)
        assert within(10, lambda: process.pid in {state.pid for state in live_processes(client) if state.role == "web"})
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=STOPS_WITHIN_S) == 0
        assert process.pid not in {state.pid for state in live_processes(client)}


def test_a_busy_port_is_one_sentence_and_a_failure(valkey_url: str, tmp_path: Path) -> None:
    port = free_port()

    with web_process(environment(tmp_path, valkey_url, port), tmp_path) as first:
        assert within(STARTS_WITHIN_S, lambda: status_of(f"http://127.0.0.1:{port}/healthz") == 200)
        second = subprocess.run(
            [sys.executable, "-m", "web.process"],
            env=environment(tmp_path, valkey_url, port),
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=STARTS_WITHIN_S,
            check=False,
        )
        assert first.poll() is None
    assert second.returncode == 1
    assert len(second.stderr.strip().splitlines()) == 1
    assert f"127.0.0.1:{port}" in second.stderr
    assert "TRAWLNET_WEB_PORT" in second.stderr


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"TRAWLNET_WEB_PORT": "99999999"}, "TRAWLNET_WEB_PORT"),
        ({"TRAWLNET_WEB_KEY": "short"}, "TRAWLNET_WEB_KEY"),
        ({"TRAWLNET_REDIS_URL": ""}, "TRAWLNET_REDIS_URL"),
        ({"TRAWLNET_WEB_HOST": "203.0.113.9"}, "203.0.113.9"),
    ],
)
def test_a_wrong_setting_is_one_sentence_and_a_failure(tmp_path: Path, wrong: dict[str, str], named: str) -> None:
    told = environment(tmp_path, "redis://127.0.0.1:1/0", free_port(), **wrong)

    ended = subprocess.run(
        [sys.executable, "-m", "web.process"],
        env=told,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=STARTS_WITHIN_S,
        check=False,
    )

    assert ended.returncode == 1
    assert named in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_store_that_goes_and_comes_back_costs_no_process(tmp_path: Path) -> None:
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    filled_index(tmp_path, [an_article("1")])

    with (
        valkey.running(valkey.valkey_binary()) as store,
        web_process(environment(tmp_path, store.url(), port), tmp_path) as process,
    ):
        assert within(STARTS_WITHIN_S, lambda: status_of(f"{base}/queues") == 200)
        store.kill()
        assert within(15, lambda: status_of(f"{base}/queues") == 503)
        assert status_of(f"{base}/healthz") == 200
        assert status_of(base) == 200
        store.start()
        assert within(15, lambda: status_of(f"{base}/queues") == 200)
        assert process.poll() is None


def test_it_ends_when_the_process_that_started_it_is_gone(valkey_url: str, tmp_path: Path) -> None:
    port = free_port()
    parent = subprocess.Popen(["sleep", "600"])
    told = environment(tmp_path, valkey_url, port, TRAWLNET_PARENT_PID=str(parent.pid))

    with web_process(told, tmp_path) as process:
        assert within(STARTS_WITHIN_S, lambda: status_of(f"http://127.0.0.1:{port}/healthz") == 200)
        parent.kill()
        parent.wait(timeout=10)
        assert process.wait(timeout=STOPS_WITHIN_S + 2) == 0
