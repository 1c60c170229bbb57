"""The process that another one serves, and the moment when it is gone: each process of ours ends with its own."""

import os
import threading
import time
from collections.abc import Callable
from typing import Final

PARENT_VARIABLE: Final = "TRAWLNET_PARENT_PID"
_LOOK_EVERY_S: Final = 0.3


def when_named_parent_is_gone(act: Callable[[], None]) -> None:
    """Have `act` called, in a thread, once the process named in the environment is gone; none named: never."""
    named = os.environ.get(PARENT_VARIABLE, "")
    if named.isdecimal():
        when_gone(int(named), act)


def when_gone(pid: int, act: Callable[[], None]) -> None:
    """Have `act` called, in a thread, once that process is gone.

    If it is our parent it is gone as soon as we are another's: a dead one that nobody has waited for keeps its id.
    """
    ours = os.getppid() == pid

    def watch() -> None:
        while (os.getppid() == pid) if ours else is_alive(pid):
            time.sleep(_LOOK_EVERY_S)
        act()

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()


def is_alive(pid: int) -> bool:
    """Return whether a process has the id: one that ended and was not waited for has it still."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
