"""The names in a text of a script that has capitals: capitalised runs that recur, short forms under their full name."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from workers.enrich.weak_names import OFFICES, OPENERS, is_weak

_UPPER: Final = r"[A-ZÀ-ÖØ-ÞА-ЯЁІЇЄҐΑ-ΩŁŚŻŹĆŠŽČŘĞİŞ]"
_WORD: Final = rf"{_UPPER}(?:[\w’'&-]*\w)?"
_LINK: Final = r"(?:of|the|de|la|le|du|des|del|di|da|do|dos|von|van|der|den|zu|el|al|bin|ibn)"
_RUN: Final = re.compile(rf"(?<![\w.@#/]){_WORD}(?:[ \u00a0]+(?:{_LINK}[ \u00a0]+){{0,2}}{_WORD})*")
_STARTS_SENTENCE: Final = re.compile(r"(?:^|[.!?…:;•·]\s+|[\"“„«‘(\[–—-]\s*)$")
_ENDS_SENTENCE: Final = re.compile(r"[.!?…:;,，。！？][\"'”’»)\]]*\s*$")
_SUFFIX: Final = re.compile(r"['’][^\W\d_A-Z]{0,4}$")
_ELIDED: Final = re.compile(r"^[LDldQq]u?['’](?=\w)")
_LINKS_APART: Final = frozenset({"of", "the"})
_MAX_HEADING: Final = 140
_MAX_CHARS: Final = 15_000
_MAX_NAMES: Final = 200
_LONGEST_ACRONYM: Final = 5
_NOUNS_HAVE_CAPITALS: Final = frozenset({"de", "lb", "nds"})
_AFTER_DETERMINER: Final = re.compile(
    r"\b(?:[Dd](?:er|ie|as|en|em|es)|[Kk]?[Ee]in(?:e[rnms]?)?|[Ii]hre[rnms]?|[Ss]eine[rnms]?|[Dd]iese[rnms]?|[JjAa](?:ede|lle)[rnms]?"
    r"|[IiAa]m|[Zz]u[mr]|vo[mn]|beim|ins|ans|mit|ohne|[Mm]ehr|viele[rn]?|\d+|[a-zäöü]+(?:ische|liche|ige)[rnms]?"
    r"|[a-zäöü]{3,}e[rms])\s+([A-ZÄÖÜ][\w-]+)"
)


@dataclass(slots=True)
class Name:
    """A name as it is mostly written, with the places where the text has it."""

    label: str
    places: list[int] = field(default_factory=list)
    is_seen_inside: bool = False
    has_short_form: bool = False

    @property
    def words(self) -> list[str]:
        """The name's words."""
        return self.label.split()


def names_in(title: str, text: str, language: str) -> list[Name]:
    """Return the names that recur, full form only; a single word must be more than a word that opens sentences."""
    heard = text[:_MAX_CHARS]
    has_plain_nouns = language not in _NOUNS_HAVE_CAPITALS
    nouns = frozenset() if has_plain_nouns else _nouns(heard)
    named = "" if has_plain_nouns and _is_capitalised(title) else title.casefold()
    merged = _under_full_names(list(_collected(heard, language, nouns).values()))
    if not has_plain_nouns:
        merged = [name for name in merged if _is_no_noun(name, nouns, named)]
    return [name for name in merged if _is_name(name, named, heard)]


def _is_capitalised(title: str) -> bool:
    """Whether a title gives nearly every word a capital, so that it tells no names."""
    words = [word for word in title.split() if len(word) > 3 and word[0].isalpha()]
    return sum(word[0].isupper() for word in words) > 0.8 * len(words)


def _nouns(text: str) -> frozenset[str]:
    """The words that stand after an article, a preposition or an adjective, and so are nouns, in German."""
    return frozenset(_AFTER_DETERMINER.findall(text))


def _is_no_noun(name: Name, nouns: frozenset[str], title: str) -> bool:
    """Whether a capitalised run is surely a name where every noun has a capital."""
    if len(name.words) == 1:
        return not name.label[1:].islower()
    is_borne_out = name.has_short_form or name.label.casefold() in title
    return is_borne_out and nouns.isdisjoint(name.words) and not any(word.islower() for word in name.words)


def _collected(text: str, language: str, nouns: frozenset[str]) -> dict[str, Name]:
    names: dict[str, Name] = {}
    for label, place, opens in _written(text, language, nouns):
        key = label.casefold()
        name = names.get(key)
        if name is None:
            if len(names) >= _MAX_NAMES:
                continue
            name = names[key] = Name(label)
        if name.label.isupper() and not label.isupper():
            name.label = label
        name.places.append(place)
        name.is_seen_inside = name.is_seen_inside or not opens
    return _without_openers(names)


