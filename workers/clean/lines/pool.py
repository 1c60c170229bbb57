"""Lines cleaned by several processes at once: answers in the order of the lines, a bounded number of lines held.

Each process has one line at a time. One that is killed, or needs longer than a page may, costs that line alone: it
gets an error line, and a new process takes its place. So does one that has cleaned so many pages that what libraries
keep for as long as a process lives would begin to count.
"""

import contextlib
import os
import select
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Generator
from dataclasses import dataclass
from functools import partial
from typing import IO, Final

from contracts.errors import Rejected, TrawlnetError
from workers.clean.lines.line import MAX_LINE_BYTES, Answer, answer_for, url_of
from workers.clean.lines.worker import ANSWER, FAST, LINE

HELD_FOR_EACH: Final = 8
PAGES_EACH: Final = 5_000
"""How many pages a process cleans before a new one takes its place."""

_CHUNK: Final = 1 << 20
_START_S: Final = 120.0
_STOP_S: Final = 5.0


class TooSlow(Rejected):
    """The page took longer to clean than a page may."""


class CleanerEnded(TrawlnetError):
    """The process that cleaned the page ended before it answered."""


class Lines:
    """A descriptor's lines, read as far as they come; of one beyond the bound its beginning, a byte too long."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        self.is_done = False
        self._ready: deque[bytes] = deque()
        self._open: list[bytes] = []
        self._size = 0

    def __len__(self) -> int:
        return len(self._ready)

    def read(self) -> None:
        """Take what has come; blocks only where nothing has."""
        chunk = os.read(self.descriptor, _CHUNK)
        *whole, rest = chunk.split(b"\n")
        for part in whole:
            self._add(part)
            self._end()
        self._add(rest)
        if not chunk:
            self._end()
            self.is_done = True

    def next(self) -> bytes:
        """Return the earliest line that has come."""
        return self._ready.popleft()

    def _add(self, part: bytes) -> None:
        kept = part[: MAX_LINE_BYTES + 1 - self._size]
        if kept:
            self._open.append(kept)
            self._size += len(kept)

    def _end(self) -> None:
        line = b"".join(self._open)
        self._open, self._size = [], 0
        if line.strip():
            self._ready.append(line)


@dataclass(slots=True)
class _Job:
    """One line: held until it is handed out, then its URL alone, then its answer."""

    line: bytes
    answer: Answer | None = None


class _Process:
    """One cleaning process; `job` is what it works on, `until` when that must be done."""

    def __init__(self, *, fast: bool, clock: Callable[[], float]) -> None:
        command = [sys.executable, "-m", "workers.clean.lines.worker", *([FAST] if fast else [])]
        self._child = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0, start_new_session=True
        )
        self._clock = clock
        self._got = bytearray()
        self.is_ready = False
        self.cleaned = 0
        self.job: _Job | None = None
        self.until = clock() + _START_S

    @property
    def number(self) -> int:
        """The process's id."""
        return self._child.pid

    @property
    def descriptor(self) -> int:
        """Where the process writes."""
        return _open(self._child.stdout).fileno()

    @property
    def is_idle(self) -> bool:
        """Whether the process waits for a line."""
        return self.is_ready and self.job is None

    def give(self, job: _Job, *, within_s: float) -> None:
        """Hand a line out; one that is gone is found by its silence."""
        self.job, self.until = job, self._clock() + within_s
        message = memoryview(LINE.pack(len(job.line)) + job.line)
        with contextlib.suppress(BrokenPipeError):
            while message:
                message = message[_open(self._child.stdin).write(message) or 0 :]

    def receive(self, *, within_s: float) -> bool:
        """Take what the process wrote, and its answer if that is whole; False where the process has ended."""
        got = os.read(self.descriptor, _CHUNK)
        self._got += got
        self.until = self._clock() + within_s
        if len(self._got) >= ANSWER.size:
            size, is_error = ANSWER.unpack_from(self._got)
            if len(self._got) == ANSWER.size + size:
                self._answered(Answer(bytes(self._got[ANSWER.size :]), is_error=bool(is_error)))
        return bool(got)

    def _answered(self, answer: Answer) -> None:
        self._got.clear()
        self.is_ready = True
        if self.job is not None:
            self.job.answer, self.job = answer, None
            self.cleaned += 1

    def kill(self) -> None:
        """End the process and what it started, at once."""
        if self._child.returncode is None:  # Its number is still its own, even if it has ended.
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._child.pid, signal.SIGKILL)
            self._child.wait()
        self._close()

    def stop(self) -> None:
        """Let the process end by itself, for it has no more to do."""
        _open(self._child.stdin).close()
        try:
            self._child.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            self.kill()
        self._close()

    def _close(self) -> None:
        for pipe in (self._child.stdin, self._child.stdout):
            with contextlib.suppress(BrokenPipeError):
                _open(pipe).close()


