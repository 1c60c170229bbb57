"""Learns what counts for which kind of page, and says how the judgement does on pages it has not learned from.

  python -m tests.benchmarks.train_kinds ARTICLES           each part left out, then publications; nothing written
  python -m tests.benchmarks.train_kinds ARTICLES --write   the weights from all pages, into weights.toml

The pages are those of `tests/gold/kinds`, all parts but those kept for a final figure. Each
wall is learned from a second time as it would be seen if no rule knew its words: rules know those of the pages that
they were written on, and new pages use others. Beside them stand pages that are articles, whatever stands below them,
and count half: those of `tests/gold/tails` and `tests/gold/chinese`, and the real ones of the folder ARTICLES (with its
`ground-truth.json`). One regression for each kind.
"""

import argparse
import gzip
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit
from zlib import crc32

import numpy as np

from contracts.errors import Rejected
from tests.benchmarks.clean_adapter import _page
from tests.benchmarks.clean_kinds import KINDS
from tests.gold.chinese.pages import pages as chinese_pages
from tests.gold.kinds.pages import Split, pages
from tests.gold.tails.pages import cases
from tests.unit.workers.clean.kinds.wall_pages import ARTICLE_PAGES
from workers.clean.body import choose
from workers.clean.kinds.evidence import Evidence
from workers.clean.kinds.judging import rejection_of
from workers.clean.kinds.names import PaywallTeaser
from workers.clean.kinds.rules import ruled
from workers.clean.kinds.seen import Seen, seen_of
from workers.clean.kinds.walls import walls
from workers.clean.kinds.weighing import ARTICLE, COLLECTION, WEIGHTS
from workers.clean.pages.charset import decode
from workers.clean.pages.dom import parse
from workers.clean.pages.facts import read_facts
from workers.clean.reading import read
from workers.clean.sites.memory import EMPTY

PARTS: Final[tuple[Split, ...]] = ("dev", "held", "fresh", "wide", "trial", "final", "check", "lessons", "proof")
FOLDS: Final = 8
PULL: Final = 2.0
LEAST_PAGES: Final = 3
STEPS: Final = 12
ARTICLES: Final = "articles"
TOLD_BY_RULES: Final = frozenset(wall.reason for wall in walls()) | {PaywallTeaser.__name__}
LISTED: Final = (*(f"{wall.reason}: " for wall in walls()), "offer", "sells")
Array = Any
Table = dict[str, dict[str, float]]


@dataclass(frozen=True)
class Lesson:
    """One page to learn from: what is seen of it, and which kind it is."""

    id: str
    part: str
    site: str
    kind: str
    evidence: Evidence
    seen: Seen


def lessons(articles: Path | None) -> Iterator[Lesson]:
    """Yield every labelled page, and every real article of the folder."""
    names = {kind: name for name, kind in KINDS.items()} | {"home": COLLECTION, "listing": COLLECTION}
    for part in PARTS:
        for page in pages(part):
            yield _lesson(page.id, part, page.url, names.get(page.kind, ARTICLE), page.html)
    for part in ("dev", "held", "fresh"):
        for case in cases(part):
            yield _lesson(f"tails/{case.id}", ARTICLES, case.url, ARTICLE, case.html.encode())
    for part in ("dev", "held", "second"):
        for story in chinese_pages(part):
            yield _lesson(f"chinese/{story.id}", ARTICLES, story.url, ARTICLE, story.content)
    for story in ARTICLE_PAGES:
        yield _lesson(
            f"walls/{story.name}", ARTICLES, f"https://news.example/{story.name}", ARTICLE, story.html.encode()
        )
    if articles is None:
        return
    for name, row in json.loads((articles / "ground-truth.json").read_text(encoding="utf-8")).items():
        yield _lesson(name, ARTICLES, row.get("url"), ARTICLE, gzip.decompress((articles / row["file"]).read_bytes()))


def _lesson(name: str, part: str, url: str | None, kind: str, content: bytes) -> Lesson:
    evidence = _evidence(content, url)
    return Lesson(name, part, urlsplit(url or "").hostname or name, kind, evidence, seen_of(evidence))


def _evidence(content: bytes, url: str | None) -> Evidence:
    page = _page(content, url, is_text=False)
    root = parse(decode(page.body, None).text)
    if root is None:
        raise ValueError(f"{url}: an empty page")
    facts = read_facts(root, page.final_url)
    reading = read(page, facts, EMPTY, choose)
    return Evidence(facts, reading.title, reading.cleaned.blocks, reading.blocks)


