"""Which sentences tell an article: how central each is, where it stands, and what it adds to those chosen already."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from contracts.article import Article, Span
from search.text import sentences, words

_MAX_SENTENCES: Final = 400
_ENDS: Final = re.compile(r"[.!?。！？…؟।][\"'”’»」』)）\]]*$")
_DANGLING: Final = re.compile(
    r"^(?:(?:but|and|so|then|also|this|that|these|those|it|he|she|they|there|here|such|however|meanwhile|still"
    r"|yet|instead|moreover|even so|for example)\b"
    r"|(?:aber|und|doch|dies|das|er|sie|es|dort|so)\b|(?:mais|et|il|elle|ils|elles|ce|cela|cette)\b|(?:но|и|а"
    r"|он|она|они|это|там)\b"
    r"|[但而且他她它这那此其]|しかし|また|これ|それ|その|彼|وهو|وهي|لكن|كما)",
    re.IGNORECASE,
)
_QUOTE: Final = re.compile(r"^[\"“„«「『‘]")


@dataclass(frozen=True, slots=True)
class Ranked:
    """A sentence with its place among the article's sentences, its words and its weight."""

    span: Span
    text: str
    number: int
    words: frozenset[str]
    weight: float


def ranked_sentences(article: Article) -> list[Ranked]:
    """Return the article's whole sentences in their order, each with its weight; headings and scraps are left out."""
    spans = [span for span in sentences(article.text, article.language) if _is_whole(article.text, span)][
        :_MAX_SENTENCES
    ]
    bags = [words(article.text[span.start : span.end], article.language) for span in spans]
    title = set(words(article.title, article.language))
    weights = _weights(bags)
    return [
        Ranked(
            span=span,
            text=article.text[span.start : span.end],
            number=number,
            words=frozenset(bag),
            weight=_weight(number, len(spans), bag, weights, title, article.text[span.start : span.end]),
        )
        for number, (span, bag) in enumerate(zip(spans, bags, strict=True))
    ]


def chosen(
    ranked: Sequence[Ranked], count: int, *, told: frozenset[str] = frozenset(), max_chars: int = 10_000
) -> list[Ranked]:
    """Return up to `count` weighty sentences in the article's order that repeat neither each other nor `told`."""
    picked: list[Ranked] = []
    room = max_chars
    remaining = list(ranked)
    while remaining and len(picked) < count:
        best = max(remaining, key=lambda one: (one.weight - 0.7 * _repeats(one, picked, told), -one.number))
        remaining.remove(best)
        if len(best.text) <= room or not picked:
            picked.append(best)
            room -= len(best.text)
    return sorted(picked, key=lambda one: one.number)


def _repeats(one: Ranked, picked: Sequence[Ranked], told: frozenset[str]) -> float:
    bags = [*(other.words for other in picked), told]
    return max((len(one.words & bag) / (len(one.words) or 1) for bag in bags), default=0.0)


def _is_whole(text: str, span: Span) -> bool:
    sentence = text[span.start : span.end]
    return len(sentence) >= 8 and (_ENDS.search(sentence) is not None or len(sentence) > 120)


def _weights(bags: Sequence[Sequence[str]]) -> dict[str, float]:
    """How much each word is the article's: in many sentences, but not in nearly all of them."""
    spread = Counter(word for bag in bags for word in set(bag))
    return {word: math.log1p(count) * (1.0 if count > 1 else 0.3) for word, count in spread.items()}


def _weight(
    number: int, total: int, bag: Sequence[str], weights: dict[str, float], title: set[str], text: str
) -> float:
    unique = set(bag)
    if not unique:
        return 0.0
    central: float = sum(weights[word] for word in unique) / (len(unique) ** 0.7) / (math.log1p(total) + 1)
    lead = 0.9 if number == 0 else 0.45 / (1 + number) ** 0.5
    about = 0.5 * len(unique & title) / (len(title) or 1)
    stray = 0.25 if _DANGLING.match(text) and number > 0 else 0.15 if _QUOTE.match(text) else 0.0
    length = 0.2 if len(bag) < 5 else 0.15 if len(text) > 400 else 0.0
    return central + lead + about - stray - length
