"""What is remembered of a source: its recent articles, each by what its page showed.

A sighting travels as bytes: a line of text fields, then six bytes a block. So a source costs some 40 KB.
"""

from dataclasses import dataclass
from typing import Final

from contracts.records import ArchivePointer

_BLOCK_BYTES: Final = 6
_FIELDS: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One article of a source, by its newest fetch.

    `day` is that of its publication (days since 1970; of its fetch where the page says none), `title` and `blocks` are
    hashes (`workers.clean.memory`), `archive` is where its page is kept.
    """

    article: str
    fetched_ms: int
    day: int
    title: str
    blocks: tuple[str, ...] = ()
    archive: ArchivePointer | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outdated:
    """An article whose text another snapshot than its own, the one of this `number`, would change."""

    source: str
    article: str
    number: int
    archive: ArchivePointer


def packed(sighting: Sighting) -> bytes:
    """Return a sighting as the store keeps it, without what it is kept under: its article and its fetch's time."""
    pointer = f"{sighting.archive.file}@{sighting.archive.offset}" if sighting.archive else ""
    fields = (str(sighting.day), sighting.title, pointer)
    return "|".join(fields).encode() + b"|" + b"".join(map(raw, sighting.blocks))


def unpacked(article: str, fetched_ms: int, kept: bytes) -> Sighting:
    """Return the sighting that the store keeps so; raises `ValueError` if it is none."""
    day, title, pointer, blocks = kept.split(b"|", _FIELDS)
    starts = range(0, len(blocks), _BLOCK_BYTES)
    return Sighting(
        article=article,
        fetched_ms=fetched_ms,
        day=int(day),
        title=title.decode(),
        blocks=tuple(blocks[start : start + _BLOCK_BYTES].hex() for start in starts),
        archive=pointer_of(pointer.decode()),
    )


def raw(block: str) -> bytes:
    """Return a block's hash as the bytes that a sighting holds of it."""
    return bytes.fromhex(block)


def pointer_of(text: str) -> ArchivePointer | None:
    """Return the pointer that stands as `file@offset`, or None for an empty text."""
    file, _, offset = text.rpartition("@")
    return ArchivePointer(file=file, offset=int(offset)) if file else None
