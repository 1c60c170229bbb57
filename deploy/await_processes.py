"""Become a command once the other containers' processes are at work.

`python await_processes.py crawler worker indexer -- COMMAND …` waits until a process of each role beats in Redis,
however long Redis itself takes to come up, then replaces itself by the command. It gives up after some minutes, with
status 1.
"""

import os
import sys
import time
from contextlib import suppress

import redis

from contracts.errors import TrawlnetError
from contracts.settings import load
from contracts.store import connect
from workers.queue import Ledger, WorkerSettings

PATIENCE_S = 300.0
LOOK_S = 1.0


def main(arguments: list[str]) -> int:
    """Return 1 if some role stays absent; otherwise the command takes over and this does not return."""
    split = arguments.index("--")
    wanted, command = set(arguments[:split]), arguments[split + 1 :]
    ledger = Ledger(connect(os.environ["TRAWLNET_REDIS_URL"]), load(WorkerSettings))
    deadline = time.monotonic() + PATIENCE_S
    while (absent := wanted - at_work(ledger)) and time.monotonic() < deadline:
        time.sleep(LOOK_S)
    if not absent:
        os.execvp(command[0], command)
    sys.stderr.write(f"No process came up as {', '.join(sorted(absent))}: look at the logs of those services.\n")
    return 1


def at_work(ledger: Ledger) -> set[str]:
    """Return the roles that some process holds now; none while the store does not answer."""
    with suppress(TrawlnetError, redis.RedisError):
        return {process.role for process in ledger.report().workers}
    return set()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
