"""What the characters of the world's scripts need from us: which run together without spaces, which are marks.

Classes are regular-expression character classes, built once from Python's own Unicode tables.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

HAN: Final = (
    "\u2e80-\u2fdf\u3005\u3007\u3021-\u3029\u3038-\u303b\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
KANA: Final = "\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff"
HALF_WIDTH_KANA: Final = "\uff66-\uff9d"
HANGUL: Final = "\u1100-\u11ff\u3131-\u318e\ua960-\ua97c\uac00-\ud7a3\ud7b0-\ud7fb"
BOPOMOFO: Final = "\u3105-\u312f\u31a0-\u31bf"
SOUTH_EAST_ASIAN: Final = (
    "\u0e01-\u0e30\u0e32-\u0e46\u0e81-\u0eb0\u0eb2-\u0ec6\u0edc-\u0edf"
    "\u1000-\u102a\u103f-\u1049\u1050-\u1055\u1780-\u17b3\u17e0-\u17e9"
)
"""Letters of Thai, Lao, Burmese and Khmer, which also run on without spaces; their marks follow the letter."""

JOINERS: Final = "\u00ad\u200c\u200d\u2060\ufeff"
"""Characters without a shape of their own, inside words of web pages: soft hyphen, zero-width (non-)joiner, …"""

_LAST_LETTER: Final = 0x1FFFF
_CODES: Final = {
    "LATIN": "Latn",
    "CYRILLIC": "Cyrl",
    "ARABIC": "Arab",
    "CJK": "Hani",
    "HIRAGANA": "Jpan",
    "KATAKANA": "Jpan",
    "KATAKANA-HIRAGANA": "Jpan",
    "HANGUL": "Hang",
    "GREEK": "Grek",
    "HEBREW": "Hebr",
    "THAI": "Thai",
    "DEVANAGARI": "Deva",
    "BENGALI": "Beng",
    "TAMIL": "Taml",
    "TELUGU": "Telu",
    "GUJARATI": "Gujr",
    "GURMUKHI": "Guru",
    "KANNADA": "Knda",
    "MALAYALAM": "Mlym",
    "SINHALA": "Sinh",
    "ARMENIAN": "Armn",
    "GEORGIAN": "Geor",
    "ETHIOPIC": "Ethi",
    "KHMER": "Khmr",
    "LAO": "Laoo",
    "MYANMAR": "Mymr",
    "TIBETAN": "Tibt",
    "MONGOLIAN": "Mong",
    "BOPOMOFO": "Bopo",
}
_KANA_MAKES_JAPANESE: Final = 0.05


def script_of(text: str) -> str:
    """Return the ISO 15924 code of the script that most letters of a text are in; "Zyyy" if it has none.

    Han characters beside some kana are Japanese (`Jpan`).
    """
    counts = Counter(letter_script(character) for character in text[:5000] if character.isalpha())
    total = sum(counts.values())
    if total == 0:
        return "Zyyy"
    if counts["Jpan"] >= _KANA_MAKES_JAPANESE * (counts["Jpan"] + counts["Hani"]) and counts["Jpan"]:
        counts["Jpan"] += counts.pop("Hani", 0)
    return min(counts, key=lambda script: (-counts[script], script))


@lru_cache(maxsize=20_000)
def letter_script(character: str) -> str:
    """Return the ISO 15924 code of one letter's script, "Zzzz" where we have no name for it."""
    name = unicodedata.name(unicodedata.normalize("NFKC", character)[:1] or " ", "")
    return _CODES.get(name.split(" ")[0], "Zzzz")


@lru_cache(maxsize=1)
def mark_class() -> str:
    """Return the inside of a character class that holds every combining mark."""
    return _ranges(code for code in range(0x300, _LAST_LETTER) if _category(code) == "M") + "\U000e0100-\U000e01ef"


@lru_cache(maxsize=1)
def letter_class() -> str:
    """Return the inside of a character class that holds every letter and number of the scripts that space words."""
    unspaced = unspaced_codes()
    return _ranges(code for code in range(0x30, _LAST_LETTER) if _category(code) in "LN" and code not in unspaced)


def unspaced_codes() -> frozenset[int]:
    """Return the code points of the scripts that run on without spaces, within the first two planes."""
    codes: set[int] = set()
    for chars in (HAN, KANA, HALF_WIDTH_KANA, "\uff9e\uff9f", HANGUL, BOPOMOFO, SOUTH_EAST_ASIAN):
        codes.update(code for code in _codes_of(chars) if code <= _LAST_LETTER)
    return frozenset(codes)


def _category(code: int) -> str:
    return unicodedata.category(chr(code))[0]


def _codes_of(characters: str) -> Iterable[int]:
    position = 0
    while position < len(characters):
        start = ord(characters[position])
        ranged = characters[position + 1 : position + 2] == "-"
        end = ord(characters[position + 2]) if ranged else start
        yield from range(start, min(end, _LAST_LETTER) + 1)
        position += 3 if ranged else 1


def _ranges(codes: Iterable[int]) -> str:
    spans: list[list[int]] = []
    for code in codes:
        if spans and spans[-1][1] == code - 1:
            spans[-1][1] = code
        else:
            spans.append([code, code])
    return "".join(f"\\U{start:08x}-\\U{end:08x}" for start, end in spans)
