"""Runs looks in a process of its own, for Scrapy's reactor runs once a process, and tells of each step on the way."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from typing import Final

from contracts.errors import Malformed, Misconfigured, Transient, TrawlnetError
from contracts.records import Source
from contracts.wire import decode, encode
from crawler.checks.tasks import Task, Told
from crawler.settings import CrawlSettings

_GRACE_S: Final = 30.0


def task_for(source: Source, settings: CrawlSettings, *, address: str | None = None, archives: bool = False) -> Task:
    """Return the task of checking a source, of surveying an address, or of finding the source's sitemaps."""
    plain = json.loads(settings.model_dump_json())
    return Task(source=source, settings=plain, address=address, archives=archives)


def run_tasks(tasks: Sequence[Task], *, tell: Callable[[str], None] = lambda step: None) -> list[str]:
    """Return the tasks' results as JSON, in their order, done side by side in one process.

    Raises `Misconfigured` in the first failed task's words, `Transient` if it took too long.
    """
    child = subprocess.Popen(
        [sys.executable, "-m", "crawler.checks.process"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    longest_s = max((task.longest_s for task in tasks), default=0.0) + _GRACE_S
    watchdog = threading.Timer(longest_s, child.kill)
    said: list[bytes] = []
    assert child.stdin is not None and child.stdout is not None and child.stderr is not None
    listener = threading.Thread(target=lambda: said.append(child.stderr.read()[-10_000:]), daemon=True)  # type: ignore[union-attr]
    try:
        watchdog.start()
        listener.start()
        child.stdin.write(encode(list(tasks)))
        child.stdin.close()
        results = _results(child.stdout, tell)
    finally:
        was_in_time = watchdog.is_alive()
        watchdog.cancel()
        child.kill()
        child.wait()
        listener.join(timeout=5)
        child.stdout.close()
        child.stderr.close()
    if len(results) < len(tasks) and not was_in_time:
        raise Transient(f"It took longer than {longest_s:.0f} s: try again, or name the feed itself.")
    if len(results) < len(tasks):
        lines = b"".join(said).decode("utf-8", "replace").strip().splitlines()
        raise TrawlnetError(f"The check failed: {lines[-1] if lines else 'its process ended without a word'}.")
    return results


def _results(lines: object, tell: Callable[[str], None]) -> list[str]:
    results: list[str] = []
    for line in lines:  # type: ignore[attr-defined]
        try:
            told = decode(line, Told)
        except Malformed as error:
            raise TrawlnetError("The check's process said what nobody understands.") from error
        if told.failed is not None:
            raise Misconfigured(told.failed)
        if told.result is not None:
            results.append(told.result)
        elif told.step is not None:
            tell(told.step)
    return results
