"""Dates and times as people and machines write them, read into `Moment`s with how exactly they are known."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

from contracts.article import Basis, Moment, Precision

_MONTH_NAMES: Final = {
    1: "january jan januar jänner janvier janv enero ene gennaio gen janeiro januari styczeń stycznia sty "
    "января январь янв "
    "січня ocak oca يناير كانون الثاني ינואר ιανουαρίου ledna január ianuarie tammikuuta",
    2: "february feb februar février févr fevr fév febrero febbraio fevereiro fev februari luty lutego lut "
    "февраля февраль фев "
    "лютого şubat şub فبراير شباط פברואר φεβρουαρίου února február februarie helmikuuta",
    3: "march mar märz mär mrz maerz mars marzo março maart mrt marzec marca март марта мар березня mart مارس آذار מרץ "
    "μαρτίου března március martie maaliskuuta",
    4: "april apr avril avr abril abr aprile kwiecień kwietnia kwi апреля апрель апр квітня nisan nis أبريل "
    "إبريل نيسان אפריל "
    "απριλίου dubna április aprilie huhtikuuta",
    5: "may mai mayo maggio mag maio mei maj maja мая май травня mayıs مايو أيار מאי μαΐου května május toukokuuta",
    6: "june jun juni juin junio giugno giu junho czerwiec czerwca cze июня июнь июн червня haziran haz يونيو "
    "حزيران יוני "
    "ιουνίου června június iunie kesäkuuta",
    7: "july jul juli juillet juil julio luglio lug julho lipiec lipca lip июля июль июл липня temmuz tem يوليو "
    "تموز יולי "
    "ιουλίου července július iulie heinäkuuta",
    8: "august aug août aout agosto ago augustus augusti sierpień sierpnia sie августа август авг серпня "
    "ağustos ağu أغسطس آب "
    "אוגוסט αυγούστου srpna augusztus elokuuta",
    9: "september sep sept septembre septiembre settembre set setembro wrzesień września wrz сентября сентябрь "
    "сен сент вересня "
    "eylül eyl سبتمبر أيلول ספטמבר σεπτεμβρίου září szeptember septembrie syyskuuta",
    10: "october oct oktober okt octobre octubre ottobre ott outubro out październik października paź октября "
    "октябрь окт жовтня "
    "ekim eki أكتوبر אוקטובר οκτωβρίου října október octombrie lokakuuta",
    11: "november nov novembre noviembre novembro listopad listopada lis ноября ноябрь ноя листопада kasım kas "
    "نوفمبر נובמבר "
    "νοεμβρίου listopadu noiembrie marraskuuta",
    12: "december dec dezember dez décembre décembre déc diciembre dic dicembre dezembro desember grudzień "
    "grudnia gru декабря декабрь "
    "дек грудня aralık ara ديسمبر דצמבר δεκεμβρίου prosince decembrie joulukuuta",
}
_MONTHS: Final = {
    name: number for number, names in _MONTH_NAMES.items() for name in names.split() if name not in ("الثاني", "كانون")
}
_ZONE_MINUTES: Final = (
    "utc=0 gmt=0 z=0 bst=60 ist=330 wet=0 cet=60 mez=60 cest=120 mesz=120 eet=120 eest=180 msk=180 "
    "мск=180 jst=540 kst=540 hkt=480 sgt=480 est=-300 edt=-240 cdt=-300 mst=-420 mdt=-360 pst=-480 "
    "pdt=-420 aest=600 aedt=660"
)
_ZONES: Final = {name: int(minutes) for name, minutes in (pair.split("=") for pair in _ZONE_MINUTES.split())}
_AMERICAN: Final = {
    "et": "America/New_York",
    "ct": "America/Chicago",
    "mt": "America/Denver",
    "pt": "America/Los_Angeles",
}
_COUNTRY_ZONES: Final = (
    "CN=Asia/Shanghai TW=Asia/Taipei HK=Asia/Hong_Kong MO=Asia/Macau JP=Asia/Tokyo KR=Asia/Seoul "
    "SG=Asia/Singapore IN=Asia/Kolkata DE=Europe/Berlin AT=Europe/Vienna CH=Europe/Zurich "
    "FR=Europe/Paris IT=Europe/Rome ES=Europe/Madrid NL=Europe/Amsterdam BE=Europe/Brussels "
    "GB=Europe/London IE=Europe/Dublin PL=Europe/Warsaw CZ=Europe/Prague SE=Europe/Stockholm "
    "NO=Europe/Oslo DK=Europe/Copenhagen FI=Europe/Helsinki GR=Europe/Athens TR=Europe/Istanbul "
    "UA=Europe/Kyiv IL=Asia/Jerusalem EG=Africa/Cairo SA=Asia/Riyadh AE=Asia/Dubai "
    "ZA=Africa/Johannesburg NG=Africa/Lagos KE=Africa/Nairobi TH=Asia/Bangkok VN=Asia/Ho_Chi_Minh "
    "PH=Asia/Manila PK=Asia/Karachi BD=Asia/Dhaka AR=America/Argentina/Buenos_Aires "
    "NZ=Pacific/Auckland"
)
_COUNTRIES: Final = dict(pair.split("=", 1) for pair in _COUNTRY_ZONES.split())
_ISO: Final = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?:[-/.](?P<month>\d{1,2})(?:[-/.](?P<day>\d{1,2}))?)?\.?"
    r"(?:(?:\s*[T\s,|·]\s*|\s+(?:at|um|à|о"
    r"|в)\s+)(?P<hour>\d{1,2})[:.](?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d+)?)?"
    r"\s*(?P<half>[ap]\.?m\.?)?\s*(?P<zone>Z\b|[+-]\d\d:?\d\d|[A-Za-zМСК]{2,4}\b)?)?(?!\d)",
    re.IGNORECASE,
)
_CJK: Final = re.compile(
    r"(?P<year>(?:19|20)\d\d)\s*[年년]\s*(?P<month>\d{1,2})\s*[月월](?:\s*(?P<day>\d{1,2})\s*[日号號일])?"
    r"(?:\s*[(（][^)）]{1,6}[)）]|\s*(?:星期|周|週)[一二三四五六日天])?"
    r"(?:[\s,，|·]*(?P<half>上午|下午|晚上|早上|午前|午後|오전|"
    r"오후)?\s*(?P<hour>\d{1,2})\s*[:：时時点點시]\s*(?P<minute>\d{1,2})?\s*[分분]?"
    r"(?::(?P<second>\d\d))?)?"
)
_WORDS: Final = r"[^\W\d_]{3,12}"
_DAY_MONTH: Final = re.compile(
    rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|º|°)?\.?\s*(?:de\s+|d['’]|of\s+"
    rf"|-)?(?P<name>{_WORDS})\.?,?[\s-]*(?:de[l]?\s+)?"
    r"(?P<year>(?:19|20)\d\d)(?P<rest>.{0,40})"
)
_MONTH_DAY: Final = re.compile(
    rf"(?P<name>{_WORDS})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>(?:19|20)\d\d)(?P<rest>.{{0,40}})"
)
_NUMERIC: Final = re.compile(
    r"(?<![\d.])(?P<first>\d{1,2})(?P<mark>[./-])(?P<second_>\d{1,2})(?P=mark)(?P<year>(?:19|20)\d\d"
    r"|\d\d)(?!\d)(?P<rest>.{0,40})"
)
_CLOCK: Final = re.compile(
    r"(?<!\d)(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d\d)(?::(?P<second>\d\d))?)?\s*(?P<half>[ap]\.?\s?m\b\.?)?"
    r"\s*(?:Uhr|hrs?|час\w*|ч\.)?\s*[(]?(?P<zone>Z\b|(?:UTC|GMT)?[+-]\d{1,2}:?\d{0,2}|[A-Za-zМСК]{2,4}\b)?",
    re.IGNORECASE,
)
ARABIC_DIGITS: Final = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹０１２３４５６７８９", "012345678901234567890123456789")


@dataclass(frozen=True, slots=True)
class Clock:
    """How a page's times are to be read: when it was fetched, and in which zone it writes times without one."""

    fetched_at: datetime
    zone: tzinfo = UTC
    month_first: bool = False


