"""How well whole Chinese pages are read, on the labelled pages of `tests/gold/chinese`.

`python -m tests.benchmarks.clean_chinese [--part dev|held|second] [--fast] [-v] [--json FILE]`. Body F1 and exact are
the measure of the real pages (`../shared/data/score.py`). A title is right if it equals the truth after folding, a day
and a minute as there; authors F1 is over pages that name somebody, and who is named where nobody is counts as invented.
The source is right if it is the one that the page names, or nobody but the publication where it names none.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from rich.console import Console

from contracts.article import Article
from tests.benchmarks.clean_adapter import _page, _scored
from tests.benchmarks.clean_measure import ABSENT, is_present, measure_of, warn
from tests.gold.chinese.pages import ChinesePage, pages
from workers.clean import clean
from workers.clean.body import choose, choose_fast

PARTS: Final = ("dev", "held", "second")
FETCHED_AT: Final = datetime(2025, 12, 31, 4, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of one page, each field as right (1), wrong (0) or between; None where the truth is silent."""

    page: ChinesePage
    found: dict[str, Any]
    counts: tuple[float, float, float]
    title: float
    day: float | None
    minute: float | None
    authors: float | None
    is_invented: bool
    source: float

    @property
    def body(self) -> float:
        """F1 of the page's text."""
        right, more, less = self.counts
        return 2 * right / max(1e-9, 2 * right + more + less)

    @property
    def is_exact(self) -> bool:
        """Whether the text is the truth's, shingle for shingle."""
        right, more, less = self.counts
        return more == less == 0 < right


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one part."""

    pages: int
    f1: float
    exact: float
    title: float
    day: float | None
    minute: float | None
    authors: float | None
    invented: int
    source: float


def read_all(part: str, *, fast: bool = False) -> list[Read]:
    """Return what is read of each page of a part."""
    return [_read(page, fast=fast) for page in pages(part)]


def figures_of(found: Sequence[Read]) -> Figures:
    """Return the figures over these pages."""
    mean = measure_of().mean
    return Figures(
        pages=len(found),
        f1=measure_of().prf([one.counts for one in found])[2],
        exact=mean([float(one.is_exact) for one in found]),
        title=mean([one.title for one in found]),
        day=mean([one.day for one in found]),
        minute=mean([one.minute for one in found]),
        authors=mean([one.authors for one in found]),
        invented=sum(one.is_invented for one in found),
        source=mean([one.source for one in found]),
    )


def _read(page: ChinesePage, *, fast: bool) -> Read:
    handed = replace(_page(page.content, page.url, is_text=False), fetched_at=FETCHED_AT)
    article = clean(handed, chooser=choose_fast if fast else choose)
    found = {**_scored(article), "source": _source(article)} if isinstance(article, Article) else {}
    gold = {"title": page.title, "body": page.text, "published": page.published or None, "authors": page.authors}
    marks = measure_of().score_case(gold, found)
    named = found.get("source")
    return Read(
        page=page,
        found=found,
        counts=marks["body"],
        title=marks["title_exact"],
        day=marks.get("date"),
        minute=marks.get("minute"),
        authors=marks.get("authors"),
        is_invented=not page.authors and bool(found.get("authors")),
        source=float(named == page.source or (named is None and page.source == page.publication)),
    )


def _source(article: Article) -> str | None:
    return article.publisher.name if article.publisher else None


def _told(one: Read) -> Iterable[str]:
    """Each miss of a page, with what is true and what was read."""
    marks = {"body": one.body, "title": one.title, "published": one.day, "minute": one.minute, "authors": one.authors}
    for name, mark in {**marks, "source": one.source, "invented": float(not one.is_invented)}.items():
        if mark is not None and mark < 1:
            field = {"minute": "published", "invented": "authors"}.get(name, name)
            truth = "" if field == "body" else f"  truth {getattr(one.page, field)!r}  read {one.found.get(field)!r}"
            yield f"{one.page.id} ({one.page.layout}) {name} {mark:.3f}{truth}"


def _row(part: str, figures: Figures) -> str:
    """The part's row of the table in docs/cleaning.md."""
    cells = [f"{value:.3f}" if isinstance(value, float) else str(value) for value in asdict(figures).values()]
    return f"| {part} | {' | '.join(cells)} |"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", choices=PARTS, default="dev")
    parser.add_argument("--fast", action="store_true", help="the fast way of finding the text")
    parser.add_argument("--json", type=Path)
    parser.add_argument("-v", "--verbose", action="store_true", help="list every miss")
    return parser.parse_args()


def main() -> int:
    """Print the figures of a part, and with -v its misses; 1 where the measure is absent."""
    options, console = _options(), Console(width=200)
    if not is_present():
        warn(ABSENT)
        return 1
    found = read_all(options.part, fast=options.fast)
    figures = figures_of(found)
    for line in (line for one in found if options.verbose for line in _told(one)):
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    console.print(f"| part | {' | '.join(asdict(figures))} |", markup=False)
    console.print(_row(options.part, figures), markup=False, highlight=False)
    if options.json:
        options.json.write_text(json.dumps(asdict(figures)), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
