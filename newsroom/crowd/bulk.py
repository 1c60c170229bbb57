"""Hosts with pages alone: any host, any `/a/N`, as cheap to serve as can be, for measuring crawlers."""

import random
from typing import Final

from newsroom.crowd.sites import Answer

_VARIANTS: Final = 24
_WORDS: Final = ("harbour", "council", "voted", "report", "minister", "railway", "budget", "museum", "storm", "bridge")
_ROBOTS: Final = Answer(b"User-agent: *\nDisallow:\n", headers=(("Content-Type", "text/plain"),))


class BulkPages:
    """Pages between two sizes, answered `after_s` after they were asked for."""

    def __init__(self, *, smallest: int, largest: int, after_s: float) -> None:
        chosen = random.Random(1)
        sizes = (smallest + (largest - smallest) * n // (_VARIANTS - 1) for n in range(_VARIANTS))
        self._bodies = [_body(chosen, size) for size in sizes]
        self._after_s = after_s

    def answer(self, host: str, path: str) -> Answer:
        """Return the page of an address; its title is its own, its text one of a few."""
        if path == "/robots.txt":
            return _ROBOTS
        title = f"<!DOCTYPE html><html><head><title>{host}{path}</title></head>".encode()
        return Answer(title + self._bodies[hash(path) % _VARIANTS], after_s=self._after_s)


def _body(chosen: random.Random, size: int) -> bytes:
    """Return the body of an invented article of about so many bytes."""
    parts: list[str] = []
    length = 0
    while length < size:
        sentence = " ".join(chosen.choices(_WORDS, k=14)).capitalize()
        parts.append(f'<p class="c{chosen.randrange(10**6)}">{sentence} {chosen.random()}.</p>')
        length += len(parts[-1])
    return f"<body>{''.join(parts)}</body></html>".encode()
