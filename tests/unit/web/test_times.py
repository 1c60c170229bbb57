"""How moments are told: no more exactly than they are known, in both languages."""

from datetime import UTC, datetime, timedelta

import pytest

from contracts.article import Moment, Precision
from web.times import duration, told, told_instant
from web.wording import Wording

NOW = datetime(2025, 10, 14, 16, 30, 0, tzinfo=UTC)
EN, ZH = Wording("en"), Wording("zh")


def moment(instant: datetime, precision: Precision = "second") -> Moment:
    return Moment(instant=instant, precision=precision, basis="json-ld")


@pytest.mark.parametrize(
    ("ago", "english", "chinese"),
    [
        (timedelta(seconds=-30), "just now", "刚刚"),
        (timedelta(seconds=59), "just now", "刚刚"),
        (timedelta(minutes=1), "1 minute ago", "1分钟前"),
        (timedelta(minutes=59), "59 minutes ago", "59分钟前"),
        (timedelta(hours=8), "8 hours ago", "8小时前"),
        (timedelta(days=1), "1 day ago", "1天前"),
        (timedelta(days=6, hours=23), "6 days ago", "6天前"),
        (timedelta(days=7), "1 week ago", "1周前"),
        (timedelta(days=34), "4 weeks ago", "4周前"),
        (timedelta(days=35), "1 month ago", "1个月前"),
        (timedelta(days=364), "11 months ago", "11个月前"),
        (timedelta(days=366), "1 year ago", "1年前"),
        (timedelta(days=4000), "10 years ago", "10年前"),
    ],
)
def test_what_has_passed_is_told_in_its_largest_unit(ago: timedelta, english: str, chinese: str) -> None:
    known = moment(NOW - ago)

    assert told(known, EN, now=NOW).relative == english
    assert told(known, ZH, now=NOW).relative == chinese


@pytest.mark.parametrize(
    ("instant", "precision", "absolute", "machine"),
    [
        (
            datetime(2025, 10, 14, 8, 5, 9, tzinfo=UTC),
            "second",
            "14 October 2025, 08:05:09 UTC",
            "2025-10-14T08:05:09Z",
        ),
        (datetime(2025, 10, 14, 8, 5, tzinfo=UTC), "minute", "14 October 2025, 08:05 UTC", "2025-10-14T08:05Z"),
        (datetime(2025, 10, 14, 8, tzinfo=UTC), "hour", "14 October 2025, about 08:00 UTC", "2025-10-14T08:00Z"),
        (datetime(2025, 10, 14, tzinfo=UTC), "day", "14 October 2025", "2025-10-14"),
        (datetime(2025, 10, 1, tzinfo=UTC), "month", "October 2025", "2025-10"),
        (datetime(2025, 1, 1, tzinfo=UTC), "year", "2025", "2025"),
    ],
)
def test_a_moment_is_told_no_more_exactly_than_it_is_known(
    instant: datetime, precision: Precision, absolute: str, machine: str
) -> None:
    shown = told(moment(instant, precision), EN, now=NOW)

    assert (shown.absolute, shown.machine) == (absolute, machine)


@pytest.mark.parametrize(
    ("instant", "precision", "english", "chinese"),
    [
        (datetime(2025, 10, 14, tzinfo=UTC), "day", "today", "今天"),
        (datetime(2025, 10, 13, tzinfo=UTC), "day", "yesterday", "昨天"),
        (datetime(2025, 10, 10, tzinfo=UTC), "day", "4 days ago", "4天前"),
        (datetime(2025, 9, 1, tzinfo=UTC), "day", "1 month ago", "1个月前"),
        (datetime(2025, 10, 1, tzinfo=UTC), "month", "this month", "本月"),
        (datetime(2024, 8, 1, tzinfo=UTC), "month", "1 year ago", "1年前"),
        (datetime(2025, 1, 1, tzinfo=UTC), "year", "this year", "今年"),
        (datetime(2020, 1, 1, tzinfo=UTC), "year", "5 years ago", "5年前"),
    ],
)
def test_a_day_a_month_or_a_year_is_counted_in_its_own_unit(
    instant: datetime, precision: Precision, english: str, chinese: str
) -> None:
    known = moment(instant, precision)

    assert told(known, EN, now=NOW).relative == english
    assert told(known, ZH, now=NOW).relative == chinese


def test_the_chinese_time_to_the_hour_says_that_it_is_not_exact() -> None:
    shown = told(moment(datetime(2025, 10, 14, 8, tzinfo=UTC), "hour"), ZH, now=NOW)

    assert shown.absolute == "2025年10月14日 8时左右（UTC）"
    assert shown.precision == "小时"


def test_a_moment_of_our_own_without_a_zone_is_taken_as_utc() -> None:
    shown = told_instant(datetime(2025, 10, 14, 16, 0), EN, now=NOW)

    assert (shown.relative, shown.machine) == ("30 minutes ago", "2025-10-14T16:00:00Z")


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(-1, "0 seconds"), (0.4, "0 seconds"), (1, "1 second"), (60, "1 minute"), (7300, "2 hours"), (200_000, "2 days")],
)
def test_a_wait_is_told_in_its_largest_unit(seconds: float, said: str) -> None:
    assert duration(seconds, EN) == said
