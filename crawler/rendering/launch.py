"""Starts the browser without rights: `python launch.py HOME USER BROWSER ARGUMENT…`; imports nothing of ours.

The browser runs as USER (if we are root), in a network of its own that leads nowhere where the kernel gives it one,
with a bound on the memory of each of its processes, and ends with whoever started it.
"""

import contextlib
import ctypes
import os
import resource
import signal
import sys
from typing import Final

_PR_SET_PDEATHSIG: Final = 1
_CLONE_NEWNET: Final = 0x40000000
_MOST_DATA_BYTES: Final = 4 * 2**30


def main(home: str, user: str, browser: str, arguments: list[str]) -> None:
    """Become the browser."""
    parent = os.getppid()
    libc = ctypes.CDLL(None, use_errno=True)
    os.umask(0o077)
    if os.geteuid() == 0:
        with contextlib.suppress(AttributeError):  # Linux alone has it, as it has prctl.
            libc.unshare(_CLONE_NEWNET)
        _drop_rights(user, home)
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_DATA, (_MOST_DATA_BYTES, _MOST_DATA_BYTES))
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(AttributeError):
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # It ended before we could say that we want to end with it.
        sys.exit(1)
    os.chdir(home)
    surroundings = {"HOME": home, "TMPDIR": home, "PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8"}
    os.execve(browser, [browser, *arguments], surroundings)


def _drop_rights(user: str, home: str) -> None:
    import pwd

    entry = pwd.getpwnam(user)
    if entry.pw_uid == 0:
        sys.exit("the browser must not run as root")
    os.chown(home, entry.pw_uid, entry.pw_gid)
    os.setgroups([])
    os.setgid(entry.pw_gid)
    os.setuid(entry.pw_uid)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:])
