"""Fuzzing of cleaning: `python -m tests.benchmarks.clean_fuzz [--seconds N] [--seed N] [--case N] [--keep DIR]`.

`--atheris SECONDS` is guided by what the pages reach instead (`clean_fuzz_guided`), where atheris is installed.

Pages of the sample web, and of our own writing, are mutated (`page_mutations`), and each must end as an article or a
named rejection, in time, with no moment to come, and as a record that can be sent. Case n of a seed is always the same
page, so `--case` repeats one. Failing pages are written to `--keep`. It ends with 1 if there was one.
"""

import argparse
import importlib.util
import random
import signal
import subprocess
import sys
import time
import traceback
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from rich.console import Console

from contracts.article import Article
from contracts.errors import Rejected
from contracts.records import Page, PageId, SourceRef
from contracts.wire import decode, encode
from newsroom.sites.pages import Web
from newsroom.sites.web import resources
from tests.benchmarks.page_mutations import TYPES, mutated
from tests.unit.workers.clean.kinds.wall_pages import PAGES
from workers.clean import clean

TIME_LIMIT_S = 20.0
FETCHED_AT = datetime(2025, 6, 18, 18, 0, tzinfo=UTC)
URLS = (
    "https://lamp.example/news/new-ferry-leaves",
    "https://lamp.example/",
    "https://lamp.example/2025/06/18/a.html?x=1",
)


@dataclass(frozen=True, slots=True)
class Failure:
    """A case that ended badly, and how."""

    case: int
    said: str
    body: bytes


class TooSlow(BaseException):
    """Cleaning took longer than it may; not an `Exception`, so that nothing on the way swallows it."""


def seeds() -> list[bytes]:
    """Return the pages that are mutated."""
    web = [found.body for found in resources(Web(port="8080", edition=1)).values() if b"<html" in found.body[:600]]
    return sorted(set(web)) + [page.html.encode() for page in PAGES]


def case_of(seed: int, case: int, pages: list[bytes]) -> Page:
    """Return the page of a case."""
    draw = random.Random(seed * 1_000_003 + case)
    url = draw.choice(URLS)
    return Page(
        id=PageId("fuzz"),
        source=SourceRef(id="lamp", name="The Lamp", host="lamp.example"),
        url=url,
        final_url=url,
        status=draw.choice((200,) * 9 + (203,)),
        headers=(("Content-Type", draw.choice(TYPES[:2]) if draw.random() < 0.6 else draw.choice(TYPES)),),
        fetched_at=FETCHED_AT,
        body=mutated(draw, pages),
    )


def complaint(page: Page) -> tuple[str, str]:
    """Return how the page ended, and what is wrong with that; "" if nothing."""
    try:
        with _limit(TIME_LIMIT_S):
            found = clean(page)
    except TooSlow:
        return "hang", "".join(traceback.format_exc(limit=-6))
    except Exception:
        return "crash", traceback.format_exc(limit=-6)
    if isinstance(found, Rejected):
        return found.reason, "" if found.reason else "A rejection without a name."
    return "Article", _wrong_with(found)


def _wrong_with(article: Article) -> str:
    times = [moment.instant for moment in (article.published_at, article.updated_at) if moment]
    if not article.text.strip() or not article.title.strip():
        return "An article without text or title."
    if any(instant > FETCHED_AT for instant in times):
        return f"A moment to come: {times}."
    try:
        again: Any = decode(encode(article), Article)
    except Exception:
        return traceback.format_exc(limit=-3)
    return "" if again.text_digest == article.text_digest else "Not the same after it was sent."


@contextmanager
def _limit(seconds: float) -> Iterator[None]:
    def stop(_number: int, _frame: Any) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def run(seed: int, seconds: float, keep: Path | None) -> tuple[Counter[str], list[Failure], float]:
    """Return how cases ended, what failed, and the slowest case's seconds; cases until the time is up."""
    pages, ends, failures, slowest = seeds(), Counter[str](), [], 0.0
    until, case = time.monotonic() + seconds, 0
    while time.monotonic() < until:
        page = case_of(seed, case, pages)
        began = time.process_time()
        end, said = complaint(page)
        slowest = max(slowest, time.process_time() - began)
        ends[end] += 1
        if said:
            failures.append(Failure(case, said, page.body))
            _keep(keep, seed, failures[-1])
        case += 1
    return ends, failures, slowest


def _keep(keep: Path | None, seed: int, failure: Failure) -> None:
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        (keep / f"{seed}-{failure.case}.html").write_bytes(failure.body)


def _guided(seconds: float, seed: int, keep: Path | None) -> int:
    """Run the guided fuzzing in a process of its own, whose imports are watched; return its status."""
    if importlib.util.find_spec("atheris") is None:
        sys.stderr.write("atheris is not installed here: pip install atheris\n")
        return 2
    asked = ["--seconds", str(seconds), "--seed", str(seed), *(("--keep", str(keep)) if keep else ())]
    return subprocess.run([sys.executable, "-m", "tests.benchmarks.clean_fuzz_guided", *asked], check=False).returncode


def main() -> None:
    """Fuzz, print how the cases ended and each kind of failure once."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seconds", type=float, default=60.0)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--case", type=int, help="only this case")
    arguments.add_argument("--keep", type=Path)
    arguments.add_argument("--atheris", type=float, metavar="SECONDS", help="guided by what the pages reach")
    given = arguments.parse_args()
    if given.atheris is not None:
        sys.exit(_guided(given.atheris, given.seed, given.keep))
    say = partial(Console().print, markup=False, highlight=False, soft_wrap=True)
    if given.case is not None:
        say(complaint(case_of(given.seed, given.case, seeds())))
        return
    ends, failures, slowest = run(given.seed, given.seconds, given.keep)
    for failure in {zlib.crc32(failure.said[-160:].encode()): failure for failure in failures}.values():
        say(f"case {failure.case} of seed {given.seed}:\n{failure.said}")
    total = sum(ends.values())
    say(f"{total} cases, {len(failures)} failures, slowest {slowest:.2f} s; ended as {dict(ends.most_common())}")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
