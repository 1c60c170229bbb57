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

TAIL_REASONS: Final = frozenset(
    {"promotion", "app promotion", "contact", "subscribe", "share", "related", "notice", "credit", "advertising"}
)
_EDGE: Final = r"[\s\W]*"
_LABEL_END: Final = r"\s*(?:[:：|>»→】\])）…]|[–—-]\s|\W*$)"


@dataclass(frozen=True, slots=True)
class Rule:
    """A reason for dropping a block, and the pattern that shows it."""

    reason: str
    pattern: re.Pattern[str]
    longest: int
    tail_only: bool

    def matches(self, text: str, *, in_tail: bool) -> bool:
        """Return whether a block is what this rule drops."""
        return len(text) <= self.longest and (in_tail or not self.tail_only) and self.pattern.search(text) is not None


@dataclass(frozen=True, slots=True)
class Hint:
    """A reason that an element's own names give, such as `class="share-bar"`."""

    reason: str
    pattern: re.Pattern[str]


def reason_of_text(text: str, *, in_tail: bool) -> str | None:
    """Return why a line is not the article, by its words alone, or None."""
    return next((rule.reason for rule in rules() if rule.matches(text, in_tail=in_tail)), None)


def reason_of_names(names: str) -> str | None:
    """Return the reason that an element's class, id and role give, or None."""
    return next((hint.reason for hint in hints() if hint.pattern.search(names)), None) if names else None


@lru_cache(maxsize=1)
def rules() -> tuple[Rule, ...]:
    """Return the rules in the order in which they are tried."""
    return tuple(
        Rule(row["reason"], _compiled(_rule_patterns(row)), row["longest"], row.get("tail_only", False))
        for row in _table()["rule"]
    )


@lru_cache(maxsize=1)
def hints() -> tuple[Hint, ...]:
    """Return the hints in the order in which they are tried."""
    return tuple(Hint(row["reason"], _compiled(_hint_patterns(row))) for row in _table()["hint"])


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("rules.toml").read_text(encoding="utf-8"))


def _rule_patterns(row: dict[str, Any]) -> list[str]:
    shapes = {
        "raw": "{}",
        "is": f"^{_EDGE}(?:{{}}){_EDGE}$",
        "labels": f"^{_EDGE}(?:{{}}){_LABEL_END}",
        "begins": f"^{_EDGE}(?:{{}})",
        "holds": "{}",
    }
    return [
        shape.replace("{}", "|".join(f"(?:{word})" for word in row[kind]))
        for kind, shape in shapes.items()
        if row.get(kind)
    ]


def _hint_patterns(row: dict[str, Any]) -> list[str]:
    words = "|".join(row.get("words", ()))
    return [*row.get("names", ()), *([rf"(?:^|[\s_-])(?:{words})(?:[\s_-]|$)"] if words else [])]


def _compiled(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)
