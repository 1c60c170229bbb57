"""Times told relative to now: a table of many languages, all right; and no line of a report is mistaken for one."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from tests.unit.workers.clean.builders import FETCHED_AT, PARAGRAPHS, article_of, raw_page
from workers.clean.fields.moments import Clock
from workers.clean.fields.relative_time import read_relative

CLOCK = Clock(FETCHED_AT)
TABLE = """
zh | 8小时前 | 2025-06-18T10:00 hour
zh | 8小時前 | 2025-06-18T10:00 hour
zh | 30分钟前 | 2025-06-18T17:30 minute
zh | 5 分鐘前 | 2025-06-18T17:55 minute
zh | 半小时前 | 2025-06-18T17:30 minute
zh | 半個小時前 | 2025-06-18T17:30 minute
zh | 两小时前 | 2025-06-18T16:00 hour
zh | 3个小时之前 | 2025-06-18T15:00 hour
zh | 刚刚 | 2025-06-18T18:00 minute
zh | 剛剛 | 2025-06-18T18:00 minute
zh | 45秒前 | 2025-06-18T17:59 minute
zh | 2天前 | 2025-06-16T00:00 day
zh | 1周前 | 2025-06-11T00:00 day
zh | 3个月前 | 2025-03-01T00:00 month
zh | 1年前 | 2024-01-01T00:00 year
zh | 昨天 14:30 | 2025-06-17T14:30 minute
zh | 昨天下午2:30 | 2025-06-17T14:30 minute
zh | 今天 08:05 | 2025-06-18T08:05 minute
zh | 前天 23:10 | 2025-06-16T23:10 minute
zh | 发布于 昨天 | 2025-06-17T00:00 day
zh | 8小时前 来源：晨星日报 | 2025-06-18T10:00 hour
ja | 3時間前 | 2025-06-18T15:00 hour
ja | 15分前 | 2025-06-18T17:45 minute
ja | 2日前 | 2025-06-16T00:00 day
ja | 1か月前 | 2025-05-01T00:00 month
ja | たった今 | 2025-06-18T18:00 minute
ja | 昨日 14時30分 | 2025-06-17T14:30 minute
ja | 1週間前 | 2025-06-11T00:00 day
ko | 3시간 전 | 2025-06-18T15:00 hour
ko | 20분 전 | 2025-06-18T17:40 minute
ko | 2일 전 | 2025-06-16T00:00 day
ko | 한 시간 전 | 2025-06-18T17:00 hour
ko | 방금 전 | 2025-06-18T18:00 minute
ko | 어제 오후 2:30 | 2025-06-17T14:30 minute
en | 3 hours ago | 2025-06-18T15:00 hour
en | 45 minutes ago | 2025-06-18T17:15 minute
en | an hour ago | 2025-06-18T17:00 hour
en | half an hour ago | 2025-06-18T17:30 minute
en | 1 hour 20 minutes ago | 2025-06-18T16:40 minute
en | Posted 2 days ago | 2025-06-16T00:00 day
en | 3 weeks ago | 2025-05-28T00:00 day
en | 8h ago | 2025-06-18T10:00 hour
en | 5m ago | 2025-06-18T17:55 minute
en | just now | 2025-06-18T18:00 minute
en | Yesterday at 3:15 PM | 2025-06-17T15:15 minute
en | today, 07:45 | 2025-06-18T07:45 minute
en | Ann Li · 3 hours ago | 2025-06-18T15:00 hour
en | 3 hours ago by Ann Li | 2025-06-18T15:00 hour
en | 2 months ago | 2025-04-01T00:00 month
de | vor 5 Stunden | 2025-06-18T13:00 hour
de | vor einer Stunde | 2025-06-18T17:00 hour
de | vor 2 Tagen | 2025-06-16T00:00 day
de | vor 20 Min. | 2025-06-18T17:40 minute
de | gestern, 14:30 | 2025-06-17T14:30 minute
de | gestern um 14.30 Uhr | 2025-06-17T14:30 minute
de | Vorgestern 09:00 | 2025-06-16T09:00 minute
de | Veröffentlicht heute | 2025-06-18T00:00 day
fr | il y a 4 heures | 2025-06-18T14:00 hour
fr | Il y a 30 min | 2025-06-18T17:30 minute
fr | il y a une heure | 2025-06-18T17:00 hour
fr | il y a 3 jours | 2025-06-15T00:00 day
fr | hier à 14h30 | 2025-06-17T14:30 minute
fr | à l'instant | 2025-06-18T18:00 minute
es | hace 3 horas | 2025-06-18T15:00 hour
es | hace un día | 2025-06-17T00:00 day
es | Publicado hace 10 minutos | 2025-06-18T17:50 minute
es | ayer a las 14:30 | 2025-06-17T14:30 minute
pt | há 3 horas | 2025-06-18T15:00 hour
pt | 2 dias atrás | 2025-06-16T00:00 day
pt | ontem às 14h30 | 2025-06-17T14:30 minute
it | 3 ore fa | 2025-06-18T15:00 hour
it | un'ora fa | 2025-06-18T17:00 hour
it | 10 minuti fa | 2025-06-18T17:50 minute
it | ieri alle 14:30 | 2025-06-17T14:30 minute
ru | 3 часа назад | 2025-06-18T15:00 hour
ru | час назад | 2025-06-18T17:00 hour
ru | 15 минут назад | 2025-06-18T17:45 minute
ru | 2 дня назад | 2025-06-16T00:00 day
ru | вчера в 14:30 | 2025-06-17T14:30 minute
ru | только что | 2025-06-18T18:00 minute
uk | 2 години тому | 2025-06-18T16:00 hour
ar | منذ 4 ساعات | 2025-06-18T14:00 hour
ar | منذ ساعة | 2025-06-18T17:00 hour
ar | منذ ساعتين | 2025-06-18T16:00 hour
ar | قبل يومين | 2025-06-16T00:00 day
ar | قبل ٥ دقائق | 2025-06-18T17:55 minute
fa | ۳ ساعت پیش | 2025-06-18T15:00 hour
nl | 3 uur geleden | 2025-06-18T15:00 hour
nl | gisteren 14:30 | 2025-06-17T14:30 minute
sv | för 3 timmar sedan | 2025-06-18T15:00 hour
no | for 2 dager siden | 2025-06-16T00:00 day
da | i går kl. 14.30 | 2025-06-17T14:30 minute
pl | 3 godziny temu | 2025-06-18T15:00 hour
pl | wczoraj, 14:30 | 2025-06-17T14:30 minute
tr | 3 saat önce | 2025-06-18T15:00 hour
tr | 5 dk önce | 2025-06-18T17:55 minute
id | 2 jam yang lalu | 2025-06-18T16:00 hour
vi | 3 giờ trước | 2025-06-18T15:00 hour
th | 3 ชั่วโมงที่แล้ว | 2025-06-18T15:00 hour
hi | 2 घंटे पहले | 2025-06-18T16:00 hour
el | πριν από 3 ώρες | 2025-06-18T15:00 hour
he | לפני 3 שעות | 2025-06-18T15:00 hour
fi | 3 tuntia sitten | 2025-06-18T15:00 hour
cs | před 3 hodinami | 2025-06-18T15:00 hour
hu | 3 órával ezelőtt | 2025-06-18T15:00 hour
"""
ROWS = [tuple(cell.strip() for cell in line.split("|")) for line in TABLE.strip().splitlines()]
STAMPS = [row[1] for row in ROWS]


@pytest.mark.parametrize(("language", "text", "told"), ROWS, ids=[f"{row[0]}-{row[1]}" for row in ROWS])
def test_relative_words_are_solved_with_the_moment_of_the_fetch(language: str, text: str, told: str) -> None:
    moment = read_relative(text, CLOCK)

    assert moment is not None
    assert (f"{moment.instant.isoformat()[:16]} {moment.precision}", moment.basis) == (told, "relative")


@pytest.mark.parametrize(
    "text",
    [
        "Yesterday we went to the gold mine",
        "昨天去金矿玩 (图)",
        "今天晚上的港口",
        "Vor 10 Jahren starb der Gründer der Werft",
        "The company was founded 20 years ago",
        "Heute Abend: Konzert am Hafen",
        "Il y a 3 ans, le port fermait ses portes",
        "Hier endet die Straße",
        "Years ago",
        "vor Jahren",
        "3 hours",
        "前天津市长",
        "Read in 3 min",
        "25年前的今天，第一艘渡轮驶离港口",
        "Today in History",
        "100 days to go",
        "",
    ],
)
def test_a_line_of_a_report_or_a_headline_is_no_stamp(text: str) -> None:
    assert read_relative(text, CLOCK) is None


def test_a_day_is_counted_in_the_zone_of_the_page_and_never_after_the_fetch() -> None:
    late = Clock(datetime(2025, 6, 18, 22, 0, tzinfo=UTC), zone=timezone(timedelta(hours=8)))

    today, yesterday = read_relative("今天", late), read_relative("昨天 14:30", late)

    assert today is not None
    assert yesterday is not None
    assert today.instant <= late.fetched_at
    assert yesterday.instant == datetime(2025, 6, 18, 6, 30, tzinfo=UTC)


@settings(max_examples=300, deadline=None)
@given(
    some.sampled_from(STAMPS),
    some.datetimes(datetime(1990, 1, 1), datetime(2040, 1, 1)),
    some.integers(-12, 14),
)
def test_no_relative_time_is_ever_after_the_fetch(text: str, fetched: datetime, offset: int) -> None:
    clock = Clock(fetched.replace(tzinfo=UTC), zone=timezone(timedelta(hours=offset)))

    moment = read_relative(text, clock)

    assert moment is None or moment.instant <= clock.fetched_at


@settings(max_examples=300, deadline=None)
@given(some.text(alphabet="0123456789 小时前天hours agovor Stunden:.日一半", max_size=95))
def test_no_text_at_all_breaks_the_reading_of_relative_times(text: str) -> None:
    moment = read_relative(text, CLOCK)

    assert moment is None or moment.instant <= FETCHED_AT


def test_a_relative_stamp_beside_the_title_dates_the_article() -> None:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    html = f"<html><body><h1>New ferry leaves the harbour</h1><div>vor 5 Stunden</div><article>{text}</article></body>"

    moment = article_of(raw_page(html.encode())).published_at

    assert moment is not None
    assert (moment.instant.isoformat()[:16], moment.basis) == ("2025-06-18T13:00", "relative")
