"""Learns the weights by which the article's blocks are chosen, and says how the choice does on sites it has not seen.

  python -m tests.benchmarks.train_body ARTICLES --held-apart [--seeds N] [--pages FILE]
  python -m tests.benchmarks.train_body ARTICLES --write

ARTICLES is a folder with `ground-truth.json` (id → file, url, source, body or must_contain, must_not_contain) and the
pages that it names. `--held-apart` writes nothing: it tells, by the pages' own measure, what cleaning gives with the
weights learned without a page's site, over several ways of dealing the sites out to folds; `--pages` keeps the scores
and the text of each page. `--write` learns from all pages, into weights.toml.
"""

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.benchmarks.body_folds import Outputs, held_apart, told
from tests.benchmarks.body_learning import learned, local_sheet, written
from tests.benchmarks.body_lessons import lessons
from tests.benchmarks.clean_measure import Output, cases_of, measure_of

WEIGHTS = Path(__file__).resolve().parents[2] / "workers" / "clean" / "body" / "weights.toml"


def main() -> None:
    """Learn, and report or write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--held-apart", action="store_true")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--pages", type=Path)
    asked = parser.parse_args()
    rows = list(lessons(asked.articles))
    sys.stdout.write(f"{len(rows)} pages of {len({row.site for row in rows})} sites\n")
    if asked.write:
        WEIGHTS.write_text(written(learned(rows, local_sheet(rows))), encoding="utf-8")
    if asked.held_apart:
        found = held_apart(rows, range(asked.seeds))
        sys.stdout.writelines(f"{line}\n" for line in told(found))
        if asked.pages:
            asked.pages.write_text(json.dumps(_by_page(found), ensure_ascii=False), encoding="utf-8")


def _by_page(found: Mapping[tuple[int, str], Outputs]) -> dict[str, dict[str, Any]]:
    return {f"{mode} {seed}": dict(map(_scored, outputs.items())) for (seed, mode), outputs in found.items()}


def _scored(output: tuple[str, Output]) -> tuple[str, dict[str, Any]]:
    name, (out, _, _) = output
    return name, {**measure_of().score_case(cases_of()[name]["gold"], out), "text": (out or {}).get("body", "")}


if __name__ == "__main__":
    main()
