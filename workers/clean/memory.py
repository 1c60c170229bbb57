"""What is known of a source's furniture: blocks that recur on many of its pages, as a numbered snapshot."""

import hashlib
from dataclasses import dataclass

from workers.clean.dom import squeezed


@dataclass(frozen=True, slots=True)
class SourceMemory:
    """A snapshot of one source's furniture; number 0 knows nothing. Hashes are `block_hash`es."""

    number: int = 0
    furniture: frozenset[str] = frozenset()

    def knows(self, text: str) -> bool:
        """Return whether a block is this source's furniture."""
        return bool(self.furniture) and block_hash(text) in self.furniture


EMPTY = SourceMemory()


def block_hash(text: str) -> str:
    """Return the key under which a block's text recurs: of its folded text, 16 hex digits."""
    return hashlib.sha256(squeezed(text).casefold().encode()).hexdigest()[:16]
