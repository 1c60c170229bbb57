"""How the scripts pack what they know of a URL; the formats are `scripts/records.lua`'s and `scripts/known.lua`'s."""

from dataclasses import dataclass
from typing import Final

from crawler.frontier_records import Kind

KINDS: Final[dict[int, Kind]] = {ord("a"): "article", ord("f"): "feed", ord("s"): "sitemap", ord("l"): "listing"}
STANDING: Final = 1
BACK_FILL: Final = 2
WAS_PAGE: Final = 4
_SHORT_TEXTS: Final = 8
_LONG_TEXTS: Final = 3


@dataclass(frozen=True, slots=True)
class LiveRecord:
    """A URL that is not done, as it is stored; `url` and `host` stand for `at` and `home` where those are empty."""

    source: int
    kind: Kind
    rule: int
    flags: int
    tries: int
    throttled: int
    expired: int
    missed: int
    depth: int
    found_ms: int
    found_from: bytes
    last: int
    last_ms: int
    url: str
    host: str
    at: str
    home: str
    hops: str
    etag: str
    modified: str
    pace: str
    runs: str
    again: str
    hints: bytes


@dataclass(frozen=True, slots=True)
class DoneRecord:
    """A URL that is done, as it is stored."""

    kind: Kind
    rule: int
    flags: int
    tries: int
    found_s: int
    at_ms: int
    outcome: int
    source: int
    found_from: bytes


@dataclass(frozen=True, slots=True)
class AliasRecord:
    """An address that led to another URL, whose id is `of`."""

    kind: Kind
    source: int
    at_ms: int
    of: bytes


def _number(data: bytes, start: int, end: int) -> int:
    return int.from_bytes(data[start:end], "big")


def _texts(data: bytes, start: int) -> list[bytes]:
    texts = []
    for width in (2,) * _SHORT_TEXTS + (3,) * _LONG_TEXTS:
        end = start + width + _number(data, start, start + width)
        texts.append(data[start + width : end])
        start = end
    return texts


def live_from(data: bytes) -> LiveRecord:
    """Return the record of a URL that is not done."""
    *texts, hints = _texts(data, 45)
    url, host, at, home, hops, etag, modified, pace, runs, again = (text.decode() for text in texts)
    return LiveRecord(
        source=_number(data, 0, 3),
        kind=KINDS[data[3]],
        rule=data[4],
        flags=data[5],
        tries=data[6],
        throttled=data[7],
        expired=data[8],
        missed=data[9],
        depth=_number(data, 10, 12),
        found_ms=_number(data, 12, 18),
        found_from=data[29:37],
        last=_number(data, 37, 39),
        last_ms=_number(data, 39, 45),
        url=url,
        host=host,
        at=at or url,
        home=home or host,
        hops=hops,
        etag=etag,
        modified=modified,
        pace=pace,
        runs=runs,
        again=again,
        hints=hints,
    )


def seen_from(data: bytes) -> DoneRecord | AliasRecord:
    """Return the note of a URL that is done, or of an alias."""
    if data[:1] == b"A":
        return AliasRecord(kind=KINDS[data[1]], source=_number(data, 2, 5), at_ms=_number(data, 5, 11), of=data[11:27])
    return DoneRecord(
        kind=KINDS[data[1]],
        rule=data[2],
        flags=data[3],
        tries=data[4],
        found_s=_number(data, 5, 9),
        at_ms=_number(data, 9, 15),
        outcome=_number(data, 21, 23),
        source=_number(data, 23, 26),
        found_from=data[26:34],
    )


def bucket_of(uid: bytes, buckets: int) -> int:
    """Return the number of the hash that holds a done URL, of so many (`known_key` in `scripts/known.lua`)."""
    wide = 1 << (buckets - 1).bit_length()
    number = int.from_bytes(uid[:4], "big") % wide
    return number - wide // 2 if number >= buckets else number
