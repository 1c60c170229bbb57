"""A text as words that a learned judgement weighs: small letters, stems, pairs; characters where none is spaced."""

import math
import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

Features = dict[str, float]
_WIDE: Final = "\u3041-\u30ff\u3400-\u9fff々"
_TOKENS: Final = re.compile(rf"[{_WIDE}]|[^\W\d_{_WIDE}]+|\d+|[^\w\s]")
_IS_WIDE: Final = re.compile(rf"[{_WIDE}]")
_HANGUL: Final = re.compile("[\uac00-\ud7a3]")
_MARKS: Final = re.compile("[\u064b-\u0652\u0640]")
_ARTICLE: Final = "ال"
_STEM: Final = 5
_LONGEST: Final = 500
_TELLING: Final = 6


def words_seen(words: Sequence[str]) -> Features:
    """Return a text's words, their stems, and the pairs of words or, where words are not spaced, of characters."""
    found = {"^ " + words[0], words[-1] + " $"} if words else set()
    found.update(f"{before} {word}" for before, word in pairwise(words))
    for word in words:
        found.add(word)
        if not word.isascii() and _HANGUL.match(word):
            found.update(word[:length] + "*" for length in (2, 3) if len(word) > length)
        elif len(word) > _STEM:
            found.add(word[:_STEM] + "*")
    value = 2.0 / math.sqrt(max(1, len(found)))
    return dict.fromkeys(found, value)


def tokens_of(text: str) -> list[str]:
    """Return a text's words in small letters, each sign and each ideograph by itself; all numbers are one word."""
    return [plain(word) for word in _written(text)]


def written_words(text: str) -> set[str]:
    """Return a text's different words, as `plain` takes them."""
    return set(_written(text))


def _written(text: str) -> list[str]:
    return _TOKENS.findall(_MARKS.sub("", text[:_LONGEST].lower()))


def plain(word: str) -> str:
    """Return a written word as it is counted: any number as one, Arabic without its article."""
    if word[0].isdigit():
        return "0"
    return word.removeprefix(_ARTICLE) if len(word) > 4 else word


def telling(words: Iterable[str]) -> frozenset[str]:
    """Return those words that a paragraph shares with another only if they speak of the same: long ones, ideographs."""
    return frozenset(word for word in set(words) if len(word) >= _TELLING or _is_of_the_east(word))


def _is_of_the_east(word: str) -> bool:
    return not word.isascii() and (_IS_WIDE.match(word) or _HANGUL.match(word)) is not None
