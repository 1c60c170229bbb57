"""From what a person typed to a `Query`: forgiving, never raising, and bounded in length, words and depth.

Words are joined by AND; OR binds weaker; `-` before a word excludes. What cannot be read as an operator is read as
words, for headlines are typed too; what holds nothing to search for is dropped, and so is missing from what was
understood.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Final, NamedTuple

from search.analysis import sequence
from search.query import And, Filter, InField, Node, Not, Or, Phrase, Query, Since, TextField, Until, Within, Word
from search.records import MAX_QUERY_LENGTH, Sort

MAX_TERMS: Final = 48
MAX_DEPTH: Final = 16
MAX_AMOUNT: Final = 10_000
_QUOTES: Final = {'"': '"', "“": "”", "„": "“", "「": "」", "『": "』"}
_OPENERS: Final = "(（"
_CLOSERS: Final = ")）"
_OPERATOR: Final = re.compile(r"([A-Za-z]+)[:：](?=\S)")
_STOPS: Final = re.compile(r"[\s()（）\"“„「『]")
_DATE: Final = re.compile(r"^(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?(?:T.*)?$")
_WHEN: Final = re.compile(r"^(\d{1,9})([hdwmy])$", re.IGNORECASE)
_WWW: Final = re.compile(r"^(?:www\.|\.)+")
_FIRST_YEAR, _LAST_YEAR = 1000, 9000
_SORTS: Final[dict[str, Sort]] = {"date": "date", "relevance": "relevance"}


class _Piece(NamedTuple):
    """A lexical piece: kind is one of ( ) - or word phrase; an operator's name stands before its value."""

    kind: str
    text: str = ""
    operator: str = ""


def parse(text: str) -> Query:
    """Return what a typed query means; of more than `MAX_QUERY_LENGTH` characters the rest is cut off."""
    reader = _Reader(list(_pieces(text[:MAX_QUERY_LENGTH])))
    tree = reader.alternatives(depth=0)
    hopeless = tree is None and reader.sort is None and bool(text.strip())
    return Query(tree=tree, sort=reader.sort, hopeless=hopeless)


def _pieces(text: str) -> Iterator[_Piece]:
    position = 0
    while position < len(text):
        character = text[position]
        if character.isspace():
            position += 1
        elif character in _OPENERS or character in _CLOSERS:
            yield _Piece("(" if character in _OPENERS else ")")
            position += 1
        elif character == "-" and not text[position + 1 : position + 2].isspace():
            yield _Piece("-")
            position += 1
        else:
            piece, position = _piece(text, position)
            yield piece


def _piece(text: str, position: int) -> tuple[_Piece, int]:
    found = _OPERATOR.match(text, position)
    operator = found.group(1).lower() if found is not None else ""
    if found is not None and operator in _READERS:
        position = found.end()
    else:
        operator = ""
    if text[position] in _QUOTES:
        content, position = _quoted(text, position)
        return _Piece("phrase", content, operator), position
    stop = _STOPS.search(text, position + (not operator))
    end = stop.start() if stop is not None else len(text)
    return _Piece("word", text[position:end], operator), end


def _quoted(text: str, position: int) -> tuple[str, int]:
    closers = {_QUOTES[text[position]], '"'}
    end = next((at for at in range(position + 1, len(text)) if text[at] in closers), len(text))
    return " ".join(text[position + 1 : end].split()), end + 1


