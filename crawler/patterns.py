"""The shape of an address: what a trap's endless addresses have in common."""

import re
from typing import Final

import ada_url

_DIGITS: Final = re.compile(r"\d+")
_LONG_HEX: Final = re.compile(r"\b[0-9a-f]{12,}\b")


def path_pattern(url: str) -> str:
    """Return the URL's normal form: host and path with each run of digits as N, and its parameters' names sorted."""
    parsed = ada_url.URL(url)
    path = _DIGITS.sub("N", _LONG_HEX.sub("X", parsed.pathname))
    names = sorted({_DIGITS.sub("N", pair.split("=", 1)[0]) for pair in parsed.search.lstrip("?").split("&") if pair})
    return f"{parsed.host}{path}" + (f"?{'&'.join(names)}" if names else "")


def repeats_a_segment(url: str, *, most: int = 3) -> bool:
    """Return whether some path segment occurs more than `most` times, as relative links gone wrong make them."""
    segments = [part for part in ada_url.URL(url).pathname.split("/") if part]
    return any(segments.count(part) > most for part in set(segments))
