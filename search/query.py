"""The query as a tree, and the canonical text of a tree: `parse(printed(tree))` is the tree again."""

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, TypeAlias

from search.records import Sort

FilterName = Literal["tag", "source", "publisher", "lang", "site"]
TextField = Literal["title", "author"]
Unit = Literal["h", "d", "w", "m", "y"]

HOURS: Final[dict[Unit, int]] = {"h": 1, "d": 24, "w": 7 * 24, "m": 30 * 24, "y": 365 * 24}


@dataclass(frozen=True, slots=True)
class Word:
    """A word as typed; in an unspaced script a run of characters."""

    text: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that follow each other exactly."""

    text: str


@dataclass(frozen=True, slots=True)
class InField:
    """A word or phrase within the title or the authors."""

    field: TextField
    sought: Word | Phrase


@dataclass(frozen=True, slots=True)
class Filter:
    """A named value that an article has or has not, compared after folding."""

    name: FilterName
    value: str


@dataclass(frozen=True, slots=True)
class Since:
    """Published at or after the start of a day."""

    day: date


@dataclass(frozen=True, slots=True)
class Until:
    """Published before the start of a day."""

    day: date


@dataclass(frozen=True, slots=True)
class Within:
    """Published within the last so many hours, days, weeks, months of 30 or years of 365 days."""

    amount: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class Not:
    """What an article must not match."""

    node: "Node"


@dataclass(frozen=True, slots=True)
class And:
    """All of two or more."""

    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of two or more."""

    nodes: tuple["Node", ...]


Leaf: TypeAlias = Word | Phrase | InField | Filter | Since | Until | Within
Node: TypeAlias = Leaf | Not | And | Or


@dataclass(frozen=True, slots=True)
class Query:
    """What was understood: the tree (None: no condition), the sort typed, and whether nothing can match.

    `hopeless` is true if something was typed, but nothing in it can be searched for.
    """

    tree: Node | None
    sort: Sort | None = None
    hopeless: bool = False


def printed(query: Query) -> str:
    """Return the canonical text of a query."""
    parts = [] if query.tree is None else [_top(query.tree)]
    if query.sort is not None:
        parts.append(f"sort:{query.sort}")
    return " ".join(parts)


def _top(node: Node) -> str:
    match node:
        case And(nodes):
            return " ".join(_grouped(part) for part in nodes)
        case Or(nodes):
            return " OR ".join(_grouped(part) for part in nodes)
        case _:
            return _grouped(node)


def _grouped(node: Node) -> str:
    match node:
        case And() | Or():
            return f"({_top(node)})"
        case Not(inner):
            return f"-{_grouped(inner)}"
        case _:
            return _leaf(node)


def _leaf(node: Leaf) -> str:
    match node:
        case Word(text):
            return text
        case Phrase(text):
            return f'"{text}"'
        case InField(field, sought):
            return f"{field}:{_leaf(sought)}"
        case Filter(name, value):
            return f"{name}:{_value(value)}"
        case Since(day):
            return f"after:{day.isoformat()}"
        case Until(day):
            return f"before:{day.isoformat()}"
        case Within(amount, unit):
            return f"when:{amount}{unit}"


def _value(value: str) -> str:
    needs_quotes = any(character.isspace() or character in '()"“”„「」『』（）' for character in value)
    return f'"{value}"' if needs_quotes else value
