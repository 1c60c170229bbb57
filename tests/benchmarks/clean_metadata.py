"""What cleaning reads of a page beside its text, on the labelled pages of `tests/gold/metadata`, field by field.

`python -m tests.benchmarks.clean_metadata [--part first|second] [--fast] [-v] [--json FILE]`. Title, section,
publisher, image, address and language are right if they equal the truth after folding, days and minutes as on the real
pages; authors and tags are F1 over pages that have some. *Invented* counts dates, authors and tags found where there
are none.
"""

import argparse
import json
import re
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from html import unescape
from pathlib import Path
from statistics import fmean
from typing import Any, Final

from rich.console import Console

from contracts.article import Article, Moment
from tests.benchmarks.clean_adapter import _page, _scored
from tests.gold.metadata.pages import MetadataPage, pages
from workers.clean import clean
from workers.clean.body import choose, choose_fast
from workers.clean.fields.zones import zone_of

PARTS: Final = ("first", "second")
FIELDS: Final = (
    "title",
    "day",
    "minute",
    "updated",
    "authors",
    "tags",
    "section",
    "publisher",
    "image",
    "canonical",
    "language",
)
FETCHED_AT: Final = datetime(2025, 12, 31, 12, 0, tzinfo=UTC)
_ALIKE: Final = str.maketrans("‘’‚`´“”„«»‐‑‒–—−", "'''''" + '"""""' + "------")


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of one page; `marks` has 1 for right, 0 for wrong or what lies between, for each field judged."""

    page: MetadataPage
    found: dict[str, Any]
    marks: dict[str, float]
    invented: tuple[str, ...]


def read_all(part: str, *, fast: bool = False) -> list[Read]:
    """Return what is read of each page of a part."""
    return [_read(page, fast=fast) for page in pages(part)]


def figures_of(found: Sequence[Read]) -> dict[str, float | None]:
    """Return each field's mean over the pages on which it is judged; None where it is judged on none."""
    marks = {name: [one.marks[name] for one in found if name in one.marks] for name in FIELDS}
    return {
        "pages": len(found),
        **{name: fmean(values) if values else None for name, values in marks.items()},
        "invented": sum(len(one.invented) for one in found),
    }


def _read(page: MetadataPage, *, fast: bool) -> Read:
    handed = replace(_page(page.content, page.url, is_text=False), fetched_at=FETCHED_AT)
    article = clean(handed, chooser=choose_fast if fast else choose)
    found = _fields(article) if isinstance(article, Article) else {}
    return Read(page, found, dict(_marks(page, found)), tuple(_invented(page.truth, found)))


def _fields(article: Article) -> dict[str, Any]:
    return {
        **_scored(article),
        "published": article.published_at,
        "updated": article.updated_at,
        "zone": zone_of(None, article.language),
        "section": article.section,
        "publisher": article.publisher.name if article.publisher else None,
        "image": article.lead_image,
        "canonical": article.canonical_url,
    }


def _marks(page: MetadataPage, found: dict[str, Any]) -> Iterable[tuple[str, float]]:
    truth = page.truth
    for name in ("title", "section", "publisher", "image", "canonical"):
        if name in truth:
            yield name, float(fold(found.get(name)) == fold(truth[name]))
    yield "language", float((found.get("language") or "").split("-")[0] == page.language)
    for name, field in (("day", "published"), ("updated", "updated")):
        if truth.get(field):
            yield name, float(_is_day(found.get(field), truth[field], found.get("zone", UTC)))
    if ":" in truth.get("published", ""):
        yield "minute", float(_is_minute(found.get("published"), truth["published"]))
    if truth.get("authors"):
        yield "authors", f1(_names(truth["authors"]), _names(found.get("authors") or ()))
    if truth.get("tags"):
        section = _names([truth.get("section", "")])
        tags = _names(truth["tags"])
        yield "tags", f1(tags, _names(found.get("tags") or ()) - (section - tags))


def _invented(truth: dict[str, Any], found: dict[str, Any]) -> Iterable[str]:
    """The fields that were found where the truth says that there is nothing."""
    return (name for name in ("published", "authors", "tags") if truth.get(name) in ("", []) and found.get(name))


def _is_day(moment: Moment | None, truth: str, zone: tzinfo) -> bool:
    """Whether a moment's day is the truth's: in the truth's zone where it has one, else in the readers' own."""
    if moment is None:
        return False
    if moment.precision not in ("hour", "minute", "second"):
        return moment.instant.date().isoformat() == truth[:10]
    true_zone = datetime.fromisoformat(truth).tzinfo or zone
    return moment.instant.astimezone(true_zone).date().isoformat() == truth[:10]


def _is_minute(moment: Moment | None, truth: str) -> bool:
    apart_s = abs((moment.instant - datetime.fromisoformat(truth)).total_seconds()) if moment else 60
    return moment is not None and moment.precision in ("minute", "second") and apart_s < 60


def fold(text: str | None) -> str:
    """Return a text without what two writers of the same words may do differently."""
    plain = unicodedata.normalize("NFKC", unescape(text or "")).casefold().translate(_ALIKE)
    return " ".join(plain.split())


def f1(true: set[str], found: set[str]) -> float:
    """Return F1 of two sets; 0 where they share nothing."""
    return 2 * len(true & found) / (len(true) + len(found)) if true & found else 0.0


def _names(values: Iterable[str]) -> set[str]:
    return {" ".join(re.sub(r"[^\w ]+", " ", fold(value)).split()) for value in values} - {""}


def _told(one: Read) -> Iterable[str]:
    """Each miss of a page, with what is true and what was read."""
    wrong = [name for name, mark in one.marks.items() if mark < 1]
    for name in (*wrong, *one.invented):
        field = {"day": "published", "minute": "published"}.get(name, name)
        truth = one.page.language if field == "language" else one.page.truth[field]
        mark, read = one.marks.get(name, 0), one.found.get(field)
        yield f"{one.page.set}/{one.page.id} {name} {mark:.2f}  truth {truth!r}  read {read!r}"


def _row(name: str, figures: dict[str, float | None]) -> str:
    """A row of the table in docs/cleaning.md."""
    cells = [
        "–" if value is None else f"{value:.3f}" if isinstance(value, float) else str(value)
        for value in figures.values()
    ]
    return f"| {name} | {' | '.join(cells)} |"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", choices=PARTS, default="first")
    parser.add_argument("--fast", action="store_true", help="the fast way of finding the text")
    parser.add_argument("--json", type=Path)
    parser.add_argument("-v", "--verbose", action="store_true", help="list every miss")
    return parser.parse_args()


def main() -> int:
    """Print the figures of a part by set, and with -v its misses."""
    options, console = _options(), Console(width=200)
    found = read_all(options.part, fast=options.fast)
    for line in (line for one in found if options.verbose for line in _told(one)):
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    figures = {
        name: figures_of([one for one in found if one.page.set == name]) for name in {one.page.set: 0 for one in found}
    }
    figures["all"] = figures_of(found)
    console.print(f"| {options.part} | {' | '.join(figures['all'])} |", markup=False)
    for name, row in figures.items():
        console.print(_row(name, row), markup=False, highlight=False)
    if options.json:
        options.json.write_text(json.dumps(figures), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
