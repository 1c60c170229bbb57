"""Times told relative to now ("8小时前", "3 hours ago", "gestern 14:30"), solved with the moment of the fetch."""

import re
from datetime import UTC, datetime, timedelta
from typing import Final

from contracts.article import Moment, Precision
from workers.clean.fields.moments import ARABIC_DIGITS, Clock, by_half
from workers.clean.fields.relative_words import (
    AGO_BEFORE,
    AGO_BEHIND,
    BESIDE,
    DAY_WORDS,
    DUALS,
    LABELS,
    NOW,
    NUMBERS,
    SINGLE,
    UNITS,
    Unit,
)
from workers.clean.words.any_case import AnyCase

_LONGEST_STAMP: Final = 90
_LONGEST_NAME: Final = 40
_UNSPACED: Final = r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]"


def _any(words: object) -> str:
    """A pattern of these words, the longest first."""
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))  # type: ignore[call-overload]


_UNIT: Final = "|".join(f"(?:{pattern})" for pattern in UNITS.values())
_COUNT: Final = rf"\d{{1,3}}(?:[.,]\d)?|(?:{_any(NUMBERS)})(?={_UNSPACED})|(?:{_any(NUMBERS)})(?=\s)|un['’]"
_TERM: Final = rf"(?:(?:{_COUNT})\s?(?:an?\s|多\s?)?(?:{_UNIT})|半个?小时|半個?小時|{_any(DUALS)}|{_any(SINGLE)})"
_SPAN: Final = rf"{_TERM}(?:\s*(?:,|and|und|et|y|e|i|و)?\s*(?:{_COUNT})\s?(?:{_UNIT}))?"
_CLOCK: Final = (
    r"(?:\s*(?:[,،]|at|um|à|в|о|a las|às|alle(?: ore)?|om|kl\.?|o|saat|na)?\s*"
    r"(?P<half_before>上午|下午|晚上|凌晨|中午|午前|午後|오전|오후)?\s*"
    r"(?P<hour>\d{1,2})(?:\s?[:：.hH時时点點시]\s?(?P<minute>\d{2})[分분]?)(?::\d\d)?(?:\s*(?P<half>[ap]\.?m\b\.?))?(?:\s*Uhr)?)?"
)
_RELATIVE: Final = AnyCase(
    rf"(?<!\w)(?P<now>{NOW})(?!\w)"
    rf"|(?<!\w)(?P<word>{_any(DAY_WORDS)})(?:(?<={_UNSPACED})|(?!\w)){_CLOCK}"
    rf"|(?<![\w:.])(?:{AGO_BEFORE})\s+(?P<span_behind>{_SPAN})(?:\s+(?:{AGO_BEHIND}))?(?!\w)"
    rf"|(?<![\d:.,])(?:(?<!\w)|(?<={_UNSPACED}))(?P<span>{_SPAN})\s*(?:{AGO_BEHIND})(?:(?!\w)|(?=\s)|(?<=前))"
)
_TERMS: Final = re.compile(
    rf"(?P<count>{_COUNT})?\s?(?:an?\s|多\s?)?(?P<unit>{_any(DUALS)}|{_UNIT})(?:(?!\w)|(?=\d)|(?<={_UNSPACED}))",
    re.IGNORECASE,
)
_UNIT_PATTERNS: Final = {unit: re.compile(pattern, re.IGNORECASE) for unit, pattern in UNITS.items()}
_SECONDS: Final[dict[Unit, int]] = {"second": 1, "minute": 60, "hour": 3_600, "day": 86_400, "week": 604_800}
_PRECISIONS: Final[dict[Unit, Precision]] = {
    "second": "minute",
    "minute": "minute",
    "hour": "hour",
    "day": "day",
    "week": "day",
    "month": "month",
    "year": "year",
}
_ENDS: Final = re.compile(
    rf"^\s*(?:$|[|｜·•;；()（）\[\]【】/:：–—-]|[,，、]\s*(?:\d|$)|(?:{BESIDE})(?!\w))", re.IGNORECASE
)
_ENDS_DAY: Final = re.compile(r"^\s*(?:$|[|｜·•;；()（）\[\]【】/])")
_STARTS: Final = re.compile(rf"(?:^|[|｜·•,，;；:：()（）\[\]【】/–—-]|(?:^|\s)(?:{LABELS}))\s*$", re.IGNORECASE)


