"""Processes that end with the one they serve, even if that was killed; threads watch, so any system will do."""

import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from typing import Final

PARENT_VARIABLE: Final = "TRAWLNET_PARENT_PID"
_LOOK_EVERY_S: Final = 0.3
log = logging.getLogger("workers.lifelines")


def stop_with_named_parent() -> None:
    """Stop this process in good order once the process named in the environment is gone; none named: never."""
    named = os.environ.get(PARENT_VARIABLE, "")
    if named.isdecimal():
        threading.Thread(target=_stop_after, args=(int(named),), name="lifeline", daemon=True).start()


def _stop_after(parent: int) -> None:
    born_of_it = os.getppid() == parent
    while _runs(parent) and (not born_of_it or os.getppid() == parent):
        time.sleep(_LOOK_EVERY_S)
    log.info("process %d is gone: stopping", parent)
    os.kill(os.getpid(), signal.SIGTERM)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def end_with_parent(parent: int) -> None:
    """End this process at once when `parent`, which forked it, is gone; leases bring back what it held."""
    threading.Thread(target=_end_after, args=(parent,), name="lifeline", daemon=True).start()


def _end_after(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOK_EVERY_S)
    os._exit(1)


def exit_within(seconds: float, *, last: Callable[[], None]) -> None:
    """End this process at the latest after so many seconds, having called `last` if it came to that."""

    def wait_and_exit() -> None:
        time.sleep(seconds)
        log.warning("not done after %g s: leaving the rest to the leases", seconds)
        last()
        os._exit(0)

    threading.Thread(target=wait_and_exit, name="deadline", daemon=True).start()