def zone_of(country: str | None, language: str | None) -> tzinfo:
    """Return the zone of a country that has only one; else of a language written in one country; else UTC."""
    single = {
        "ja": "JP",
        "ko": "KR",
        "zh": "CN",
        "de": "DE",
        "it": "IT",
        "pl": "PL",
        "sv": "SE",
        "nl": "NL",
        "tr": "TR",
    }
    key = _COUNTRIES.get((country or "").upper())
    if key is None and not country:
        key = _COUNTRIES.get(single.get(language or "", ""))
    return ZoneInfo(key) if key else UTC


def read_moment(text: str, clock: Clock, basis: Basis) -> Moment | None:
    """Return the first date, with its time if it has one, that a short text names; None if none is past."""
    text = text.translate(ARABIC_DIGITS)[:300]
    for reader in (_cjk, _iso, _day_month, _month_day, _numeric):
        parts = reader(text, clock)
        moment = moment_of(parts, clock, basis) if parts else None
        if moment is not None:
            return moment
    return None


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


def moment_of(parts: Parts, clock: Clock, basis: Basis) -> Moment | None:
    """Return the moment, truncated to what is known; None if there is no such date or it lies after the fetch."""
    precision: Precision = "year"
    for name in ("month", "day", "hour", "minute", "second"):
        if getattr(parts, name) is None:
            break
        precision = name
    timed = precision in ("hour", "minute", "second")
    zone = (parts.zone or clock.zone) if timed else UTC
    try:
        local = datetime(
            parts.year,
            parts.month or 1,
            parts.day or 1,
            parts.hour or 0,
            parts.minute or 0,
            parts.second or 0,
            tzinfo=zone,
        )
        instant = local.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    if instant <= clock.fetched_at:
        return Moment(instant=instant, precision=precision, basis=basis) if parts.year >= 1900 else None
    if timed and parts.zone is None and instant - clock.fetched_at < timedelta(hours=27):
        return moment_of(Parts(parts.year, parts.month, parts.day), clock, basis)
    return None


