"""`trawlnet clean`: a saved page for a person; a program among programs with --batch: its status and how it ends."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.integration.test_clean_batch_pool import line

CLEAN = [sys.executable, "-m", "cli", "clean"]
COMMAND = [*CLEAN, "--batch", "--processes", "1"]


@contextmanager
def once_it_has_answered() -> Iterator["subprocess.Popen[bytes]"]:
    """Yield the running command after its first answer; whatever happens, it has ended when this is left."""
    with subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        try:
            assert child.stdin is not None and child.stdout is not None
            child.stdin.write(line(1).encode())
            child.stdin.flush()
            child.stdout.readline()
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
    with once_it_has_answered() as child:
        child.send_signal(signal.SIGINT)
        _, said = child.communicate(timeout=120)

    assert (child.returncode, said) == (130, b"")


def test_a_reader_that_has_enough_ends_it_without_a_word() -> None:
    with once_it_has_answered() as child:
        assert child.stdout is not None
        child.stdout.close()
        child.stdout = None
        _, said = child.communicate(line(2).encode(), timeout=120)

    assert (child.returncode, said) == (0, b"")


def test_a_saved_page_is_shown_as_its_article(tmp_path: Path) -> None:
    saved = tmp_path / "page.html"
    saved.write_text(json.loads(line(1))["html"], encoding="utf-8")

    shown = subprocess.run([*CLEAN, str(saved)], capture_output=True, text=True, timeout=120, check=True)
    as_json = subprocess.run(
        [*CLEAN, "--json", "--url", "https://news.example/ferry", "-"],
        input=saved.read_bytes(),
        capture_output=True,
        timeout=120,
        check=True,
    )

    article = json.loads(as_json.stdout)
    assert shown.stdout.startswith("Ferry 1\n")
    assert article["text"] in shown.stdout
    assert article["url"] == "https://news.example/ferry"


@pytest.mark.parametrize(
    ("asked", "status", "said"),
    [
        (["nowhere.html"], 1, b"trawlnet: nowhere.html: No such file or directory"),
        (["-"], 1, b"trawlnet: - gives no article: TooLittleText: "),
        (["-", "--url", "ferry"], 1, b"trawlnet: - gives no article: UnusableUrl: 'ferry' is not an absolute URL"),
        ([], 2, b"trawlnet: clean takes a saved page, trawlnet clean page.html, or lines"),
        (["--batch", "--url", "https://news.example/ferry"], 2, b"trawlnet: --url is for a saved page"),
    ],
)
def test_what_gives_no_article_is_told_in_one_sentence(asked: list[str], status: int, said: bytes) -> None:
    done = subprocess.run([*CLEAN, *asked], input=b"Hello.", capture_output=True, timeout=120, check=False)

    assert (done.returncode, done.stdout) == (status, b"")
    assert done.stderr.startswith(said)
    assert done.stderr.count(b"\n") == 1
