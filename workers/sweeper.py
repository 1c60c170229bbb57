"""What every worker's main process does each second, with no leader: sweep the ledger."""

import logging
import threading
from typing import Final

import redis

from workers.ledger.transitions import Transitions

EVERY_S: Final = 1.0
log = logging.getLogger("workers.sweeper")


def sweep_for_ever(transitions: Transitions, stopped: threading.Event) -> None:
    """Bring rows back whose lease ran out or whose delay is over, and top up Celery's messages, until stopped."""
    while not stopped.wait(EVERY_S):
        try:
            expired, _, buried = transitions.sweep()
        except redis.RedisError as error:
            log.warning("the store does not answer: %s", error)
            continue
        if expired or buried:
            log.info("%d rows came back from workers that stopped, %d were buried", expired, buried)
