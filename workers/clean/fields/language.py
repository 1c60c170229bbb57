"""Which language an article is in: by its script, its words and, where these leave doubt, what the page declares."""

import re
import string
from collections import Counter
from typing import Final

_SAMPLE_CHARS: Final = 2_000
_ASCII: Final = re.compile(r"[\x00-\x7f]+")
_ASCII_LETTERS: Final = string.ascii_letters.encode()
_SCRIPTS: Final[dict[str, re.Pattern[str]]] = {
    "kana": re.compile(r"[\u3041-\u3096\u30a1-\u30fa\uff66-\uff9d]"),
    "hangul": re.compile(r"[\uac00-\ud7a3\u1100-\u11ff]"),
    "han": re.compile(r"[\u4e00-\u9fff\u3400-\u4dbf]"),
    "latin": re.compile(r"[A-Za-zÀ-ɏ]"),
    "cyrillic": re.compile(r"[\u0400-\u04ff]"),
    "arabic": re.compile(r"[\u0600-\u06ff]"),
    "greek": re.compile(r"[\u0370-\u03ff]"),
    "hebrew": re.compile(r"[\u0590-\u05ff]"),
    "thai": re.compile(r"[\u0e00-\u0e7f]"),
    "devanagari": re.compile(r"[\u0900-\u097f]"),
    "bengali": re.compile(r"[\u0980-\u09ff]"),
    "tamil": re.compile(r"[\u0b80-\u0bff]"),
    "telugu": re.compile(r"[\u0c00-\u0c7f]"),
    "kannada": re.compile(r"[\u0c80-\u0cff]"),
    "malayalam": re.compile(r"[\u0d00-\u0d7f]"),
    "gujarati": re.compile(r"[\u0a80-\u0aff]"),
    "gurmukhi": re.compile(r"[\u0a00-\u0a7f]"),
    "sinhala": re.compile(r"[\u0d80-\u0dff]"),
    "georgian": re.compile(r"[\u10a0-\u10ff]"),
    "armenian": re.compile(r"[\u0530-\u058f]"),
    "khmer": re.compile(r"[\u1780-\u17ff]"),
    "lao": re.compile(r"[\u0e80-\u0eff]"),
    "burmese": re.compile(r"[\u1000-\u109f]"),
    "amharic": re.compile(r"[\u1200-\u137f]"),
}
_LATIN: Final = (
    "en de fr es it pt nl sv da no nb nn fi pl cs sk sl hr bs sr hu ro tr vi id ms tl sw ca eu gl et "
    "lv lt is ga cy sq az uz af mt eo"
)
_LANGUAGES: Final[dict[str, tuple[str, ...]]] = {
    "latin": tuple(_LATIN.split()),
    "cyrillic": ("ru", "uk", "bg", "sr", "mk", "be", "kk", "ky", "mn", "tg"),
    "arabic": ("ar", "fa", "ur", "ps", "ug", "ckb"),
    "devanagari": ("hi", "mr", "ne"),
    "hebrew": ("he", "yi"),
    "bengali": ("bn", "as"),
    "greek": ("el",),
    "thai": ("th",),
    "tamil": ("ta",),
    "telugu": ("te",),
    "kannada": ("kn",),
    "malayalam": ("ml",),
    "gujarati": ("gu",),
    "gurmukhi": ("pa",),
    "sinhala": ("si",),
    "georgian": ("ka",),
    "armenian": ("hy",),
    "khmer": ("km",),
    "lao": ("lo",),
    "burmese": ("my",),
    "amharic": ("am",),
}
_SAME: Final = {"nb": "no", "nn": "no", "cmn": "zh", "iw": "he", "in": "id", "fil": "tl"}
_CLOSE_CALL: Final = 12.0
_BEGINNING: Final = 600
_PLAIN: Final = 40.0
_LONG: Final = 400
_TEMPLATES: Final = "en"
_FEW_WIDE: Final = 60
_PARTICLES: Final = re.compile(r"[\u3041-\u306d\u306f-\u3096]")
_JAPANESE_ONLY: Final = re.compile(
    "[戦図経験県発単価対変帰択沢渋竜芸転込働円駅団囲隣党両仮伝児写処剤剣効労勧営拝挙斉栄楽様歩毎気浄済満焼猟続総聴臓覚読譲豊辺辻遅鉄閲関険雑霊頼黙齢峠枠畑匂糀鰹]"
)
_CHINESE_ONLY: Final = re.compile("[们這这说說吗嗎沒还從从發发为时间關关门问话请谁對对學會电车东见长马鱼鸟吧呢您]")


