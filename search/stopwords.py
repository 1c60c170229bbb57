"""Which words of a language say little of an article's subject; the lists lie beside, in `stopwords.txt`."""

from functools import lru_cache
from importlib.resources import files
from typing import Final

_CHINESE_FUNCTION_CHARACTERS: Final = frozenset(
    "的了是在和与及或就都也还又很吗呢吧啊被把让从向对于以而但且其之所着过地得这那哪她他它我你您們们嗎與還這個个"
)
_NONE: Final[frozenset[str]] = frozenset()


def stop_words(language: str) -> frozenset[str]:
    """Return the stop words of a language given as a BCP 47 tag; empty for one that we have no list of."""
    return _lists().get(_primary(language), _NONE)


def is_stop_pair(first: str, second: str, language: str) -> bool:
    """Return whether a pair of characters of an unspaced script is grammar rather than meaning.

    A pair of hiragana is, whatever it says; in Chinese one that holds a function character.
    """
    if _is_hiragana(first) and _is_hiragana(second):
        return True
    if _primary(language) == "zh" and not _CHINESE_FUNCTION_CHARACTERS.isdisjoint((first, second)):
        return True
    return first + second in stop_words(language)


@lru_cache(maxsize=1)
def _lists() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    language = ""
    for line in files("search").joinpath("stopwords.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            language = line.strip("[]")
        elif not line.startswith("#"):
            found.setdefault(language, set()).update(line.split())
    return {language: frozenset(listed) for language, listed in found.items()}


def _is_hiragana(character: str) -> bool:
    return "\u3041" <= character[:1] <= "\u309f"


def _primary(language: str) -> str:
    return language.lower().replace("_", "-").split("-")[0]
