"""How much bytes look like writing in a single-byte character set: the letters of one language explain them, or not."""

import re
from collections import Counter
from functools import lru_cache
from typing import Final

_LATIN: Final = {
    "en": "éèêçñöï",
    "de": "äöüß",
    "fr": "éèêëàâçîïôùûüœæ",
    "es": "áéíóúñü¿¡ªº",
    "pt": "áâãàçéêíóôõúªº",
    "it": "àèéìòùªº",
    "nl": "éëïöüóèê",
    "sv": "åäöéü",
    "da": "æøåéö",
    "is": "áðéíóúýþæö",
    "ca": "àçèéíïòóúü·",
}
_CENTRAL: Final = {
    "pl": "ąćęłńóśźż",
    "cs": "áčďéěíňóřšťúůýž",
    "sk": "áäčďéíĺľňóôŕšťúýž",
    "hu": "áéíóöőúüű",
    "ro": "ăâîşţ",
    "hr": "čćđšž",
}
_TURKISH: Final = {"tr": "çğıiöşüâîû", "az": "çğıiöşüə"}
_BALTIC: Final = {"lt": "ąčęėįšųūž", "lv": "āčēģīķļņšūž", "et": "äõöüšž"}
_CYRILLIC: Final = {
    "ru": "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё",
    "uk": "оаинвіертслкмдупязьбгйчхцїжюшєщфґ",
    "bg": "аиоентрсвлкдпмзъубгчщцжяйхшюфь",
    "sr": "аоиенрстјувкдпмлгзбчшцјжљњћђџхф",
}
_GREEK: Final = {"el": "αοιετσνηυρπκμλωςόάίέύήώδγχθφβξζψϊϋΐΰ"}
_HEBREW: Final = {"he": "יוהלאמרתבשנםכחדפקעצגטזןסךףץ"}
_ARABIC: Final = {"ar": "اليمونترةبعدفسحكقجهشصطخذضغظثزأإءىآؤئ،؟؛ًٌٍَُِّْـ", "fa": "ادیرنهمتوسبکگشپخزچعفقلجحصطذژضغظثءآأئ،؟؛"}
_THAI: Final = {"th": "กนรอางเมลวยดทสคตะัี่้ปหบุิ์ใจพไืชูขแ็ธโถศผ๊ซภญณษฝฐฟำึฉฆฎ"}
_LANGUAGES: Final[dict[str, dict[str, str]]] = {
    "cp1252": _LATIN,
    "cp1250": _CENTRAL,
    "iso8859-2": _CENTRAL,
    "cp1254": _TURKISH,
    "cp1257": _BALTIC,
    "iso8859-13": _BALTIC,
    "cp1251": _CYRILLIC,
    "koi8-u": _CYRILLIC,
    "iso8859-5": _CYRILLIC,
    "cp866": _CYRILLIC,
    "mac-cyrillic": _CYRILLIC,
    "cp1253": _GREEK,
    "iso8859-7": _GREEK,
    "cp1255": _HEBREW,
    "iso8859-8": _HEBREW,
    "cp1256": _ARABIC,
    "iso8859-6": _ARABIC,
    "cp874": _THAI,
    "mac-roman": _LATIN,
}
SETS: Final = tuple(_LANGUAGES)
"""The sets that are told apart, the likelier before the rarer of those that explain a text alike."""

_PUNCTUATION: Final = frozenset("«»“”„’‘‚–—…·•€§°№©®\u00a0\u00ad\u200e\u200f")
_MID_WORD_CAPITAL: Final = re.compile(r"[a-zß-öø-ÿа-яёіїєґ\u03ac-\u03ce][A-ZÀ-ÖØ-ÞА-ЯЁІЇЄ\u0391-\u03ab]")
_LANGUAGE_BONUS: Final = 0.12
_SAMPLE: Final = 20_000


def explained(sample: bytes, encoding: str, language: str = "") -> float:
    """Return the share of the letters beyond ASCII that one language of a set explains, 0 to 1 and a little.

    `language` is what the page says it is in; it decides between sets that explain the text alike.
    """
    text = sample[:_SAMPLE].decode(encoding, "replace")
    letters = Counter(text.lower())
    beyond = Counter({char: count for char, count in letters.items() if char >= "\x80" and char not in _PUNCTUATION})
    total = beyond.total()
    if not total:
        return 1.0
    odd = len(_MID_WORD_CAPITAL.findall(text)) / total
    bonus = _LANGUAGE_BONUS if is_written_in(language, encoding) else 0.0
    return max(_share(beyond, letters, total) for letters in _letters(encoding)) - odd + bonus


def best_set(sample: bytes, language: str = "") -> tuple[str, float]:
    """Return the set whose languages explain the bytes best, and how much."""
    found = [(explained(sample, encoding, language), encoding) for encoding in SETS]
    score, encoding = max(found, key=lambda pair: round(pair[0], 2))
    return encoding, score


def is_written_in(language: str, encoding: str) -> bool:
    """Return whether a language is one of those that a set is known for."""
    return language in _LANGUAGES.get(encoding, ())


def _share(beyond: Counter[str], letters: tuple[frozenset[str], frozenset[str]], total: int) -> float:
    """How much a language explains: its frequent letters wholly, its rarer ones less."""
    frequent, rarer = letters
    return (sum(beyond[char] for char in frequent) + 0.6 * sum(beyond[char] for char in rarer)) / total


@lru_cache(maxsize=64)
def _letters(encoding: str) -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    known = _LANGUAGES.get(encoding, _LATIN)
    many = known in (_CYRILLIC, _GREEK, _THAI)
    return tuple(
        (frozenset(text[:20]), frozenset(text[20:])) if many else (frozenset(text), frozenset())
        for text in known.values()
    )
