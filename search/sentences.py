"""Where sentences begin and end, in every script; abbreviations, numbers and quotes do not end one."""

import re
from collections.abc import Iterator
from typing import Final

from contracts.article import Span

_ALWAYS: Final = "。！？｡！？؟۔।॥‼⁇⁈⁉"
_CLOSERS: Final = "\"'”’»›」』）)】》〉］\\]"
_END: Final = re.compile(f"(?:[{_ALWAYS}…!?]|(?<!\\.)\\.(?!\\.)|\\.{{3,}})+[{_CLOSERS}]*")
_PARAGRAPH: Final = re.compile(r"[^\n]+")
_LAST_WORD: Final = re.compile(r"(?:[^\W\d_]\.)*[^\W_]+$")
_NEXT_WORD: Final = re.compile(r"\s*[\"'“‘«„¿¡(\[]*(\w+)")
_ACRONYM: Final = re.compile(r"^(?:[^\W\d_]\.)+[^\W\d_]$")
_BRACKETS: Final = {"「": "」", "『": "』", "（": "）", "【": "】", "《": "》", "“": "”"}
_CONTINUES: Final = re.compile(r"[、，,；;：:]|と|って|という")


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


_TITLES: Final = _listed(
    """mr mrs ms dr prof gen sen rep gov lt col sgt capt maj adm rev hon pres st mt ft vs fig figs eq approx cf viz
    hr fr nr bzw ca z.b u.a d.h i.d str tel abs art bd evtl ggf inkl sog vgl zzt m mm mme mlle mgr me
    sr sra srta ud uds d avda sig sigg dott avv ing г гг ул им т.е т.к т.п т.н стр рис см руб тыс обл проф акад ген"""
)
_PERHAPS: Final = _listed(
    """inc ltd co corp bros jr etc al e.g i.e a.m p.m a.d b.c ph.d ed est dept univ jan feb mar apr jun jul aug sep sept
    oct nov dec mon tue wed thu fri sat sun usw млн млрд т.д др"""
)
_COUNTED: Final = _listed("no nos nr vol fig pp p art")
_STARTERS: Final = _listed(
    """the a an in on at for from with by as to of it he she they we i you this that these those his her their its our
    but and or so if when while after before since although however meanwhile there here what who why how not no yet one
    some many most all both each under over during last next now then new der die das ein eine er sie es wir im am und
    aber doch le la les un une il elle ils elles et mais dans en el los las una y pero он она они это в на но и"""
)
_NUMBERED_BEFORE_DOT: Final = _listed("de da fi nb nn no cs sk pl hu sl hr sr tr et lv is")


def sentences(text: str, language: str = "") -> list[Span]:
    """Return the sentences of a text in order, without the white space around them; no line break is inside one."""
    return [span for line in _PARAGRAPH.finditer(text) for span in _in_line(text, line.start(), line.end(), language)]


def _in_line(text: str, start: int, end: int, language: str) -> Iterator[Span]:
    begin = start
    closing = _ClosingBrackets(text, start, end)
    for found in _END.finditer(text, start, end):
        if found.end() < end and not _ends_here(text, found, begin, end, language, closing):
            continue
        yield from _trimmed(text, begin, found.end())
        begin = found.end()
    yield from _trimmed(text, begin, end)


def _ends_here(
    text: str, found: re.Match[str], begin: int, end: int, language: str, closing: "_ClosingBrackets"
) -> bool:
    mark, after = found.group(), found.end()
    if closing.is_inside(found.start(), after) or _CONTINUES.match(text, after, end):
        return False
    if any(character in _ALWAYS for character in mark):
        return True
    if not text[after].isspace():
        return "…" in mark and "Lo" in _kind(text[after])
    following = _NEXT_WORD.match(text, after, end)
    if following is not None and following.group(1)[0].islower():
        return False
    if mark[0] != "." or mark.startswith("..."):
        return True
    return _full_stop_ends(text[max(begin, found.start() - 40) : found.start()], following, language)


def _full_stop_ends(before: str, following: re.Match[str] | None, language: str) -> bool:
    word = _LAST_WORD.search(before)
    if word is None or following is None:
        return True
    last, following_word = word.group(), following.group(1)
    lowered = last.lower()
    if last.isdigit() and len(last) <= 2 and language.lower().split("-")[0] in _NUMBERED_BEFORE_DOT:
        return False
    if lowered in _COUNTED:
        return not following_word[0].isdigit()
    if lowered in _PERHAPS or _ACRONYM.match(last):
        return following_word.lower() in _STARTERS
    is_initial = len(last) == 1 and last.isupper() and last.upper() != last.lower()
    return not (is_initial and last != "I") and lowered not in _TITLES


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    piece = text[start:end]
    left = start + len(piece) - len(piece.lstrip())
    right = end - (len(piece) - len(piece.rstrip()))
    if left < right:
        yield Span(left, right)


def _kind(character: str) -> str:
    return "Lo" if character.isalpha() and character.upper() == character.lower() else ""


class _ClosingBrackets:
    """Knows which places of a line lie inside a bracket or quotation that is closed later in that line."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self._ranges = [
            pair for opening, close in _BRACKETS.items() for pair in _pairs(text, start, end, opening, close)
        ]

    def is_inside(self, mark: int, after: int) -> bool:
        return any(opening < mark and after <= closing for opening, closing in self._ranges)


def _pairs(text: str, start: int, end: int, opening: str, close: str) -> Iterator[tuple[int, int]]:
    position = text.find(opening, start, end)
    while position >= 0:
        closed = text.find(close, position, end)
        if closed < 0:
            return
        yield position, closed
        position = text.find(opening, closed, end)
