"""How a page tells when it was published, and what a reader of the page may know from it."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from newsroom.expectations import ExpectedTime
from newsroom.sites.site import Site

_MINUTES: Final = {"m": 1, "h": 60, "d": 1440}
_AGO: Final[dict[str, dict[str, str]]] = {
    "en": {"m": "{} minutes ago", "h": "{} hours ago", "d": "{} days ago"},
    "zh": {"m": "{}分钟前", "h": "{}小时前", "d": "{}天前"},
    "zh-Hant": {"m": "{}分鐘前", "h": "{}小時前", "d": "{}天前"},
    "ja": {"m": "{}分前", "h": "{}時間前", "d": "{}日前"},
    "de": {"m": "vor {} Minuten", "h": "vor {} Stunden", "d": "vor {} Tagen"},
    "fr": {"m": "il y a {} minutes", "h": "il y a {} heures", "d": "il y a {} jours"},
    "ru": {"m": "{} минут назад", "h": "{} часов назад", "d": "{} дней назад"},
    "ar": {"m": "قبل {} دقيقة", "h": "قبل {} ساعات", "d": "قبل {} أيام"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Telltale:
    """What page, feed and sitemap print of a moment: ISO forms for machines, `shown` for readers; None: nothing."""

    machine: str | None = None
    shown: str | None = None
    announced: datetime | None = None
    expected: ExpectedTime | None = None


NO_TIME: Final = Telltale()


def telltale(site: Site, mode: str, at: datetime) -> Telltale:
    """Return how `site` tells the moment `at` in one of the modes that `Times` names."""
    announced = at if site.feed_dates else None
    if mode.startswith("relative:"):
        return _relative(site.language, mode.removeprefix("relative:"))
    if mode in ("json-ld", "meta"):
        expected = ExpectedTime(precision="second", basis="json-ld" if mode == "json-ld" else "meta", instant=_utc(at))
        return Telltale(machine=at.isoformat(), shown=_shown(site, at), announced=announced, expected=expected)
    if mode == "visible":
        return Telltale(shown=_shown(site, at), announced=announced, expected=_visible(site, at))
    if mode == "feed":
        expected = ExpectedTime(precision="second", basis="feed", instant=_utc(at))
        return Telltale(announced=at, expected=expected)
    if mode == "url":
        day = at.replace(hour=0, minute=0, second=0, tzinfo=UTC)
        return Telltale(expected=ExpectedTime(precision="day", basis="url", instant=day))
    if mode == "missing":
        return NO_TIME
    raise LookupError(f"{site.id}: no page can tell its time by {mode!r}")


def _relative(language: str, offset: str) -> Telltale:
    found = re.fullmatch(r"(\d+)([mhd])", offset)
    if found is None:
        raise LookupError(f"{offset!r} is no offset such as 8h, 35m or 2d")
    amount, unit = int(found[1]), found[2]
    expected = ExpectedTime(
        precision="minute" if unit == "m" else "hour" if unit == "h" else "day",
        basis="relative",
        ago_minutes=amount * _MINUTES[unit],
    )
    return Telltale(shown=_AGO[language][unit].format(amount), expected=expected)


def _visible(site: Site, at: datetime) -> ExpectedTime:
    wall_clock = None if site.times.zone_said else at.replace(tzinfo=UTC)
    return ExpectedTime(precision="minute", basis="visible", instant=_utc(at), wall_clock=wall_clock)


def _shown(site: Site, at: datetime) -> str | None:
    if site.times.shown is None:
        return None
    if at.month != 6:
        raise LookupError("the publications print their dates with June's name: a date must lie in June")
    return site.times.shown.format(
        day=at.day,
        year=at.year,
        month=at.month,
        hour=at.hour,
        minute=at.minute,
        hour12=at.hour % 12 or 12,
        half="a.m." if at.hour < 12 else "p.m.",
    )


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC)
