"""Learns by which words and forms a paragraph is told to be the publication's own speech, and how well on unseen parts.

  python -m tests.benchmarks.train_tails                     each labelled part judged by what the others teach
  python -m tests.benchmarks.train_tails --write             the weights from all parts, into the tables
  python -m tests.benchmarks.train_tails --articles FOLDER   real articles teach too what the report's own speech is

It learns from the labelled tails (`PARTS`), from `lines/` and the lines of the unit tests; from FOLDER
(`ground-truth.json` and the pages that it names) only how much words count that stand in lines of our own writing.
"""

import argparse
import gzip
import json
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np

from tests.gold.tails.pages import CALLED, KEEP, Case, cases, labelled_lines
from workers.clean.fields.authors import stated_authors
from workers.clean.pages.blocks import Block, blocks_of
from workers.clean.pages.charset import decode
from workers.clean.pages.dom import parse
from workers.clean.pages.facts import read_facts
from workers.clean.removal.evidence import Names, features_of, verdict_of
from workers.clean.removal.naming import called, reason_for, with_hints
from workers.clean.removal.speech import Speech
from workers.clean.removal.wording import wording_for
from workers.clean.words.tokens import Features, tokens_of

ROOT: Final = Path(__file__).resolve().parents[2]
WEIGHTS: Final = ROOT / "workers" / "clean" / "removal" / "evidence.tsv"
REASONS: Final = WEIGHTS.with_name("reasons.tsv")
UNIT_LINES: Final = ROOT / "tests" / "unit" / "workers" / "clean" / "removal" / "tail_lines.toml"
PARTS: Final = ("dev", "held", "fresh", "lessons", "trial", "final", "check", "assay", "sequel", "proof")
PULL, ROUNDS, LEAST_TIMES, LEAST_WEIGHT, LEAST_NAMING = 1 / 30, 300, 2, 0.05, 0.3
REAL_WEIGHT, LAST_PARAGRAPHS, SHORTEST = 3.0, 25, 8
Array = Any


@dataclass(frozen=True, slots=True)
class Lesson:
    """One paragraph: what is seen of it, and whether it is the publication's own speech."""

    seen: Features
    is_own: bool
    text: str
    weight: float = 1.0
    reason: str = ""
    hinted: Features = field(default_factory=dict)


def lessons_of(part: str) -> list[Lesson]:
    """Return the paragraphs of a labelled part, once each."""
    return [lesson for case in cases(part) for lesson in _of_case(case)]


def _of_case(case: Case) -> Iterator[Lesson]:
    root = parse(case.html)
    blocks = blocks_of(root) if root is not None else []
    places = {block.compact: index for index, block in reversed(list(enumerate(blocks)))}
    labelled = {places[text]: piece for piece in case.pieces if (text := "".join(piece.text.split())) in places}
    language = case.language.split("-", maxsplit=1)[0]
    wording = wording_for(language, (case.publication, case.host), (case.author,), case.title)
    speech = Speech(blocks, sorted(labelled), wording)
    above = ""
    for index, piece in labelled.items():
        seen, told = speech.seen(index), wording.reason(blocks[index], in_tail=True)
        reason = _named(piece.label)
        yield Lesson(seen, piece.label != KEEP, piece.text, 1.0, reason, with_hints(seen, told, above))
        above = called(reason)


def _named(label: str) -> str:
    """The reason that is learned for a label; several of them may be called alike."""
    return "" if label == KEEP else label if called(label) != label else CALLED.get(label, label)


def lines() -> Iterator[Lesson]:
    """Yield the lines that stand by themselves: they teach words alone."""
    for label, language, text in labelled_lines():
        yield _of_line(text, label != KEEP, _named(label), language)
    for groups in tomllib.loads(UNIT_LINES.read_text("utf-8")).values():
        yield from (
            _of_line(line, is_own) for kind, is_own in (("goes", True), ("stays", False)) for line in groups[kind]
        )


def _of_line(line: str, is_own: bool, reason: str = "", language: str = "") -> Lesson:
    block = Block(line, "paragraph")
    seen = features_of(block, tokens_of(line), Names(), 0.0)
    told = wording_for(language.split("-", maxsplit=1)[0], ()).reason(block, in_tail=True)
    return Lesson({**seen, "line": 1.0}, is_own, line, 1.0, reason, {**seen, f"rule: {told or ''}": 1.0})


def real(articles: Path) -> Iterator[Lesson]:
    """Yield the last paragraphs of real articles, all of them the report's own speech."""
    for row in json.loads((articles / "ground-truth.json").read_text("utf-8")).values():
        if row.get("body"):
            yield from _of_page(gzip.decompress((articles / row["file"]).read_bytes()), row)


def _of_page(body: bytes, row: Mapping[str, Any]) -> Iterator[Lesson]:
    root = parse(decode(body, "text/html").text)
    if root is None:
        return
    facts = read_facts(root, row.get("url") or "https://news.example/")
    blocks = blocks_of(root)
    stated = row["body"] if isinstance(row["body"], str) else "\n".join(row["body"])
    truth = "".join(stated.split())
    kept = [index for index, block in enumerate(blocks) if len(block.compact) >= SHORTEST and block.compact in truth]
    language = (facts.declared_language or "")[:2]
    names = (facts.meta("og:site_name", "application-name"),)
    wording = wording_for(language, names, stated_authors(facts, language), facts.meta("og:title") or "")
    speech = Speech(blocks, kept, wording)
    for index in kept[-LAST_PARAGRAPHS:]:
        yield Lesson(speech.seen(index), False, blocks[index].text, REAL_WEIGHT)


