"""Dates and times as people and machines write them, read into `Moment`s with how exactly they are known."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final, Literal

from contracts.article import Basis, Moment, Precision
from workers.clean.fields.calendars import PERSIAN_MONTHS, from_persian, gregorian_year, in_digits, year_of_era
from workers.clean.fields.months import MONTHS
from workers.clean.fields.zones import zone_named

_FIELDS: Final = ("year", "month", "day", "hour", "minute", "second")
_YEAR: Final = r"(?:19|20|25)\d\d"
_ZONE: Final = r"(?:\(?(?P<zone>Z\b|(?:UTC|GMT)\s?[+-]\d{1,2}(?::?\d\d)?|[+-]\d\d:?\d\d|[A-Za-zМСК]{2,5}\b)\)?)?"
_ISO: Final = re.compile(
    rf"(?<!\d)(?P<year>{_YEAR})\s?(?:[-/.](?P<month>\d{{1,2}})(?:[-/.](?P<day>\d{{1,2}}))?)?\.?"
    r"(?:(?:\s*[T\s,|·]\s*|\s+(?:at|um|à|о|в)\s+)(?P<early>上午|下午|晚上|凌晨|午前|午後|오전|오후)?\s?(?P<hour>\d{1,2})[:.：](?P<minute>\d\d)(?:[:：](?P<second>\d\d)(?:[.,]\d+)?)?"
    rf"\s*(?P<half>[ap]\.?m\.?)?\s*{_ZONE})?(?!\d)",
    re.IGNORECASE,
)
_COMPACT: Final = re.compile(
    r"(?P<year>(?:19|20)\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])"
    r"(?:T?(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)(?P<second>[0-5]\d)?(?P<zone>Z)?)?"
)
_IN_NUMERALS: Final = re.compile(r"[一二][一二三四五六七八九〇○零]{3}年")
_EPOCH: Final = re.compile(r"(1[0-9]{9})(?:\d{3})?")
_CJK: Final = re.compile(
    r"(?:(?P<year>(?:19|20)\d\d)|(?P<era>令和|平成|昭和|民[國国])\s?(?P<era_year>\d{1,3}|元))\s*[年년]\s*(?P<month>\d{1,2})\s*[月월]"
    r"(?:\s*(?P<day>\d{1,2})\s*[日号號일])?(?:\s*[(（][^)）]{1,6}[)）]|\s*(?:星期|周|週)[一二三四五六日天])?"
    r"(?:[\s,，|·]*(?P<half>上午|下午|晚上|早上|凌晨|午前|午後|오전|오후)?\s*(?P<hour>\d{1,2})\s*[:：时時点點시]\s*(?P<minute>\d{1,2})?"
    r"\s*[分분]?(?:[:：](?P<second>\d\d))?)?"
)
_LETTER: Final = r"(?:[^\W\d_]|[\u0300-\u036f\u0900-\u0e4e])"
_NAME: Final = rf"(?:[^\W\d_]{_LETTER}{{0,3}}\.[^\W\d_]\.|[^\W\d_]{_LETTER}{{1,14}})"
_DAY_MONTH: Final = re.compile(
    rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|ος|η|º|°|-?го)?\.?\s*(?:de\s+|d['’]|of\s+|ב|-)?(?P<name>{_NAME})\.?,?[\s-]*"
    rf"(?:de[l]?\s+|พ\.ศ\.\s*)?(?P<year>{_YEAR})(?P<rest>.{{0,40}})"
)
_MONTH_DAY: Final = re.compile(
    rf"(?P<name>{_NAME})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:,|\s|$)\s*(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,?\s+)?(?P<between>\d\d:\d\d(?::\d\d)?\s+)?"
    rf"(?P<year>{_YEAR})(?P<rest>.{{0,40}})"
)
_YEAR_MONTH_DAY: Final = re.compile(
    rf"(?<!\d)(?P<year>{_YEAR})[.,]?\s*(?:m\.\s*|gada\s+)?(?P<name>{_NAME})\.?\s+(?P<day>\d{{1,2}})\b(?P<rest>.{{0,40}})"
)
_NUMERIC: Final = re.compile(
    r"(?<![\d.])(?P<first>\d{1,2})\s?(?P<mark>[./-])\s?(?P<second_>\d{1,2})\s?(?P=mark)\s?(?P<year>(?:19|20|25)\d\d|\d\d)"
    r"(?!\d)(?P<rest>.{0,40})"
)
_CLOCK: Final = re.compile(
    r"(?<!\d)(?P<hour>\d{1,2})(?:\s?[:.h：]\s?(?P<minute>\d\d)(?::(?P<second>\d\d))?)?\s*(?P<half>[ap]\.?\s?m\b\.?|AM|PM|μμ|πμ)?"
    rf"\s*(?:Uhr|hrs?|час\w*|ч\.|น\.|h\b)?\s*{_ZONE}",
    re.IGNORECASE,
)
_CLOCK_BEFORE: Final = re.compile(
    r"(?<![\d:./-])(?P<hour>[01]?\d|2[0-3])(?::|\.(?=\d\d\s?[ap]\.?m))(?P<minute>[0-5]\d)(?::[0-5]\d)?"
    r"(?:\s?(?P<half>[ap]\.?m\b\.?|AM\b|PM\b))?(?:\s?Uhr|\s?h)?(?:\s(?P<zone>[A-Z]{2,5}))?"
    r"(?:[\s,|｜·•–-]{1,4}(?:on\s+)?|\s+on\s+)(?:[^\W\d_]{2,10}[.,]{0,2}\s+)?$"
)
_SHORT_YEAR: Final = re.compile(
    r"(?<!\d)(?P<year>1[0-4]\d\d?)\s?(?P<mark>[-/.])\s?(?P<month>\d{1,2})\s?(?P=mark)\s?(?P<day>\d{1,2})(?!\d)(?P<rest>.{0,40})"
)
_PERSIAN: Final = re.compile(
    rf"(?<!\d)(?P<day>\d{{1,2}})\s+(?P<name>{'|'.join(PERSIAN_MONTHS)})(?:\s?ماه)?[\s،,]*(?P<year>1[34]\d\d)(?P<rest>.{{0,40}})"
)
_EPOCH_DAY: Final = (1970, 1, 1)
_LATE: Final = frozenset({"下午", "晚上", "午後", "오후", "μμ"})
ARABIC_DIGITS: Final = str.maketrans(
    "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹０１２３４５６７８９०१२३४५६७८९০১২৩৪৫৬৭৮৯๐๑๒๓๔๕๖๗๘๙", "0123456789" * 6
)


Calendar = Literal["common", "republic", "persian"]


@dataclass(frozen=True, slots=True)
class Clock:
    """How a page's times are to be read: when it was fetched, in which zone and by which years it writes them.

    `republic`: 114-12-12 counts from 1912; `persian`: 1404/09/21 is solar Hijri.
    """

    fetched_at: datetime
    zone: tzinfo = UTC
    month_first: bool = False
    calendar: Calendar = "common"


@dataclass(frozen=True, slots=True)
class Parts:
    """A date as written; what is not written is None."""

    year: int
    month: int | None = None
    day: int | None = None
    hour: int | None = None
    minute: int | None = None
    second: int | None = None
    zone: tzinfo | None = None


def read_moment(text: str, clock: Clock, basis: Basis) -> Moment | None:
    """Return the first date, with its time if it has one, that a short text names; None if none is past."""
    text = in_digits(text[:300]) if _IN_NUMERALS.search(text[:300]) else text.translate(ARABIC_DIGITS)[:300]
    for parts in _readings(text, clock):
        moment = moment_of(parts, clock, basis)
        if moment is not None:
            return moment
    return None


def moment_of(parts: Parts, clock: Clock, basis: Basis) -> Moment | None:
    """Return the moment, truncated to what is known; None if there is no such date, or after the fetch.

    The first day of 1970 is what a machine says that knows no date.
    """
    known = [getattr(parts, name) for name in _FIELDS]
    length = known.index(None) if None in known else len(known)
    precision: Precision = _FIELDS[length - 1]
    is_timed = length > 3
    zone = (parts.zone or clock.zone) if is_timed else UTC
    try:
        local = datetime(*(*known[:length], *(1, 1, 0, 0, 0)[length - 1 :]), tzinfo=zone)  # type: ignore[misc]
        instant = local.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    if instant <= clock.fetched_at:
        is_told = parts.year >= 1900 and (parts.year, parts.month, parts.day) != _EPOCH_DAY
        return Moment(instant=instant, precision=precision, basis=basis) if is_told else None
    if is_timed and parts.zone is None and instant - clock.fetched_at < timedelta(hours=27):
        return moment_of(Parts(parts.year, parts.month, parts.day), clock, basis)
    return None


def by_half(hour: int, half: str | None) -> int:
    """Return the hour of the day that an hour of its first or second half is ("2" "PM", "下午" "2")."""
    if not half:
        return hour
    is_late = half[0].lower() == "p" or half.lower() in _LATE
    return hour + 12 if is_late and hour < 12 else 0 if hour == 12 and not is_late else hour


def _readings(text: str, clock: Clock) -> Iterator[Parts]:
    """The dates that each way of writing finds in the text, the least ambiguous way first."""
    stripped = text.strip()
    if (epoch := _EPOCH.fullmatch(stripped)) is not None:
        told = datetime.fromtimestamp(int(epoch.group(1)), UTC)
        yield Parts(told.year, told.month, told.day, told.hour, told.minute, told.second, UTC)
    if (compact := _COMPACT.fullmatch(stripped)) is not None:
        yield _parts(compact)
    if (written := _CJK.search(text)) is not None:
        yield _parts(written)
    for match in _ISO.finditer(text):
        if match["month"] is not None or match.group(0) == stripped:
            yield _parts(match)
    for pattern in (_DAY_MONTH, _MONTH_DAY, _YEAR_MONTH_DAY):
        yield from _named(pattern, text)
    yield from _of_other_calendars(text, clock)
    yield from _numeric(text, clock)


def _of_other_calendars(text: str, clock: Clock) -> Iterator[Parts]:
    """The dates in the years of the Republic where a page counts so, and those of the Persian calendar."""
    for match in _PERSIAN.finditer(text):
        yield from _persian(match, PERSIAN_MONTHS[match["name"]])
    for match in _SHORT_YEAR.finditer(text) if clock.calendar != "common" else ():
        if clock.calendar == "persian" and len(match["year"]) == 4:
            yield from _persian(match, int(match["month"]))
        elif clock.calendar == "republic" and len(match["year"]) == 3:
            day = Parts(year_of_era("民國", match["year"]), int(match["month"]), int(match["day"]))
            yield _timed(day, match["rest"])


def _persian(match: re.Match[str], month: int) -> Iterator[Parts]:
    if 1 <= month <= 12 and 1 <= int(match["day"]) <= 31:
        day = from_persian(int(match["year"]), month, int(match["day"]))
        yield _timed(Parts(day.year, day.month, day.day), match["rest"])


def _parts(match: re.Match[str]) -> Parts:
    groups = match.groupdict()
    number = {name: int(groups[name]) if groups.get(name) else None for name in _FIELDS}
    if groups.get("era"):
        number["year"] = year_of_era(groups["era"], groups["era_year"])
    hour = number["hour"]
    minute = 0 if hour is not None and number["minute"] is None else number["minute"]
    hour = by_half(hour, groups.get("half") or groups.get("early")) if hour is not None else None
    year = gregorian_year(number["year"] or 0)
    zone = zone_named(groups.get("zone"))
    return _led(Parts(year, number["month"], number["day"], hour, minute, number["second"], zone), match)


def _led(parts: Parts, match: re.Match[str]) -> Parts:
    """Add the time of day that stands just before a date: 17:40 2025-12-05."""
    clock = _CLOCK_BEFORE.search(match.string[: match.start()]) if parts.day and parts.hour is None else None
    if clock is None:
        return parts
    zone = zone_named(clock["zone"]) or parts.zone
    return replace(parts, hour=by_half(int(clock["hour"]), clock["half"]), minute=int(clock["minute"]), zone=zone)


def _named(pattern: re.Pattern[str], text: str) -> Iterator[Parts]:
    for match in pattern.finditer(text):
        name = match["name"].casefold()
        month = MONTHS.get(name) or MONTHS.get(name.rstrip(".")) or MONTHS.get(name.removeprefix("ב"))
        if month is not None:
            time = match.groupdict().get("between") or match["rest"]
            yield _led(_timed(Parts(gregorian_year(int(match["year"])), month, int(match["day"])), time), match)


def _numeric(text: str, clock: Clock) -> Iterator[Parts]:
    for match in _NUMERIC.finditer(text):
        first, second, year = int(match["first"]), int(match["second_"]), int(match["year"])
        year = gregorian_year(year) if year > 99 else 2000 + year
        is_month_first = second > 12 or (clock.month_first and match["mark"] in "/-" and first <= 12)
        day, month = (second, first) if is_month_first else (first, second)
        yield _led(_timed(Parts(year, month, day), match["rest"]), match)


def _timed(parts: Parts, rest: str) -> Parts:
    """Add the time of day that follows a date within a few words."""
    match = re.search(r"^\W*(?:[^\W\d]{1,5}\W+){0,2}(?=\d)", rest)
    clock = _CLOCK.match(rest, match.end()) if match else None
    if not clock or (clock["minute"] is None and clock["half"] is None):
        return parts
    hour = by_half(int(clock["hour"]), clock["half"])
    second = int(clock["second"]) if clock["second"] else None
    return replace(parts, hour=hour, minute=int(clock["minute"] or 0), second=second, zone=zone_named(clock["zone"]))
