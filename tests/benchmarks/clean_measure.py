"""The measure of extraction: `score.py` beside its pages in `../shared/data`, imported; any extractor's outputs by it.

A run is spread over processes, a page at a time; what an extractor gave for a page is kept, so that figures of a
choice among extractors, or without one site's pages, need no second run.
"""

import hashlib
import importlib.util
import logging
import sys
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import cache, lru_cache
from multiprocessing import get_context
from pathlib import Path
from types import ModuleType
from typing import Any, Final
from urllib.parse import urlsplit

DATA: Final = Path(__file__).resolve().parents[2].parent / "shared" / "data"
ABSENT: Final = f"the labelled pages are not here: {DATA.relative_to(DATA.parents[2])} beside the repository"
SETS: Final = ("aeb", "fundus", "trafilatura", "zhweb")
_CHUNK: Final = 4
_EARLIEST: Final = timezone(timedelta(hours=14))
Output = tuple[dict[str, Any] | None, str | None, float]
Outputs = dict[str, Output]


@dataclass(frozen=True, slots=True)
class Figures:
    """What one extractor reaches on one set of pages; None: it does not offer the field, or the truth has it not."""

    pages: int
    failed: int
    f1: float | None
    deviation: float | None
    precision: float | None
    recall: float | None
    exact: float | None
    title: float | None
    title_words: float | None
    day: float | None
    minute: float | None
    future: int | None
    authors: float | None
    tags: float | None
    language: float | None


def is_present(data: Path = DATA) -> bool:
    """Return whether the labelled pages are here."""
    return (data / "score.py").is_file() and (data / "articles" / "ground-truth.json").is_file()


@cache
def measure_of(data: Path = DATA) -> ModuleType:
    """Return the measure itself, as a module."""
    spec = importlib.util.spec_from_file_location("extraction_measure", data / "score.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(data / "score.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@lru_cache(maxsize=2)
def cases_of(data: Path = DATA) -> dict[str, dict[str, Any]]:
    """Return the labelled pages by their id: bytes, address, set and truth."""
    return {case["id"]: case for case in measure_of(data).load()}


def digest_of(data: Path = DATA) -> str:
    """Return one hash over the measure, the truth and every page: what the figures are figures of."""
    whole = hashlib.sha256((data / "score.py").read_bytes())
    whole.update((data / "articles" / "ground-truth.json").read_bytes())
    for name, case in sorted(cases_of(data).items()):
        whole.update(name.encode() + hashlib.sha256(case["raw"]).digest())
    return whole.hexdigest()


@dataclass(frozen=True, slots=True)
class _Job:
    spec: str
    ids: tuple[str, ...]
    data: Path
    as_bytes: bool


def outputs_of(
    specs: Sequence[str],
    ids: Sequence[str],
    *,
    processes: int,
    data: Path = DATA,
    as_bytes: bool = True,
    on_pages: Callable[[str, int], None] = lambda spec, pages: None,
) -> dict[str, Outputs]:
    """Return what each extractor makes of each page, from its bytes or its text; an error counts as an empty output.

    `on_pages` is told, as the run goes on, which extractor has read how many further pages.
    """
    jobs = [_Job(spec, part, data, as_bytes) for spec in specs for part in _parts(ids)]
    found: dict[str, Outputs] = {spec: {} for spec in specs}
    with ProcessPoolExecutor(processes, get_context("spawn"), _quieten) as pool:
        for job, part in zip(jobs, pool.map(_run, jobs), strict=True):
            found[job.spec].update(part)
            on_pages(job.spec, len(part))
    return found


def _parts(ids: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return (tuple(ids[start : start + _CHUNK]) for start in range(0, len(ids), _CHUNK))


def _quieten() -> None:
    """Peers talk while they load; a table is all that a reader wants."""
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)


def _run(job: _Job) -> Outputs:
    cases = [cases_of(job.data)[name] for name in job.ids]
    paths = [str(Path(__file__).resolve().parents[2])]
    found: Outputs = measure_of(job.data).run(job.spec, cases, paths, job.as_bytes)
    return found


def figures_of(outputs: Outputs, ids: Iterable[str], *, data: Path = DATA) -> dict[str, Figures]:
    """Return an extractor's figures on each set that these pages belong to."""
    by_set: dict[str, list[str]] = defaultdict(list)
    for name in ids:
        by_set[cases_of(data)[name]["source"]].append(name)
    return {source: _figures(source, {name: outputs[name] for name in names}, data) for source, names in by_set.items()}


def _figures(source: str, outputs: Outputs, data: Path) -> Figures:
    score = measure_of(data)
    cases = [cases_of(data)[name] for name in outputs]
    scores = {case["id"]: score.score_case(case["gold"], outputs[case["id"]][0]) for case in cases}
    row = dict(zip(score.COLUMNS, score.summarise(source, "", cases, outputs, scores), strict=True))
    bodies = [scored["body"] for scored in scores.values() if "body" in scored]
    return Figures(
        pages=len(cases),
        failed=row["fail"],
        f1=row["F1"],
        deviation=row["±"],
        precision=row["P"],
        recall=row["R"],
        exact=score.mean([float(fp == fn == 0 and tp > 0) for tp, fp, fn in bodies]),
        title=row["title="],
        title_words=row["titleF1"],
        day=row["date="],
        minute=row["minute"],
        future=_future(outputs, score),
        authors=row["authF1"],
        tags=row["tagF1"],
        language=row["lang"],
    )


def _future(outputs: Outputs, score: ModuleType) -> int | None:
    """How many pages are said to be published later than now; None for who tells no time at all."""
    told = [score.parse_when((out or {}).get("published")) for out, _, _ in outputs.values()]
    moments = [when[0] for when in told if when]
    return sum(map(_is_future, moments)) if moments else None


def _is_future(when: datetime) -> bool:
    """A time without a zone is in the future only where it is so in every zone."""
    now = datetime.now(UTC)
    return when > now if when.tzinfo else when.replace(tzinfo=_EARLIEST) > now


def site_of(case: Mapping[str, Any]) -> str:
    """Return the site that a page is of: its host, or its id where the address is unknown."""
    return urlsplit(case["url"] or "").hostname or str(case["id"])


def warn(text: str) -> None:
    """Write a line to standard error."""
    sys.stderr.write(text + "\n")
