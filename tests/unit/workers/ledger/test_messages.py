"""Which messages a worker takes from its queue, and how it reaches its broker."""

import json
import ssl
from typing import Any

import pytest
from celery import Celery
from kombu.connection import Connection

from contracts.errors import Misconfigured
from contracts.settings import load
from workers.app import make_app, refuse_what_loses_work
from workers.broker import SCHEME, broker_settings
from workers.ledger.messages import is_ours, template
from workers.settings import WorkerSettings


def the_message() -> dict[str, Any]:
    """Return a message as the ledger writes it."""
    message: dict[str, Any] = json.loads(template().replace("@ID@", "clean-7").replace("@STAGE@", "clean"))
    return message


def an_app(**settings: Any) -> Celery:
    """Return an app that connects to nobody."""
    return make_app("redis://127.0.0.1:1/0", WorkerSettings(**settings), {"clean": lambda: None})


def test_the_ledger_s_own_message_is_taken() -> None:
    assert is_ours(the_message())


@pytest.mark.parametrize("field", ["body", "headers", "properties", "content-type", "content-encoding"])
@pytest.mark.parametrize("value", [None, 7, "x", [], {}])
def test_a_message_with_a_foreign_part_is_not_taken(field: str, value: object) -> None:
    assert not is_ours(the_message() | {field: value})


@pytest.mark.parametrize(
    "headers", [{"eta": "soon"}, {"task": "os.system"}, {"task": []}, {"id": 7}, {"timelimit": 3}, {"compression": "x"}]
)
def test_a_message_with_a_foreign_header_is_not_taken(headers: dict[str, object]) -> None:
    message = the_message()

    assert not is_ours(message | {"headers": message["headers"] | headers})


@pytest.mark.parametrize(
    ("url", "hostname", "port", "database", "password"),
    [
        ("redis://127.0.0.1:6390/3", "127.0.0.1", 6390, "3", None),
        ("redis://:p%40ss@store:6379", "store", 6379, "/", "p@ss"),
        ("unix:///run/s?db=2", "trawlnet+socket:///run/s?virtual_host=2", 6379, "/", None),
        ("unix:///run/s", "trawlnet+socket:///run/s?virtual_host=0", 6379, "/", None),
    ],
)
def test_celery_reaches_the_same_store_as_the_ledger(
    url: str, hostname: str, port: int, database: str, password: str | None
) -> None:
    told = Connection(broker_settings(url)["broker_url"]).info()  # type: ignore[no-untyped-call]

    found = (told["hostname"], told["port"], told["virtual_host"], told["password"])
    assert found == (hostname, port, database, password)
    assert told["transport"] == SCHEME


def test_an_encrypted_store_is_verified() -> None:
    settings = broker_settings("rediss://store:6379/0")

    assert settings["broker_use_ssl"] == {"ssl_cert_reqs": ssl.CERT_REQUIRED}


def test_the_app_keeps_nothing_and_takes_nothing_but_json() -> None:
    conf = an_app().conf

    assert (list(conf.accept_content), conf.result_backend) == (["json"], None)
    assert (conf.task_acks_late, conf.worker_prefetch_multiplier) == (True, 1)
    assert conf.worker_enable_remote_control


@pytest.mark.parametrize(
    "change",
    [
        {"worker_enable_remote_control": False},
        {"accept_content": ["json", "pickle"]},
        {"task_acks_late": False},
        {"worker_prefetch_multiplier": 4},
        {"broker_transport_options": {"visibility_timeout": 60}},
    ],
)
def test_a_set_up_that_would_lose_work_is_refused(change: dict[str, object]) -> None:
    app = an_app()
    app.conf.update(change)

    with pytest.raises(Misconfigured):
        refuse_what_loses_work(app)


def test_a_soft_limit_above_the_hard_one_is_refused_in_one_sentence() -> None:
    with pytest.raises(Misconfigured, match="TRAWLNET_WORKER_SOFT_LIMIT_S"):
        an_app(soft_limit_s=200)


def test_a_setting_out_of_range_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRAWLNET_WORKER_CONCURRENCY", "0")

    with pytest.raises(Misconfigured, match="TRAWLNET_WORKER_CONCURRENCY"):
        load(WorkerSettings)
