"""Which character set a page's bytes are written in, whatever its header and its meta tags claim.

Names follow the WHATWG encoding standard, whose labels stand for larger sets: gb2312 is read as gb18030, iso-8859-1 as
windows-1252. What decodes as UTF-8 is UTF-8; a declared set is believed while its text looks like writing.
"""

import codecs
import re
from collections import Counter
from dataclasses import dataclass
from typing import Final

from workers.clean.pages.mojibake import mended
from workers.clean.pages.writing import best_set, explained, is_written_in

_BOMS: Final = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_META: Final = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_XML: Final = re.compile(rb"^\s*<\?xml[^>]{0,200}encoding\s*=\s*[\"']([\w.:-]{2,40})", re.IGNORECASE)
_HEADER: Final = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_META_WINDOW: Final = 8_192
_SAMPLE: Final = 200_000
_START: Final = 2_048
_FEWEST_ZEROS: Final = 6
_MULTIBYTE_ENOUGH: Final = 0.25
_MULTIBYTE_PLAIN: Final = 0.4
_SINGLE_ENOUGH: Final = 0.45
_SURE: Final = 0.93
_BETTER: Final = 0.05
_FAR_BETTER: Final = 0.2
_ENOUGH_TO_OVERRULE: Final = 8
_ESCAPES: Final = re.compile(rb"\x1b\$[@B].{2,400}?\x1b\([BJ]", re.DOTALL)
_STRAY: Final = re.compile("[\udc80-\udcff]+")
_LANG: Final = re.compile(rb"<html[^>]{0,300}?\slang\s*=\s*[\"']?([a-zA-Z]{2})", re.IGNORECASE)

_WIDER: Final = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "x-gbk": "gb18030",
    "big5": "big5hkscs",
    "x-x-big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "ksc5601": "cp949",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "windows-874": "cp874",
    "iso-8859-8-i": "iso8859-8",
    "x-mac-cyrillic": "mac-cyrillic",
    "x-mac-roman": "mac-roman",
    "koi8-r": "koi8-u",
    "utf8": "utf-8",
    "unicode": "utf-8",
}
_BY_NAME: Final = (
    "utf-8 utf-16 utf-16-le utf-16-be iso-2022-jp cp866 cp874 mac-roman mac-cyrillic koi8-r koi8-u gb18030 big5 "
    "big5hkscs cp932 shift_jis euc_jp cp949 euc_kr johab hz"
)
_BY_NUMBER: Final = (*(f"cp125{number}" for number in range(9)), *(f"iso8859-{number}" for number in range(1, 17)))
_READ: Final = frozenset({*_BY_NAME.split(), *_BY_NUMBER})
"""The codecs of writing: Python knows others (idna, punycode, escapes) which are none, and fail."""

