"""Under which reason a removed piece is kept: by all that is seen of it, what a rule says, and what stands above it.

The weights are data (`reasons.tsv`, a row for each feature and reason), learned by `tests.benchmarks.train_tails`.
"""

from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Final

from workers.clean.words.tokens import Features

Table = Mapping[str, Mapping[str, float]]
_LIKELY: Final = 0.0
_CALLED: Final = {"social": "promotion", "copyright": "notice", "disclaimer": "notice"}


def with_hints(seen: Features, told: str | None, above: str) -> Features:
    """Return what is seen of a piece, with the rule's reason and the reason of the piece above, "" if that stays."""
    return {**seen, f"rule: {told or ''}": 1.0, f"above: {above}": 1.0}


def reason_for(seen: Features, *, otherwise: str = "", table: Table | None = None) -> str:
    """Return the likeliest reason; `otherwise`, if it is stated, where none is likelier than not."""
    sums: dict[str, float] = defaultdict(float)
    rows = _table() if table is None else table
    for name, value in seen.items():
        for reason, weight in rows.get(name, {}).items():
            sums[reason] += weight * value
    best = max(sums, key=lambda reason: sums[reason], default=otherwise)
    return otherwise if otherwise and sums.get(best, _LIKELY) <= _LIKELY else called(best)


def called(reason: str) -> str:
    """Return the name that a learned reason is kept under: some are told apart only to be told better."""
    return _CALLED.get(reason, reason)


@lru_cache(maxsize=1)
def _table() -> Table:
    found: dict[str, dict[str, float]] = {}
    for row in files(__package__).joinpath("reasons.tsv").read_text(encoding="utf-8").splitlines():
        name, reason, weight = row.split("\t")
        found.setdefault(name, {})[reason] = float(weight)
    return found
