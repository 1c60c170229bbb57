"""The health check of the containers, run as they run it."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import redis

from contracts.store import connect
from workers.queue import heartbeat

SCRIPT = Path(__file__).resolve().parents[3] / "deploy" / "healthcheck.py"


def test_a_container_whose_process_beats_is_healthy(valkey_url: str) -> None:
    client = connect(valkey_url)

    with heartbeat(client, "worker"):
        wait_for_beat(client)
        healthy = check(valkey_url)
    stopped = check(valkey_url)

    assert (healthy.returncode, healthy.stderr) == (0, "")
    assert (stopped.returncode, stopped.stderr) == (1, "No process of this container has beaten lately.\n")


def test_a_store_that_does_not_answer_is_unhealthy_in_one_sentence() -> None:
    outcome = check("redis://127.0.0.1:1/0")

    assert outcome.returncode == 1
    assert outcome.stderr.startswith("Redis does not answer: ")
    assert outcome.stderr.count("\n") == 1


def test_a_url_that_names_no_server_is_unhealthy_in_one_sentence() -> None:
    outcome = check("")

    assert (outcome.returncode, outcome.stderr) == (
        1,
        "Redis does not answer: TRAWLNET_REDIS_URL names no server\n",
    )


def check(url: str) -> "subprocess.CompletedProcess[str]":
    """Run the script the way the image does."""
    return subprocess.run(
        [sys.executable, "-I", "-S", str(SCRIPT)],
        env={"TRAWLNET_REDIS_URL": url},
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )


def wait_for_beat(client: redis.Redis) -> None:
    """Return once this process's heartbeat is in the store."""
    deadline = time.monotonic() + 60
    while not client.exists(f"trawlnet:processes:worker:{socket.gethostname()}:{os.getpid()}"):
        assert time.monotonic() < deadline
        time.sleep(0.02)