class _Reader:
    """Reads the pieces by descent; at most `MAX_TERMS` leaves and `MAX_DEPTH` brackets count."""

    def __init__(self, pieces: list[_Piece]) -> None:
        self._pieces = pieces
        self._at = 0
        self._terms = 0
        self.sort: Sort | None = None

    def alternatives(self, depth: int) -> Node | None:
        """Return what stands up to the closing bracket or the end: sides joined by OR."""
        sides: list[Node] = []
        while self._at < len(self._pieces):
            side = self._all_of(depth)
            if side is not None:
                sides.extend(side.nodes if isinstance(side, Or) else (side,))
            if not self._takes("or"):
                break
        return _joined(Or, sides)

    def _all_of(self, depth: int) -> Node | None:
        parts: list[Node] = []
        while self._at < len(self._pieces) and self._pieces[self._at].kind != "or":
            piece = self._pieces[self._at]
            if piece.kind == ")":
                if depth > 0:
                    break
                self._at += 1
                continue
            if piece.kind == "word" and not piece.operator and piece.text == "OR":
                self._pieces[self._at] = _Piece("or")
                break
            part = self._one(depth)
            if part is not None:
                parts.extend(part.nodes if isinstance(part, And) else (part,))
        return _joined(And, parts)

    def _one(self, depth: int) -> Node | None:
        negated = False
        while self._takes("-"):
            negated = True
        if self._at >= len(self._pieces):
            return None
        if self._pieces[self._at].kind == "(":
            node = self._bracket(depth)
        elif self._pieces[self._at].kind in ("word", "phrase"):
            node = self._leaf(self._pieces[self._at])
            self._at += 1
        else:
            return None
        if node is None or not negated:
            return node
        return node.node if isinstance(node, Not) else Not(node)

    def _bracket(self, depth: int) -> Node | None:
        self._at += 1
        if depth >= MAX_DEPTH:
            return None
        node = self.alternatives(depth + 1)
        self._takes(")")
        return node

    def _leaf(self, piece: _Piece) -> Node | None:
        if self._terms >= MAX_TERMS:
            return None
        if piece.operator == "sort":
            self.sort = _SORTS.get(piece.text.lower(), self.sort)
            return None
        if piece.operator:
            node = _READERS[piece.operator](piece)
        else:
            node = None if piece.text == "AND" and piece.kind == "word" else _sought(piece)
        self._terms += node is not None
        return node

    def _takes(self, kind: str) -> bool:
        taken = self._at < len(self._pieces) and self._pieces[self._at].kind == kind
        self._at += taken
        return taken


def _joined(kind: type[And] | type[Or], nodes: list[Node]) -> Node | None:
    distinct = tuple(dict.fromkeys(nodes))
    return None if not distinct else distinct[0] if len(distinct) == 1 else kind(distinct)


def _sought(piece: _Piece) -> Word | Phrase | None:
    if not sequence(piece.text):
        return None
    return Phrase(piece.text) if piece.kind == "phrase" else Word(piece.text)


def _in_field(field: TextField) -> Callable[[_Piece], Node | None]:
    def read(piece: _Piece) -> Node | None:
        sought = _sought(piece)
        return None if sought is None else InField(field, sought)

    return read


def _filter(name: str) -> Callable[[_Piece], Node | None]:
    def read(piece: _Piece) -> Node | None:
        if not sequence(piece.text):
            return None
        match name:
            case "tag" | "source" | "publisher":
                return Filter(name, piece.text)
            case "lang":
                return Filter(name, piece.text.lower().replace("_", "-"))
            case _:
                return Filter("site", _host(piece.text))

    return read


def _host(text: str) -> str:
    bare = text.lower().split("://")[-1].split("/")[0].split("?")[0]
    return _WWW.sub("", bare).rstrip(".") or text


def _since(piece: _Piece) -> Node | None:
    day = _day(piece.text)
    return None if day is None else Since(day)


def _until(piece: _Piece) -> Node | None:
    day = _day(piece.text)
    return None if day is None else Until(day)


def _day(text: str) -> date | None:
    found = _DATE.match(text)
    if found is None:
        return None
    year, month, day = (int(part or 1) for part in found.groups())
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _within(piece: _Piece) -> Node | None:
    found = _WHEN.match(piece.text)
    if found is None:
        return None
    unit = found.group(2).lower()
    amount = min(int(found.group(1)), MAX_AMOUNT)
    match unit:
        case "h" | "d" | "w" | "m" | "y":
            return Within(amount, unit)
        case _:
            return None


def _nothing(_: _Piece) -> Node | None:
    return None


_READERS: Final[dict[str, Callable[[_Piece], Node | None]]] = {
    "tag": _filter("tag"),
    "source": _filter("source"),
    "publisher": _filter("publisher"),
    "lang": _filter("lang"),
    "language": _filter("lang"),
    "site": _filter("site"),
    "title": _in_field("title"),
    "intitle": _in_field("title"),
    "author": _in_field("author"),
    "after": _since,
    "before": _until,
    "when": _within,
    "sort": _nothing,
}
