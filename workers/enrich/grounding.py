"""What in the text bears out a sentence that somebody else wrote about it, in the same or another language."""

import re
from dataclasses import dataclass
from typing import Final

from contracts.article import Article, KeyPoint, Span, Summary
from search.text import sentences, words
from workers.enrich.concepts import concepts_in

_SAME_LANGUAGE: Final = 0.34
_ACROSS: Final = 2
_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)*")
_LATIN: Final = re.compile(r"[A-Z][A-Za-z]{2,}|[A-Z]{2,}")
_MAX_SPANS: Final = 3


@dataclass(frozen=True, slots=True)
class _Marks:
    """What a sentence keeps in any language: numbers, concepts, names in Latin letters; and its words."""

    fixed: frozenset[str]
    words: frozenset[str]


class Grounds:
    """An article's sentences, prepared to be compared with what is told of them."""

    def __init__(self, article: Article) -> None:
        self._language = article.language
        spans = sentences(article.text, article.language)[:400]
        self._marked = [(span, _marks(article.text[span.start : span.end], article.language)) for span in spans]

    def evidence(self, told: str, language: str) -> tuple[Span, ...]:
        """Return the spans that bear out a text, best first taken, in the text's order; none if nothing does."""
        spans = {span for sentence in _split(told, language) for span in self._for_one(sentence, language)}
        return tuple(sorted(spans, key=lambda span: span.start))[: _MAX_SPANS * 2]

    def _for_one(self, sentence: str, language: str) -> list[Span]:
        marks = _marks(sentence, language)
        scored = [(self._score(marks, other, language), span) for span, other in self._marked]
        best = sorted((pair for pair in scored if pair[0] > 0), key=lambda pair: (-pair[0], pair[1].start))
        return [span for _, span in best[:1]]

    def _score(self, told: _Marks, other: _Marks, language: str) -> float:
        if language == self._language:
            share = len(told.words & other.words) / (len(told.words) or 1)
            return share if share >= _SAME_LANGUAGE else 0.0
        common = told.fixed & other.fixed
        return (
            float(len(common))
            if len(common) >= _ACROSS or any(len(mark) >= 4 and mark.isdigit() for mark in common)
            else 0.0
        )


def grounded_summary(summary: Summary, grounds: Grounds) -> Summary:
    """Return the summary with the evidence that the text has for it."""
    return Summary(
        text=summary.text,
        language=summary.language,
        method=summary.method,
        model=summary.model,
        evidence=grounds.evidence(summary.text, summary.language),
    )


def grounded_point(point: KeyPoint, grounds: Grounds, language: str) -> KeyPoint:
    """Return the key point with the evidence that the text has for it."""
    evidence = grounds.evidence(point.sentence, language)
    return KeyPoint(
        sentence=point.sentence, headline=point.headline, emoji=point.emoji, method=point.method, evidence=evidence
    )


def _split(text: str, language: str) -> list[str]:
    return [text[span.start : span.end] for span in sentences(text, language)][:20]


def _marks(text: str, language: str) -> _Marks:
    fixed = {*_NUMBER.findall(text), *(name.casefold() for name in _LATIN.findall(text)), *concepts_in(text)}
    return _Marks(frozenset(fixed), frozenset(words(text, language)))
