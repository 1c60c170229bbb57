"""Running text for invented pages: of no meaning, never twice the same for two seeds, always the same for one."""

import random
from typing import Final

_ALL: Final = (
    "harbour council river engine museum letter winter bridge signal orchard market captain ledger station garden "
    "ferry theatre mountain window copper village teacher morning archive valley printer compass island railway lantern"
)
WORDS: Final = tuple(_ALL.split())


def prose(seed: str, sentences: int = 6) -> str:
    """Return paragraphs, as HTML, that no other seed gives."""
    chance = random.Random(seed)
    made = (" ".join(chance.choices(WORDS, k=12)).capitalize() + "." for _ in range(sentences))
    return "".join(f"<p>{sentence}</p>" for sentence in made)
