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
