"""Crawler processes by the hundred: forked from one that has read all the code, each with `main` as its whole life.

What costs a crawler's start is to read the code. A forked one opens its own connections and can be killed like any
other; only that reading is saved.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

REPOSITORY: Final = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Child:
    """A running crawler process."""

    pid: int

    @property
    def is_running(self) -> bool:
        """Whether it has not ended; ended ones are waited for by the nursery."""
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        return True

    def kill(self) -> None:
        """End it at once, and return when it is gone."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        while self.is_running:
            time.sleep(0.005)


class Nursery:
    """Starts crawlers on one store and data folder; their log lies in the data folder."""

    def __init__(self, process: subprocess.Popen[str], redis_url: str, data_dir: Path) -> None:
        self._process = process
        self._redis_url = redis_url
        self._data_dir = data_dir

    def start(self, **settings: object) -> Child:
        """Return a new crawler process with these settings."""
        told = {
            "TRAWLNET_REDIS_URL": self._redis_url,
            "TRAWLNET_DATA_DIR": str(self._data_dir),
            "TRAWLNET_CRAWL_RESOLVE": "*.test=127.0.0.1",
            "TRAWLNET_PARENT_PID": str(self._process.pid),
            **{f"TRAWLNET_CRAWL_{name.upper()}": str(value) for name, value in settings.items()},
        }
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"settings": told, "log": str(self._data_dir / "crawler.log")}) + "\n")
        self._process.stdin.flush()
        return Child(int(self._process.stdout.readline()))


@contextlib.contextmanager
def nursery(redis_url: str, data_dir: Path) -> Iterator[Nursery]:
    """Give a nursery; its crawlers end with it."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("TRAWLNET_")}
    command = [sys.executable, "-m", "tests.benchmarks.nursery"]
    process = subprocess.Popen(
        command, cwd=REPOSITORY, env=plain, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        yield Nursery(process, redis_url, data_dir)
    finally:
        process.kill()
        process.wait()


def main() -> None:
    """Fork a crawler for every line of stdin, and tell its pid; until stdin ends."""
    import crawler.process
    import crawler.scheduler
    import crawler.spider

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        asked = json.loads(line)
        pid = os.fork()
        if pid == 0:
            os._exit(_live(asked["settings"], asked["log"], crawler.process.main))
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


def _live(settings: Mapping[str, str], log: str, crawl: Any) -> int:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.environ.update(settings)
    nothing, written = os.open(os.devnull, os.O_RDONLY), os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.dup2(nothing, 0)
    os.dup2(written, 1)
    os.dup2(written, 2)
    return int(crawl())


if __name__ == "__main__":
    main()
