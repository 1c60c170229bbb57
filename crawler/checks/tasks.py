"""What a process of its own is asked to do, and what it tells: records, a line of JSON each."""

from dataclasses import dataclass
from typing import Any, Final

from contracts.records import Source

MOST_REQUESTS: Final = 40
LONGEST_S: Final = 240.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Check the `source`; or, with an `address`, survey what lies there and make it a source like `source`.

    `archives`: only find the sitemaps of the source's site.
    """

    source: Source
    settings: dict[str, Any]
    address: str | None = None
    archives: bool = False
    most_requests: int = MOST_REQUESTS
    longest_s: float = LONGEST_S


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One line: that a step begins, the result (the JSON of its record), or why there is none."""

    step: str | None = None
    result: str | None = None
    failed: str | None = None
