"""Patterns sorted by how they are tried on a text: hundreds of them cost little where none fits."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

from workers.clean.words.beginnings import AtWords, beginnings_of, needed_by, opening_of, starts_of

_EDGE: Final = r"[\s\W]*"
_LABEL_END: Final = r"\s*(?:[:：|>»→】\])）…]|[–—-]\s|\W*$)"
_NOTHING: Final = "(?!)"
_FIRST_LETTER: Final = re.compile(r"[a-zß-ɏа-ӿ](?![?*{])")
_BEYOND_LATIN: Final = re.compile("[\u0590-\u1fff\u2e80-\uffff]")
_TOKEN: Final = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|.", re.DOTALL)
_LETTERS: Final = re.compile(r"\\.|[^\\]+", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Words:
    """A rule's patterns, sorted by how they are tried: small letters are many times faster than letters of any case."""

    starts: tuple[str, ...]
    words: tuple[str, ...]
    holds: tuple[str, ...]
    wide: tuple[str, ...]
    cased_starts: tuple[str, ...]
    cased: tuple[str, ...]

    def compiled(self, flags: int = 0) -> "Tried":
        """Return the patterns ready to be tried; `flags` are for what is tried anywhere."""
        return Tried(
            starts=AtWords(self.starts, is_first=True),
            words=AtWords(self.words),
            holds=tuple(
                (letters, re.compile(_anywhere(those), flags).search) for letters, those in _by_letters(self.holds)
            ),
            wide=re.compile(_anywhere(self.wide), flags).search if self.wide else None,
            cased_starts=re.compile(_any_of(self.cased_starts), re.IGNORECASE).match if self.cased_starts else None,
            cased=re.compile(_any_of(self.cased), re.IGNORECASE).search if self.cased else None,
        )


_Try = Callable[[str], re.Match[str] | None]


@dataclass(frozen=True, slots=True)
class Tried:
    """How a rule's patterns are tried: at a text's beginning, at its words' beginnings, anywhere, or as it stands.

    What is tried anywhere goes with letters without which it cannot be there.
    """

    starts: AtWords
    words: AtWords
    holds: tuple[tuple[str, _Try], ...]
    wide: _Try | None
    cased_starts: _Try | None
    cased: _Try | None

    def found_in(self, text: str, folded: str) -> bool:
        """Return whether a pattern fits; `folded` is the text in small letters."""
        for letters, search in self.holds:
            if letters in folded and search(folded):
                return True
        return bool(
            self.starts.fits(folded)
            or self.words.fits(folded)
            or (self.wide and not folded.isascii() and _BEYOND_LATIN.search(folded) and self.wide(folded))
            or (self.cased_starts and self.cased_starts(text))
            or (self.cased and self.cased(text))
        )


def joined(found: Sequence[Words]) -> Words:
    """Return the patterns of several rules as those of one."""
    kinds = ((getattr(words, kind) for words in found) for kind in Words.__slots__)
    return Words(*(tuple(chain.from_iterable(patterns)) for patterns in kinds))


def holding(patterns: Sequence[str], flags: int = 0) -> Tried:
    """Return patterns ready to be tried anywhere in a text, with the flags of a regular expression."""
    small = [option for pattern in patterns for option in _options(small_pattern(pattern))]
    wide = tuple(filter(_is_wide, small))
    return Words((), (), tuple(option for option in small if option not in wide), wide, (), ()).compiled(flags)


