"""Fuzzing of cleaning that is guided by what of it a page reaches; `python -m tests.benchmarks.clean_fuzz --atheris S`.

Needs atheris (`pip install atheris`), which brings libFuzzer. It begins with the pages that `clean_fuzz` mutates, makes
of each what its own mutations or those of `page_mutations` give, and keeps whatever reaches lines of `workers/clean`
that no page has reached, in `corpus` below `--keep`. The first byte of an input picks the content type, the rest is the
page. An input that ends badly is written to `--keep`, and the run goes on; `--again FILE` repeats one. It ends with 1
if there was one.
"""

import argparse
import hashlib
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import atheris

with atheris.instrument_imports(include=["workers.clean", "contracts", "search.text"]):
    from contracts.records import Page, PageId, SourceRef
    from tests.benchmarks.clean_fuzz import FETCHED_AT, URLS, complaint, seeds
    from tests.benchmarks.page_mutations import MUTATIONS, TYPES

LONGEST: Final = 100_000
QUIET: Final = ("-timeout=900", "-report_slow_units=1000", "-rss_limit_mb=6000", "-verbosity=0", "-print_final_stats=0")


@dataclass
class Findings:
    """How the inputs of a run ended, and what was wrong with how many of them."""

    keep: Path
    ends: Counter[str] = field(default_factory=Counter)
    wrong: dict[str, bytes] = field(default_factory=dict)

    def add(self, data: bytes) -> None:
        """Clean an input's page, and keep the input if that ends badly in a way that is new."""
        end, said = complaint(page_of(data))
        self.ends[end] += 1
        kind = said[-160:]
        if said and kind not in self.wrong:
            self.wrong[kind] = data
            file = self.keep / hashlib.sha256(data).hexdigest()[:16]
            file.write_bytes(data)
            sys.stdout.write(f"{file}\n{said}\n")


def page_of(data: bytes) -> Page:
    """Return the page that an input stands for."""
    kind = TYPES[data[0] % len(TYPES)] if data else ""
    return Page(
        id=PageId("fuzz"),
        source=SourceRef(id="lamp", name="The Lamp", host="lamp.example"),
        url=URLS[0],
        final_url=URLS[0],
        status=200,
        headers=(("Content-Type", kind),),
        fetched_at=FETCHED_AT,
        body=data[1:],
    )


def mutated_input(data: bytes, longest: int, seed: int) -> bytes:
    """Return an input after one of libFuzzer's mutations, or after one that knows what a page is."""
    draw = random.Random(seed)
    if draw.random() < 0.4:
        changed: bytes = atheris.Mutate(data, longest)
        return changed
    return (data[:1] or b"\x00") + draw.choice(MUTATIONS)(draw, data[1:])[: longest - 1]


def guided(findings: Findings, until: float) -> Callable[[bytes], None]:
    """Return what libFuzzer calls with each input; it ends the process when the time is up."""

    def one(data: bytes) -> None:
        findings.add(data)
        if time.monotonic() > until:
            total = sum(findings.ends.values())
            told = f"{total} inputs, {len(findings.wrong)} kinds of failure"
            sys.stdout.write(f"{told}; ended as {dict(findings.ends.most_common())}\n")
            sys.stdout.flush()
            os._exit(1 if findings.wrong else 0)  # libFuzzer itself would never come back

    return one


def fuzz(seconds: float, seed: int, keep: Path) -> None:
    """Fuzz for so long, from the pages that `clean_fuzz` mutates; never returns."""
    corpus = keep / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, page in enumerate(seeds()):
        (corpus / f"{number:04}").write_bytes(bytes([number % 2]) + page[: LONGEST - 1])
    options = [sys.argv[0], str(corpus), f"-seed={seed}", f"-max_len={LONGEST}", *QUIET]
    atheris.Setup(options, guided(Findings(keep), time.monotonic() + seconds), custom_mutator=mutated_input)
    atheris.Fuzz()


def main() -> None:
    """Fuzz, or repeat one input."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seconds", type=float, default=60.0)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--keep", type=Path, default=Path(".cache/clean-fuzz"))
    arguments.add_argument("--again", type=Path, help="only this input")
    given = arguments.parse_args()
    if given.again:
        sys.stdout.write("{}\n{}\n".format(*complaint(page_of(given.again.read_bytes()))))
        return
    fuzz(given.seconds, given.seed, given.keep)


if __name__ == "__main__":
    main()
