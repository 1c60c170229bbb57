"""One process of ours under Celery: what runs in its main process, and what in the pool processes it forks."""

import contextlib
import logging
import os
import socket
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, Final

import redis
from celery import signals
from celery.platforms import SecurityWarning

from contracts.errors import StoreUnreachable
from contracts.names import Role, Stage
from contracts.store import check_store, connect, shown
from workers.app import make_app
from workers.heartbeats import Heartbeat, heartbeat
from workers.ledger.transitions import Transitions
from workers.lifelines import end_with_parent, exit_within, stop_with_named_parent
from workers.settings import WorkerSettings
from workers.sweeper import sweep_for_ever

_TRY_AGAIN_S: Final = 0.5
_WAIT_FOR_STORE_S: Final = 120.0
_LONGEST_LINE: Final = 1000
_RECYCLING: Final = {"max_tasks_per_child": 1000, "max_memory_per_child": 1_000_000}
log = logging.getLogger("workers")

Steps = Mapping[Stage, Callable[[], None]]
"""What a pool process does when a message of a stage arrives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """What one kind of process does: its role, its stages, and how a pool process is furnished after the fork.

    `recycled` pool processes are replaced after some hundred pages, against memory that grows.
    """

    role: Role
    stages: tuple[Stage, ...]
    concurrency: int
    furnish: Callable[[redis.Redis], Steps]
    recycled: bool = True


class _PoolProcess:
    """The steps of one pool process, furnished when its first message comes."""

    def __init__(self, service: Service, url: str) -> None:
        self._service = service
        self._url = url

    @cached_property
    def _steps(self) -> Steps:
        return self._service.furnish(connect(self._url))

    def take_one(self, stage: Stage) -> None:
        self._steps[stage]()


def serve(service: Service, *, url: str, settings: WorkerSettings) -> int:
    """Work until told to stop; return the exit status.

    Waits for a store that does not answer yet; raises `Misconfigured` if it, or a setting, would lose work.
    """
    client = connect(url)
    pool_process = _PoolProcess(service, url)
    app = make_app(url, settings, {stage: partial(pool_process.take_one, stage) for stage in service.stages})
    _await_store(client, url)
    stop_with_named_parent()
    with heartbeat(client, service.role) as beating, _celery_signals(settings, beating), _sweeping(client, settings):
        log.info("%s %d works on %s", service.role, os.getpid(), ", ".join(service.stages))
        worker = app.Worker(
            hostname=f"{service.role}-{os.getpid()}@{socket.gethostname()}",
            pool_cls="prefork",
            concurrency=service.concurrency,
            queues=list(service.stages),
            loglevel=logging.WARNING,
            quiet=True,
            **(_RECYCLING if service.recycled else {}),
        )
        worker.start()
        return int(worker.exitcode or 0)


def _await_store(client: redis.Redis, url: str) -> None:
    deadline = time.monotonic() + _WAIT_FOR_STORE_S
    while True:
        try:
            check_store(client, url=url)
            return
        except StoreUnreachable:
            if time.monotonic() > deadline:
                raise
            log.info("waiting for Redis at %s", shown(url))
            time.sleep(_TRY_AGAIN_S)


@contextlib.contextmanager
def _celery_signals(settings: WorkerSettings, beating: Heartbeat) -> Iterator[None]:
    """Tie pool processes to this one, bound the time a stop takes, and keep our own way of logging."""
    main = os.getpid()

    def on_fork(**_: Any) -> None:
        end_with_parent(main)

    def on_stop(**_: Any) -> None:
        exit_within(settings.stop_s, last=beating.stop)

    def on_logging(**_: Any) -> None:
        logging.getLogger("celery").setLevel(logging.WARNING)

    signals.worker_process_init.connect(on_fork, weak=False)
    signals.worker_shutting_down.connect(on_stop, weak=False)
    signals.setup_logging.connect(on_logging, weak=False)
    try:
        yield
    finally:
        signals.worker_process_init.disconnect(on_fork)
        signals.worker_shutting_down.disconnect(on_stop)
        signals.setup_logging.disconnect(on_logging)


@contextlib.contextmanager
def _sweeping(client: redis.Redis, settings: WorkerSettings) -> Iterator[None]:
    stopped = threading.Event()
    transitions = Transitions(client, settings, worker="sweeper")
    threading.Thread(target=sweep_for_ever, args=(transitions, stopped), name="sweeper", daemon=True).start()
    try:
        yield
    finally:
        stopped.set()


def this_process() -> str:
    """Return what names a pool process in leases and traces: the host, the main process that beats, its own id."""
    return f"{socket.gethostname()}:{os.getppid()}/{os.getpid()}"


def log_to_stderr() -> None:
    """Make our events one quiet line each on stderr, and nothing else.

    Celery's own sayings on stdout go nowhere; nor does its warning of pickles read by a superuser, for we read none.
    """
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    warnings.simplefilter("ignore", SecurityWarning)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_OneLine("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("workers").setLevel(logging.INFO)
    logging.getLogger("elastic_transport").setLevel(logging.ERROR)  # that it is away, we say ourselves, and once


class _OneLine(logging.Formatter):
    """Keeps each event on one line, whatever a crawled page put into it; a traceback keeps its end."""

    def format(self, record: logging.LogRecord) -> str:
        lines = super().format(record).splitlines()
        shown = " | ".join(line.strip() for line in (lines[:1] + lines[-3:] if len(lines) > 4 else lines))
        return "".join(character if character.isprintable() else "?" for character in shown)[:_LONGEST_LINE]