def read_relative(text: str, clock: Clock) -> Moment | None:
    """Return the moment that a short stamp tells relative to the fetch, truncated to its unit; None if none."""
    if len(text) > _LONGEST_STAMP:
        return None
    text = text.translate(ARABIC_DIGITS)
    match = _RELATIVE.search(text)
    if match is None or not _ENDS.match(text[match.end() :]):
        return None
    is_begun = _STARTS.search(text[: match.start()]) is not None
    if match["word"]:
        is_alone = is_begun and _ENDS_DAY.match(text[match.end() :])
        return _on_a_day(match, clock) if is_alone or match["hour"] else None
    if match["now"]:
        return _truncated(clock.fetched_at, "minute")
    if not is_begun and match.start() > _LONGEST_NAME:
        return None
    moment = _back(match["span"] or match["span_behind"], clock)
    return moment if moment is None or is_begun or moment.precision not in ("month", "year") else None


def relative_part(text: str) -> str:
    """Return the words of a text that tell a relative time, "" if none do."""
    match = _RELATIVE.search(text[:300])
    return match.group(0).strip() if match else ""


def _back(span: str, clock: Clock) -> Moment | None:
    """The moment that lies a span of one or two terms ("1 hour 20 minutes") before the fetch."""
    instant = clock.fetched_at
    finest: Unit = "year"
    for term in _TERMS.finditer(span):
        unit, count = _unit_of(term["unit"]), _count_of(term)
        if unit is None or count is None:
            return None
        earlier = _earlier(instant, unit, count)
        if earlier is None:
            return None
        instant, finest = earlier, "minute" if unit == "hour" and count % 1 else unit
    return _truncated(instant, _PRECISIONS[finest])


def _unit_of(word: str) -> Unit | None:
    if word in DUALS:
        return DUALS[word]
    return next((unit for unit, pattern in _UNIT_PATTERNS.items() if pattern.fullmatch(word)), None)


def _count_of(term: re.Match[str]) -> float | None:
    if term["unit"] in DUALS:
        return 2
    written = (term["count"] or "1").lower().replace(",", ".")
    half = 0.5 if "半小" in term["unit"] else 1.0
    return half if not term["count"] else NUMBERS.get(written) or float(written)


def _earlier(instant: datetime, unit: Unit, count: float) -> datetime | None:
    try:
        if unit in _SECONDS:
            return instant - timedelta(seconds=_SECONDS[unit] * count)
        months = instant.year * 12 + instant.month - 1 - round(count * (12 if unit == "year" else 1))
        return instant.replace(year=months // 12, month=months % 12 + 1, day=min(instant.day, 28))
    except (ValueError, OverflowError):
        return None


def _on_a_day(match: re.Match[str], clock: Clock) -> Moment | None:
    back = DAY_WORDS.get(match["word"].lower(), 1)
    local = clock.fetched_at.astimezone(clock.zone) - timedelta(days=back)
    hour = by_half(int(match["hour"]), match["half"] or match["half_before"]) if match["hour"] else None
    if hour is None or hour > 23 or int(match["minute"]) > 59:
        day = datetime(local.year, local.month, local.day, tzinfo=UTC)
        return _truncated(min(day, clock.fetched_at), "day")
    instant = local.replace(hour=hour, minute=int(match["minute"]), second=0, microsecond=0).astimezone(UTC)
    return Moment(instant=instant, precision="minute", basis="relative") if instant <= clock.fetched_at else None


def _truncated(instant: datetime, precision: Precision) -> Moment:
    kept = instant.astimezone(UTC).replace(microsecond=0, second=0)
    if precision != "minute":
        kept = kept.replace(minute=0)
    if precision in ("day", "month", "year"):
        kept = kept.replace(hour=0)
    if precision in ("month", "year"):
        kept = kept.replace(day=1)
    return Moment(instant=kept.replace(month=1) if precision == "year" else kept, precision=precision, basis="relative")