def language_of(title: str, text: str, declared: str | None = None) -> str:
    """Return a BCP 47 primary language, "und" for a text without letters; the text decides, the page breaks ties."""
    sample = f"{title}\n{text}"[:_SAMPLE_CHARS]
    script = dominant_script(sample)
    claimed = primary(declared)
    if script == "han" and _is_japanese(sample, claimed):
        return "ja"
    if script in ("han", "kana", "hangul"):
        return {"han": "zh", "kana": "ja", "hangul": "ko"}[script]
    languages = _LANGUAGES.get(script, ())
    if len(languages) < 2:
        return languages[0] if languages else claimed or "und"
    return _detected(sample, script, claimed)


def primary(declared: str | None) -> str | None:
    """Return the primary language of a tag such as `zh-Hans_CN`, or None if it is no language tag."""
    match = re.match(r"\s*([A-Za-z]{2,3})(?:[-_]|\s*$|,)", declared or "")
    return _SAME.get(match.group(1).lower(), match.group(1).lower()) if match else None


def dominant_script(text: str) -> str:
    """Return the script that most of the text is in; Japanese shows by its kana, "" if there are no letters."""
    beyond = _ASCII.sub("", text)
    counts: Counter[str] = Counter()
    for name, pattern in _SCRIPTS.items():
        beyond, counts[name] = pattern.subn("", beyond)
    plain = text.encode("ascii", "ignore")
    counts["latin"] += len(plain) - len(plain.translate(None, _ASCII_LETTERS))
    wide = counts["han"] + counts["kana"]
    if wide and counts["kana"] >= max(2, 0.05 * wide):
        counts["kana"], counts["han"] = wide, 0
    for name in ("han", "kana", "hangul"):
        counts[name] = int(counts[name] * 2.5)
    name, count = counts.most_common(1)[0]
    return name if count else ""


def _is_japanese(sample: str, claimed: str | None) -> bool:
    """Whether a few ideographs are Japanese: by particles in kana, by characters of Japan alone, or as declared."""
    if len(_SCRIPTS["han"].findall(sample)) > _FEW_WIDE or claimed == "zh":
        return False
    if _PARTICLES.search(sample):
        return True
    is_open = not _CHINESE_ONLY.search(sample)
    return is_open and (claimed == "ja" or _JAPANESE_ONLY.search(sample) is not None)


def _detected(sample: str, script: str, claimed: str | None) -> str:
    if claimed and _is_plainly(claimed, sample[:_BEGINNING], script):
        return claimed
    ranked = _ranked(sample, script)
    best, score = ranked[0]
    margin = _CLOSE_CALL if len(sample) > _LONG or claimed == _TEMPLATES else _CLOSE_CALL * 3
    claimed_score = max((value for code, value in ranked if code == claimed), default=None)
    return claimed if claimed and claimed_score is not None and score - claimed_score < margin else best


def _is_plainly(claimed: str, beginning: str, script: str) -> bool:
    """Whether the beginning of a text is enough to agree with what the page declares."""
    (best, score), *others = _ranked(beginning, script)
    nearest = max((value for code, value in others if code != best), default=0.0)
    return best == claimed and len(beginning) == _BEGINNING and score - nearest > _PLAIN


def _ranked(text: str, script: str) -> list[tuple[str, float]]:
    """The languages of a script, the likeliest first, each with how likely it is."""
    from py3langid import rank

    allowed = _LANGUAGES[script]
    return [(_SAME.get(str(code), str(code)), float(score)) for code, score in rank(text) if code in allowed]
