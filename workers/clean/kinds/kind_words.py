"""The words of `kinds.toml`: how collections, films, galleries and offers call themselves and speak to readers."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

from workers.clean.words.patterns import Tried, holding

_SMALL: Final = ("offer", "remainder", "subscribing", "reading_on")


@dataclass(frozen=True, slots=True)
class KindWords:
    """One pattern for each list of `kinds.toml`, to be searched in short texts; the last four as rules are."""

    listing: re.Pattern[str]
    listing_address: re.Pattern[str]
    edition: re.Pattern[str]
    video: re.Pattern[str]
    video_address: re.Pattern[str]
    gallery: re.Pattern[str]
    signature: re.Pattern[str]
    credit: re.Pattern[str]
    sale: re.Pattern[str]
    offer: Tried
    remainder: Tried
    subscribing: Tried
    reading_on: Tried


@lru_cache(maxsize=1)
def kind_words() -> KindWords:
    """Return the patterns of `kinds.toml`, read once."""
    table = tomllib.loads((files(__package__) / "kinds.toml").read_text(encoding="utf-8"))
    lists = {name: [found] if isinstance(found, str) else found for name, found in table.items()}
    words: dict[str, Any] = {name: holding(found) if name in _SMALL else _any(found) for name, found in lists.items()}
    return KindWords(**words)


def _any(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)
