"""The words of `kinds.toml`: how collections, films, galleries and offers call themselves and speak to readers."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final

from workers.clean.removal.rules import small_pattern

_SMALL: Final = ("offer", "remainder", "subscribing", "reading_on")


@dataclass(frozen=True, slots=True)
class KindWords:
    """One pattern for each list of `kinds.toml`, to be searched in short texts, the last four in small letters."""

    listing: re.Pattern[str]
    listing_address: re.Pattern[str]
    edition: re.Pattern[str]
    video: re.Pattern[str]
    video_address: re.Pattern[str]
    gallery: re.Pattern[str]
    signature: re.Pattern[str]
    credit: re.Pattern[str]
    sale: re.Pattern[str]
    offer: re.Pattern[str]
    remainder: re.Pattern[str]
    subscribing: re.Pattern[str]
    reading_on: re.Pattern[str]


@lru_cache(maxsize=1)
def kind_words() -> KindWords:
    """Return the patterns of `kinds.toml`, read once."""
    table = tomllib.loads((files(__package__) / "kinds.toml").read_text(encoding="utf-8"))
    lists = {name: [found] if isinstance(found, str) else found for name, found in table.items()}
    small = {name: _any([small_pattern(pattern) for pattern in lists.pop(name)], 0) for name in _SMALL}
    return KindWords(**small, **{name: _any(found) for name, found in lists.items()})


def _any(patterns: Sequence[str], flags: int = re.IGNORECASE) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), flags)
