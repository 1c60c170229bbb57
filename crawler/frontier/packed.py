"""How the scripts pack what they know of a URL; the formats are `scripts/records.lua`'s and `scripts/known.lua`'s."""

from dataclasses import dataclass
from typing import Final

from crawler.frontier.records import Kind

KINDS: Final[dict[int, Kind]] = {ord("a"): "article", ord("f"): "feed", ord("s"): "sitemap", ord("l"): "listing"}
STANDING: Final = 1
BACK_FILL: Final = 2
WAS_PAGE: Final = 4
_HEAD_TEXTS: Final = (2, 3, 3)
_MORE_TEXTS: Final = (2, 2, 2, 2, 2, 2, 2, 3)
_NOTHING_MORE: Final = bytes(17 + sum(_MORE_TEXTS))


@dataclass(frozen=True, slots=True)
class LiveRecord:
    """A URL that is not done: `at` is what to fetch now, at `host`; `home` is the host of `url`."""

    source: int
    kind: Kind
    rule: int
    flags: int
    tries: int
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


def _texts(data: bytes, start: int, widths: tuple[int, ...]) -> tuple[list[bytes], int]:
    """Return the texts that follow, each after its length of so many bytes, and where they end."""
    texts = []
    for width in widths:
        end = start + width + _number(data, start, start + width)
        texts.append(data[start + width : end])
        start = end
    return texts, start


def live_from(data: bytes) -> LiveRecord:
    """Return the record of a URL that is not done."""
    (url, runs, hints), end = _texts(data, 28, _HEAD_TEXTS)
    more = data[end:] or _NOTHING_MORE
    (host, at, home, hops, etag, modified, pace, _), _ = _texts(more, 17, _MORE_TEXTS)
    address = url.decode()
    where = host.decode() or address.split("/", 3)[2].partition("?")[0]
    return LiveRecord(
        source=_number(data, 0, 3),
        kind=KINDS[data[3]],
        rule=data[4],
        flags=data[5],
        tries=more[0],
        missed=more[3],
        depth=_number(data, 6, 8),
        found_ms=_number(data, 8, 14),
        found_from=data[20:28],
        last=_number(more, 9, 11),
        last_ms=_number(more, 11, 17),
        url=address,
        host=where,
        at=at.decode() or address,
        home=home.decode() or where,
        hops=hops.decode(),
        etag=etag.decode(),
        modified=modified.decode(),
        pace=pace.decode(),
        runs=runs.decode(),
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
