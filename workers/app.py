"""The Celery app over the ledger: Celery runs, limits, recycles and shows the processes; the ledger holds the work.

A message is a token for one ready row of its stage: whoever receives it claims the oldest. So a message lost, doubled
or malformed costs nothing.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from celery import Celery
from kombu.entity import Queue

from contracts.errors import Misconfigured
from contracts.names import TASKS, Stage
from workers.broker import broker_settings
from workers.ledger.messages import QUEUE_PREFIX
from workers.settings import WorkerSettings

_REST_AFTER_LIMIT_S: Final = 60.0


def make_app(url: str, settings: WorkerSettings, stages: Mapping[Stage, Callable[[], None]]) -> Celery:
    """Return the app whose tasks take one step of each given stage; raises `Misconfigured` if work could be lost."""
    app = Celery("trawlnet", set_as_current=False)
    app.conf.update(broker_settings(url))
    app.conf.update(_reliability(settings))
    app.conf.task_queues = [Queue(stage, exchange="", routing_key=stage) for stage in stages]  # type: ignore[no-untyped-call]
    for stage, step in stages.items():
        _register(app, TASKS[stage], step)
    refuse_what_loses_work(app)
    return app


def _register(app: Celery, name: str, step: Callable[[], None]) -> None:
    @app.task(name=name)  # type: ignore[untyped-decorator]
    def take_one() -> None:
        step()


def _reliability(settings: WorkerSettings) -> dict[str, Any]:
    return {
        "task_serializer": "json",
        "accept_content": ["json"],
        "result_backend": None,
        "task_ignore_result": True,
        "task_acks_late": True,
        "worker_prefetch_multiplier": 1,
        "task_time_limit": settings.hard_limit_s,
        "task_soft_time_limit": settings.soft_limit_s,
        "task_create_missing_queues": False,
        "task_default_queue": "clean",
        "worker_enable_remote_control": True,
        "worker_send_task_events": True,
        "worker_hijack_root_logger": False,
        "worker_redirect_stdouts": False,
        "worker_cancel_long_running_tasks_on_connection_loss": False,
        "broker_connection_retry": True,
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,
        "broker_transport_options": {
            "global_keyprefix": QUEUE_PREFIX,
            "visibility_timeout": settings.hard_limit_s + _REST_AFTER_LIMIT_S,
            "health_check_interval": 10,
            "socket_connect_timeout": 5,
            "socket_keepalive": True,
            "retry_on_timeout": True,
        },
    }


def refuse_what_loses_work(app: Celery) -> None:
    """Raise `Misconfigured` if the app's settings would lose work, do it twice, or let a worker hang."""
    conf = app.conf
    if conf.broker_transport_options.get("visibility_timeout", 0) <= conf.task_time_limit:
        raise Misconfigured("The visibility timeout must be longer than the hard limit: raise it, or lower the limit.")
    if conf.task_soft_time_limit >= conf.task_time_limit:
        raise Misconfigured("TRAWLNET_WORKER_SOFT_LIMIT_S must be less than TRAWLNET_WORKER_HARD_LIMIT_S.")
    if not conf.worker_enable_remote_control:
        raise Misconfigured("Celery's remote control must stay on: without it a worker may hang when Redis restarts.")
    if list(conf.accept_content) != ["json"] or conf.task_serializer != "json":
        raise Misconfigured("Celery must accept nothing but JSON.")
    if not conf.task_acks_late or conf.worker_prefetch_multiplier != 1:
        raise Misconfigured("Celery must acknowledge late and prefetch one message a process.")
