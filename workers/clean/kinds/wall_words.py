"""What the words of a short page speak for: a report, or one of the kinds of page that stand in place of one.

`wall_words.tsv` has a weight for each word, stem or pair of ideographs and each kind, titles ("t:") apart from texts,
learned by `python -m tests.benchmarks.train_walls` from lines that say such things (`tests/gold/kinds/lines/`).
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Final

from workers.clean.kinds.amounts import weight_of
from workers.clean.words.tokens import tokens_of, words_seen

Words = dict[str, float]
Chances = Mapping[str, float]
Table = Mapping[str, tuple[float, ...]]
WEIGHTS: Final = files(__package__).joinpath("wall_words.tsv")
REPORT: Final = "Article"
KINDS: Final = (REPORT, "BotWall", "ConsentWall", "SiteFailure", "LoginWall", "PaywallTeaser", "ErrorPage")
WALLS: Final = KINDS[1:]
BIAS: Final = "bias"
TITLE: Final = "t:"
_MOST_LINES: Final = 14
_TOGETHER: Final = 12
_SHORTEST_LINE: Final = 12


def spoken_for(title: str, names: Sequence[str], lines: Sequence[str]) -> Iterator[tuple[str, float]]:
    """Yield what a page's title and first lines speak for, by kind: all together, and the line that does so most.

    Nothing is said where there are no words.
    """
    lines = list(dict.fromkeys(line for line in lines if line))[:_MOST_LINES]
    if not title and not lines:
        return
    whole = odds_of(words_in(title, " ".join(lines[:_TOGETHER])))
    chances = chances_of(whole)
    told = (line for line in lines if line not in names and weight_of(line) >= _SHORTEST_LINE)
    each = [chance_of_line(line) for line in told]
    for kind, odds in zip(WALLS, whole[1:], strict=True):
        yield f"{kind}: words", max(-1.0, min(1.0, (odds - whole[0]) / 4))
        yield f"{kind}: words' chance", chances[kind]
        yield f"{kind}: a line's words", max((chance[kind] for chance in each), default=0.0)


def words_in(title: str, text: str) -> Words:
    """Return the words of a title and of a text, as they are weighed."""
    found = {TITLE + word: value for word, value in words_seen(tokens_of(title)).items()}
    return {**found, **words_seen(tokens_of(text)), BIAS: 1.0}


def odds_of(words: Words, table: Table | None = None) -> list[float]:
    """Return how much words speak for each of `KINDS`, as logarithms of chances but for what they have in common."""
    table = _weights() if table is None else table
    rows = [(row, value) for word, value in words.items() if (row := table.get(word)) is not None]
    return [sum(row[place] * value for row, value in rows) for place in range(len(KINDS))]


def chances_of(odds: Sequence[float]) -> Chances:
    """Return the chance of each kind."""
    most = max(odds)
    parts = [math.exp(one - most) for one in odds]
    return {kind: part / sum(parts) for kind, part in zip(KINDS, parts, strict=True)}


def chance_of_line(text: str) -> Chances:
    """Return the chance of each kind by the words of one text without a title."""
    return chances_of(odds_of(words_in("", text)))


@lru_cache(maxsize=1)
def _weights() -> Table:
    rows = (row.split("\t") for row in WEIGHTS.read_text(encoding="utf-8").splitlines() if row)
    return {word: tuple(float(weight or 0) for weight in weights) for word, *weights in rows}
