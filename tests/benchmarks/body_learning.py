"""Learns the weights of the three judgements of `workers/clean/body/model.py` from pages, by regression."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tests.benchmarks.body_lessons import Lesson
from workers.clean.body.features import Features
from workers.clean.body.model import is_furniture
from workers.clean.body.surroundings import LOGIT_SCALE, surroundings_of, vote_features

PULL = 3.0
INNER_FOLDS = 4
LEAST_PAGES = 3
LEANING = 0.2
Array = Any
Weights = dict[str, float]


@dataclass
class Sheet:
    """What is seen of the blocks of pages, as one matrix a page (by its id); the columns are features, "bias" first."""

    names: list[str]
    matrices: dict[str, Array]


def sheet_of(seen: Mapping[str, Sequence[Features]]) -> Sheet:
    """Return the features of pages, by page, as matrices."""
    found = {name for blocks in seen.values() for block in blocks for name in block}
    names = ["bias", *sorted(found - {"bias"})]
    place = {name: index for index, name in enumerate(names)}
    return Sheet(names, {page: _matrix(blocks, place) for page, blocks in seen.items()})


def _matrix(blocks: Sequence[Features], place: Mapping[str, int]) -> Array:
    matrix = np.zeros((len(blocks), len(place)), np.float32)
    for index, block in enumerate(blocks):
        for name, value in block.items():
            matrix[index, place[name]] = value
    return matrix


def local_sheet(rows: Sequence[Lesson]) -> Sheet:
    """Return what is seen of each block by itself."""
    return sheet_of({row.id: row.local for row in rows})


def learned(rows: Sequence[Lesson], local: Sheet) -> dict[str, Weights]:
    """Return the weights of the three judgements; the second learns from chances of sites the first had not seen.

    The fast one learns from what it will see: no vote, and no plain furniture. It leans on the first.
    """
    first: dict[str, list[float]] = {}
    taught = {row.id: row.taught for row in rows}
    for fold in range(INNER_FOLDS):
        seen = [row for row in rows if fold_of(f"i{row.site}", INNER_FOLDS) != fold]
        weights = fitted(seen, local, taught)
        unseen = [row.id for row in rows if fold_of(f"i{row.site}", INNER_FOLDS) == fold]
        first.update({page: chances(local, page, weights) for page in unseen})
    voted = {row.id: _voted(row, first[row.id]) for row in rows if row.votes}
    looked_at = {row.id: row.taught & ~_is_plain(row) for row in rows}
    return {
        "local": fitted(rows, local, taught),
        "fast": leaning(fitted(rows, sheet_of({row.id: _quick(row, first[row.id]) for row in rows}), looked_at)),
        "full": fitted([row for row in rows if row.votes], sheet_of(voted), taught),
    }


def leaning(second: Weights) -> Weights:
    """Return the weights of a judgement that a share of the first one's is mixed into, as odds.

    Without a vote the second one makes too much of what surrounds a block, on sites that are built as none before.
    """
    found = {name: (1 - LEANING) * weight for name, weight in second.items()}
    return {**found, "logit": found.get("logit", 0.0) + LEANING * LOGIT_SCALE}


def _voted(row: Lesson, chances: Sequence[float]) -> Sequence[Features]:
    return vote_features(row.view, surroundings_of(row.view, row.local, chances), row.votes)


def _quick(row: Lesson, chances: Sequence[float]) -> Sequence[Features]:
    """What the fast way sees of a page's blocks: plain furniture has no chance there, and is not judged."""
    plain = _is_plain(row)
    return surroundings_of(row.view, row.local, [0.0 if plain[index] else one for index, one in enumerate(chances)])


def _is_plain(row: Lesson) -> Array:
    return np.array([is_furniture(block) for block in row.view.blocks])


def fitted(rows: Sequence[Lesson], sheet: Sheet, taught: Mapping[str, Array]) -> Weights:
    """Return the weights of a logistic regression, by feature; small ones are preferred.

    `taught` tells which rows of a page's matrix teach. What few pages show is not learned from.
    """
    pages = sum((sheet.matrices[row.id] != 0).any(axis=0).astype(int) for row in rows)
    kept = [index for index, count in enumerate(pages) if count >= LEAST_PAGES or index == 0]
    matrix = np.concatenate([sheet.matrices[row.id][taught[row.id]][:, kept] for row in rows])
    labels = np.concatenate([row.labels[taught[row.id]] for row in rows])
    weights = np.concatenate([row.weights[taught[row.id]] for row in rows]).astype(np.float32)
    found = _regression(matrix, labels, weights)
    return {sheet.names[index]: float(weight) for index, weight in zip(kept, found, strict=True)}


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


def chances(sheet: Sheet, page: str, weights: Mapping[str, float]) -> list[float]:
    """Return the chance of each block of a page."""
    column = np.array([weights.get(name, 0.0) for name in sheet.names])
    return [float(one) for one in 1 / (1 + np.exp(-np.clip(sheet.matrices[page] @ column, -30, 30)))]


def fold_of(site: str, folds: int) -> int:
    """Return the fold that a site is of."""
    return int(hashlib.md5(f"x{site}".encode(), usedforsecurity=False).hexdigest(), 16) % folds


def written(table: Mapping[str, Weights]) -> str:
    """Return the weights as a data file."""
    head = (
        "# Learned by tests/benchmarks/train_body.py: the weight of each feature in the three judgements of model.py.\n"
    )
    tables = [
        "\n".join([f"\n[{name}]", *(f'"{key}" = {value:.3f}' for key, value in row.items() if abs(value) >= 0.0005)])
        for name, row in table.items()
    ]
    return head + "\n".join(tables) + "\n"
