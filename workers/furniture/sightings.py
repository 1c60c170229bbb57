"""What is remembered of a source: its recent articles, each by what its page showed.

A sighting is kept as bytes: where its page is kept, other fields as text, then six bytes a block. So a source costs
some 70 KB.
"""

from dataclasses import astuple, dataclass
from typing import Final

from contracts.records import ArchivePointer
from workers.clean.sites.mending import NO_YIELD, Yield
from workers.furniture.reports import pointer_of

_BLOCK_BYTES: Final = 6
_FIELDS: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One article of a source, by its newest fetch.

    `day` is that of its publication (days since 1970; of its fetch where the page says none), `title` and `blocks` are
    hashes (`workers.clean.sites.memory`), `archive` is where its page is kept, `brought` what the
    source's selectors brought.
    """

    article: str
    fetched_ms: int
    day: int
    title: str
    blocks: tuple[str, ...] = ()
    archive: ArchivePointer | None = None
    brought: Yield = NO_YIELD


def packed(sighting: Sighting) -> bytes:
    """Return a sighting as the store keeps it, without what it is kept under: its article and its fetch's time."""
    pointer = f"{sighting.archive.file}@{sighting.archive.offset}" if sighting.archive else ""
    fields = (pointer, str(sighting.day), sighting.title, _brought_as_text(sighting.brought))
    return "|".join(fields).encode() + b"|" + b"".join(map(raw, sighting.blocks))


def unpacked(article: str, fetched_ms: int, kept: bytes) -> Sighting:
    """Return the sighting that the store keeps so; raises `ValueError` if it is none."""
    pointer, day, title, brought, blocks = kept.split(b"|", _FIELDS)
    starts = range(0, len(blocks), _BLOCK_BYTES)
    return Sighting(
        article=article,
        fetched_ms=fetched_ms,
        day=int(day),
        title=title.decode(),
        blocks=tuple(blocks[start : start + _BLOCK_BYTES].hex() for start in starts),
        archive=pointer_of(pointer),
        brought=_brought_from(brought.decode()),
    )


def _brought_as_text(brought: Yield) -> str:
    return ":".join(map(str, astuple(brought))) if brought.selectors else ""


def _brought_from(text: str) -> Yield:
    own, *numbers = text.split(":")
    return Yield(own, *map(int, numbers))


def raw(block: str) -> bytes:
    """Return a block's hash as the bytes that a sighting holds of it."""
    return bytes.fromhex(block)
