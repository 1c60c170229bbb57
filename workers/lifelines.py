"""Processes that end with the one they serve, even if that was killed; threads watch, so any system will do."""

import logging
import os
import signal
import threading
import time
from collections.abc import Callable

from contracts.parents import when_gone, when_named_parent_is_gone

log = logging.getLogger("workers.lifelines")


def stop_with_named_parent() -> None:
    """Stop this process in good order once the process named in the environment is gone; none named: never."""
    when_named_parent_is_gone(_stop)


def _stop() -> None:
    log.info("our parent is gone: stopping")
    os.kill(os.getpid(), signal.SIGTERM)


def end_with_parent(parent: int) -> None:
    """End this process at once when `parent`, which forked it, is gone; leases bring back what it held."""
    if os.getppid() != parent:
        os._exit(1)
    when_gone(parent, lambda: os._exit(1))


def exit_within(seconds: float, *, last: Callable[[], None]) -> None:
    """End this process at the latest after so many seconds, having called `last` if it came to that."""

    def wait_and_exit() -> None:
        time.sleep(seconds)
        log.warning("not done after %g s: leaving the rest to the leases", seconds)
        last()
        os._exit(0)

    threading.Thread(target=wait_and_exit, name="deadline", daemon=True).start()
