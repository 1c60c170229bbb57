"""Patterns of any case: a text's small letters are looked at first, which is many times faster and fits hardly ever."""

import re
from typing import Final

from workers.clean.words.beginnings import opening_of
from workers.clean.words.patterns import small_letters, small_pattern

_NAMED: Final = re.compile(r"\(\?P<\w+>")


class AnyCase:
    """A pattern that tells no capitals from small letters, asked as `re.Pattern` is."""

    def __init__(self, pattern: str) -> None:
        self._pattern = re.compile(pattern, re.IGNORECASE)
        small = small_pattern(_NAMED.sub("(?:", pattern))
        self._look = re.compile(f"{opening_of([small])}(?:{small})").search

    def search(self, text: str) -> re.Match[str] | None:
        """Return the first match in a text."""
        return self._pattern.search(text) if self._look(small_letters(text)) else None

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """Return the match that is all of a text."""
        return self._pattern.fullmatch(text)

    def split(self, text: str) -> list[str]:
        """Return what stands between the matches in a text."""
        return self._pattern.split(text) if self._look(small_letters(text)) else [text]