def _iso(text: str, clock: Clock) -> Parts | None:
    for match in _ISO.finditer(text):
        if match["month"] is None and match.group(0) != text.strip():
            continue
        return _parts(match)
    return None


def _cjk(text: str, clock: Clock) -> Parts | None:
    match = _CJK.search(text)
    return _parts(match) if match else None


def _parts(match: re.Match[str]) -> Parts:
    groups = match.groupdict()
    number = {
        name: int(groups[name]) if groups.get(name) else None
        for name in ("year", "month", "day", "hour", "minute", "second")
    }
    if number["hour"] is not None and number["minute"] is None:
        number["minute"] = 0
    hour = by_half(number["hour"], groups.get("half"))
    return Parts(
        number["year"] or 0,
        number["month"],
        number["day"],
        hour,
        number["minute"],
        number["second"],
        _zone(groups.get("zone")),
    )


def by_half(hour: int | None, half: str | None) -> int | None:
    if hour is None or not half:
        return hour
    is_late = half[0].lower() == "p" or half in ("下午", "晚上", "午後", "오후")
    return hour + 12 if is_late and hour < 12 else 0 if hour == 12 and not is_late else hour


def _zone(name: str | None) -> tzinfo | None:
    if not name:
        return None
    lowered = name.lower()
    if lowered in _AMERICAN:
        return ZoneInfo(_AMERICAN[lowered])
    if lowered in _ZONES:
        return timezone(timedelta(minutes=_ZONES[lowered]))
    match = re.fullmatch(r"(?:utc|gmt)?([+-])(\d{1,2}):?(\d\d)?", lowered)
    if not match or int(match[2]) > 14:
        return None
    minutes = int(match[2]) * 60 + int(match[3] or 0)
    return timezone(timedelta(minutes=minutes if match[1] == "+" else -minutes))


def _day_month(text: str, clock: Clock) -> Parts | None:
    return _named(_DAY_MONTH, text)


def _month_day(text: str, clock: Clock) -> Parts | None:
    return _named(_MONTH_DAY, text)


def _named(pattern: re.Pattern[str], text: str) -> Parts | None:
    for match in pattern.finditer(text):
        month = _MONTHS.get(match["name"].casefold())
        if month is not None:
            return _timed(Parts(int(match["year"]), month, int(match["day"])), match["rest"])
    return None


def _numeric(text: str, clock: Clock) -> Parts | None:
    match = _NUMERIC.search(text)
    if not match:
        return None
    first, second, year = int(match["first"]), int(match["second_"]), int(match["year"])
    year = year if year > 99 else 2000 + year
    is_month_first = second > 12 or (clock.month_first and match["mark"] == "/" and first <= 12)
    day, month = (second, first) if is_month_first else (first, second)
    return _timed(Parts(year, month, day), match["rest"])


def _timed(parts: Parts, rest: str) -> Parts:
    """Add the time of day that follows a date within a few words."""
    match = re.search(r"^\W*(?:[^\W\d]{1,4}\W+){0,2}(?=\d)", rest)
    clock = _CLOCK.match(rest, match.end()) if match else None
    if not clock or (clock["minute"] is None and clock["half"] is None):
        return parts
    hour = by_half(int(clock["hour"]), clock["half"])
    second = int(clock["second"]) if clock["second"] else None
    return Parts(parts.year, parts.month, parts.day, hour, int(clock["minute"] or 0), second, _zone(clock["zone"]))
