"""`trawlnet clean --batch` as a program among programs: its status, its silence, and how it ends."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tests.integration.test_clean_batch_pool import line

COMMAND = [sys.executable, "-m", "cli", "clean", "--batch", "--processes", "1"]


@contextmanager
def the_command() -> Iterator["subprocess.Popen[bytes]"]:
    """Yield the running command; whatever happens, it has ended when this is left."""
    with subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        try:
            yield child
        finally:
            child.kill()


def test_a_line_that_gives_no_article_makes_the_status_3_and_says_nothing_beside_its_error_line() -> None:
    done = subprocess.run(
        COMMAND, input=(line(1) + "no json\n").encode(), capture_output=True, timeout=120, check=False
    )

    told = [json.loads(text) for text in done.stdout.splitlines()]
    assert [told[0]["title"], told[1]["error"]] == ["Ferry 1", "Malformed"]
    assert (done.returncode, done.stderr) == (3, b"")


def test_no_line_is_done_at_once() -> None:
    done = subprocess.run(COMMAND, input=b"", capture_output=True, timeout=120, check=False)

    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_an_interrupt_ends_it_without_a_word() -> None:
    with the_command() as child:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(line(1).encode())
        child.stdin.flush()
        child.stdout.readline()
        child.send_signal(signal.SIGINT)
        _, said = child.communicate(timeout=120)

    assert (child.returncode, said) == (130, b"")


def test_a_reader_that_has_enough_ends_it_without_a_word() -> None:
    with the_command() as child:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(line(1).encode())
        child.stdin.flush()
        child.stdout.readline()
        child.stdout.close()
        child.stdout = None
        _, said = child.communicate(line(2).encode(), timeout=120)

    assert (child.returncode, said) == (0, b"")
