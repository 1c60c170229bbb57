"""How text becomes tokens: one analysis, in Python, for both backends and for every query.

Words are lower-cased and folded (accents, width, ligatures, Arabic vowel signs). Scripts that run on without spaces
(Chinese, Japanese, Korean, Thai, …) become single characters and pairs of neighbours. An apostrophe, a hyphen or a
stop ends a word, so that `NASA` finds `NASA's`, and `U.S.` is a phrase of two tokens.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import filterfalse, pairwise
from typing import Final, NamedTuple

from search import scripts
from search.stopwords import is_stop_pair, stop_words

MAX_TOKEN_LENGTH: Final = 100
_SPECIAL_LETTERS: Final = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ı": "i", "þ": "th", "ħ": "h", "ŋ": "n", "ß": "ss"}
)
_FOLDED_MARKS: Final = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed"
    f"\ufe00-\ufe0f\U000e0100-\U000e01ef{scripts.JOINERS}]"
)


class Token(NamedTuple):
    """A token with its place in the text; `run` numbers the unspaced run that it is a character of, 0 for a word."""

    text: str
    start: int
    end: int
    run: int


_JOINERS: Final = re.compile(f"[{scripts.JOINERS}]")
_UNSPACED: Final = f"{scripts.HAN}{scripts.KANA}{scripts.HANGUL}{scripts.BOPOMOFO}{scripts.SOUTH_EAST_ASIAN}"
_NOT_PLAIN: Final = re.compile("[^\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff]+")
_SYLLABLES: Final = re.compile("[\uac00-\ud7a3]+")


class _Patterns(NamedTuple):
    token: re.Pattern[str]
    word: re.Pattern[str]
    unspaced: re.Pattern[str]
    chunk: re.Pattern[str]


@lru_cache(maxsize=1)
def _patterns() -> _Patterns:
    marks, letters = scripts.mark_class(), scripts.letter_class()
    unit = (
        "[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?"
        f"|[{scripts.HALF_WIDTH_KANA}][\uff9e\uff9f]?"
        f"|[{_UNSPACED}][{marks}]*"
    )
    word = f"[{letters}][{letters}{marks}{scripts.JOINERS}]*"
    return _Patterns(
        token=re.compile(f"(?P<unit>{unit})|{word}"),
        word=re.compile(word),
        unspaced=re.compile(f"[{_UNSPACED}{scripts.HALF_WIDTH_KANA}]"),
        chunk=re.compile(rf"[^{re.escape(''.join(_ascii_without(f'[{letters}{marks}{scripts.JOINERS}]')))}]+"),
    )


def _ascii_without(letters: str) -> Iterator[str]:
    """The characters of ASCII that no pattern of letters knows: they end words in every script."""
    return (chr(code) for code in range(128) if re.match(letters, chr(code)) is None)


def tokens(text: str) -> list[str]:
    """Return what the field `all` holds of a text: its sequence, then its pairs."""
    patterns = _patterns()
    if patterns.unspaced.search(text) is None:
        return [folded for word in patterns.word.findall(text) if (folded := fold(word))]
    found = list(spans(text))
    return [token.text for token in found] + pairs(found)


def plain_words(text: str) -> list[str]:
    """Return the words of the scripts that space them, lower-cased and not folded: what a stemmer reads."""
    return [_JOINERS.sub("", word).lower() for word in _patterns().word.findall(text)]


def sequence(text: str) -> list[str]:
    """Return the tokens in reading order, unspaced scripts as single characters: what a phrase is made of."""
    return [folded for found in _patterns().token.finditer(text) if (folded := fold(found.group()))]


def spans(text: str) -> Iterator[Token]:
    """Yield the tokens of `sequence` with their places in the text."""
    run, run_end = 0, -1
    for found in _patterns().token.finditer(text):
        start, end = found.span()
        folded = fold(found.group())
        if not folded:
            continue
        if found.lastgroup is None:
            yield Token(folded, start, end, 0)
            continue
        run += start != run_end
        run_end = end
        yield Token(folded, start, end, run)


def pairs(found: list[Token]) -> list[str]:
    """Return each pair of neighbours in the unspaced runs of a token list."""
    return [first.text + second.text for first, second in pairwise(found) if first.run and first.run == second.run]


def words(text: str, language: str = "") -> list[str]:
    """Return the words that carry meaning, in order: no stop words, no single letters; unspaced scripts as pairs."""
    unwanted = stop_words(language)
    found = list(spans(text))
    kept = [
        (token.start, token.text)
        for token in found
        if not token.run and len(token.text) > 1 and token.text not in unwanted
    ]
    joined = [
        (first.start, first.text + second.text)
        for first, second in pairwise(found)
        if first.run and first.run == second.run and not is_stop_pair(first.text, second.text, language)
    ]
    return [word for _, word in sorted(kept + joined)]


def count_words(text: str) -> int:
    """Return how many words a reader counts: each Han or kana character is one; Hangul counts by its spaces."""
    patterns = _patterns()
    between = _NOT_PLAIN.findall(text)
    plain = len(text) - sum(map(len, between))
    chunks = patterns.chunk.findall(" ".join(between))
    beyond = list(filterfalse(str.isascii, chunks))
    apart = " ".join(beyond)
    counted = plain + len(chunks) - len(beyond)
    if patterns.unspaced.search(apart) is not None:
        return counted + _count_tokens(_SYLLABLES.sub("\uac00", apart))
    return counted + sum(1 for word in patterns.word.findall(apart) if word.isascii() or fold(word))


def _count_tokens(text: str) -> int:
    """The words of a text in any script, counted one by one."""
    count, previous_end, previous_hangul = 0, -1, False
    for found in _patterns().token.finditer(text):
        if not (folded := fold(found.group())):
            continue
        start, end = found.span()
        hangul = found.lastgroup is not None and _is_hangul(folded[0])
        count += not (hangul and previous_hangul and start == previous_end)
        previous_end, previous_hangul = end, hangul
    return count


@lru_cache(maxsize=20_000)
def _is_hangul(letter: str) -> bool:
    return scripts.letter_script(letter) == "Hang"


@lru_cache(maxsize=100_000)
def fold(word: str) -> str:
    """Return the form under which spellings of a word are the same: `Café`, `CAFE` and `ｃａｆé` are `cafe`."""
    if word.isascii():
        return word.lower()[:MAX_TOKEN_LENGTH]
    bare = _FOLDED_MARKS.sub("", unicodedata.normalize("NFKD", word.casefold()))
    folded = unicodedata.normalize("NFKC", bare.translate(_SPECIAL_LETTERS)).casefold()
    return "".join(character for character in folded if _is_part_of_a_word(character))[:MAX_TOKEN_LENGTH]


def fold_name(name: str) -> str:
    """Return the form under which two names, labels or phrases are the same, whatever their case and spacing."""
    return " ".join(sequence(name))


def _is_part_of_a_word(character: str) -> bool:
    return unicodedata.category(character)[0] in "LMN"
