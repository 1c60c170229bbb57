"""A process that serves another hears of its end, even of one that nobody has waited for."""

import os
import subprocess
import sys
import threading

from contracts.parents import PARENT_VARIABLE, when_gone

CHILD = "import os, threading; from contracts.parents import when_gone; " + (
    "when_gone(os.getppid(), lambda: os.write(1, b'gone')); os.write(1, b'here '); threading.Event().wait(30)"
)
PARENT = f"import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {CHILD!r}]); time.sleep(60)"
NAMED = "import os, time; from contracts.parents import when_named_parent_is_gone as when; " + (
    "when(lambda: os._exit(7)); print('here', flush=True); time.sleep(30)"
)


def test_a_killed_parent_that_nobody_waited_for_is_gone() -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        assert os.read(parent.stdout.fileno(), 100) == b"here "

        os.kill(parent.pid, 9)

        assert os.read(parent.stdout.fileno(), 100) == b"gone"


def test_the_end_of_a_process_that_is_no_parent_is_heard_too() -> None:
    other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    heard = threading.Event()
    when_gone(other.pid, heard.set)

    other.kill()
    other.wait()

    assert heard.wait(20)


def test_a_process_watches_the_one_that_its_environment_names() -> None:
    named = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    environment = os.environ | {PARENT_VARIABLE: str(named.pid)}
    with subprocess.Popen([sys.executable, "-c", NAMED], stdout=subprocess.PIPE, env=environment) as watching:
        assert watching.stdout is not None
        watching.stdout.readline()

        named.kill()
        named.wait()

        assert watching.wait(20) == 7