def sorted_words(row: Mapping[str, Any]) -> Words:
    """Return a rule's words by how they are tried; what tells capitals from small letters, as it stands."""
    shapes = {
        "is": f"{_EDGE}(?:{{}}){_EDGE}$",
        "labels": f"{_EDGE}(?:{{}}){_LABEL_END}",
        "begins": f"{_EDGE}(?:{{}})",
    }
    starts = [shape.replace("{}", _any_of(those)) for kind, shape in shapes.items() for those in _told_apart(row, kind)]
    raw, holds = row.get("raw", ()), [small_pattern(pattern) for pattern in row.get("holds", ())]
    cased = [pattern for pattern in raw if "(?-i:" in pattern]
    anchored = [small_pattern(pattern) for pattern in raw if pattern not in cased and _is_anchored(pattern)]
    loose = [small_pattern(pattern) for pattern in raw if pattern not in cased and not _is_anchored(pattern)]
    anywhere = [*loose, *(pattern for pattern in holds if not _begins_a_word(pattern))]
    return Words(
        starts=(*map(small_pattern, starts), *anchored),
        words=tuple(pattern for pattern in holds if _begins_a_word(pattern)),
        holds=tuple(pattern for pattern in anywhere if not _is_wide(pattern)),
        wide=tuple(pattern for pattern in anywhere if _is_wide(pattern)),
        cased_starts=tuple(pattern for pattern in cased if _is_anchored(pattern)),
        cased=tuple(pattern for pattern in cased if not _is_anchored(pattern)),
    )


def _told_apart(row: Mapping[str, Any], kind: str) -> Iterator[list[str]]:
    """A kind's words: those whose first letters are certain, and the others, which are tried on every text."""
    found = [small_pattern(word) for word in row.get(kind, ())]
    certain = [word for word in found if starts_of(word, is_first=True)]
    yield from (words for words in (certain, [word for word in found if word not in certain]) if words)


def _by_letters(patterns: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """The patterns by the letters that each needs; those that need none come together."""
    options = [option for pattern in patterns for option in _options(pattern)]
    needing = [(needed_by(option), option) for option in options]
    yield from ((letters, [pattern]) for letters, pattern in needing if letters)
    if free := [pattern for letters, pattern in needing if not letters]:
        yield "", free


def _any_of(patterns: Sequence[str]) -> str:
    """Any of the patterns; of none nothing."""
    return "|".join(f"(?:{pattern})" for pattern in patterns) or _NOTHING


def _anywhere(patterns: Sequence[str]) -> str:
    """Any of the patterns, tried only where a text has one of the letters with which they begin."""
    return f"{opening_of(patterns)}(?:{_any_of(patterns)})"


def _is_anchored(pattern: str) -> bool:
    """Whether a pattern can hold at the beginning alone."""
    return all(option.startswith("^") for option in _options(pattern))


def _begins_a_word(pattern: str) -> bool:
    """Whether a pattern begins with a letter of a script that spaces its words, in all of its options."""
    return all(_begins_with(_FIRST_LETTER, option) for option in _options(pattern))


def _is_wide(pattern: str) -> bool:
    """Whether a pattern begins with a letter beyond Latin and Cyrillic, in all of its options."""
    return all(map(_BEYOND_LATIN.match, beginnings_of(pattern)))


def _begins_with(first: re.Pattern[str], option: str) -> bool:
    option = option.removeprefix(r"\b")
    if not option.startswith("(?:"):
        return first.match(option) is not None
    tokens, depth = _TOKEN.findall(option), 0
    for at, token in enumerate(tokens):
        depth += (token == "(") - (token == ")")
        if depth == 0:
            inner = _options("".join(tokens[3:at]))
            return tokens[at + 1 : at + 2] not in (["?"], ["*"], ["{"]) and all(
                _begins_with(first, one) for one in inner
            )
    return False


def _options(pattern: str) -> list[str]:
    """The pattern's alternatives, those within groups aside."""
    options, depth = [""], 0
    for token in _TOKEN.findall(pattern):
        depth += (token == "(") - (token == ")")
        if token == "|" and depth == 0:
            options.append("")
        else:
            options[-1] += token
    return options


def small_pattern(pattern: str) -> str:
    """Return the pattern in small letters, but for those that an escape gives a meaning; far faster than any case."""
    return _LETTERS.sub(
        lambda found: found.group() if found.group()[0] == "\\" else small_letters(found.group()), pattern
    )


def small_letters(text: str) -> str:
    """Return the text in small letters; the two letters i of Turkish are one, for a capital I may be both."""
    return text.replace("İ", "i").lower().replace("ı", "i")