def _open(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None  # Popen was asked for it.
    return pipe


class BatchPool:
    """So many processes that clean; a page may take `page_s`, a process cleans `pages_each`. Used once."""

    def __init__(
        self,
        *,
        processes: int,
        page_s: float,
        fast: bool = False,
        pages_each: int = PAGES_EACH,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._make: Callable[[], _Process] = partial(_Process, fast=fast, clock=clock)
        self._clock = clock
        self._page_s = page_s
        self._pages_each = pages_each
        self._most = processes * HELD_FOR_EACH
        self._jobs: deque[_Job] = deque()
        self._waiting: deque[_Job] = deque()
        self._processes = [self._make() for _ in range(processes)]

    @property
    def working(self) -> dict[int, bool]:
        """The processes' numbers, and whether each has a line to clean."""
        return {process.number: process.job is not None for process in self._processes}

    def answers(self, descriptor: int) -> Generator[Answer]:
        """Yield one answer for each line of the descriptor that is not blank, in their order.

        Raises `CleanerEnded` if no process can be started. Closing the iterator ends the processes.
        """
        lines = Lines(descriptor)
        try:
            while self._jobs or lines or not lines.is_done:
                self._take_up(lines)
                self._wait(lines)
                while self._jobs and (answer := self._jobs[0].answer) is not None:
                    self._jobs.popleft()
                    yield answer
            for process in self._processes:
                process.stop()
        finally:
            for process in self._processes:
                process.kill()

    def _take_up(self, lines: Lines) -> None:
        while lines and len(self._jobs) < self._most:
            job = _Job(lines.next())
            self._jobs.append(job)
            self._waiting.append(job)
        for place, process in enumerate(self._processes):
            if not self._waiting or not process.is_idle:
                continue
            if process.cleaned >= self._pages_each:
                process.stop()
                self._processes[place] = self._make()
            else:
                process.give(self._waiting.popleft(), within_s=self._page_s)

    def _wait(self, lines: Lines) -> None:
        """Until something has come: a line, an answer, a process's end, or the end of a page's time."""
        wants_more = not lines.is_done and not lines and len(self._jobs) < self._most
        processes = {process.descriptor: process for process in self._processes}
        ends = min((process.until for process in self._processes if not process.is_idle), default=None)
        pause = None if ends is None else max(0.0, ends - self._clock())
        came, _, _ = select.select([*processes, *([lines.descriptor] if wants_more else [])], [], [], pause)
        for descriptor in came:
            if descriptor not in processes:
                lines.read()
            elif not processes[descriptor].receive(within_s=self._page_s):
                self._replace(processes[descriptor], CleanerEnded("The process that cleaned the page was ended."))
        for process in self._processes:
            if not process.is_idle and process.until <= self._clock():
                self._replace(process, TooSlow(f"The page took longer than {self._page_s:g} s."))

    def _replace(self, process: _Process, why: TrawlnetError) -> None:
        process.kill()
        if not process.is_ready:
            raise CleanerEnded("The processes that clean pages cannot be started.")
        if process.job is not None:
            process.job.answer = answer_for(why, url_of(process.job.line))
        self._processes[self._processes.index(process)] = self._make()
