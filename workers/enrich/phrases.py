"""The names and phrases of a text that recur: capitalised names, quoted titles, repeated runs without spaces."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from contracts.article import TagBasis, TagKind
from search.text import fold_name, script_of, stop_words

_UPPER: Final = r"[A-ZÀ-ÖØ-ÞА-ЯЁІЇЄҐΑ-Ω]"
_NAME_WORD: Final = rf"{_UPPER}[\w’'-]*\w|{_UPPER}{{2,}}"
_LINK: Final = r"(?:of|the|de|la|le|du|des|del|di|da|do|dos|von|van|der|den|zu|and|for|el|al|bin|ibn|y)"
_NAME: Final = re.compile(rf"(?<![\w.])(?:{_NAME_WORD})(?:[ \u00a0]+(?:{_LINK}[ \u00a0]+){{0,2}}(?:{_NAME_WORD}))*")
_SENTENCE_START: Final = re.compile(r"(?:^|[.!?…:]\s+|\n\s*|[\"“„«‘(\[–—-]\s*)$")
_QUOTED: Final = re.compile(r"《([^《》\n]{2,20})》|『([^『』\n]{2,20})』")
_RUN: Final = re.compile(r"[\u4e00-\u9fff]{2,}|[\u30a1-\u30fa\u30fc]{3,}")
_KATAKANA: Final = re.compile(r"[\u30a1-\u30fa\u30fc·・]{3,}")
_HAN_STOPS: Final = frozenset(
    "的了在是我有和就不人都一个上也很到说要去你会着没看好自己这那她他它们与及或而但并等将被把从对为以于其之所可能最更还又再已向由让给"
    "比如因此时后前中内外年月日号点分第多少些每各该本此名位次件种项元万亿千百十两三四五六七八九二表示称道记者报道认为指出进行目前已经"
    "這個們說會沒著對為與於將從還時後裡"
)
_ORGANISATION: Final = re.compile(
    r"\b(?:Inc|Ltd|Corp|LLC|GmbH|AG|University|Institute|Ministry|Agency|Bank|Council|Committee|Commission"
    r"|Association|Party|"
    r"Union|Center|Centre|Foundation|Institut|Universität|Université|Ministerium|Company|Group|Authority"
    r"|Department|Court|Service)\b"
    r"|(?:大学|大學|公司|集团|集團|银行|銀行|委员会|研究所|研究院|协会|部|局|党)$"
)
_PLACE: Final = re.compile(
    r"\b(?:Bay|River|Lake|Mount|Island|Islands|City|County|Valley|Street|Port|Highlands|Province|Sea|Coast"
    r"|District|Harbor|Harbour)\b"
    r"|(?:市|省|县|縣|州|区|區|岛|島|湾|灣|河|江|湖|山|镇|鎮|村)$"
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A name or phrase with how often the text has it and where it first stands."""

    label: str
    count: int
    first: int
    kind: TagKind
    basis: TagBasis

    @property
    def key(self) -> str:
        """The folded form by which phrases are compared."""
        return fold_name(self.label)


def phrases_in(text: str, language: str) -> list[Phrase]:
    """Return the phrases that recur in a text or that it quotes as a title, the most telling first."""
    found = [*_names(text, language), *_quoted(text), *_runs(text, language)]
    unique: dict[str, Phrase] = {}
    for phrase in sorted(found, key=lambda phrase: (-phrase.count * len(phrase.label.split()), phrase.first)):
        if phrase.key:
            unique.setdefault(phrase.key, phrase)
    return list(unique.values())


def _names(text: str, language: str) -> Iterator[Phrase]:
    """Capitalised names; a single word counts only where no sentence begins with it, and not in German."""
    counts: Counter[str] = Counter()
    firsts: dict[str, int] = {}
    shown: dict[str, str] = {}
    for match in _NAME.finditer(text):
        label, start = _trimmed(match.group(), language), match.start()
        starts_sentence = _SENTENCE_START.search(text[max(0, start - 3) : start]) is not None
        if not label or (starts_sentence and " " not in label and not label.isupper()):
            continue
        key = label.casefold()
        counts[key] += 1
        firsts.setdefault(key, start)
        shown.setdefault(key, label)
    for key, count in counts.items():
        label = shown[key]
        is_multiple = " " in label
        if (count >= 2 and (is_multiple or language != "de")) or count >= 4:
            yield Phrase(label, count, firsts[key], _kind(label), "entity")


def _trimmed(name: str, language: str) -> str:
    unwanted = stop_words(language) | stop_words("en")
    words = re.sub(r"['’]s?$", "", name).split()
    while words and words[0].casefold() in unwanted:
        words.pop(0)
    while words and words[-1].casefold() in unwanted:
        words.pop()
    return " ".join(words) if 0 < len(words) <= 5 and len("".join(words)) >= 3 else ""


def _quoted(text: str) -> Iterator[Phrase]:
    counts = Counter(next(filter(None, match)) for match in _QUOTED.findall(text))
    for label, count in counts.items():
        yield Phrase(label, count, text.find(label), "work", "entity")


def _runs(text: str, language: str) -> Iterator[Phrase]:
    """Runs of 2 to 6 characters that recur at least three times and are not always part of the same longer run."""
    if script_of(text[:2_000]) not in ("Hani", "Hira", "Kana", "Jpan", "Hans", "Hant", "Han") and language not in (
        "zh",
        "ja",
    ):
        return
    katakana = Counter(_KATAKANA.findall(text))
    for label, count in katakana.items():
        if count >= 2:
            yield Phrase(label, count, text.find(label), "topic", "entity")
    counts = _grams(text)
    kept = {gram: count for gram, count in counts.items() if count >= 3 and not _is_loose(gram)}
    for gram, count in kept.items():
        if not _is_part(gram, count, counts):
            yield Phrase(gram, count, text.find(gram), _kind(gram), "phrase")


def _grams(text: str) -> Counter[str]:
    counts: Counter[str] = Counter()
    for run in _RUN.findall(text[:20_000]):
        for size in range(2, 7):
            counts.update(run[start : start + size] for start in range(len(run) - size + 1))
    return counts


def _is_loose(gram: str) -> bool:
    return gram[0] in _HAN_STOPS or gram[-1] in _HAN_STOPS or all(char in _HAN_STOPS for char in gram[1:-1] or "x")


def _is_part(gram: str, count: int, counts: Counter[str]) -> bool:
    """Whether a longer run has this one nearly every time."""
    if len(gram) >= 6:
        return False
    return any(
        gram in longer and times >= 0.7 * count
        for longer, times in counts.items()
        if len(longer) == len(gram) + 1 and times >= 2
    )


def _kind(label: str) -> TagKind:
    if _ORGANISATION.search(label):
        return "organisation"
    return "place" if _PLACE.search(label) else "topic"
