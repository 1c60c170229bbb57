"""How likely each block is the article's: two linear judgements with fixed weights, learned from pages.

The first looks at each block by itself, the second also at what the first made of its neighbours, and at the vote of an
extractor where there is one. `tests/benchmarks/train_body.py` learns the weights, `weights.toml`.
"""

import math
import tomllib
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import repeat
from operator import mul
from typing import Final

from workers.clean.body.features import Features, View, features_of, seen_of, words_of
from workers.clean.body.surroundings import surroundings_of, vote_features
from workers.clean.pages.blocks import Block

_STEEPEST: Final = 30.0
_MERE_LINK: Final = 0.95
_WORTH_READING: Final = 0.3
_SURE: Final = 0.9
Weights = Mapping[str, float]
Table = Mapping[str, Weights]


def chances_of(view: View, votes: Collection[int], table: Table) -> list[float]:
    """Return each block's chance to be of the article; `votes` are an extractor's blocks.

    `table` holds the weights of the three judgements, as `weights` does.
    """
    local = [features_of(view, index) for index in range(len(view.blocks))]
    first = [chance(features, table["local"]) for features in local]
    around = surroundings_of(view, local, first)
    if not votes:
        return [chance(features, table["fast"]) for features in around]
    return [chance(features, table["full"]) for features in vote_features(view, around, votes)]


def quick_chances_of(view: View, table: Table) -> list[float]:
    """Return each block's chance without a vote; plain furniture is not looked at any closer, and has none."""
    looked_at = [index for index, block in enumerate(view.blocks) if not is_furniture(block)]
    local, first = _quick_look(view, looked_at, table["local"])
    around = surroundings_of(view, local, _spread(view, first))
    judged = [chance(features, table["fast"]) for features in around]
    return _spread(view, dict(zip(looked_at, judged, strict=True)))


def _quick_look(view: View, numbers: Sequence[int], of: Weights) -> tuple[dict[int, Features], dict[int, float]]:
    """The features of blocks and the chance that each has by itself; words are read where the rest leaves a doubt."""
    local: dict[int, Features] = {}
    first: dict[int, float] = {}
    for index in numbers:
        local[index] = seen_of(view, index)
        first[index] = chance(local[index], of)
        if _WORTH_READING < first[index] < _SURE and (said := words_of(view.blocks[index])):
            local[index].update(said)
            first[index] = chance(local[index], of)
    return local, first


def _spread(view: View, found: Mapping[int, float]) -> list[float]:
    """The chances of all blocks: none for those that were not looked at."""
    return [found.get(index, 0.0) for index in range(len(view.blocks))]


def is_furniture(block: Block) -> bool:
    """Return whether a block shows at one look that it is none of the article's: a menu's, a footer's, a mere link."""
    return block.is_apart or (block.links > _MERE_LINK and block.kind != "heading")


def chance(features: Features, of: Weights) -> float:
    """Return the chance that a linear judgement gives to what is seen of a block."""
    total = sum(map(mul, features.values(), map(of.get, features, repeat(0.0))))
    return 1.0 / (1.0 + math.exp(-max(-_STEEPEST, min(_STEEPEST, total))))


@lru_cache(maxsize=1)
def weights() -> Table:
    """Return the weights of the three judgements, `local`, `fast` and `full`, by the features' names."""
    table = tomllib.loads(files(__package__).joinpath("weights.toml").read_text(encoding="utf-8"))
    return {name: {key: float(value) for key, value in row.items()} for name, row in table.items()}
