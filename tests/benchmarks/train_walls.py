"""Learns by which words a page is told that shows something else in place of an article.

  python -m tests.benchmarks.train_walls           each fifth of the lines judged by what the others teach
  python -m tests.benchmarks.train_walls --write   the weights from all lines, into wall_words.tsv

The lines are those of `tests/gold/kinds/lines`; none is of a labelled page. `tests/benchmarks/train_kinds.py`, which
learns from pages how much these words count beside all else that is seen, is to be run after it.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from zlib import crc32

import numpy as np

from workers.clean.kinds.wall_words import BIAS, KINDS, REPORT, WEIGHTS, Table, Words, odds_of, words_in

LINES: Final = Path(__file__).resolve().parents[1] / "gold" / "kinds" / "lines"
LABELS: Final = dict(zip(("article", "bot", "consent", "error", "login", "paywall", "soft404"), KINDS, strict=True))
PULL, ROUNDS, LEAST_TIMES, LEAST_WEIGHT, FOLDS = 0.1, 150, 2, 0.05, 5
Array = Any


@dataclass(frozen=True, slots=True)
class Line:
    """What one page would say: its title, if any, and its text; and which kind of page it would be."""

    kind: str
    language: str
    title: str
    text: str

    @property
    def words(self) -> Words:
        """Its words, as they are weighed."""
        return words_in(self.title, self.text)


def lines() -> list[Line]:
    """Return all lines."""
    rows = [row for file in sorted(LINES.glob("*.tsv")) for row in file.read_text("utf-8").split("\n") if row]
    parted = (row.split("\t") for row in rows)
    return [Line(LABELS[label], language, title, text) for label, language, title, text in parted]


def learned(taught: Sequence[Line]) -> Table:
    """Return the weights of the words that stand in at least two lines."""
    seen = [line.words for line in taught]
    times = Counter(word for words in seen for word in words)
    names = {word: place for place, word in enumerate(word for word, count in times.items() if count >= LEAST_TIMES)}
    cells = [
        (row, names[word], value) for row, words in enumerate(seen) for word, value in words.items() if word in names
    ]
    rows, columns, values = (np.array(column) for column in zip(*cells, strict=True))
    truth = np.array([[float(line.kind == kind) for kind in KINDS] for line in taught])
    found = _descended(rows, columns, values, truth, len(names))
    return {word: tuple(float(weight) for weight in found[place]) for word, place in names.items()}


def _descended(rows: Array, columns: Array, values: Array, truth: Array, width: int) -> Array:
    """The weights of least loss of one judgement among all kinds, by accelerated descent."""
    kinds = range(truth.shape[1])
    pace_bound = 0.5 * _steepness(rows, columns, values, len(truth), width) + PULL
    weights = ahead = np.zeros((width, truth.shape[1]))
    pace = 1.0
    for _ in range(ROUNDS):
        odds = np.stack([np.bincount(rows, values * ahead[columns, kind], len(truth)) for kind in kinds], 1)
        parts = np.exp(odds - odds.max(1, keepdims=True))
        wrong = parts / parts.sum(1, keepdims=True) - truth
        slope = np.stack([np.bincount(columns, values * wrong[rows, kind], width) for kind in kinds], 1) + PULL * ahead
        following = ahead - slope / pace_bound
        quicker = (1 + (1 + 4 * pace * pace) ** 0.5) / 2
        ahead = following + (pace - 1) / quicker * (following - weights)
        weights, pace = following, quicker
    return weights


def _steepness(rows: Array, columns: Array, values: Array, height: int, width: int) -> float:
    vector, steepness = np.ones(width), 1.0
    for _ in range(20):
        vector = np.bincount(columns, values * np.bincount(rows, values * vector[columns], height)[rows], width)
        steepness = float(np.linalg.norm(vector))
        vector /= steepness
    return steepness


def written(table: Table) -> str:
    """Return the weights as rows of a table, without words that hardly count."""
    kept = {word: row for word, row in sorted(table.items()) if max(map(abs, row)) >= LEAST_WEIGHT or word == BIAS}
    return "".join("\t".join([word, *map(_short, row)]) + "\n" for word, row in kept.items())


def _short(weight: float) -> str:
    return f"{weight:.2f}".rstrip("0").rstrip(".") if abs(weight) >= 0.01 else ""


def report(all_lines: Sequence[Line]) -> str:
    """Return how many lines are told rightly by what the others teach, and how many reports are taken for a wall."""
    folds = [crc32(f"{line.title} {line.text}".encode()) % FOLDS for line in all_lines]
    told: Counter[tuple[str, str]] = Counter()
    for fold in range(FOLDS):
        table = learned([line for line, its in zip(all_lines, folds, strict=True) if its != fold])
        for line in (line for line, its in zip(all_lines, folds, strict=True) if its == fold):
            odds = odds_of(line.words, table)
            told[line.kind, KINDS[odds.index(max(odds))]] += 1
    right = sum(count for (kind, taken), count in told.items() if kind == taken)
    lost = sum(count for (kind, taken), count in told.items() if kind == REPORT != taken)
    return f"{right / len(all_lines):.3f} of {len(all_lines)} lines are right; {lost} reports are taken for a wall\n"


def main() -> None:
    """Report, or write the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    if parser.parse_args().write:
        Path(str(WEIGHTS)).write_text(written(learned(lines())), encoding="utf-8")
        return
    sys.stdout.write(report(lines()))


if __name__ == "__main__":
    main()