def learned(rows: Sequence[Lesson]) -> Table:
    """Return what each thing that is seen counts, by kind."""
    rows = [*rows, *(_unknown_to_rules(row) for row in rows if row.kind in TOLD_BY_RULES)]
    counts = Counter(name for row in rows for name in row.seen)
    names = sorted(name for name, count in counts.items() if count >= LEAST_PAGES)
    place = {name: index for index, name in enumerate(names)}
    matrix = np.zeros((len(rows), len(names)))
    for index, row in enumerate(rows):
        for name, value in row.seen.items():
            if name in place:
                matrix[index, place[name]] = value
    pull = np.array([0.01 if name == "bias" else PULL for name in names])
    worth = np.array([0.5 if row.part == ARTICLES else 1.0 for row in rows])
    table = {}
    for kind in sorted({row.kind for row in rows}):
        found = _regression(matrix, np.array([row.kind == kind for row in rows], float), worth, pull)
        table[kind] = dict(zip(names, (round(float(one), 3) for one in found), strict=True))
    return table


def _unknown_to_rules(row: Lesson) -> Lesson:
    """The same wall without what the lists of `walls.toml` and `kinds.toml` tell of it."""
    kept = {name: value for name, value in row.seen.items() if not name.startswith(LISTED) or "words" in name}
    return replace(row, seen=kept)


def _regression(matrix: Array, labels: Array, worth: Array, pull: Array) -> Array:
    found = np.zeros(matrix.shape[1])
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-np.clip(matrix @ found, -30, 30)))
        slope = matrix.T @ (worth * (chance - labels)) + pull * found
        scaled = matrix * np.sqrt(worth * chance * (1 - chance) + 1e-9)[:, None]
        found = found - np.linalg.solve(scaled.T @ scaled + np.diag(pull), slope)
    return found


def report(rows: Sequence[Lesson]) -> None:
    """Print how pages are told by weights that were learned without their part, then without their publication."""
    for part in (*PARTS, ARTICLES):
        _show(f"without {part}", rows, [row for row in rows if row.part == part])
    sites = {site: crc32(site.encode()) % FOLDS for site in {row.site for row in rows}}
    wrong: list[str] = []
    for fold in range(FOLDS):
        left_out = [row for row in rows if sites[row.site] == fold]
        wrong += _wrong(learned([row for row in rows if sites[row.site] != fold]), left_out)
    sys.stdout.write(f"without their publication: {1 - len(wrong) / len(rows):.3f} of {len(rows)}\n")
    sys.stdout.writelines(f"    {line}\n" for line in wrong)


def _show(name: str, rows: Sequence[Lesson], left_out: Sequence[Lesson]) -> None:
    out = {row.id for row in left_out}
    wrong = _wrong(learned([row for row in rows if row.id not in out]), left_out)
    by_rules = [row for row in left_out if _as_learned(ruled(row.evidence)) != row.kind]
    right, rules = 1 - len(wrong) / len(left_out), 1 - len(by_rules) / len(left_out)
    sys.stdout.write(f"{name}: {right:.3f} of {len(left_out)}; the rules alone, where not written on it: {rules:.3f}\n")
    sys.stdout.writelines(f"    {line}\n" for line in wrong)


def _wrong(table: Table, rows: Sequence[Lesson]) -> list[str]:
    judged = [(row, _as_learned(rejection_of(row.evidence, table))) for row in rows]
    return [f"{row.kind} taken for {kind}: {row.id}" for row, kind in judged if kind != row.kind]


def _as_learned(rejected: Rejected | None) -> str:
    if rejected is None:
        return ARTICLE
    return COLLECTION if rejected.reason in ("HomePage", "ListingPage") else rejected.reason


def written(table: Table) -> str:
    """Return the weights as a data file."""
    head = "# Learned by tests/benchmarks/train_kinds.py: what each thing seen of a page counts for each kind.\n"
    rows = (
        "\n".join([f"\n[{kind}]", *(f'"{name}" = {value:.3f}' for name, value in row.items() if abs(value) >= 0.02)])
        for kind, row in table.items()
    )
    return head + "\n".join(rows) + "\n"


def main() -> None:
    """Learn, and report or write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path, nargs="?")
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    rows = list(lessons(asked.articles))
    if not asked.write:
        report(rows)
        return
    WEIGHTS.write_text(written(learned(rows)), encoding="utf-8")


if __name__ == "__main__":
    main()
