"""The few things that an index must be able to find, in which every query is put: each backend compiles these alone."""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Term:
    """Documents that hold one exact token in a field; scored by BM25 times `boost`."""

    field: str
    token: str
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class Sequence:
    """Documents in which two or more tokens of a field follow each other; scored by BM25 times `boost`."""

    field: str
    tokens: tuple[str, ...]
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class AnyToken:
    """Documents that hold at least one of the tokens in a field; not scored."""

    field: str
    tokens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Between:
    """Documents whose number in a field is at least `low` and below `high`; None is open; not scored."""

    field: str
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class All:
    """Documents that every clause finds; scores add up."""

    clauses: tuple["Clause", ...]


@dataclass(frozen=True, slots=True)
class Some:
    """Documents that at least so many of the clauses find; scores add up."""

    clauses: tuple["Clause", ...]
    at_least: int = 1


@dataclass(frozen=True, slots=True)
class Without:
    """Documents that the first clause finds and the second doesn't."""

    clause: "Clause"
    excluded: "Clause"


@dataclass(frozen=True, slots=True)
class Everything:
    """Every document; not scored."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """No document."""


Clause: TypeAlias = Term | Sequence | AnyToken | Between | All | Some | Without | Everything | Nothing
