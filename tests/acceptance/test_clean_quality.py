"""No change lowers how well real pages are read: floors under every figure, beside the digest of the pages.

The floors are in `clean_floors.toml`: the figures of a commit less a small margin. When the pages change, measure with
`python -m tests.benchmarks.clean_quality`, then write their digest and the floors anew.
"""

import subprocess
import sys
import tomllib
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.benchmarks.clean_measure import (
    ABSENT,
    DATA,
    SETS,
    Figures,
    cases_of,
    digest_of,
    figures_of,
    is_present,
    measure_of,
    outputs_of,
)
from tests.benchmarks.clean_quality import OURS, REPOSITORY

FLOORS: dict[str, Any] = tomllib.loads(Path(__file__).with_name("clean_floors.toml").read_text(encoding="utf-8"))
PROCESSES = 2
SAME = {
    "n": "pages",
    "P": "precision",
    "R": "recall",
    "F1": "f1",
    "±": "deviation",
    "exact": "exact",
    "title=": "title",
    "titleF1": "title_words",
    "date=": "day",
    "minute": "minute",
    "authF1": "authors",
    "tagF1": "tags",
    "lang": "language",
    "fail": "failed",
}
"""What the measure calls each figure."""

pytestmark = pytest.mark.skipif(not is_present(), reason=ABSENT)


@cache
def figures(mode: str) -> dict[str, Figures]:
    """Return a mode's figures on every set."""
    pages = list(cases_of())
    return figures_of(outputs_of([OURS[mode]], pages, processes=PROCESSES)[OURS[mode]], pages)


def test_the_floors_are_those_of_the_pages_that_are_here() -> None:
    assert digest_of() == FLOORS["digest"]


@pytest.mark.parametrize("name", SETS)
def test_no_figure_is_below_its_floor(name: str) -> None:
    reached = asdict(figures("trawlnet")[name])

    assert {field: reached[field] for field, floor in FLOORS[name].items() if reached[field] < floor} == {}


@pytest.mark.parametrize("name", SETS)
def test_no_page_is_published_in_the_future_and_none_breaks_the_cleaner(name: str) -> None:
    reached = figures("trawlnet")[name]

    assert (reached.future, reached.failed) == (0, 0)


@pytest.mark.parametrize("name", SETS)
def test_the_fast_mode_loses_little(name: str) -> None:
    full, fast = figures("trawlnet")[name], figures("trawlnet, fast")[name]

    assert (fast.f1 or 0.0) >= (full.f1 or 0.0) - FLOORS["fast_loss"][name]


def test_the_figures_are_those_that_the_measure_prints_itself() -> None:
    name, spec, score = "zhweb", OURS["trawlnet, fast"], measure_of()
    ran = subprocess.run(
        [sys.executable, DATA / "score.py", "--bytes", "--source", name, "-p", spec, "--path", REPOSITORY],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    columns, _, row = (cells(line) for line in ran.stdout.strip().splitlines())

    ours = figures("trawlnet, fast")[name]
    printed = dict(zip(columns, row, strict=True))

    assert {column: printed[column] for column in SAME} == {
        column: score.fmt(getattr(ours, field)) for column, field in SAME.items()
    }


def cells(line: str) -> list[str]:
    """Return the cells of a line of a table."""
    return [cell.strip() for cell in line.strip("|").split("|")]
