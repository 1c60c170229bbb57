"""When an article was published: what tells it, how exactly, and never later than the fetch."""

from datetime import UTC, datetime

import pytest

from contracts.records import PageHints, SourceRef
from tests.unit.workers.clean_builders import CHINESE, FETCHED_AT, SOURCE, a_page, article_of
from workers.clean.moments import Clock, read_moment

CLOCK = Clock(FETCHED_AT)


@pytest.mark.parametrize(
    ("text", "instant", "precision"),
    [
        ("2025-06-18T09:20:00+08:00", "2025-06-18T01:20", "second"),
        ("2025-06-18T09:20Z", "2025-06-18T09:20", "minute"),
        ("2025-06-18", "2025-06-18T00:00", "day"),
        ("2025年6月18日 10:45", "2025-06-18T10:45", "minute"),
        ("2025年06月17日", "2025-06-17T00:00", "day"),
        ("2025년 6월 18일 09:05", "2025-06-18T09:05", "minute"),
        ("June 17, 2025 11:52 AM EDT", "2025-06-17T15:52", "minute"),
        ("18 June 2025 • 09:10 BST", "2025-06-18T08:10", "minute"),
        ("18. Juni 2025, 17:25 Uhr", "2025-06-18T17:25", "minute"),
        ("Publié le 17 juin 2025 à 14h05", "2025-06-17T14:05", "minute"),
        ("18 июня 2025, 16:15", "2025-06-18T16:15", "minute"),
        ("17.06.2025", "2025-06-17T00:00", "day"),
        ("١٧ يونيو ٢٠٢٥", "2025-06-17T00:00", "day"),
        ("۱۷ ژوئن ۲۰۲۵", "2025-06-17T00:00", "day"),
        ("17 جون 2025", "2025-06-17T00:00", "day"),
        ("17 มิ.ย. 2568 10:45 น.", "2025-06-17T10:45", "minute"),
        ("17 มิถุนายน 2568", "2025-06-17T00:00", "day"),
        ("17/06/2568", "2025-06-17T00:00", "day"),
        ("令和7年6月17日", "2025-06-17T00:00", "day"),
        ("平成元年4月1日", "1989-04-01T00:00", "day"),
        ("民國114年6月17日", "2025-06-17T00:00", "day"),
        ("2025年6月17日(火) 14時30分", "2025-06-17T14:30", "minute"),
        ("2025年6月17日 星期二 下午 2:30", "2025-06-17T14:30", "minute"),
        ("2025/06/17 14:30", "2025-06-17T14:30", "minute"),
        ("2025.06.17. 14:30", "2025-06-17T14:30", "minute"),
        ("17. 6. 2025 14:30", "2025-06-17T14:30", "minute"),
        ("17.6.2025 klo 14.30", "2025-06-17T14:30", "minute"),
        ("17 de junio de 2025, 14:30 h", "2025-06-17T14:30", "minute"),
        ("17 de junho de 2025 às 14h30", "2025-06-17T14:30", "minute"),
        ("17 giugno 2025 alle 14:30", "2025-06-17T14:30", "minute"),
        ("1er juin 2025", "2025-06-01T00:00", "day"),
        ("2025. június 17. 14:30", "2025-06-17T14:30", "minute"),
        ("17 czerwca 2025, 14:30", "2025-06-17T14:30", "minute"),
        ("17. června 2025", "2025-06-17T00:00", "day"),
        ("17 Haziran 2025 Salı 14:30", "2025-06-17T14:30", "minute"),
        ("17 червня 2025, 14:30", "2025-06-17T14:30", "minute"),
        ("17 Ιουνίου 2025", "2025-06-17T00:00", "day"),
        ("17 ביוני 2025", "2025-06-17T00:00", "day"),
        ("१७ जून २०२५", "2025-06-17T00:00", "day"),
        ("Selasa, 17 Juni 2025 14:30 WIB", "2025-06-17T07:30", "minute"),
        ("17/06/2025 14:30 (GMT+7)", "2025-06-17T07:30", "minute"),
        ("June 17th, 2025", "2025-06-17T00:00", "day"),
        ("Tue Jun 17 14:30:00 2025", "2025-06-17T14:30", "second"),
        ("Tue, 17 Jun 2025 14:30:00 +0200", "2025-06-17T12:30", "second"),
        ("20250617", "2025-06-17T00:00", "day"),
        ("20250617143000", "2025-06-17T14:30", "second"),
        ("1750170600", "2025-06-17T14:30", "second"),
        ("1750170600000", "2025-06-17T14:30", "second"),
    ],
)
def test_dates_are_read_as_they_are_written_in_many_languages(text: str, instant: str, precision: str) -> None:
    moment = read_moment(text, CLOCK, "visible")

    assert moment is not None
    assert (moment.instant.isoformat()[:16], moment.precision) == (instant, precision)


def test_a_date_after_the_fetch_is_never_believed() -> None:
    head = '<meta property="article:published_time" content="2031-01-01T00:00:00Z">'

    assert article_of(a_page(head=head)).published_at is None


def test_json_ld_is_believed_before_meta_tags() -> None:
    head = (
        "<script "
        'type="application/ld+json">{"@type":"NewsArticle","headline":"x","datePublished":"2025-06-17T10:00:00Z"}</script>'
        '<meta property="article:published_time" content="2025-06-01T00:00:00Z">'
    )

    moment = article_of(a_page(head=head)).published_at

    assert moment is not None
    assert (moment.instant, moment.basis) == (datetime(2025, 6, 17, 10, tzinfo=UTC), "json-ld")


def test_the_feeds_time_stands_in_where_the_page_says_none() -> None:
    told = datetime(2025, 6, 18, 7, 30, tzinfo=UTC)

    moment = article_of(a_page(hints=PageHints(published_at=told))).published_at

    assert moment is not None
    assert (moment.instant, moment.basis) == (told, "feed")


def test_the_address_tells_the_day_where_nothing_else_does() -> None:
    moment = article_of(a_page(url="https://lamp.example/2025/06/09/ferry.html")).published_at

    assert moment is not None
    assert (moment.instant.date().isoformat(), moment.precision, moment.basis) == ("2025-06-09", "day", "url")


def test_a_printed_time_without_a_zone_is_in_the_zone_of_the_sources_country() -> None:
    source = SourceRef(id="lamp", name=SOURCE.name, host=SOURCE.host, country="CN")
    page = a_page("<p>2025年06月18日 09:20</p>", paragraphs=CHINESE, title="新渡轮驶离港口", source=source)

    moment = article_of(page).published_at

    assert moment is not None
    assert moment.instant == datetime(2025, 6, 18, 1, 20, tzinfo=UTC)
