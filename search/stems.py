"""Word stems, by Snowball's stemmers as tantivy carries them: a token that names the language, then the stem.

The language is part of the token, so one field serves all languages: a German stem never meets an English one.
"""

from functools import lru_cache
from typing import Final

import tantivy

from search.analysis import fold, plain_words
from search.scripts import letter_script

_STEMMERS: Final = {
    "ar": "arabic",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "it": "italian",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
}
_SCRIPTS: Final = {"ar": "Arab", "el": "Grek", "ru": "Cyrl", "ta": "Taml"}
_SAME_STEMMER: Final = {"nb": "no", "nn": "no"}


def stems(text: str, language: str) -> list[str]:
    """Return a text's stems in its language, in order; none for a language without a stemmer."""
    code = _stemmed_as(language)
    if code not in _STEMMERS:
        return []
    return _stemmed(tuple(plain_words(text)), code)


@lru_cache(maxsize=4096)
def possible_stems(word: str) -> tuple[str, ...]:
    """Return the stems of a word whose language is unknown: one for each language that is written in its script."""
    script = letter_script(word[:1])
    codes = (code for code in _STEMMERS if _SCRIPTS.get(code, "Latn") == script)
    return tuple(stem for code in codes for stem in _stemmed((word.lower(),), code))


@lru_cache(maxsize=50_000)
def stem(word: str, language: str) -> str:
    """Return one word's stem in a language, or "" for a language without a stemmer."""
    found = stems(word, language)
    return found[0] if found else ""


def _stemmed(words: tuple[str, ...], code: str) -> list[str]:
    found = _analyzer(code).analyze(" ".join(words))
    return [f"{code}:{folded}" for word in found if (folded := fold(word))]


@lru_cache(maxsize=len(_STEMMERS))
def _analyzer(code: str) -> tantivy.TextAnalyzer:
    words = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
    return words.filter(tantivy.Filter.stemmer(_STEMMERS[code])).build()


def _stemmed_as(language: str) -> str:
    primary = language.lower().replace("_", "-").split("-")[0]
    return _SAME_STEMMER.get(primary, primary)
