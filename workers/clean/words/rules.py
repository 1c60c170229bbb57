"""The words and names by which a block shows that it is not the article: `rules.toml`, compiled.

To add a rule, add words to `rules.toml` under their reason, and a line with the reason to the tests; a word that
a report could use in its own text belongs under `tail_only`.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

from workers.clean.words.patterns import Tried, Words, joined, small_letters, small_pattern, sorted_words

TAIL_REASONS: Final = frozenset(
    {"promotion", "app promotion", "contact", "subscribe", "share", "related", "notice", "credit", "advertising"}
    | {"comments", "tags", "template residue", "cookie notice"}
)
_LONGEST_NAMES: Final = 1_000
_LENGTHS: Final = (160, 320)


@dataclass(frozen=True, slots=True)
class Rule:
    """A reason for dropping a block, and the words that show it."""

    reason: str
    words: Words
    tried: Tried
    longest: int
    tail_only: bool

    def matches(self, text: str, folded: str, *, in_tail: bool) -> bool:
        """Return whether a block is what this rule drops; `folded` is its text in small letters."""
        return len(text) <= self.longest and (in_tail or not self.tail_only) and self.tried.found_in(text, folded)


@dataclass(frozen=True, slots=True)
class Hint:
    """A reason that an element's own names give, such as `class="share-bar"`."""

    reason: str
    pattern: re.Pattern[str]


def reason_of_text(text: str, *, in_tail: bool) -> str | None:
    """Return why a line is not the article, by its words alone, or None."""
    return _reason(text, in_tail=in_tail) if len(text) <= _longest() else None


@lru_cache(maxsize=8_192)
def _reason(text: str, *, in_tail: bool) -> str | None:
    if not in_tail and _reason(text, in_tail=True) is None:
        return None
    folded = small_letters(text)
    beyond = max((length for length in _LENGTHS if len(text) > length), default=0)
    if not _any_rule(beyond).found_in(text, folded):
        return None
    return next((rule.reason for rule in rules() if rule.matches(text, folded, in_tail=in_tail)), None)


def is_kept(text: str) -> bool:
    """Return whether a line is the article's whatever else it says: a correction, an editor's note, a verdict."""
    folded = small_letters(text)
    return any(keep.matches(text, folded, in_tail=True) for keep in _keeps())


def reason_of_names(names: str) -> str | None:
    """Return the reason that an element's class, id and role give, or None."""
    places = [place for place in map(_place_of_hint, names[:_LONGEST_NAMES].split()) if place is not None]
    return hints()[min(places)].reason if places else None


def is_consent_software(names: str) -> bool:
    """Return whether an element's class, id and role are those of a program that asks readers for their consent."""
    return _consent_software().search(names[:_LONGEST_NAMES]) is not None


@lru_cache(maxsize=1)
def _consent_software() -> re.Pattern[str]:
    return _compiled([name for row in _table()["hint"] for name in row.get("software", ())])


@lru_cache(maxsize=16_384)
def _place_of_hint(name: str) -> int | None:
    """Where among the hints the first stands that one of an element's names gives; no hint reaches over a space."""
    if not _any_hint().search(name):
        return None
    return next(place for place, hint in enumerate(hints()) if hint.pattern.search(name))


@lru_cache(maxsize=1)
def rules() -> tuple[Rule, ...]:
    """Return the rules in the order in which they are tried."""
    return tuple(_rule(row["reason"], row) for row in _table()["rule"])


def _rule(reason: str, row: dict[str, Any]) -> Rule:
    words = sorted_words(row)
    return Rule(reason, words, words.compiled(), row["longest"], row.get("tail_only", False))


@lru_cache(maxsize=1)
def _longest() -> int:
    return max(rule.longest for rule in rules())


@lru_cache(maxsize=4)
def _any_rule(beyond: int) -> Tried:
    """The words of all rules for texts beyond a length as one: most blocks have none, and are done with at one look."""
    return joined([rule.words for rule in rules() if rule.longest > beyond]).compiled()


@lru_cache(maxsize=1)
def _keeps() -> tuple[Rule, ...]:
    return tuple(_rule("keep", row) for row in _table()["keep"])


@lru_cache(maxsize=1)
def hints() -> tuple[Hint, ...]:
    """Return the hints in the order in which they are tried."""
    return tuple(Hint(row["reason"], _compiled(_hint_patterns(row))) for row in _table()["hint"])


@lru_cache(maxsize=1)
def _any_hint() -> re.Pattern[str]:
    return _compiled([hint.pattern.pattern for hint in hints()])


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("rules.toml").read_text(encoding="utf-8"))


def _hint_patterns(row: dict[str, Any]) -> list[str]:
    words = "|".join(row.get("words", ()))
    return [
        *row.get("names", ()),
        *row.get("software", ()),
        *([rf"(?:^|[\s_-])(?:{words})(?:[\s_-]|$)"] if words else []),
    ]


def _compiled(patterns: list[str]) -> re.Pattern[str]:
    """The patterns of names, which are in small letters."""
    return re.compile("|".join(f"(?:{small_pattern(pattern)})" for pattern in patterns))
