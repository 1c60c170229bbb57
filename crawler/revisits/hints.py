"""What an endpoint's answer says of its own pace: the moments its links state, `ttl`, `sy:updatePeriod`, `max-age`."""

import re
from collections.abc import Sequence
from typing import Final

from crawler.fetching.exchange import Answer
from crawler.frontier.records import FoundUrl
from crawler.revisits.estimates import Visit

_HEAD_BYTES: Final = 8192
_MOST_CACHED_S: Final = 600.0
"""A longer `max-age` is a habit of the server rather than what its editors do."""
_TTL: Final = re.compile(rb"<ttl>\s*(\d{1,6})\s*</ttl>", re.IGNORECASE)
_PERIOD: Final = re.compile(rb"<\w+:updatePeriod>\s*(hourly|daily|weekly|monthly|yearly)\s*<", re.IGNORECASE)
_FREQUENCY: Final = re.compile(rb"<\w+:updateFrequency>\s*(\d{1,4})\s*<", re.IGNORECASE)
_MAX_AGE: Final = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
_PERIOD_S: Final = {b"hourly": 3600, b"daily": 86400, b"weekly": 604800, b"monthly": 2592000, b"yearly": 31536000}


def visit_of(answer: Answer, body: bytes = b"", found: Sequence[FoundUrl] = (), *, new: int = 0) -> Visit:
    """Return what an answer and its links tell of the endpoint's pace; `new` of its links were not known."""
    stated = [link.hints.published_at.timestamp() for link in found if link.hints.published_at is not None]
    articles = sum(link.kind == "article" for link in found)
    return Visit(answer.at.timestamp(), min(new, articles), stated, said_every_s(body))


def said_every_s(body: bytes) -> float | None:
    """Return how often a feed says that it changes (RSS `ttl`, or the syndication module), None if it doesn't say."""
    head = body[:_HEAD_BYTES]
    if found := _PERIOD.search(head):
        times = _FREQUENCY.search(head)
        return _PERIOD_S[found[1].lower()] / max(1, int(times[1]) if times else 1)
    minutes = int(found[1]) if (found := _TTL.search(head)) else 0
    return minutes * 60.0 or None


def same_until_s(answer: Answer) -> float:
    """Return how long caches on the way would give the same answer (RFC 9111 §5.2.2.1), ten minutes at most."""
    found = _MAX_AGE.search(answer.header("Cache-Control") or "")
    age = answer.header("Age") or ""
    left = int(found[1]) - (int(age) if age.isdecimal() and len(age) < 10 else 0) if found else 0
    return float(min(max(left, 0), _MOST_CACHED_S))
