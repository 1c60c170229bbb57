"""Many cleaning processes as one: order kept, and a process that is killed or stuck costs its own page alone."""

import json
import os
import signal
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field

import pytest

from workers.clean.lines.line import Answer
from workers.clean.lines.pool import PAGES_EACH, BatchPool

TEXT = (
    "The ferry left the old harbour on Sunday morning with four hundred people on board, as it has for ninety years. "
)
PAGE_S = 1_000.0


@dataclass
class Clock:
    """The real time, and what a test adds to it."""

    added_s: float = 0.0

    def __call__(self) -> float:
        return time.monotonic() + self.added_s


@dataclass
class Batch:
    """A pool with the pipe through which it gets its lines."""

    pool: BatchPool
    clock: Clock
    write: Callable[[str], None]
    answers: Generator[Answer]
    seen: list[dict[str, str]] = field(default_factory=list)

    def next(self) -> dict[str, str]:
        """Return the next answer."""
        told: dict[str, str] = json.loads(next(self.answers).line)
        return told

    def until_it_works(self) -> int:
        """Return the number of the one process as soon as it has a line."""
        deadline = time.monotonic() + 60
        while not (working := [pid for pid, busy in self.pool.working.items() if busy]):
            assert time.monotonic() < deadline
            time.sleep(0.01)
        return working[0]


def line(number: int) -> str:
    """Return a page as a line."""
    html = f"<html><head><title>Ferry {number}</title></head><body><p>{TEXT * 3}{number}</p><p>{TEXT * 2}</p></body>"
    return json.dumps({"url": f"https://lamp.example/news/ferry-{number}", "html": html}) + "\n"


@contextmanager
def a_batch(processes: int, pages_each: int = PAGES_EACH) -> Iterator[Batch]:
    """Yield a batch whose input stays open until it is left."""
    clock = Clock()
    reading, writing = os.pipe()
    pool = BatchPool(processes=processes, page_s=PAGE_S, pages_each=pages_each, clock=clock)
    with os.fdopen(reading, "rb"), os.fdopen(writing, "w") as out, closing(pool.answers(reading)) as answers:

        def write(text: str) -> None:
            out.write(text)
            out.flush()

        yield Batch(pool, clock, write, answers)


def test_a_line_is_answered_while_the_next_one_is_not_yet_written() -> None:
    with a_batch(processes=2) as batch:
        batch.write(line(1))
        first = batch.next()
        batch.write("no json\n\n" + line(2))

        assert [first["title"], batch.next()["error"], batch.next()["title"]] == ["Ferry 1", "Malformed", "Ferry 2"]


@pytest.mark.parametrize(("ending", "error"), [("killed", "CleanerEnded"), ("too slow", "TooSlow")])
def test_a_process_that_is_killed_or_stuck_costs_its_own_page_alone(ending: str, error: str) -> None:
    with a_batch(processes=1) as batch:
        batch.write(line(1))
        batch.next()
        (process,) = batch.pool.working
        os.kill(process, signal.SIGSTOP)
        batch.write(line(2))
        end = threading.Thread(target=ended, args=(batch, ending))
        end.start()
        second = batch.next()
        end.join()

        assert (second["error"], second["url"]) == (error, "https://lamp.example/news/ferry-2")
        assert batch.next()["title"] == "Ferry 3"
        assert process not in batch.pool.working


def ended(batch: Batch, ending: str) -> None:
    """End the process that has a line, by a signal or by its time; another line comes then."""
    process = batch.until_it_works()
    if ending == "killed":
        os.kill(process, signal.SIGKILL)
    else:
        batch.clock.added_s += PAGE_S
    batch.write(line(3))


def test_a_batch_that_is_left_leaves_no_process_behind() -> None:
    with a_batch(processes=2) as batch:
        batch.write(line(1) + line(2) + line(3))
        batch.next()
        processes = list(batch.pool.working)

    with pytest.raises(ProcessLookupError):
        os.kill(processes[0], 0)
    with pytest.raises(ProcessLookupError):
        os.kill(processes[1], 0)


def test_a_process_that_has_cleaned_its_share_makes_room_for_a_new_one() -> None:
    with a_batch(processes=1, pages_each=2) as batch:
        numbers = []
        for number in range(5):
            batch.write(line(number))
            assert batch.next()["title"] == f"Ferry {number}"
            numbers += batch.pool.working

    assert [len(set(numbers[:2])), len(set(numbers[2:4])), len(set(numbers))] == [1, 1, 3]
