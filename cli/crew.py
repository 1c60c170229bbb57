"""The processes that one machine runs: started, watched, started again when they die, and stopped together.

Each child is told our pid (`TRAWLNET_PARENT_PID`) and ends when we are gone, so that a killed `trawlnet up` leaves no
crawler or worker behind; the store may outlive us and is adopted by the next command.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from contracts.names import Role

_MAX_LOG_BYTES: Final = 5_000_000
_LONGEST_PAUSE_S: Final = 5.0
_LONGEST_PAUSE_OF_KILLED_S: Final = 1.0
_MOST_DOUBLINGS: Final = 10
_STABLE_S: Final = 5.0
_MODULES: Final[dict[Role, tuple[str, ...]]] = {
    "crawler": ("crawler.process",),
    "worker": ("workers.process", "worker"),
    "indexer": ("workers.process", "indexer"),
    "web": ("web.process",),
}


@dataclass
class _Member:
    """One child of the crew, and how often it died of late."""

    role: Role
    process: subprocess.Popen[bytes]
    started_at: float
    failures: int = 0
    next_start_at: float = field(default=0.0)


class Crew:
    """The children of one command. `keep_alive` is called before each look at them: it sees to the store."""

    def __init__(self, *, environment: Mapping[str, str], log_dir: Path, keep_alive: Callable[[], None]) -> None:
        self._environment = dict(environment)
        self._log_dir = log_dir
        self._keep_alive = keep_alive
        self._members: dict[Role, _Member] = {}
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None
        self.trouble: str | None = None

    @property
    def roles(self) -> tuple[Role, ...]:
        """The roles that this crew has taken on."""
        return tuple(self._members)

    def start(self, roles: Iterable[Role]) -> None:
        """Start one process for each role that the crew has not taken on yet, and watch over them from now on."""
        with self._lock:
            for role in roles:
                if role not in self._members:
                    self._members[role] = _Member(role, self._spawn(role), time.monotonic())
        if self._thread is None:
            self._thread = threading.Thread(target=self._watch, name="crew", daemon=True)
            self._thread.start()

    def pid(self, role: Role) -> int:
        """Return the process id of a role's present process."""
        return self._members[role].process.pid

    def log_of(self, role: Role) -> Path:
        """Return the file that the role's process writes its log to."""
        return self._log_dir / f"{role}.log"

    def stop(self, *, patience_s: float = 8.0) -> None:
        """End every child: asked first, killed after `patience_s` seconds."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join(timeout=patience_s)
        processes = [member.process for member in self._members.values()]
        for process in processes:
            _signal_group(process, signal.SIGTERM)
        deadline = time.monotonic() + patience_s
        for process in processes:
            try:
                process.wait(timeout=max(0.05, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                _signal_group(process, signal.SIGKILL)
                process.wait()

    def _spawn(self, role: Role) -> subprocess.Popen[bytes]:
        self._log_dir.mkdir(parents=True, exist_ok=True)
        log = self.log_of(role)
        mode = "wb" if log.exists() and log.stat().st_size > _MAX_LOG_BYTES else "ab"
        with log.open(mode) as output:
            return subprocess.Popen(
                [sys.executable, "-m", *_MODULES[role]],
                env=self._environment | {"TRAWLNET_PARENT_PID": str(os.getpid())},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _watch(self) -> None:
        while not self._ended.wait(0.2):
            try:
                self._keep_alive()
                self.trouble = None
            except Exception as error:
                self.trouble = str(error)
                continue
            with self._lock:
                for member in self._members.values():
                    self._revive(member)

    def _revive(self, member: _Member) -> None:
        now = time.monotonic()
        if member.process.poll() is None:
            return
        if member.next_start_at == 0.0:
            stable = now - member.started_at > _STABLE_S
            member.failures = 0 if stable else member.failures + 1
            member.next_start_at = now + pause_s(member.failures, member.process.returncode)
        if now >= member.next_start_at:
            member.process = self._spawn(member.role)
            member.started_at, member.next_start_at = now, 0.0


def pause_s(failures: int, status: int) -> float:
    """Return how long to wait before a role's next process, after so many short lives in a row and this exit status.

    One that was killed did not fail by itself, and is missed sooner.
    """
    longest = _LONGEST_PAUSE_OF_KILLED_S if status == -signal.SIGKILL else _LONGEST_PAUSE_S
    return min(longest, 0.1 * 2.0 ** min(failures, _MOST_DOUBLINGS))


def _signal_group(process: subprocess.Popen[bytes], number: int) -> None:
    """Signal the child alone to end, or its whole group to die: a pool's children go with their parent."""
    if process.poll() is not None:
        return
    try:
        if number == signal.SIGKILL:
            os.killpg(process.pid, number)
        else:
            process.send_signal(number)
    except ProcessLookupError:
        return
