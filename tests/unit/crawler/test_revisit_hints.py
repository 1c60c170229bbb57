"""What an endpoint says of its own pace."""

from datetime import UTC, datetime

import pytest

from contracts.records import PageHints
from crawler.fetching.exchange import Answer
from crawler.frontier.records import FoundUrl
from crawler.revisits.hints import said_every_s, same_until_s, visit_of

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)


def answered(**headers: str) -> Answer:
    """Return an answer with these headers."""
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Answer(url="http://a.test/feed", status=200, headers=named, wire_body=b"", request_headers=(), at=NOW)


@pytest.mark.parametrize(
    ("body", "every_s"),
    [
        (b"<rss><channel><ttl>15</ttl>", 900),
        (b"<rss><channel><ttl> 60 </ttl><sy:updatePeriod>daily</sy:updatePeriod>", 86400),
        (b"<sy:updatePeriod> hourly </sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>", 900),
        (b"<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", 3600),
        (b"<ttl>0</ttl>", None),
        (b"<ttl>soon</ttl>", None),
        (b" " * 9000 + b"<ttl>15</ttl>", None),
        (b"", None),
    ],
)
def test_a_feed_says_how_often_it_changes(body: bytes, every_s: float | None) -> None:
    assert said_every_s(body) == every_s


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Cache_Control": "public, max-age=300"}, 300),
        ({"Cache_Control": 'MAX-AGE="120"', "Age": "100"}, 20),
        ({"Cache_Control": "max-age=120", "Age": "500"}, 0),
        ({"Cache_Control": "max-age=31536000"}, 600),
        ({"Cache_Control": "s-maxage=300"}, 0),
        ({"Cache_Control": "no-cache"}, 0),
        ({"Cache_Control": "max-age=60", "Age": "a while"}, 60),
        ({}, 0),
    ],
)
def test_caches_give_the_same_answer_for_a_while_but_never_beyond_ten_minutes(
    headers: dict[str, str], seconds: float
) -> None:
    assert same_until_s(answered(**headers)) == seconds


def test_a_visit_counts_new_articles_and_keeps_the_moments_that_links_state() -> None:
    found = [
        FoundUrl(url="http://a.test/1", hints=PageHints(published_at=NOW)),
        FoundUrl(url="http://a.test/2"),
        FoundUrl(url="http://a.test/more", kind="listing"),
    ]

    visit = visit_of(answered(), b"<ttl>5</ttl>", found, new=3)

    assert (visit.at, visit.new, list(visit.stated)) == (NOW.timestamp(), 2, [NOW.timestamp()])
    assert visit.said_every_s == 300
