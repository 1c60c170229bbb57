"""Years and days as other calendars count them: Japanese eras, the Republic's years, Thai and Persian years."""

from datetime import date, timedelta
from typing import Final

_ERAS: Final = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911}
_THAI_BEGIN: Final = 543
_FIRST_THAI: Final = 2500
_PERSIAN_NAMES: Final = "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند"
PERSIAN_MONTHS: Final = {name: number for number, name in enumerate(_PERSIAN_NAMES.split(), 1)}
_NEW_YEAR_1400: Final = date(2021, 3, 21)
_LEAPS: Final = (1, 5, 9, 13, 17, 22, 26, 30)
_NUMERALS: Final = str.maketrans("〇○零一二三四五六七八九", "000123456789")


def year_of_era(era: str, year: str) -> int:
    """Return the year of our count for a year of an era: 令和6, 平成元, 民國113."""
    return _ERAS[era] + (1 if year == "元" else int(year))


def gregorian_year(year: int) -> int:
    """Return the year of our count; Thai pages count from 543 years before it."""
    return year - _THAI_BEGIN if year >= _FIRST_THAI else year


def from_persian(year: int, month: int, day: int) -> date:
    """Return the day of our calendar for one of the solar Hijri, by its cycle of 33 years: right from 1343 to 1472."""
    before = sum(31 if number <= 6 else 30 for number in range(1, month)) + day - 1
    return _NEW_YEAR_1400 + timedelta(days=365 * (year - 1400) + _leaps_before(year) - _leaps_before(1400) + before)


def _leaps_before(year: int) -> int:
    cycles, rest = divmod(year, 33)
    return cycles * len(_LEAPS) + sum(leap < rest for leap in _LEAPS)


def in_digits(text: str) -> str:
    """Return a short text with Chinese numerals as digits: 二〇二五年十一月五日 → 2025年11月5日."""
    return _tens(text).translate(_NUMERALS)


def _tens(text: str) -> str:
    """The text with 十 written out by position: 二十三 → 二三, 十五 → 一五, 二十 → 二零, 十 → 一零."""
    digits = "一二三四五六七八九"
    found = []
    for at, char in enumerate(text):
        if char != "十":
            found.append(char)
            continue
        before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
        found.append(("" if before and before in digits else "一") + ("" if after and after in digits else "零"))
    return "".join(found)
