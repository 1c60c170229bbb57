"""Which articles say nearly the same: shingles, how alike two texts are, and the index of likely copies in Redis.

The index (MinHash with locality-sensitive bands, kept 30 days) only proposes; the texts themselves decide. Remembering
an article again changes nothing, and remembering it with another text forgets the old one.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import redis
from rensa import RMinHash

from contracts.article import Article
from contracts.names import KEY_PREFIX
from search.text import sequence

_SHINGLE: Final = 3
_BANDS: Final = 20
_ROWS: Final = 6
_SEED: Final = 42
_MAX_TOKENS: Final = 20_000
_MOST_PROPOSED: Final = 20
_KEEP_S: Final = 30 * 24 * 3600
_PREFIX: Final = f"{KEY_PREFIX}copies:"


def shingles(text: str) -> frozenset[str]:
    """Return each run of three tokens of a text (single characters where a script has no spaces)."""
    tokens = sequence(text)[:_MAX_TOKENS]
    if len(tokens) < _SHINGLE:
        return frozenset([" ".join(tokens)]) if tokens else frozenset()
    return frozenset(" ".join(tokens[start : start + _SHINGLE]) for start in range(len(tokens) - _SHINGLE + 1))


def likeness(first: str, second: str) -> float:
    """Return how alike two texts are, from 0 to 1: the share of their shingles that both have."""
    if first == second:
        return 1.0
    one, other = shingles(first), shingles(second)
    return len(one & other) / len(one | other) if one | other else 0.0


@dataclass(frozen=True, slots=True)
class Sketch:
    """What the index keeps of an article: the bands in which a copy would agree."""

    article_id: str
    bands: frozenset[str]


def sketch(article: Article) -> Sketch:
    """Return an article's sketch; a text without a token has no bands, and so no copies."""
    found = shingles(article.text)
    if not found:
        return Sketch(article.id, frozenset())
    minhash = RMinHash(_BANDS * _ROWS, _SEED)
    minhash.update(sorted(found))
    digest = minhash.digest()
    rows = (digest[band * _ROWS : (band + 1) * _ROWS] for band in range(_BANDS))
    return Sketch(article.id, frozenset(f"{band}:{_short(numbers)}" for band, numbers in enumerate(rows)))


def _short(numbers: Sequence[int]) -> str:
    return hashlib.blake2b(b"".join(number.to_bytes(8, "big") for number in numbers), digest_size=8).hexdigest()


class Copies:
    """The index of likely copies."""

    def __init__(self, client: redis.Redis) -> None:
        self._client: Any = client

    def likely(self, sketches: Sequence[Sketch]) -> list[list[str]]:
        """Return for each sketch the ids of other articles that may be copies, those that agree most first."""
        with self._client.pipeline(transaction=False) as pipe:
            for one in sketches:
                for band in sorted(one.bands):
                    pipe.srandmember(f"{_PREFIX}band:{band}", _MOST_PROPOSED)
            answers = iter(pipe.execute())
        return [self._proposed(one, [next(answers) for _ in one.bands]) for one in sketches]

    def _proposed(self, one: Sketch, members: list[list[bytes]]) -> list[str]:
        votes: dict[str, int] = {}
        for band in members:
            for member in band:
                votes[member.decode()] = votes.get(member.decode(), 0) + 1
        votes.pop(one.article_id, None)
        return sorted(votes, key=lambda found: (-votes[found], found))[:_MOST_PROPOSED]

    def remember(self, sketches: Iterable[Sketch]) -> None:
        """Make the articles known as they are now."""
        sketches = list(sketches)
        if not sketches:
            return
        before = self._client.mget([f"{_PREFIX}article:{one.article_id}" for one in sketches])
        with self._client.pipeline(transaction=False) as pipe:
            for one, known in zip(sketches, before, strict=True):
                self._replace(pipe, one, set(known.decode().split()) if known else set())
            pipe.execute()

    def _replace(self, pipe: Any, one: Sketch, known: set[str]) -> None:
        for band in known - one.bands:
            pipe.srem(f"{_PREFIX}band:{band}", one.article_id)
        for band in one.bands:
            pipe.sadd(f"{_PREFIX}band:{band}", one.article_id)
            pipe.expire(f"{_PREFIX}band:{band}", _KEEP_S)
        pipe.set(f"{_PREFIX}article:{one.article_id}", " ".join(sorted(one.bands)), ex=_KEEP_S)
