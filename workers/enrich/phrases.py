"""The names and phrases of a text that recur: capitalised names, quoted titles, repeated runs without spaces."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from contracts.article import TagBasis, TagKind
from search.text import fold_name
from workers.enrich.names import names_in
from workers.enrich.runs import runs_in

_QUOTED: Final = re.compile(r"《([^《》\n]{2,20})》|『([^『』\n]{2,20})』")
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
    """A name or phrase with how often the text has it and where it first stands, -1 if in the title."""

    label: str
    count: int
    first: int
    kind: TagKind
    basis: TagBasis

    @property
    def key(self) -> str:
        """The folded form by which phrases are compared."""
        return fold_name(self.label)


def phrases_in(title: str, text: str, language: str) -> list[Phrase]:
    """Return the phrases that recur in a text, the most frequent first; one phrase a folded form."""
    found = [*_names(title, text, language), *_quoted(title, text), *_runs(title, text, language)]
    unique: dict[str, Phrase] = {}
    for phrase in sorted(found, key=lambda phrase: (-phrase.count, phrase.first, phrase.label)):
        if phrase.key:
            unique.setdefault(phrase.key, phrase)
    return list(unique.values())


def _names(title: str, text: str, language: str) -> Iterator[Phrase]:
    for name in names_in(title, text, language):
        first = _first(name.label, title, min(name.places))
        yield Phrase(name.label, len(name.places), first, _kind(name.label), "entity")


def _quoted(title: str, text: str) -> Iterator[Phrase]:
    counts = Counter(next(filter(None, match)) for match in _QUOTED.findall(text))
    for label, count in counts.items():
        if count >= 2 or label in title:
            yield Phrase(label, count, _first(label, title, text.find(label)), "work", "entity")


def _runs(title: str, text: str, language: str) -> Iterator[Phrase]:
    for label, count in runs_in(title, text, language):
        yield Phrase(label, count, _first(label, title, text.find(label)), _kind(label), "phrase")


def _first(label: str, title: str, place: int) -> int:
    return -1 if label.casefold() in title.casefold() else place


def _kind(label: str) -> TagKind:
    if _ORGANISATION.search(label):
        return "organisation"
    return "place" if _PLACE.search(label) else "topic"
