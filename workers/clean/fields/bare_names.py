"""Names without any label, told as writers by their place: a line beside the date, the signature below the text."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from itertools import chain, islice, pairwise
from pathlib import Path
from typing import Final

from lxml.html import HtmlElement

from workers.clean.pages.blocks import Block

_WORDS: Final[dict[str, list[str]]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
_NO_PERSON: Final = frozenset(chain.from_iterable(_WORDS[kind] for kind in ("sections", "calls", "dates", "places")))
_PLACE_BEGINS: Final = frozenset(_WORDS["place_begins"])
_WORD: Final = r"(?:[^\W\d_a-z]\.|[^\W\d_a-zà-ÿ][^\W\d_]*(?:['’-][^\W\d_]+)*)"
_PARTICLE: Final = r"(?:de|da|do|dos|di|del|della|des|du|la|le|van|von|der|den|ten|ter|zu|af|al|el|bin|ibn|y|e|ben)"
_NAME: Final = rf"{_WORD}(?:\s(?:{_PARTICLE}\s){{0,2}}{_WORD}){{1,3}}"
_NAMES: Final = re.compile(
    rf"{_NAME}(?:(?:\s?,|\s?&|\s(?:and|und|et|y|e|i|и|och|og|en|ve|AND))\s{_NAME}){{0,3}}",
)
_DATED: Final = re.compile(
    r"\b(?:19|20)\d\d\b|\d{1,2}[:h]\d\d\b|\d\s?(?:hours?|hrs?|mins?|minutes?|days?)\s+ago\b"
    r"|\b(?:vor|hace|il y a|há)\s+\d"
    r"|\d\s+\w+\s+(?:geleden|sedan|siden|sitten|назад|тому|temu|fa|atrás|önce|lalu|trước)\b"
)
_PARTS: Final = re.compile(r"\s*[|·•—–]\s*|\s+-\s+|\s*,\s+(?=\d)|\s{2,}")
_ROLE: Final = re.compile(
    r"\b(?:reporter|correspondent|editor|columnist|journalist|writer|redakteur(?:in)?|korrespondent(?:in)?|journaliste"
    r"|periodista|corresponsal|repórter|giornalista|verslaggever|redacteur|dziennikarz|журналист|корреспондент|muhabir)\b",
    re.IGNORECASE,
)
_MOST_INSIDE: Final = 4
_LONGEST: Final = 90


def bare_names(lines: Sequence[str]) -> list[str]:
    """Return the first line, or part of a dated line, that can only be people's names and stands beside the date."""
    return list(islice(filter(is_people, _candidates(lines)), 1))


def signature(below: Block | None) -> list[str]:
    """Return the line right below the text, if it is set apart in weight or to the right and can only be names."""
    if below is None or below.links or below.element is None or not is_people(below.text):
        return []
    nodes = (below.element, *islice(below.element.iterdescendants(), _MOST_INSIDE))
    return [below.text] if any(_is_set_apart(node) for node in nodes) else []


def _is_set_apart(node: HtmlElement) -> bool:
    style = f"{node.get('style') or ''} {node.get('align') or ''} {node.get('class') or ''}"
    return node.tag in ("strong", "b", "em", "i") or "right" in style


def is_people(text: str) -> bool:
    """Return whether a text can only be the names of one to four people, each of two words or more."""
    words = [word.strip(".,").casefold() for word in text.split()]
    is_place = bool(words) and words[0] in _PLACE_BEGINS
    return _NAMES.fullmatch(text) is not None and not is_place and _NO_PERSON.isdisjoint(words)


def _candidates(lines: Sequence[str]) -> Iterator[str]:
    short = [line for line in lines if len(line) <= _LONGEST]
    for line in filter(_DATED.search, short):
        yield from (part for part in _PARTS.split(line) if not _DATED.search(part))
    told = [line for line in short if not _ROLE.search(line) or _DATED.search(line)]
    for one, other in pairwise(told):
        if _DATED.search(other) and not _DATED.search(one):
            yield _PARTS.split(one)[0]
        if _DATED.search(one) and not _DATED.search(other):
            yield _PARTS.split(other)[0]
