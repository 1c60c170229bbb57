"""Days written without a year (10-20 10:00, 07月21日 00:35, 20. Oktober, 14:30): of the last year they are past in."""

import re
from typing import Final

from contracts.article import Moment
from workers.clean.fields.moments import ARABIC_DIGITS, Clock, Parts, by_half, moment_of
from workers.clean.fields.months import MONTHS

_LONGEST_STAMP: Final = 90
_YEARS_BACK: Final = 5
_MOST_MONTHS: Final = 12
_WEEKDAY: Final = r"(?:\s?[(（][^\d()（）]{1,3}[)）])?"
_TIME: Final = r"(?P<hour>[01]?\d|2[0-3])[:：](?P<minute>[0-5]\d)(?::\d\d)?(?:\s?(?P<half>[ap]\.?m\b))?"
_HAN: Final = re.compile(
    rf"(?<![\d年])(?<!年 )(?P<month>\d{{1,2}})\s?[月월]\s?(?P<day>\d{{1,2}})\s?[日号號일](?:[\s,，|·]*{_TIME})?"
)
_MARKED: Final = re.compile(
    rf"(?<![\d./:-])(?P<first>\d{{1,2}})(?P<mark>[-/.])(?P<second>\d{{1,2}})\.?{_WEEKDAY}[\s,|·]+(?:um |at )?{_TIME}"
)
_DAY_NAMED: Final = re.compile(
    rf"(?<![\d:])(?P<day>\d{{1,2}})(?:\.|st|nd|rd|th|er)?\s+(?:de\s+)?(?P<name>[^\W\d_]{{3,12}})\.?[\s,|·–-]+"
    rf"(?:um |at |à |a las |às )?{_TIME}"
)
_NAMED_DAY: Final = re.compile(
    rf"(?P<name>[^\W\d_]{{3,12}})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s,|·–-]+(?:at )?{_TIME}"
)
_ENDS: Final = re.compile(r"\s*(?:$|[\u3400-\u9fff]|[|｜·•/／()（）\[\]【】–—-])|\s+(?=\S{1,16}(?:\s|$))|\s*Uhr")


def read_yearless(text: str, clock: Clock) -> Moment | None:
    """Return the moment of a short stamp's day and month, in the last year in which it is past; None if it names none.

    Without a time of day only the Chinese, Japanese and Korean way is taken for a date.
    """
    if len(text) > _LONGEST_STAMP:
        return None
    match, month, day = _read(text.translate(ARABIC_DIGITS), clock)
    if match is None or not _ENDS.match(match.string, match.end()):
        return None
    hour = by_half(int(match["hour"]), match["half"]) if match["hour"] else None
    minute = int(match["minute"]) if match["hour"] else None
    this_year = clock.fetched_at.astimezone(clock.zone).year
    days = (Parts(year, month, day, hour, minute) for year in range(this_year, this_year - _YEARS_BACK, -1))
    return next((moment for parts in days if (moment := moment_of(parts, clock, "visible")) is not None), None)


def _read(text: str, clock: Clock) -> tuple[re.Match[str] | None, int, int]:
    """How the text names a day, its month and its number."""
    if (match := _HAN.search(text)) is not None:
        return match, int(match["month"]), int(match["day"])
    for pattern in (_DAY_NAMED, _NAMED_DAY):
        if (match := pattern.search(text)) is not None and (month := MONTHS.get(match["name"].casefold())) is not None:
            return match, month, int(match["day"])
    if (match := _MARKED.search(text)) is None:
        return None, 0, 0
    first, second = int(match["first"]), int(match["second"])
    is_month_first = match["mark"] == "-" or (match["mark"] == "/" and (clock.month_first or second > _MOST_MONTHS))
    return (match, first, second) if is_month_first else (match, second, first)