_MULTIBYTE: Final = ("gb18030", "big5hkscs", "cp932", "euc_jp", "cp949")
_FREQUENT_SIMPLIFIED: Final = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经"
    "十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形"
    "相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展"
)
_FREQUENT_TRADITIONAL: Final = frozenset(
    "的一是在不了有和人這中大為上個國我以要他時來用們生到作地於出就分對成會可主發年動同工也能下過子說產種面而方後多定行學法所民得經"
    "十三之進著等部度家電力裡如水化高自二理起小物現實加量都兩體制機當使點從業本去把性好應開它合還因由其些然前外天政四日那社義事平形"
    "相全表間樣與關各重新線內數正心反你明看原又麼利比或但質氣第向道命此變條只沒結解問意建月公無系軍很情者最立代想已通並提直題黨程展"
)
_FREQUENT_HANGUL: Final = frozenset(
    "이다의는에을가고한지로기하를은사자인도서시대해어정부그리과수만일있나아보전제장공국원상"
)
_BEYOND_ASCII: Final = bytes(range(0x80, 0x100))
_KANA: Final = re.compile(r"[\u3041-\u3096\u30a1-\u30fa]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A page's text and the set that it was read with."""

    text: str
    encoding: str


def decode(body: bytes, content_type: str | None = None) -> Decoded:
    """Return the page's text; bytes that fit no set become U+FFFD, so that this never fails."""
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return Decoded(body[len(mark) :].decode(encoding, "replace"), encoding)
    if wide := _utf16_of(body[:_START]):
        return Decoded(body.decode(wide, "replace"), wide)
    if b"\x1b" in body and _ESCAPES.search(body[:_SAMPLE]):
        return Decoded(body.decode("iso2022_jp_ext", "replace"), "iso-2022-jp")
    text = _utf8_of(body)
    if text is not None:
        return Decoded(mended(text, body), "utf-8")
    language = _language_of(body)
    encoding = _believed(body, _declared(body, content_type), language) or _sniffed(body, language)
    return Decoded(body.decode(encoding, "replace"), encoding)


def _utf16_of(start: bytes) -> str | None:
    """The order of UTF-16 without its mark: markup is ASCII, so every second byte of it is zero."""
    even, odd = start[::2].count(0), start[1::2].count(0)
    most = len(start) // 2
    if odd > max(_FEWEST_ZEROS, most // 10) and odd > 8 * even:
        return "utf-16-le"
    return "utf-16-be" if even > max(_FEWEST_ZEROS, most // 10) and even > 8 * odd else None


def _utf8_of(body: bytes) -> str | None:
    """The text of UTF-8; where single bytes of windows-1252 stray in it, each of them is read as what it was."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return _STRAY.sub(_stray, body.decode("utf-8", "surrogateescape")) if _is_nearly_utf8(body) else None


def _stray(found: re.Match[str]) -> str:
    """A lone byte as windows-1252 knows it; damaged letters of several bytes stay damaged."""
    if len(found[0]) > 1:
        return "\ufffd"
    return bytes([ord(found[0]) - 0xDC00]).decode("cp1252", "replace")


def _language_of(body: bytes) -> str:
    found = _LANG.search(body[:_META_WINDOW])
    return found[1].decode("ascii", "replace").lower()[:2] if found else ""


def _declared(body: bytes, content_type: str | None) -> tuple[str, ...]:
    """The sets named by header, XML declaration and meta tags, in that order."""
    labels = _HEADER.findall(content_type or "")
    window = body[:_META_WINDOW]
    labels += [found.decode("ascii", "replace") for found in (*_XML.findall(window), *_META.findall(window))]
    return tuple(dict.fromkeys(filter(None, map(_codec_of, labels))))


def _codec_of(label: str) -> str | None:
    label = label.strip().lower()
    if label.startswith("iso-2022-jp"):
        return "iso-2022-jp"
    try:
        name = codecs.lookup(_WIDER.get(label, label)).name
    except (LookupError, ValueError):
        return None
    return name if name in _READ else None


def _is_nearly_utf8(body: bytes) -> bool:
    """Whether the bytes are UTF-8 but for a few that are damaged, such as one cut at the end."""
    text = body[:_SAMPLE].decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    written = len(text) - len(text.encode("ascii", "ignore")) - damaged
    return damaged <= 2 + written * 0.05 and written > 3 * damaged


def _believed(body: bytes, declared: tuple[str, ...], language: str) -> str | None:
    sample = _foreign_parts(body)
    for encoding in declared:
        if encoding == "iso-2022-jp" or encoding.startswith("utf-"):
            continue
        if _looks_written(sample, encoding, language):
            return encoding
    return None


def _foreign_parts(body: bytes) -> bytes:
    """The bytes beyond ASCII with their neighbours, joined: what tells one set from another."""
    found = re.findall(rb"[\x20-\x7e]?[\x80-\xff](?:[\x30-\xff]{0,200})", body[: _SAMPLE * 4])
    return b" ".join(found)[:_SAMPLE]


def _looks_written(sample: bytes, encoding: str, language: str) -> bool:
    """Whether a declared set makes sense of the bytes, and no other makes far more of enough of them."""
    if encoding in _MULTIBYTE:
        return _multibyte_score(sample, encoding) > _MULTIBYTE_ENOUGH
    score = explained(sample, encoding, language)
    enough = len(sample) - len(sample.translate(None, _BEYOND_ASCII)) >= _ENOUGH_TO_OVERRULE
    if not enough:
        return score > _SINGLE_ENOUGH or not any(0x80 <= byte < 0xA0 for byte in sample)
    if max(_multibyte_score(sample, other) for other in _MULTIBYTE) > _MULTIBYTE_ENOUGH and score < _SURE:
        return False
    best, other = best_set(sample, language)
    return score > _SINGLE_ENOUGH and other < score + (_BETTER if is_written_in(language, best) else _FAR_BETTER)


def _multibyte_score(sample: bytes, encoding: str) -> float:
    """How much a text in this set would look like Chinese, Japanese or Korean: 0 (not at all) to about 1."""
    text = sample.decode(encoding, "replace")
    counts = Counter({char: count for char, count in Counter(text).items() if char > "\u2e7f"})
    total = counts.total()
    if not total or text.count("\ufffd") > 2 + total * 0.02:
        return 0.0
    share = {
        "gb18030": lambda: _share(counts, _FREQUENT_SIMPLIFIED, total),
        "big5hkscs": lambda: _share(counts, _FREQUENT_TRADITIONAL, total),
        "cp949": lambda: _share(counts, _FREQUENT_HANGUL, total),
    }.get(encoding, lambda: len(_KANA.findall(text)) / total)()
    odd = sum(counts[char] for char in counts if "\ue000" <= char <= "\uf8ff" or "\uff61" <= char <= "\uff9f") / total
    return min(1.0, share * 2) - odd


def _share(counts: Counter[str], frequent: frozenset[str], total: int) -> float:
    return sum(counts[char] for char in frequent) / total


def _sniffed(body: bytes, language: str) -> str:
    """The set that makes most sense of the bytes; windows-1252 where none does."""
    sample = _foreign_parts(body)
    scored = [(_multibyte_score(sample, encoding), encoding) for encoding in _MULTIBYTE]
    score, encoding = max(scored, key=lambda pair: pair[0])
    if score > _MULTIBYTE_PLAIN:
        return encoding
    single, certainty = best_set(sample, language)
    is_sure = certainty >= _SURE and (single != "cp874" or language == "th")
    if score > _MULTIBYTE_ENOUGH and not is_sure:
        return encoding
    return single if certainty > _SINGLE_ENOUGH else "cp1252"
