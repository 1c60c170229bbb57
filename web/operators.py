"""A query's text with one filter more or less: what the facets link to.

Only terms `field:value` at the top level are touched, outside parentheses and not negated; all else stays as it is
written. Texts are canonical, as an answer's `understood` is; another text is at worst left unchanged.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_PART: Final = re.compile(
    r'(?P<space>\s+)|(?P<term>(?P<field>[A-Za-z]+):(?:"(?P<quoted>[^"]*)"|(?P<bare>[^\s()"]+)))'
    r'|(?P<other>-?"[^"]*"?|[^\s()"]+|[()"])'
)
_BARE: Final = re.compile(r"[\w.+\-]+")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a query; `field` and `value` are set if it is a filter that may be taken off."""

    text: str
    field: str = ""
    value: str = ""


def term(field: str, value: str) -> str:
    """Return `field:value` as the query language writes it; a double quote inside the value is left out."""
    clean = _squeezed(value)
    bare = _BARE.fullmatch(clean) and not clean.startswith("-")
    return f"{field}:{clean}" if bare else f'{field}:"{clean}"'


def filters(query: str) -> list[Part]:
    """Return the query's filters, in order."""
    return [part for part in _parts(query) if part.field]


def has_term(query: str, field: str, *values: str) -> bool:
    """Return whether the query asks for one of the values in that field, in whatever case and quoting."""
    return any(_is(part, field, values) for part in _parts(query))


def with_term(query: str, field: str, value: str) -> str:
    """Return the query with that filter added at its end; alternatives are put into parentheses, as OR binds weaker."""
    if has_term(query, field, value):
        return query
    base = f"({query.strip()})" if _has_alternatives(query) else query.strip()
    return f"{base} {term(field, value)}".strip()


def without_term(query: str, field: str, *values: str) -> str:
    """Return the query without the filters for these values; unchanged if it has none."""
    kept = [part.text for part in _parts(query) if not _is(part, field, values)]
    return _squeeze_spaces("".join(kept)) if has_term(query, field, *values) else query


def without_field(query: str, field: str) -> str:
    """Return the query without any filter of that field."""
    return _squeeze_spaces("".join(part.text for part in _parts(query) if part.field != field))


def shorter(query: str, *, most: int = 5) -> list[str]:
    """Return up to `most` queries that each ask for one thing less; none if there is but one thing, or an OR."""
    if _has_alternatives(query) or "(" in query:
        return []
    parts = [part.text for part in _parts(query) if part.text.strip()]
    joined = _rejoined(parts)
    if len(joined) < 2:
        return []
    return [" ".join(joined[:at] + joined[at + 1 :]) for at in range(len(joined))][:most]


def _rejoined(parts: list[str]) -> list[str]:
    """Return the parts with a phrase put back to the operator that it was cut from, as in -tag:"a b"."""
    joined: list[str] = []
    for text in parts:
        if joined and text.startswith('"') and joined[-1].endswith(":"):
            joined[-1] += text
        else:
            joined.append(text)
    return joined


def _is(part: Part, field: str, values: tuple[str, ...]) -> bool:
    return part.field == field and part.value.casefold() in {_squeezed(value).casefold() for value in values}


def _squeezed(value: str) -> str:
    return _squeeze_spaces(value.replace('"', " "))


def _squeeze_spaces(text: str) -> str:
    return " ".join(text.split())


def _has_alternatives(query: str) -> bool:
    depth = 0
    for found in _PART.finditer(query):
        depth += (found[0] == "(") - (found[0] == ")")
        if depth == 0 and found[0] in ("OR", "|"):
            return True
    return False


def _parts(query: str) -> Iterator[Part]:
    """Yield the query's parts in order; in a query of alternatives none is a filter that may be taken off."""
    depth = 0
    for found in _PART.finditer(query):
        depth = max(0, depth + (found[0] == "(") - (found[0] == ")"))
        if found["term"] is None or depth or _has_alternatives(query):
            yield Part(found[0])
        else:
            value = found["bare"] if found["quoted"] is None else found["quoted"]
            yield Part(found[0], field=found["field"].lower(), value=_squeeze_spaces(value))