def _without_openers(names: dict[str, Name]) -> dict[str, Name]:
    """The names, with one that only opens sentences counted as the rest of it (`Gestern Marian Tolliver`)."""
    kept = dict(names)
    for key, name in names.items():
        rest = kept.get(key.partition(" ")[2])
        if rest is not None and len(name.words) > 2 and not name.is_seen_inside:
            rest.places.extend(name.places)
            del kept[key]
    return kept


def _written(text: str, language: str, nouns: frozenset[str]) -> Iterator[tuple[str, int, bool]]:
    """Each name with its place, and whether it opens a sentence; headings capitalise too much to be heard."""
    for line in re.finditer(r"[^\n]+", text):
        prose = line.group()
        if len(prose) < _MAX_HEADING and not _ENDS_SENTENCE.search(prose):
            continue
        for run in _RUN.finditer(prose):
            start = run.start()
            opens = _STARTS_SENTENCE.search(prose[max(0, start - 3) : start]) is not None
            for label, offset in _parts(run.group()):
                bare, dropped = _trimmed(label, language, nouns)
                if bare:
                    yield bare, line.start() + start + offset, opens and offset == 0 and not dropped


def _parts(run: str) -> Iterator[tuple[str, int]]:
    """A run cut after each word with a possessive or case ending set off by an apostrophe."""
    words: list[str] = []
    begin = position = 0
    for word in re.split(r"[ \u00a0]+", run):
        bare = _SUFFIX.sub("", word)
        words.append(bare)
        position += len(word) + 1
        if bare != word:
            yield " ".join(words), begin
            words, begin = [], position
    if words:
        yield " ".join(words), begin


def _trimmed(label: str, language: str, nouns: frozenset[str]) -> tuple[str, bool]:
    """The name without weak words and offices at its ends, and whether any was in front."""
    words = _ELIDED.sub("", label).split()
    count = len(words)
    if len(words) > 1 and words[0].casefold() in OPENERS:
        words.pop(0)
    while words and _is_loose(words[0], language, is_alone=len(words) == 1):
        words.pop(0)
    while len(words) > 2 and words[0] in nouns:
        words.pop(0)
    dropped = len(words) < count
    while words and (words[-1].islower() or (is_weak(words[-1], language) and len(words) == 1)):
        words.pop()
    fits = 0 < len(words) <= 5 and len("".join(words)) >= 3 and any(character.isalpha() for character in words[0])
    return (" ".join(words) if fits else "", dropped)


def _is_loose(word: str, language: str, *, is_alone: bool) -> bool:
    lowered = word.casefold()
    if word.islower() or lowered.rstrip(".") in OFFICES:
        return is_alone or lowered not in ("north", "south", "east", "west", "house", "city", "state", "university")
    return is_weak(word, language) and (
        is_alone or lowered not in ("new", "may", "san", "la", "le", "el", "los", "las")
    )


def _under_full_names(names: list[Name]) -> list[Name]:
    """The names with each short form (`Tolliver`) counted as the full name that ends with it (`Marian Tolliver`)."""
    full = [name for name in names if len(name.words) > 1 and _LINKS_APART.isdisjoint(name.words)]
    kept: list[Name] = []
    for name in sorted(names, key=lambda name: len(name.words)):
        ending = f" {name.label.casefold()}"
        longer = [other for other in full if other is not name and other.label.casefold().endswith(ending)]
        if not longer:
            kept.append(name)
            continue
        target = max(longer, key=lambda other: (len(other.places), -len(other.words), -other.places[0]))
        target.places.extend(name.places)
        target.has_short_form = True
        target.is_seen_inside = target.is_seen_inside or name.is_seen_inside
    return kept


def _is_name(name: Name, title: str, text: str) -> bool:
    in_title = name.label.casefold() in title
    if len(name.words) > 1:
        return len(name.places) >= (1 if in_title else 2) and name.is_seen_inside and not _is_shouted(name.label)
    if len(name.places) < (2 if in_title else 3) or not name.is_seen_inside or _is_shouted(name.label):
        return False
    return not _is_common_word(name, text)


def _is_shouted(label: str) -> bool:
    return label.isupper() and len(label) > _LONGEST_ACRONYM


def _is_common_word(name: Name, text: str) -> bool:
    """Whether the text also writes the word without its capital, so that it is no name."""
    if name.label.isupper():
        return False
    plain = len(re.findall(rf"(?<!\w){re.escape(name.label.lower())}(?!\w)", text))
    return plain * 3 >= len(name.places)
