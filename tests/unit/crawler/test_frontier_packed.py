"""What the frontier packs comes back as it was, and its small hashes divide the URLs evenly."""

from collections import Counter
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256

import pytest

from contracts.records import PageHints
from crawler.frontier.hints import pack_hints, unpack_hints
from crawler.frontier.packed import bucket_of

FEED = "https://alpha.test/feed"
AT = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "hints",
    [
        PageHints(),
        PageHints(found_in=FEED),
        PageHints(found_in="https://alpha.test/other", title="新闻 – Täg"),
        PageHints(found_in=FEED, title="T", published_at=AT, updated_at=AT, language="en"),
        PageHints(published_at=AT, updated_at=AT + timedelta(hours=2), tags=("a", "b"), summary="Two\nlines"),
        PageHints(updated_at=AT),
        PageHints(published_at=AT.replace(microsecond=123_456)),
        PageHints(published_at=AT.astimezone(timezone(timedelta(hours=8)))),
    ],
)
def test_hints_come_back_as_they_were(hints: PageHints) -> None:
    assert unpack_hints(pack_hints(hints, FEED).encode(), FEED) == hints


def test_hints_repeat_nothing_that_is_known_otherwise() -> None:
    packed = pack_hints(PageHints(found_in=FEED, title="T", published_at=AT, updated_at=AT), FEED)

    assert packed == '[1,"T",1772368200000,1]'


@pytest.mark.parametrize("buckets", [1, 2, 3, 5, 64, 100, 127, 128, 1000])
def test_each_url_has_one_hash_and_hashes_differ_by_no_more_than_a_doubling(buckets: int) -> None:
    uids = [sha256(str(n).encode()).digest()[:16] for n in range(buckets * 200)]

    sizes = Counter(bucket_of(uid, buckets) for uid in uids)

    assert set(sizes) == set(range(buckets))
    assert max(sizes.values()) <= 4 * min(sizes.values())


@pytest.mark.parametrize("buckets", [1, 2, 3, 6, 7, 63, 64, 500])
def test_one_more_hash_takes_over_from_one_hash_only(buckets: int) -> None:
    uids = [sha256(str(n).encode()).digest()[:16] for n in range(5000)]

    moved = {(bucket_of(uid, buckets), bucket_of(uid, buckets + 1)) for uid in uids}

    assert {after for before, after in moved if before != after} <= {buckets}
    assert len({before for before, after in moved if before != after}) <= 1
