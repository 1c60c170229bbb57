"""Times told relative to now ("8小时前", "3 hours ago", "gestern 14:30"), solved with the moment of the fetch."""

import re
from datetime import UTC, datetime, timedelta
from typing import Final

from contracts.article import Moment, Precision
from workers.clean.moments import Clock

_NUMBER: Final = r"(?:\d{1,3}|半|一|两|兩|二|三|四|五|六|七|八|九|十|an?|one|two|three|einem|einer|une?|eine)"
_UNITS: Final[dict[Precision, str]] = {
    "minute": r"秒钟?|秒鐘|分钟|分鐘|分|초|분|seconds?|secs?|minutes?|mins?|sekunden?|minuten?|secondes?|секунд\w*"
    r"|минут\w*|ثواني|ثانية|دقائق|دقيقة"
    r"|segundos?|minutos?|minuti|secondi|sekunder?|minuter",
    "hour": r"个?小时|個?小時|時間|시간|hours?|hrs?|stunden?|heures?|час\w*|ساعات|ساعة|ساعتين|horas?|or[ae]|"
    r"timmar|timer?",
    "day": r"天|日|일|周|週間?|星期|个?星期|주|days?|weeks?|tag(?:en)?|wochen?|jours?|semaines?|дн\w+|день|"
    r"недел\w*|أيام"
    r"|يوم|يومين|أسابيع|أسبوع"
    r"|días?|dias?|giorn[io]|settimane?|dagar|dager",
    "month": r"个?月|個?月|か月|ヶ月|カ月|개월|months?|monat(?:en)?|mois|месяц\w*|أشهر|شهر|mes(?:es)?|mesi",
    "year": r"年|년|years?|jahr(?:en)?|ans?|années?|лет|год\w*|سنوات|سنة",
}
_ANY_UNIT: Final = "|".join(_UNITS.values())
_AFTER: Final = rf"{_NUMBER}\s*(?P<unit>{_ANY_UNIT})\s*(?:之?前|以前|전|ago|fa|назад|sedan|siden|geleden|temu)(?![\w])"
_AFTER_CJK: Final = rf"{_NUMBER}\s*(?P<unit_cjk>{_ANY_UNIT})\s*(?:之?前|以前|전)"
_BEFORE: Final = rf"(?:vor|il y a|منذ|قبل|hace|há|för|for)\s+(?:{_NUMBER}\s*)?(?P<unit_before>{_ANY_UNIT})(?!\w)"
_NOW: Final = r"刚刚|剛剛|剛才|刚才|たった今|방금|just now|gerade eben|à l['’]instant|только что|الآن"
_DAY_WORD: Final = (
    r"(?P<word>前天|昨天|昨日|今天|今日|一昨日|어제|오늘|그저께|yesterday|today|gestern|heute|"
    r"vorgestern|hier|aujourd['’]hui|вчера"
    r"|сегодня|позавчера|أمس|اليوم)"
    r"(?:\s*(?:at|um|à|в|,|،)?\s*(?P<hour>\d{1,2})[:：.h](?P<minute>\d\d)(?:\s*(?P<half>[ap]\.?m))?)?"
)
_RELATIVE: Final = re.compile(rf"{_AFTER_CJK}|{_AFTER}|{_BEFORE}|(?P<now>{_NOW})|(?<!\w){_DAY_WORD}", re.IGNORECASE)
_LONGEST_STAMP: Final = 90
_WORDS_BESIDE: Final = 16
_DAYS_BACK: Final = {
    0: "今天 今日 오늘 today heute aujourd'hui aujourd’hui сегодня اليوم",
    1: "昨天 昨日 어제 yesterday gestern hier вчера أمس",
    2: "前天 一昨日 그저께 vorgestern позавчера",
}
_WORDS: Final = {word: back for back, words in _DAYS_BACK.items() for word in words.split()}


def read_relative(text: str, clock: Clock, language: str | None) -> Moment | None:
    """Return the moment that a short text tells relative to the fetch, truncated to its unit; None if it tells none."""
    match = _RELATIVE.search(text[:_LONGEST_STAMP])
    if match is None or len(text) > _LONGEST_STAMP:
        return None
    if match["word"]:
        is_alone = match["hour"] is not None or len(text) <= len(match.group()) + _WORDS_BESIDE
        return _on_a_day(match, clock) if is_alone else None
    if match["now"]:
        return _truncated(clock.fetched_at, "minute")
    unit = match["unit_cjk"] or match["unit"] or match["unit_before"] or ""
    instant = _solved(match.group(0), clock, language)
    return _truncated(instant, _precision_of(unit)) if instant is not None and instant <= clock.fetched_at else None


def relative_part(text: str) -> str:
    """Return the words of a text that tell a relative time, "" if none do."""
    match = _RELATIVE.search(text[:300])
    return match.group(0) if match else ""


def _precision_of(unit: str) -> Precision:
    for precision, pattern in _UNITS.items():
        if re.fullmatch(pattern, unit, re.IGNORECASE):
            return precision
    return "day"


def _on_a_day(match: re.Match[str], clock: Clock) -> Moment | None:
    local = clock.fetched_at.astimezone(clock.zone) - timedelta(days=_WORDS.get(match["word"].lower(), 1))
    if match["hour"] is None or int(match["hour"]) > 23 or int(match["minute"]) > 59:
        return Moment(
            instant=datetime(local.year, local.month, local.day, tzinfo=UTC), precision="day", basis="relative"
        )
    hour = int(match["hour"]) + (12 if (match["half"] or "").lower().startswith("p") and int(match["hour"]) < 12 else 0)
    instant = local.replace(hour=hour, minute=int(match["minute"]), second=0, microsecond=0).astimezone(UTC)
    return Moment(instant=instant, precision="minute", basis="relative") if instant <= clock.fetched_at else None


def _solved(text: str, clock: Clock, language: str | None) -> datetime | None:
    import dateparser

    base = clock.fetched_at.astimezone(UTC).replace(tzinfo=None)
    known = (
        [language]
        if language in ("zh", "ja", "en", "de", "fr", "ru", "ar", "ko", "es", "it", "pt", "sv", "nl", "pl")
        else []
    )
    for languages in ([*known, "en"] if known else [], ["zh", "zh-Hant", "ja", "en", "de", "fr", "ru", "ar", "ko"]):
        if languages:
            found = dateparser.parse(text, languages=languages, settings={"RELATIVE_BASE": base, "TIMEZONE": "UTC"})
            if found is not None:
                return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    return None


def _truncated(instant: datetime, precision: Precision) -> Moment:
    kept = instant.astimezone(UTC).replace(microsecond=0)
    steps: dict[Precision, dict[str, int]] = {
        "second": {},
        "minute": {"second": 0},
        "hour": {"second": 0, "minute": 0},
        "day": {"second": 0, "minute": 0, "hour": 0},
        "month": {"second": 0, "minute": 0, "hour": 0, "day": 1},
        "year": {"second": 0, "minute": 0, "hour": 0, "day": 1, "month": 1},
    }
    return Moment(instant=kept.replace(**steps[precision]), precision=precision, basis="relative")  # type: ignore[arg-type]
