"""When an article was published: what tells it, how exactly, and never later than the fetch."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from contracts.records import PageHints, SourceRef
from tests.unit.workers.clean.builders import CHINESE, FETCHED_AT, PARAGRAPHS, SOURCE, a_page, article_of, raw_page
from workers.clean.fields.moments import Clock, read_moment

CLOCK = Clock(FETCHED_AT)
FRENCH = (
    "Le premier ferry de la saison a quitté le port mardi matin avec quatre cents passagers, a indiqué la compagnie.",
    "La traversée vers les îles dure deux heures ; les horaires de l'hiver seront publiés à la fin du mois prochain.",
    "Les habitants attendaient depuis des années une liaison directe, et beaucoup étaient venus saluer le départ.",
)


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


def dated(body: str = "", *, head: str = "", above: str = "", below: str = "", **fetch: Any) -> str | None:
    """Return the time of a page with these pieces about its title and text, to the minute where it is known."""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    html = (
        f"<html><head>{head}</head><body>{above}<main><h1>New ferry leaves the harbour</h1>{body}"
        f"<div>{text}</div></main>{below}</body></html>"
    )
    moment = article_of(raw_page(html.encode(), **fetch)).published_at
    timed = moment is not None and moment.precision in ("minute", "second", "hour")
    return None if moment is None else moment.instant.isoformat()[: 16 if timed else 10]


@pytest.mark.parametrize(
    "stamp",
    [
        "<div>Published: 17 June 2025</div>",
        "<dl><dt>Erschienen am:</dt><dd>17.06.2025</dd></dl>",
        "<p>发布时间：2025-06-17　来源：晨星日报</p>",
        "<p>作者：李安 发表于 2025/6/17 阅读 120</p>",
        "<span>公開日：2025年6月17日</span>",
        "<span>입력 2025.06.17</span>",
        "<p>Publié le 17/06/2025, mis à jour le 18/06/2025</p>",
        "<p>Опубликовано: 17.06.2025</p>",
        "<p>تاريخ النشر: 17 يونيو 2025</p>",
        "<p>Ann Li | June 17, 2025 | 3 min read</p>",
        "<p>(17. Juni 2025)</p>",
        "<p>The Lamp 2025/6/17 (last updated 6/18 15:10)</p>",
        "<p>By Ann Li</p><p>17 June 2025</p><p>Updated 18 June 2025</p>",
        "<p>Updated: 18 June 2025</p><p>Published: 17 June 2025</p>",
    ],
)
def test_a_date_shown_about_the_title_is_found(stamp: str) -> None:
    assert dated(stamp) == "2025-06-17"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "<aside><time datetime='2025-06-02'>2 June</time> An older report</aside>",
        "<div class='sidebar'><span class='date'>02.06.2025</span></div>",
        "<ul><li><a href='/x'>A new director for the ferries</a><time datetime='2025-06-02'>2 June</time></li></ul>",
        "<article><h3><a href='/x'>Another report</a></h3><time datetime='2025-06-02'>2 June</time></article>",
        "<div class='comments'><span class='date'>2025-06-02 10:11</span><p>Well said, I think so too.</p></div>",
        "<footer>© 2025-06-02 The Lamp</footer>",
        "<p>Copyright 2025-06-02 The Lamp. All rights reserved.</p>",
    ],
)
def test_a_date_of_something_else_on_the_page_is_not_taken(elsewhere: str) -> None:
    assert dated("<p>17 June 2025</p>", below=elsewhere) == "2025-06-17"
    assert dated("<p>17 June 2025</p>", above=elsewhere) == "2025-06-17"


def test_the_day_in_the_pages_head_is_not_the_articles() -> None:
    assert dated("<p>17 June 2025</p>", above="<div>Wednesday, 18 June 2025</div>") == "2025-06-17"


def test_meta_tags_that_agree_with_what_is_shown_outvote_json_ld() -> None:
    head = (
        '<script type="application/ld+json">{"@type":"Article","headline":"x","datePublished":"2024-06-02"}</script>'
        '<meta property="article:published_time" content="2025-06-17T10:00:00Z">'
    )

    assert dated("<p>17 June 2025</p>", head=head) == "2025-06-17T10:00"
    assert dated(head=head) == "2024-06-02"


def test_a_time_without_a_zone_is_in_the_zone_that_the_page_writes_elsewhere() -> None:
    head = '<meta property="article:published_time" content="2025-06-17T10:00:00+05:00">'
    node = '<script type="application/ld+json">{"@type":"NewsArticle","headline":"x","datePublished":"%s"}</script>'

    assert dated(head=head + node % "2025-06-17T14:30:00") == "2025-06-17T09:30"


@pytest.mark.parametrize(
    ("url", "instant"),
    [
        ("https://lamp.jp/news/ferry", "2025-06-17T05:30"),
        ("https://lamp.de/news/ferry", "2025-06-17T12:30"),
        ("https://lamp.pt/news/ferry", "2025-06-17T13:30"),
        ("https://lamp.com.co/news/ferry", "2025-06-17T19:30"),
        ("https://lamp.co/news/ferry", "2025-06-17T14:30"),
        ("https://lamp.example/news/ferry", "2025-06-17T14:30"),
    ],
)
def test_a_time_without_a_zone_is_in_the_zone_of_the_hosts_country(url: str, instant: str) -> None:
    assert dated("<p>2025-06-17 14:30</p>", url=url) == instant


@pytest.mark.parametrize(
    ("url", "tag", "instant"),
    [
        ("https://lamp.example/ferry", "fr", "2025-06-17T12:30"),
        ("https://lamp.example/ferry", "fr-CH", "2025-06-17T12:30"),
        ("https://lamp.example/ferry", "fr-CA", "2025-06-17T14:30"),
        ("https://lamp.sn/ferry", "fr", "2025-06-17T14:30"),
        ("https://lamp.ca/ferry", "fr", "2025-06-17T14:30"),
        ("https://lamp.fr/ferry", "en-US", "2025-06-17T12:30"),
    ],
)
def test_a_language_tells_the_zone_where_nothing_tells_the_country(url: str, tag: str, instant: str) -> None:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in FRENCH)
    page = f"<html lang='{tag}'><body><h1>Le ferry part</h1><p>Publié le 17 juin 2025 à 14h30</p><div>{text}</div>"

    published = article_of(raw_page(page.encode(), url=url)).published_at

    assert published is not None
    assert published.instant.isoformat()[:16] == instant


@pytest.mark.parametrize(
    ("url", "head", "day"),
    [
        ("https://lamp.com/ferry", "", "2025-03-04"),
        ("https://lamp.uk/ferry", "", "2025-04-03"),
        ("https://lamp.com/ferry", "<meta property='og:locale' content='en_GB'>", "2025-04-03"),
        ("https://lamp.com/ferry", "<meta property='og:locale' content='en_US'>", "2025-03-04"),
        ("https://lamp.fr/ferry", "", "2025-04-03"),
    ],
)
def test_days_and_months_in_figures_are_told_apart_by_the_country(url: str, head: str, day: str) -> None:
    assert dated("<p>03/04/2025</p>", head=head, url=url) == day


def test_the_time_of_change_is_kept_apart() -> None:
    stamps = "<p>Published 16 June 2025, 10:00</p><p>Updated 17 June 2025, 12:00</p>"
    text = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)

    article = article_of(raw_page(f"<html><body><h1>New ferry leaves</h1>{stamps}<div>{text}</div>".encode()))

    assert article.published_at is not None
    assert article.updated_at is not None
    assert article.published_at.instant.isoformat()[:16] == "2025-06-16T10:00"
    assert article.updated_at.instant.isoformat()[:16] == "2025-06-17T12:00"


@settings(max_examples=60, deadline=None)
@given(
    some.datetimes(datetime(2001, 1, 1), datetime(2060, 1, 1)),
    some.sampled_from(["%Y-%m-%d %H:%M", "%d.%m.%Y", "%Y年%m月%d日 %H:%M", "%Y-%m-%dT%H:%M:%S+14:00", "%d %B %Y"]),
    some.sampled_from(["Asia/Tokyo", "America/Los_Angeles", "UTC"]),
)
def test_no_date_that_a_text_tells_is_ever_after_the_fetch(told: datetime, form: str, zone: str) -> None:
    moment = read_moment(told.strftime(form), Clock(FETCHED_AT, ZoneInfo(zone)), "visible")

    assert moment is None or moment.instant <= FETCHED_AT
