"""Where an article matches a query, shown as escaped text with `<mark>`; the same for both backends."""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import Final

from search.analysis import Token, spans
from search.query import And, InField, Node, Or, Phrase, Word
from search.records import Highlights
from search.stems import possible_stems, stem

MAX_ANALYSED: Final = 200_000
FRAGMENTS: Final = 3
_BEFORE: Final = 60
_LENGTH: Final = 220
_FEW_WORDS: Final = 12


@dataclass(frozen=True, slots=True)
class Needles:
    """The tokens, stems, pairs and phrases that a query seeks in one field."""

    words: frozenset[str] = frozenset()
    stems: frozenset[str] = frozenset()
    pairs: frozenset[str] = frozenset()
    phrases: tuple[tuple[str, ...], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.words or self.pairs or self.phrases)


def highlights(tree: Node | None, *, title: str, text: str, language: str) -> Highlights:
    """Return the marked title, and the most telling fragments of the text in their order."""
    in_title, in_text = needles(tree, "title"), needles(tree, "text")
    return Highlights(
        title=_marked(title, marks(title, in_title, language)) if in_title else "",
        fragments=_fragments(text[:MAX_ANALYSED], in_text, language) if in_text else (),
    )


def needles(tree: Node | None, field: str) -> Needles:
    """Return what a query seeks in a field; what it excludes is not sought."""
    words: set[str] = set()
    stems: set[str] = set()
    pairs: set[str] = set()
    phrases: set[tuple[str, ...]] = set()
    for leaf in _leaves(tree, field):
        tokens = list(spans(leaf.text))
        texts = tuple(token.text for token in tokens)
        if len(texts) == 1:
            words.add(texts[0])
            if isinstance(leaf, Word) and not tokens[0].run:
                stems.update(possible_stems(leaf.text[tokens[0].start : tokens[0].end]))
        elif isinstance(leaf, Phrase) or not any(token.run for token in tokens):
            phrases.add(texts)
        else:
            pairs.update(_pairs_in(tokens))
            words.update(token.text for token in tokens if not token.run)
    return Needles(frozenset(words), frozenset(stems), frozenset(pairs), tuple(sorted(phrases)))


def _leaves(node: Node | None, field: str) -> Iterator[Word | Phrase]:
    match node:
        case Word() | Phrase():
            yield node
        case InField(name, sought) if name == field:
            yield sought
        case And(nodes) | Or(nodes):
            for part in nodes:
                yield from _leaves(part, field)


def _pairs_in(tokens: list[Token]) -> Iterator[str]:
    for first, second in pairwise(tokens):
        if first.run and first.run == second.run:
            yield first.text + second.text


def marks(text: str, needles: Needles, language: str) -> list[tuple[int, int]]:
    """Return the places to mark in order, neighbours without a gap made one."""
    tokens = list(spans(text))
    marked = {index for index, token in enumerate(tokens) if _matches(token, text, needles, language)}
    for index, (first, second) in enumerate(pairwise(tokens)):
        if first.run and first.run == second.run and first.text + second.text in needles.pairs:
            marked.update((index, index + 1))
    for phrase in needles.phrases:
        marked.update(_phrase_places(tokens, phrase))
    return _merged([(tokens[index].start, tokens[index].end) for index in sorted(marked)])


def _matches(token: Token, text: str, needles: Needles, language: str) -> bool:
    if token.text in needles.words:
        return True
    return bool(needles.stems) and not token.run and stem(text[token.start : token.end], language) in needles.stems


def _phrase_places(tokens: list[Token], phrase: tuple[str, ...]) -> Iterator[int]:
    size = len(phrase)
    for index, token in enumerate(tokens):
        if token.text == phrase[0] and tuple(each.text for each in tokens[index : index + size]) == phrase:
            yield from range(index, index + size)


def _merged(places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in places:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _fragments(text: str, needles: Needles, language: str) -> tuple[str, ...]:
    places = marks(text, needles, language)
    windows = list(_windows(text, places))
    best = sorted(windows, key=lambda window: (-_worth(text, places, window), window))[:FRAGMENTS]
    return tuple(_fragment(text, places, window) for window in sorted(best))


def _windows(text: str, places: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    reached = 0
    for start, end in places:
        if start < reached:
            continue
        opening = _paragraph_start(text, max(reached, start - _BEFORE), start)
        reached = max(min(len(text), opening + _LENGTH), end)
        yield opening, reached


def _paragraph_start(text: str, earliest: int, mark: int) -> int:
    line = text.rfind("\n", earliest, mark)
    if line >= 0:
        return line + 1
    space = text.find(" ", earliest, mark)
    return space + 1 if earliest > 0 and space >= 0 else earliest


def _worth(text: str, places: list[tuple[int, int]], window: tuple[int, int]) -> int:
    inside = [text[start:end].lower() for start, end in places if window[0] <= start and end <= window[1]]
    return len(set(inside)) * _FEW_WORDS + min(len(inside), _FEW_WORDS)


def _fragment(text: str, places: list[tuple[int, int]], window: tuple[int, int]) -> str:
    start, end = window
    inside = [(first - start, last - start) for first, last in places if start <= first and last <= end]
    opening = "…" if start > 0 and text[start - 1] != "\n" else ""
    closing = "…" if end < len(text) and text[end] != "\n" else ""
    return opening + " ".join(_marked(text[start:end], inside).split()) + closing


def _marked(text: str, places: list[tuple[int, int]]) -> str:
    if not places:
        return ""
    pieces, reached = [], 0
    for start, end in places:
        pieces.append(f"{escape(text[reached:start])}<mark>{escape(text[start:end])}</mark>")
        reached = end
    return "".join(pieces) + escape(text[reached:])