def learned(own: Iterable[Lesson], more: Sequence[Lesson] = ()) -> dict[str, float]:
    """Return the weights; words are those of our own lessons that stand in at least two of them."""
    known = list({(lesson.text, lesson.is_own): lesson for lesson in own}.values())
    taught = [*known, *more]
    names = _names([lesson.seen for lesson in known])
    cells = _cells([lesson.seen for lesson in taught], names)
    truth = np.array([float(lesson.is_own) for lesson in taught])
    trust = np.array([lesson.weight for lesson in taught])
    found = _descended(cells, truth, trust, len(names))
    return {name: float(found[number]) for name, number in names.items() if name != "line"}


def reasons_learned(own: Iterable[Lesson]) -> dict[str, dict[str, float]]:
    """Return how much each feature speaks for each reason of the pieces that go, as against all other reasons."""
    taught = [lesson for lesson in own if lesson.reason]
    names = _names([lesson.hinted for lesson in taught])
    cells = _cells([lesson.hinted for lesson in taught], names)
    table: dict[str, dict[str, float]] = {name: {} for name in names}
    for reason in sorted({lesson.reason for lesson in taught}):
        truth = np.array([float(lesson.reason == reason) for lesson in taught])
        found = _descended(cells, truth, np.ones(len(taught)), len(names), ROUNDS // 3)
        for name, number in names.items():
            if abs(found[number]) >= LEAST_NAMING:
                table[name][reason] = float(found[number])
    return table


def _names(seen: Iterable[Features]) -> dict[str, int]:
    times = Counter(name for features in seen for name in features)
    return {name: number for number, name in enumerate(name for name, count in times.items() if count >= LEAST_TIMES)}


def _cells(seen: Sequence[Features], names: Mapping[str, int]) -> Sequence[Array]:
    """The rows, columns and values of what is seen."""
    cells = [
        (row, names[name], value) for row, each in enumerate(seen) for name, value in each.items() if name in names
    ]
    return tuple(np.array(column) for column in zip(*cells, strict=True))


def _descended(cells: Sequence[Array], truth: Array, trust: Array, width: int, rounds: int = ROUNDS) -> Array:
    """The weights of least loss, by accelerated descent."""
    rows, columns, values = cells
    vector = np.ones(width)
    for _ in range(ROUNDS // 10):
        vector = np.bincount(columns, values * np.bincount(rows, values * vector[columns], len(truth))[rows], width)
        steepness = float(np.linalg.norm(vector))
        vector /= steepness
    bound = 0.27 * steepness + PULL
    weights = ahead = np.zeros(width)
    pace = 1.0
    for _ in range(rounds):
        chances = 1 / (1 + np.exp(-np.bincount(rows, values * ahead[columns], len(truth))))
        slope = np.bincount(columns, values * (trust * (chances - truth))[rows], width) + PULL * ahead
        following = ahead - slope / bound
        quicker = (1 + (1 + 4 * pace * pace) ** 0.5) / 2
        ahead = following + (pace - 1) / quicker * (following - weights)
        weights, pace = following, quicker
    return weights


def written(weights: Mapping[str, float]) -> str:
    """Return the weights as rows of a table, without those that hardly count."""
    return "".join(f"{name}\t{weight:.2f}\n" for name, weight in sorted(weights.items()) if abs(weight) >= LEAST_WEIGHT)


def reasons_written(table: Mapping[str, Mapping[str, float]]) -> str:
    """Return how much each feature speaks for each reason, as rows of a table."""
    rows = (f"{name}\t{reason}\t{weight:.2f}\n" for name, found in table.items() for reason, weight in found.items())
    return "".join(sorted(rows))


def report(more: Sequence[Lesson]) -> Iterator[str]:
    """Yield how well each part is judged by what the others teach, by evidence alone."""
    parts = {part: lessons_of(part) for part in PARTS}
    alone = list(lines())
    for part, judged in parts.items():
        others = [lesson for name, lessons in parts.items() if name != part for lesson in lessons]
        weights = learned([*others, *alone], more)
        taken = [lesson for lesson in judged if verdict_of(lesson.seen, weights).total > 0]
        right = sum(lesson.is_own for lesson in taken)
        own = sum(lesson.is_own for lesson in judged)
        table = reasons_learned([*others, *alone])
        named = [lesson for lesson in judged if lesson.reason]
        agreed = sum(reason_for(lesson.hinted, table=table) == called(lesson.reason) for lesson in named)
        yield (
            f"{part:8} precision {right / max(1, len(taken)):.3f} recall {right / max(1, own):.3f}"
            f" reason {agreed / max(1, len(named)):.3f}"
        )


def main() -> None:
    """Print the figures on parts held apart, or write the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=Path, help="a folder of real articles with their truth")
    parser.add_argument("--parts", nargs="+", default=PARTS, help="the parts to learn from when writing")
    parser.add_argument("--write", action="store_true", help="write the weights learned from all parts")
    options = parser.parse_args()
    more = list(real(options.articles)) if options.articles else []
    if options.write:
        own = [lesson for part in options.parts for lesson in lessons_of(part)]
        taught = [*own, *lines()]
        WEIGHTS.write_text(written(learned(taught, more)), "utf-8")
        REASONS.write_text(reasons_written(reasons_learned(taught)), "utf-8")
        return
    for row in report(more):
        print(row)  # noqa: T201


if __name__ == "__main__":
    main()
