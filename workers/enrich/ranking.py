"""Which sentences tell an article: how central each is, what facts it holds, whether it stands alone, what it adds."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from contracts.article import Article, Span
from search.text import sentences, words
from workers.enrich.standing import facts, is_torn, is_whole, looseness

_MAX_SENTENCES: Final = 120
_LEAD_SHARE: Final = 0.45
_MIN_LEAD: Final = 5
_TOO_LOOSE: Final = 0.5


@dataclass(frozen=True, slots=True)
class Ranked:
    """A sentence with its place among the article's sentences, its words, its weight and how much it leans on others.

    `looseness` is 0 for one that stands alone.
    """

    span: Span
    text: str
    number: int
    words: frozenset[str]
    weight: float
    looseness: float


def ranked_sentences(article: Article) -> list[Ranked]:
    """Return the article's whole sentences in their order, each with its weight; headings and scraps are left out."""
    spans = [
        span
        for span in sentences(article.text, article.language)[:_MAX_SENTENCES]
        if is_whole(article.text[span.start : span.end])
    ]
    texts = [article.text[span.start : span.end] for span in spans]
    bags = [frozenset(words(text, article.language)) for text in texts]
    title = frozenset(words(article.title, article.language))
    weights = _weights(bags)
    return [
        Ranked(
            span=spans[number],
            text=texts[number],
            number=number,
            words=bags[number],
            weight=_central(bags[number], weights) + _about(bags[number], title) + facts(texts[number]),
            looseness=looseness(texts[number]),
        )
        for number in range(len(spans))
        if not is_torn(texts[number])
    ]


def lead(ranked: Sequence[Ranked], count: int, *, max_chars: int) -> list[Ranked]:
    """Return up to `count` sentences of the opening that read as a lead, in order; at least one.

    A sentence that leans on the one before it is taken only if it follows a sentence already chosen.
    """
    opening = list(ranked[: max(_MIN_LEAD, math.ceil(len(ranked) * _LEAD_SHARE))])
    picked: list[Ranked] = []
    room = max_chars
    while opening and len(picked) < count:
        best = max(opening, key=lambda one: (_lead_weight(one, picked), -one.number))
        opening.remove(best)
        if picked and (len(best.text) > room or _leans(best, picked)):
            continue
        picked.append(best)
        room -= len(best.text)
    return sorted(picked, key=lambda one: one.number)


def spread(ranked: Sequence[Ranked], count: int, *, told: Sequence[Ranked]) -> list[Ranked]:
    """Return up to `count` weighty sentences from all over the article, in order, that repeat neither each other.

    The article is cut into as many stretches, and the best of each is taken that stands alone; what is then still
    missing is filled up with the best of the rest.
    """
    picked: list[Ranked] = []
    size = max(1.0, len(ranked) / count)
    for stretch in range(count):
        part = list(ranked[round(stretch * size) : round((stretch + 1) * size)])
        standing = [one for one in part if one.looseness < _TOO_LOOSE]
        if standing:
            picked.append(max(standing, key=lambda one: (_weight(one, picked, told), -one.number)))
    rest = [one for one in ranked if one not in picked]
    while rest and len(picked) < count:
        best = max(rest, key=lambda one: (_weight(one, picked, told), -one.number))
        rest.remove(best)
        picked.append(best)
    return sorted(picked, key=lambda one: one.number)


def _lead_weight(one: Ranked, picked: Sequence[Ranked]) -> float:
    first = 0.8 if one.number == 0 else 0.5 / (1 + one.number) ** 0.5
    return one.weight + first - 2 * one.looseness * (not _follows(one, picked)) - 0.7 * _repeats(one, picked)


def _leans(one: Ranked, picked: Sequence[Ranked]) -> bool:
    return one.looseness >= _TOO_LOOSE and not _follows(one, picked)


def _follows(one: Ranked, picked: Sequence[Ranked]) -> bool:
    return any(other.number == one.number - 1 for other in picked)


def _weight(one: Ranked, picked: Sequence[Ranked], told: Sequence[Ranked]) -> float:
    others = [other for other in told if other is not one]
    return one.weight - one.looseness - 0.7 * _repeats(one, [*picked, *others])


def _repeats(one: Ranked, picked: Sequence[Ranked]) -> float:
    return max((len(one.words & other.words) / (len(one.words) or 1) for other in picked), default=0.0)


def _weights(bags: Sequence[frozenset[str]]) -> dict[str, float]:
    """How much each word is the article's: in many sentences, but not in nearly all of them."""
    spread = Counter(word for bag in bags for word in bag)
    return {word: math.log1p(count) * (1.0 if count > 1 else 0.3) for word, count in spread.items()}


def _central(bag: frozenset[str], weights: dict[str, float]) -> float:
    """How much of the article's own words a sentence holds, kept low enough that facts and title can outweigh it."""
    total: float = sum(sorted(weights[word] for word in bag))
    return 0.6 * total / math.pow(len(bag) or 1, 0.7) / (math.log1p(len(weights)) / 2 + 1)


def _about(bag: frozenset[str], title: frozenset[str]) -> float:
    return 0.6 * len(bag & title) / (len(title) or 1)
