"""The opaque text that says where the next page begins."""

import base64
import binascii
import hashlib
from dataclasses import dataclass

import msgspec

from search.backend import Place

_MAX_LENGTH = 400


@dataclass(frozen=True, slots=True)
class Cursor:
    """The place of the last hit shown, how many were shown, and the moment of the first page, in ms since 1970.

    `query` is the digest of query and order, so that a cursor is not taken for another search's.
    """

    query: str
    key: int | float
    tie: int
    depth: int
    now_ms: int

    def place(self) -> Place:
        """Return the last place already seen."""
        return Place(self.key, self.tie)


def written(cursor: Cursor) -> str:
    """Return a cursor as text that a URL can hold."""
    return base64.urlsafe_b64encode(msgspec.json.encode(cursor)).decode().rstrip("=")


def read(text: str | None, query: str) -> Cursor | None:
    """Return the cursor that a text holds, or None if it holds none for this query."""
    if not text or len(text) > _MAX_LENGTH:
        return None
    try:
        raw = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
        cursor = msgspec.json.decode(raw, type=Cursor)
    except (binascii.Error, ValueError, msgspec.DecodeError):
        return None
    usable = cursor.query == query and 0 <= cursor.depth < 1 << 40 and abs(cursor.now_ms) < 1 << 48
    return cursor if usable and abs(cursor.key) < 1 << 62 and 0 <= cursor.tie < 1 << 62 else None


def digest(*parts: str) -> str:
    """Return a short text that differs for different searches."""
    return hashlib.blake2b("\0".join(parts).encode(errors="replace"), digest_size=6).hexdigest()
