"""Learns the weights by which the article's blocks are chosen, and says how the choice does on sites it has not seen.

  python -m tests.benchmarks.train_body ARTICLES            folds of whole sites: F1 and exact matches, nothing written
  python -m tests.benchmarks.train_body ARTICLES --write    the weights from all pages, into weights.toml

ARTICLES is a folder with `ground-truth.json` (id → file, url, source, body or must_contain, must_not_contain) and the
pages that it names. Beside them the project's own pages teach with less weight: the newsroom, and that half of the
Chinese set that is for working with. A block is the article's if most of its words stand in the truth at their place.
"""

import argparse
import gzip
import hashlib
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from newsroom.manifest import load
from newsroom.sites.pages import Web
from newsroom.sites.web import resources
from tests.gold.chinese.pages import pages as chinese_pages
from workers.clean.body.features import Features, View, features_of, view_of
from workers.clean.body.model import is_furniture
from workers.clean.body.surroundings import surroundings_of, vote_features
from workers.clean.body.vouched import aligned, vouched_text
from workers.clean.pages.blocks import Block, blocks_of
from workers.clean.pages.charset import decode
from workers.clean.pages.dom import parse
from workers.clean.pages.facts import read_facts

WEIGHTS = Path(__file__).resolve().parents[2] / "workers" / "clean" / "body" / "weights.toml"
PULL = 3.0
FOLDS, INNER_FOLDS = 8, 4
LEAST_PAGES = 3
NEGATIVES = 150
MIN_COVERED = 0.6
Array = Any


@dataclass
class Lesson:
    """One page to learn from: its blocks as the model sees them, the vote, and which of them are the article's."""

    id: str
    set: str
    site: str
    view: View
    local: list[Features]
    votes: list[int]
    labels: Array
    weights: Array
    taught: Array
    truth: str = ""


def lessons(articles: Path) -> Iterator[Lesson]:
    """Yield every page to learn from."""
    for name, row in json.loads((articles / "ground-truth.json").read_text(encoding="utf-8")).items():
        content = gzip.decompress((articles / row["file"]).read_bytes())
        site = ".".join((urlsplit(row.get("url") or "").hostname or name).split(".")[-3:]).removeprefix("www.")
        segments = (row.get("must_contain") or [], row.get("must_not_contain") or [])
        yield from lesson(name, row["source"], site, content, row.get("url"), row.get("body") or "", segments)
    for page in chinese_pages("dev"):
        yield from lesson(page.url, "chinese", urlsplit(page.url).hostname or "", page.content, page.url, page.text)
    built = resources(Web(port="80", edition=1))
    for told in load().with_articles():
        url = told.url.replace("{port}", "80")
        parts = urlsplit(url)
        found = built.get((parts.hostname or "", parts.path + (f"?{parts.query}" if parts.query else "")))
        if found is not None:
            yield from lesson(url, "newsroom", told.source, found.body, url, told.text)


def lesson(
    name: str,
    group: str,
    site: str,
    content: bytes,
    url: str | None,
    truth: str,
    segments: tuple[list[str], list[str]] = ([], []),
) -> Iterator[Lesson]:
    """Yield the lesson of a page; none of one without blocks."""
    root = parse(decode(content, None).text)
    if root is None or not (blocks := blocks_of(root)):
        return
    facts = read_facts(root, url or "https://unknown.example/2000/page-1.html")
    voiced = vouched_text(facts.root, facts.url)
    votes = aligned(blocks, voiced)
    if sum(len(blocks[index].compact) for index in votes) < MIN_COVERED * len("".join(voiced.split())):
        votes = []
    view = view_of(facts, blocks)
    labels = np.array(shares(blocks, truth) if truth else [_told(block, segments[0]) for block in blocks]) >= 0.5
    known = np.array([_told(block, segments[0]) != _told(block, segments[1]) for block in blocks])
    taught = np.ones(len(blocks), bool) if truth else known
    local = [features_of(view, index) for index in range(len(blocks))]
    weights, taught = weighed(
        view, labels, taught, votes, {"newsroom": 0.25, "chinese": 0.4}.get(group, 1.0), bool(truth)
    )
    yield Lesson(name, group, site, view, local, votes, labels.astype(np.float32), weights, taught, truth)


