"""Text that was decoded by a wrong set and written again as UTF-8: mended where only one reading makes sense of it."""

import re
from typing import Final

_SPECIAL: Final = "\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u017d"
_SECOND: Final = "|".join((*map(chr, range(0x80, 0xC0)), *_SPECIAL))
_TRACE: Final = re.compile(b"\xc3[\x82-\xb4](?:" + _SECOND.encode() + b")")
_UNDEFINED: Final = (0x81, 0x8D, 0x8F, 0x90, 0x9D)
_BACK: Final = {ord(bytes([byte]).decode("cp1252")): byte for byte in range(0x80, 0xA0) if byte not in _UNDEFINED}
_FEWEST: Final = 4
_SHARE: Final = 0.7


def mended(text: str, body: bytes) -> str:
    """Return the text as it was before, if it is UTF-8 that was read as windows-1252 or Latin-1; else the text.

    Certain only: nearly every letter beyond ASCII must be a part of such a pair, and its bytes UTF-8 throughout.
    `body` is the text in UTF-8, where such pairs are found many times faster.
    """
    traces = 0 if text.isascii() else len(_TRACE.findall(body))
    if traces < _FEWEST:
        return text
    beyond = sum(1 for char in text if char >= "\x80")
    if 3 * traces < _SHARE * beyond:
        return text
    try:
        return text.translate(_BACK).encode("latin-1").decode("utf-8")
    except (UnicodeError, ValueError):
        return text
