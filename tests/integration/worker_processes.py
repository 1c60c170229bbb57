"""Starting real worker processes for tests, and waiting for what they do."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from workers.queue import Ledger

DEADLINE_S = 60.0
SHORT_WAITS = {
    "TRAWLNET_WORKER_LEASE_S": "1.5",
    "TRAWLNET_WORKER_MAX_ATTEMPTS": "4",
    "TRAWLNET_WORKER_RETRY_DELAY_S": "0.2",
}


class Processes:
    """Worker processes of one test on one store; what the index stage wrote is in `folder`."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url = url
        self.folder = folder
        self._started: list[subprocess.Popen[bytes]] = []

    def start(self, **environment: str) -> subprocess.Popen[bytes]:
        """Return a worker process that was started now."""
        command = [sys.executable, "-m", "tests.integration.working_process", self.url, str(self.folder)]
        environ = {**os.environ, **SHORT_WAITS, **environment}
        self._started.append(subprocess.Popen(command, env=environ, start_new_session=True))
        return self._started[-1]

    def indexed(self) -> set[str]:
        """Return the ids of the articles that the index stage wrote."""
        return set((self.folder / "index").read_text().split())

    def kill_all(self) -> None:
        """Make sure that none runs."""
        for process in self._started:
            process.kill()
            process.wait(timeout=10)


def until(met: Callable[[], bool], *, within_s: float = DEADLINE_S) -> None:
    """Return once `met`; fail after a while."""
    deadline = time.monotonic() + within_s
    while not met():
        assert time.monotonic() < deadline, "not within the time allowed"
        time.sleep(0.05)


def is_done(ledger: Ledger) -> bool:
    """Return whether no page is in flight; the equation must hold at each look."""
    balance = ledger.balance()
    assert balance.holds, balance
    return balance.in_flight == 0


def children_of(pid: int) -> list[int]:
    """Return the processes that this one forked and that still run."""
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return [int(line) for line in found.stdout.split()]


def runs(pid: int) -> bool:
    """Return whether a process is there and not merely waited for."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False
