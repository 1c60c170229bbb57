"""The hours in which a source may be asked: spans of the day in UTC, such as "06:00-22:30" or "22:00-06:00"."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

_SPAN: Final = re.compile(r"(\d{2}):(\d{2})-(\d{2}):(\d{2})$")
_DAY: Final = 24 * 60


def span_of(text: str) -> tuple[int, int]:
    """Return a span's first minute of the day and the one it ends before; raises `ValueError` if it is none.

    The second is less than the first where the span runs over midnight.
    """
    found = _SPAN.match(text)
    if found is None:
        raise ValueError("write it as 06:00-22:30")
    hour, minute, to_hour, to_minute = (int(part) for part in found.groups())
    begin, end = hour * 60 + minute, to_hour * 60 + to_minute
    if minute > 59 or to_minute > 59 or begin >= _DAY or end > _DAY:
        raise ValueError("a day has hours from 00:00 to 24:00")
    if begin == end:
        raise ValueError("it begins when it ends")
    return begin, end


def opens_in_s(hours: Sequence[str], now: datetime) -> float:
    """Return how many seconds from `now` (UTC) a source with these hours may be asked: 0 if it may be right now."""
    spans = [span_of(text) for text in hours]
    minute = now.hour * 60 + now.minute
    if not spans or any(_holds(begin, end, minute) for begin, end in spans):
        return 0.0
    opening = min((begin - minute) % _DAY for begin, _ in spans)
    into_minute = timedelta(seconds=now.second, microseconds=now.microsecond)
    return (timedelta(minutes=opening) - into_minute).total_seconds()


def _holds(begin: int, end: int, minute: int) -> bool:
    if begin < end:
        return begin <= minute < end
    return minute >= begin or minute < end
