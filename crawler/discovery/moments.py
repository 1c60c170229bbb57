"""Times as feeds and sitemaps write them, in UTC: W3C forms, mail's form, and their common misspellings."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

_LONGEST: Final = 64
_DATE: Final = r"(?P<year>\d{4})[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?"
_CLOCK: Final = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?"
_ZONE: Final = r"(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})?"
_LOOSE: Final = re.compile(rf"{_DATE}(?:[T\s]+{_CLOCK})?\s*{_ZONE}", re.IGNORECASE)
_PARTIAL: Final = re.compile(r"(\d{4})(?:-(\d{2}))?$")


def moment_of(text: object) -> datetime | None:
    """Return the moment that a date or time names (a date alone: its first moment; no zone: UTC), or None."""
    if not isinstance(text, str) or len(text := text.strip()) > _LONGEST:
        return None
    if found := _PARTIAL.match(text):
        return _made(int(found[1]), int(found[2] or 1), 1)
    return _iso(text) or _mail(text) or _loose(text)


def _iso(text: str) -> datetime | None:
    try:
        return _in_utc(datetime.fromisoformat(text))
    except (ValueError, OverflowError):
        return None


def _mail(text: str) -> datetime | None:
    try:
        return _in_utc(parsedate_to_datetime(text)) if re.search(r"[A-Za-z]{3}", text) else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _loose(text: str) -> datetime | None:
    found = _LOOSE.match(text)
    if found is None:
        return None
    parts = [int(found[name] or 0) for name in ("year", "month", "day", "hour", "minute", "second")]
    made = _made(*parts)
    try:
        return made - _offset(found["zone"] or "") if made else None
    except OverflowError:
        return None


def _made(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> datetime | None:
    try:
        return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
    except ValueError:
        return None


def _offset(zone: str) -> timedelta:
    digits = re.sub(r"\D", "", zone)
    span = timedelta(hours=int(digits[:2] or 0), minutes=int(digits[2:4] or 0))
    return -span if zone.startswith("-") else span


def _in_utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
