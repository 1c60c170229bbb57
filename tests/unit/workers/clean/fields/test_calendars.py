"""Dates in other calendars, in Chinese numerals, without a year, and behind their time of day."""

from dataclasses import replace
from datetime import date

import pytest

from tests.unit.workers.clean.builders import CHINESE, FETCHED_AT, PARAGRAPHS, article_of, raw_page
from workers.clean.fields.calendars import from_persian
from workers.clean.fields.moments import Clock, read_moment
from workers.clean.fields.yearless import read_yearless

CLOCK = Clock(FETCHED_AT)


@pytest.mark.parametrize(
    ("told", "ours"),
    [
        ((1404, 1, 1), date(2025, 3, 21)),
        ((1403, 12, 30), date(2025, 3, 20)),
        ((1399, 12, 30), date(2021, 3, 20)),
        ((1378, 10, 11), date(2000, 1, 1)),
        ((1404, 3, 28), date(2025, 6, 18)),
    ],
)
def test_a_persian_day_is_ours(told: tuple[int, int, int], ours: date) -> None:
    assert from_persian(*told) == ours


@pytest.mark.parametrize(
    ("text", "calendar", "instant"),
    [
        ("۲۷ خرداد ۱۴۰۴ - ۱۴:۳۰", "common", "2025-06-17T14:30"),
        ("27 خرداد ماه 1404", "common", "2025-06-17T00:00"),
        ("۱۴۰۴/۰۳/۲۷", "persian", "2025-06-17T00:00"),
        ("發布日期：114-06-17", "republic", "2025-06-17T00:00"),
        ("114/06/17 14:30", "republic", "2025-06-17T14:30"),
        ("民國一一四年六月十七日", "common", None),
        ("二〇二五年六月十七日", "common", "2025-06-17T00:00"),
        ("二零二四年十二月二十三日", "common", "2024-12-23T00:00"),
        ("17:40 2025-06-17", "common", "2025-06-17T17:40"),
        ("2025.06.17. 오후 2:30", "common", "2025-06-17T14:30"),
        ("2025-06-17 下午 2:30", "common", "2025-06-17T14:30"),
        ("10:30 | 2025年6月17日 | 社會", "common", "2025-06-17T10:30"),
        ("14:30, 17 June 2025", "common", "2025-06-17T14:30"),
        ("114-06-17", "common", None),
        ("1970-01-01T00:00:00Z", "common", None),
    ],
)
def test_a_date_is_read_by_the_years_that_the_page_counts(text: str, calendar: str, instant: str | None) -> None:
    moment = read_moment(text, replace(CLOCK, calendar=calendar), "visible")

    assert (moment.instant.isoformat()[:16] if moment else None) == instant


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("06-17 10:00", "2025-06-17T10:00"),
        ("06月17日 00:35", "2025-06-17T00:35"),
        ("12月20日 10:00", "2024-12-20T10:00"),
        ("6월 17일", "2025-06-17T00:00"),
        ("17. Juni, 14:30 Uhr", "2025-06-17T14:30"),
        ("June 17, 2:30 pm", "2025-06-17T14:30"),
        ("20 Dec 10:00 | Shipping", "2024-12-20T10:00"),
        ("17/06 10:00", "2025-06-17T10:00"),
        ("6月17日，工人在码头卸货。", None),
        ("3-1 at half time", None),
        ("17 June", None),
    ],
)
def test_a_day_without_a_year_is_of_the_last_year_that_has_it_past(text: str, instant: str | None) -> None:
    moment = read_yearless(text, CLOCK)

    assert (moment.instant.isoformat()[:16] if moment else None) == instant


def test_a_post_that_never_changed_tells_its_time() -> None:
    stamp = "<time class='entry-date published updated' datetime='2025-06-17T16:40:12+00:00'>2025-06-17</time>"
    text = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)

    moment = article_of(raw_page(f"<h1>New ferry leaves</h1>{stamp}<div>{text}</div>".encode())).published_at

    assert moment is not None
    assert (moment.instant.isoformat()[:19], moment.precision) == ("2025-06-17T16:40:12", "second")


def test_a_page_from_taiwan_counts_the_years_of_the_republic() -> None:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in CHINESE)
    html = (
        f"<html lang='zh-Hant-TW'><h1>新渡輪今晨首航</h1><ul><li>發布日期：114-06-17</li></ul><div>{text}</div></html>"
    )

    moment = article_of(raw_page(html.encode())).published_at

    assert moment is not None
    assert moment.instant.date() == date(2025, 6, 17)
