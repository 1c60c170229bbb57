"""How the choice of the article's blocks does on sites it has not seen: by folds of whole sites and the pages' measure.

Each page is cleaned with the weights that were learned without its site, and the text that cleaning gives is scored.
What an extractor votes for does not change with the weights, and is asked once.
"""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from statistics import fmean, pstdev
from typing import Any, Final

from tests.benchmarks.body_learning import Sheet, fold_of, learned, local_sheet
from tests.benchmarks.body_lessons import Lesson
from tests.benchmarks.clean_adapter import extracted
from tests.benchmarks.clean_measure import SETS, Output, cases_of, figures_of
from workers.clean.body.choice import chosen_fast, chosen_with
from workers.clean.body.model import Table

FOLDS: Final = 8
MODES: Final = ("full", "fast")
Outputs = dict[str, Output]
_LESSONS: list[Lesson] = []
_LOCAL: list[Sheet] = []


def held_apart(rows: Sequence[Lesson], seeds: Sequence[int], processes: int = 2) -> dict[tuple[int, str], Outputs]:
    """Return what cleaning gives for each labelled page, by weights learned without its site, by seed and mode."""
    _LESSONS[:], _LOCAL[:] = rows, [local_sheet(rows)]
    jobs = [(seed, fold) for seed in seeds for fold in range(FOLDS)]
    found: dict[tuple[int, str], Outputs] = {(seed, mode): {} for seed in seeds for mode in MODES}
    with ProcessPoolExecutor(processes, get_context("fork")) as pool:
        for (seed, _), part in zip(jobs, pool.map(_fold, jobs), strict=True):
            for mode in MODES:
                found[seed, mode].update(part[mode])
    return found


def _fold(job: tuple[int, int]) -> dict[str, Outputs]:
    seed, fold = job
    apart = [fold_of(f"{seed or ''}{row.site}", FOLDS) == fold for row in _LESSONS]
    table = learned([row for row, is_apart in zip(_LESSONS, apart, strict=True) if not is_apart], *_LOCAL)
    found: dict[str, Outputs] = {mode: {} for mode in MODES}
    for row, is_apart in zip(_LESSONS, apart, strict=True):
        if is_apart and row.id in cases_of():
            for mode in MODES:
                found[mode][row.id] = (text_by(row, table, mode), None, 0.0)
    return found


def text_by(row: Lesson, table: Table, mode: str) -> dict[str, Any]:
    """Return what cleaning gives for a labelled page, by given weights."""
    case = cases_of()[row.id]
    chooser = partial(chosen_with, row.voiced, table=table) if mode == "full" else partial(chosen_fast, table=table)
    return extracted(case["raw"], case["url"], chooser)


def told(found: Mapping[tuple[int, str], Outputs]) -> Iterator[str]:
    """Yield a line for each set and mode: each figure's mean over the seeds, and how far they differ."""
    for group in SETS:
        for mode in MODES:
            figures = [figures_of(outputs, list(outputs))[group] for (_, one), outputs in found.items() if one == mode]
            parts = [
                f"{name} {_spread([getattr(one, name) for one in figures])}"
                for name in ("f1", "precision", "recall", "exact")
                if getattr(figures[0], name) is not None
            ]
            yield f"{group:12} {mode}: {', '.join(parts)}"


def _spread(values: Sequence[float]) -> str:
    return f"{fmean(values):.4f} ±{pstdev(values):.4f}"
