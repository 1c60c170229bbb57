"""The concepts that we know by name in more than one language, and where a text names them.

The table is `concepts.tsv`; a concept's key is the folded form of its English name. Names are found by their tokens, so
that scripts without spaces need no word cutting; a name that begins with a capital is found only with a capital.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Final

from contracts.article import TagKind
from search.text import Token, fold_name, sequence, spans, stop_words

_QUALIFIER: Final = re.compile(r"\s*\(.*\)$")
_OTHER_WORD: Final = re.compile(r"时间|時間|期|洋")
_KANA: Final = re.compile(r"[\u30a1-\u30fa\u30fc]")


@dataclass(frozen=True, slots=True)
class Concept:
    """A thing with names in several languages."""

    key: str
    kind: TagKind
    labels: dict[str, str]


@dataclass(slots=True)
class _Node:
    children: dict[str, "_Node"] = field(default_factory=dict)
    names: list[tuple[str, Concept]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Table:
    by_name: dict[str, Concept]
    root: _Node


def concept_named(name: str) -> Concept | None:
    """Return the concept that a name stands for, in whatever language; None if we know none."""
    return _table().by_name.get(fold_name(name))


def concepts_in(text: str, language: str = "") -> dict[str, tuple[Concept, list[int]]]:
    """Return the concepts that a text names, by key, each with the places where it does; longest names win.

    A name that is a stop word of the text's language is not heard (`war` in German), nor is part of a katakana word,
    nor what begins another word in Chinese or Japanese
    (北京时间, 印度洋, 三星期).
    """
    found: dict[str, tuple[Concept, list[int]]] = {}
    for concept, place in _mentions(text, stop_words(language)):
        found.setdefault(concept.key, (concept, []))[1].append(place)
    return found


def _mentions(text: str, unheard: frozenset[str]) -> Iterator[tuple[Concept, int]]:
    tokens = list(spans(text))
    root = _table().root
    index = 0
    while index < len(tokens):
        longest = 0
        hit: Concept | None = None
        node = root
        for depth in range(index, min(index + 12, len(tokens))):
            following = node.children.get(tokens[depth].text)
            if following is None:
                break
            node = following
            written = text[tokens[index].start : tokens[depth].end]
            concept = next((concept for name, concept in node.names if _is_written_so(name, written)), None)
            if concept is not None and _stands_free(text, tokens[index], tokens[depth]):
                longest, hit = depth - index + 1, concept
        if hit is not None and not (longest == 1 and tokens[index].text in unheard):
            yield hit, tokens[index].start
        index += max(1, longest)


def _stands_free(text: str, first: Token, last: Token) -> bool:
    """Whether the tokens are a whole word where that can be seen, and begin no other word."""
    before, behind = text[first.start - 1 : first.start], text[last.end : last.end + 1]
    if _KANA.match(text, first.start) and _KANA.match(before):
        return False
    return not (_KANA.match(text, last.end - 1) and _KANA.match(behind)) and not _OTHER_WORD.match(text, last.end)


def _is_written_so(name: str, written: str) -> bool:
    """Whether the case in the text allows this name: an acronym in capitals, a proper name with its capital."""
    if name.isupper() and name.isascii():
        return written.isupper()
    return not name[:1].isupper() or written[:1].isupper()


@lru_cache(maxsize=1)
def _table() -> _Table:
    by_name: dict[str, Concept] = {}
    root = _Node()
    for concept, names in _rows():
        for name in names:
            by_name.setdefault(fold_name(name), concept)
            _add(root, name, concept)
    return _Table(by_name, root)


def _add(root: _Node, name: str, concept: Concept) -> None:
    tokens = sequence(name)
    if len(tokens) == 1 and len(tokens[0]) == 1:
        return
    node = root
    for token in tokens:
        node = node.children.setdefault(token, _Node())
    if tokens:
        node.names.append((name, concept))


def _rows() -> Iterator[tuple[Concept, list[str]]]:
    table = files(__package__).joinpath("concepts.tsv").read_text(encoding="utf-8")
    taken: dict[str, int] = defaultdict(int)
    for line in table.splitlines():
        if not line or line.startswith("#"):
            continue
        kind, english, chinese, *further = (*line.split("\t"), "")
        bare = _QUALIFIER.sub("", english)
        key = fold_name(english)
        taken[key] += 1
        names = [english, chinese, *filter(None, further[0].split("|"))]
        if bare != english and bare.casefold() not in {"georgia", "fortune"}:
            names.append(bare)
        yield Concept(key, kind, {"en": bare, "zh": chinese}), names  # type: ignore[arg-type]
