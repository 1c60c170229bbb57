"""How a moment is told to a reader: how long ago it was, and when exactly, no more exactly than it is known."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from contracts.article import Moment
from web.wording import Wording

_CLOCK_PRECISIONS = ("second", "minute", "hour")
_STEPS = ((60, "minutes", 60), (3600, "hours", 24), (86400, "days", 7), (604800, "weeks", 5))


@dataclass(frozen=True, slots=True)
class ToldTime:
    """A moment in words; `machine` is what the HTML `datetime` attribute takes."""

    relative: str
    absolute: str
    machine: str
    basis: str = ""
    precision: str = ""


def told(moment: Moment, words: Wording, *, now: datetime, zone: tzinfo = UTC) -> ToldTime:
    """Return a published or updated time in words; a day or a month is never told to the minute."""
    local = moment.instant.astimezone(zone)
    return ToldTime(
        relative=_relative(moment, words, now=now, zone=zone),
        absolute=_absolute(local, moment.precision, words),
        machine=_machine(moment),
        basis=words(f"time.basis.{moment.basis}"),
        precision=words(f"time.precision.{moment.precision}"),
    )


def told_instant(instant: datetime, words: Wording, *, now: datetime, zone: tzinfo = UTC) -> ToldTime:
    """Return an event of our own, known to the second, in words."""
    aware = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    return ToldTime(
        relative=_elapsed(now - aware, words),
        absolute=_absolute(aware.astimezone(zone), "second", words),
        machine=aware.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    )


def duration(seconds: float, words: Wording) -> str:
    """Return a length of time in its largest fitting unit, such as "3 minutes"; under one second is told as 0 s."""
    whole = max(0, int(seconds))
    if whole < 60:
        return words.count("time.for.seconds", whole)
    for size, unit, most in _STEPS[:2]:
        if whole < size * most:
            return words.count(f"time.for.{unit}", whole // size)
    return words.count("time.for.days", whole // 86400)


def _relative(moment: Moment, words: Wording, *, now: datetime, zone: tzinfo) -> str:
    if moment.precision in _CLOCK_PRECISIONS:
        return _elapsed(now - moment.instant, words)
    # What is known to the day or less is kept as that day's start in UTC, so it's compared there.
    today, then = now.astimezone(UTC), moment.instant.astimezone(UTC)
    if moment.precision == "day":
        return _days_ago((today.date() - then.date()).days, words)
    if moment.precision == "month":
        return _months_ago((today.year - then.year) * 12 + today.month - then.month, words)
    return _years_ago(today.year - then.year, words)


def _elapsed(passed: timedelta, words: Wording) -> str:
    seconds = int(passed.total_seconds())
    if seconds < 60:
        return words("time.now")
    for size, unit, most in _STEPS:
        if seconds < size * most:
            return words.count(f"time.ago.{unit}", seconds // size)
    return _days_since(seconds // 86400, words)


def _days_ago(days: int, words: Wording) -> str:
    if days <= 0:
        return words("time.today")
    if days == 1:
        return words("time.yesterday")
    if days < 7:
        return words.count("time.ago.days", days)
    if days < 35:
        return words.count("time.ago.weeks", days // 7)
    return _days_since(days, words)


def _days_since(days: int, words: Wording) -> str:
    if days < 365:
        return words.count("time.ago.months", max(1, days * 12 // 365))
    return words.count("time.ago.years", days // 365)


def _months_ago(months: int, words: Wording) -> str:
    if months <= 0:
        return words("time.this_month")
    return words.count("time.ago.months", months) if months < 12 else words.count("time.ago.years", months // 12)


def _years_ago(years: int, words: Wording) -> str:
    return words.count("time.ago.years", years) if years > 0 else words("time.this_year")


def _absolute(local: datetime, precision: str, words: Wording) -> str:
    shown = local if precision in _CLOCK_PRECISIONS else local.astimezone(UTC)
    facts = {
        "year": shown.year,
        "month": shown.month,
        "month_name": words(f"time.month.{shown.month}"),
        "day": shown.day,
        "hour": shown.hour,
        "clock": shown.strftime("%H:%M:%S" if precision == "second" and shown.second else "%H:%M"),
        "zone": shown.tzname() or "UTC",
    }
    shape = "minute" if precision == "second" else precision
    return words(f"time.at.{shape}", **facts)


def _machine(moment: Moment) -> str:
    shapes = {"year": "%Y", "month": "%Y-%m", "day": "%Y-%m-%d", "second": "%Y-%m-%dT%H:%M:%SZ"}
    return moment.instant.astimezone(UTC).strftime(shapes.get(moment.precision, "%Y-%m-%dT%H:%MZ"))