def shares(blocks: Sequence[Block], truth: str) -> list[float]:
    """Return which share of each block's words is found in the truth, in order."""
    words, owners = [], []
    for index, block in enumerate(blocks):
        for word in _words(block.text):
            words.append(word)
            owners.append(index)
    found, whole = Counter[int](), Counter(owners)
    for start, _, size in SequenceMatcher(None, words, _words(truth), autojunk=False).get_matching_blocks():
        found.update(owners[start : start + size])
    return [found[index] / whole[index] if whole[index] else 0.0 for index in range(len(blocks))]


def _words(text: str) -> list[str]:
    return re.findall(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+", text)


def _told(block: Block, segments: Sequence[str]) -> bool:
    text = " ".join(block.text.split())
    return any(" ".join(segment.split()) in text for segment in segments if segment.strip())


def weighed(
    view: View, labels: Array, taught: Array, votes: Sequence[int], worth: float, whole: bool
) -> tuple[Array, Array]:
    """Return what each block weighs (pages weigh alike), and which blocks teach: of plain furniture a sample does."""
    sizes = np.array(view.sizes, float) ** 0.5
    if not whole:
        return worth * 8 * np.where(taught, sizes / (sizes[taught].sum() + 1e-9), 0), taught
    weights = worth * 20 * sizes / (sizes[labels].sum() if labels.any() else sizes.sum())
    voted = np.isin(np.arange(len(sizes)), votes)
    kept = labels | voted | (np.random.default_rng(0).random(len(sizes)) < NEGATIVES / len(sizes))
    plain = ~labels & ~voted
    scale = plain.sum() / max(1, (plain & kept).sum())
    return np.where(plain, weights * scale, weights), kept


def fitted(rows: Sequence[Lesson], told: Callable[[Lesson], Sequence[Features]]) -> dict[str, float]:
    """Return the weights of a logistic regression, by feature; small ones are preferred."""
    held = {row.id: told(row) for row in rows}
    pages = Counter(name for found in held.values() for name in {key for one in found for key, v in one.items() if v})
    names = ["bias", *sorted(name for name, count in pages.items() if count >= LEAST_PAGES and name != "bias")]
    place = {name: index for index, name in enumerate(names)}
    matrix = np.concatenate([_matrix(held[row.id], place)[row.taught] for row in rows])
    labels = np.concatenate([row.labels[row.taught] for row in rows])
    weights = np.concatenate([row.weights[row.taught] for row in rows]).astype(np.float32)
    return dict(zip(names, (float(one) for one in _regression(matrix, labels, weights)), strict=True))


def _matrix(found: Sequence[Features], place: dict[str, int]) -> Array:
    matrix = np.zeros((len(found), len(place)), np.float32)
    for index, features in enumerate(found):
        for name, value in features.items():
            if name in place:
                matrix[index, place[name]] = value
    return matrix


def _regression(matrix: Array, labels: Array, weights: Array, steps: int = 9) -> Array:
    found = np.zeros(matrix.shape[1], np.float32)
    pull = np.full(matrix.shape[1], PULL, np.float32)
    pull[0] = 0.01
    for _ in range(steps):
        chance = 1 / (1 + np.exp(-np.clip(matrix @ found, -30, 30)))
        slope = matrix.T @ (weights * (chance - labels)) + pull * found
        scaled = matrix * np.sqrt(weights * chance * (1 - chance) + 1e-9)[:, None]
        found = found - np.linalg.solve((scaled.T @ scaled + np.diag(pull)).astype(float), slope).astype(np.float32)
    return found


def chances(found: Sequence[Features], of: dict[str, float]) -> list[float]:
    """Return the chance of each block."""
    totals = [sum(value * of.get(name, 0.0) for name, value in features.items()) for features in found]
    return [float(1 / (1 + np.exp(-np.clip(total, -30, 30)))) for total in totals]


def learned(rows: Sequence[Lesson]) -> dict[str, dict[str, float]]:
    """Return the weights of the three judgements; the second learns from chances of sites the first had not seen."""
    first: dict[str, list[float]] = {}
    for fold in range(INNER_FOLDS):
        seen = [row for row in rows if fold_of(f"i{row.site}", INNER_FOLDS) != fold]
        weights = fitted(seen, lambda row: row.local)
        unseen = [row for row in rows if fold_of(f"i{row.site}", INNER_FOLDS) == fold]
        first.update({row.id: chances(row.local, weights) for row in unseen})
    around = {row.id: surroundings_of(row.view, row.local, first[row.id]) for row in rows}
    voted = [row for row in rows if row.votes]
    return {
        "local": fitted(rows, lambda row: row.local),
        "fast": fitted(rows, lambda row: around[row.id]),
        "full": fitted(voted, lambda row: vote_features(row.view, around[row.id], row.votes)),
    }


def fold_of(site: str, folds: int) -> int:
    """Return the fold that a site is of."""
    return int(hashlib.md5(f"x{site}".encode(), usedforsecurity=False).hexdigest(), 16) % folds


def judged(row: Lesson, weights: dict[str, dict[str, float]], *, fast: bool) -> list[float]:
    """Return the chances of a page's blocks by given weights."""
    first = chances(row.local, weights["local"])
    if fast:
        plain = [is_furniture(block) for block in row.view.blocks]
        first = [0.0 if is_plain else chance for chance, is_plain in zip(first, plain, strict=True)]
        found = chances(surroundings_of(row.view, row.local, first), weights["fast"])
        return [0.0 if is_plain else chance for chance, is_plain in zip(found, plain, strict=True)]
    around = surroundings_of(row.view, row.local, first)
    if not row.votes:
        return chances(around, weights["fast"])
    return chances(vote_features(row.view, around, row.votes), weights["full"])


def report(rows: Sequence[Lesson], found: dict[str, dict[str, list[float]]]) -> None:
    """Print, by set, how much of the text is chosen rightly on sites that were not learned from."""
    for group in sorted({row.set for row in rows if row.truth}):
        for mode in ("fast", "full"):
            tallies = [_tally(row, found[mode][row.id]) for row in rows if row.set == group and row.truth]
            precision = np.mean([tp / max(1, tp + fp) for tp, fp, _ in tallies])
            recall = np.mean([tp / max(1, tp + fn) for tp, _, fn in tallies])
            whole = np.mean([fp == fn == 0 for _, fp, fn in tallies])
            f1 = 2 * precision * recall / (precision + recall)
            sys.stdout.write(
                f"{group:12} {mode}: P {precision:.3f} R {recall:.3f} F1 {f1:.3f}, all blocks right {whole:.3f}\n"
            )


def _tally(row: Lesson, chance: Sequence[float]) -> tuple[float, float, float]:
    sizes, chosen, wanted = np.array(row.view.sizes), np.array(chance) > 0.45, row.labels > 0.5
    return sizes[chosen & wanted].sum(), sizes[chosen & ~wanted].sum(), sizes[~chosen & wanted].sum()


def folds_of(rows: Sequence[Lesson]) -> dict[str, dict[str, list[float]]]:
    """Return each page's chances, by weights learned without its site."""
    found: dict[str, dict[str, list[float]]] = {"fast": {}, "full": {}}
    for fold in range(FOLDS):
        weights = learned([row for row in rows if fold_of(row.site, FOLDS) != fold])
        for row in (row for row in rows if fold_of(row.site, FOLDS) == fold):
            found["fast"][row.id] = judged(row, weights, fast=True)
            found["full"][row.id] = judged(row, weights, fast=False)
    return found


def written(weights: dict[str, dict[str, float]]) -> str:
    """Return the weights as a data file."""
    head = (
        "# Learned by tests/benchmarks/train_body.py: the weight of each feature in the three judgements of model.py.\n"
    )
    tables = [
        "\n".join([f"\n[{name}]", *(f'"{key}" = {value:.3f}' for key, value in row.items() if abs(value) >= 0.0005)])
        for name, row in weights.items()
    ]
    return head + "\n".join(tables) + "\n"


def main() -> None:
    """Learn, and report or write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    rows = list(lessons(asked.articles))
    sys.stdout.write(f"{len(rows)} pages of {len({row.site for row in rows})} sites\n")
    if asked.write:
        WEIGHTS.write_text(written(learned(rows)), encoding="utf-8")
        return
    report(rows, folds_of(rows))


if __name__ == "__main__":
    main()
