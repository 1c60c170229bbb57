"""What the search page shows: the hits, and links to every narrower, wider or otherwise sorted search."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from search.index import Answer, FacetValue
from web.hit_views import HitView, hit_view
from web.operators import filters, has_term, shorter, term, with_term, without_term
from web.reader import Reader
from web.searching import Sort

_FACETS: Final[tuple[tuple[str, str], ...]] = (("source", "source"), ("tag", "tag"), ("language", "lang"))
_SHOWN_AT_ONCE: Final = 8
_CHIP_FIELDS: Final = frozenset(
    {"source", "publisher", "tag", "lang", "site", "author", "title", "after", "before", "when"}
)


@dataclass(frozen=True, slots=True)
class Link:
    """A link to another search; `chosen` if it is the one shown."""

    href: str
    label: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force, and the search without it."""

    href: str
    facet: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueView:
    """One value of a facet: the link adds it as a filter, or takes it off if it is chosen; `act` says which."""

    href: str
    label: str
    act: str
    n: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetView:
    """One facet: the values shown at once, and those that are folded away."""

    name: str
    first: tuple[ValueView, ...]
    more: tuple[ValueView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchView:
    """The whole search page."""

    query: str
    understood: str
    total: str
    sort: Sort
    sort_chosen: bool
    sorts: tuple[Link, ...]
    chips: tuple[Chip, ...]
    hits: tuple[HitView, ...]
    facets: tuple[FacetView, ...]
    fewer: tuple[Link, ...]
    first: str
    next: str


class _Links:
    """Addresses of searches that keep the chosen order."""

    def __init__(self, reader: Reader, sort: Sort | None) -> None:
        self._reader = reader
        self._sort = sort

    def to(self, query: str, *, sort: Sort | None = None, cursor: str | None = None) -> str:
        return self._reader.url("/", q=query, sort=sort or self._sort, cursor=cursor)


def search_view(answer: Answer, *, sort: Sort | None, cursor: str | None, reader: Reader) -> SearchView:
    """Return the page of an answer; `sort` is the order that the address names, if any."""
    links, words = _Links(reader, sort), reader.words
    query = answer.query.strip()
    base = answer.understood or query
    in_force = _sort_in_force(answer, sort)
    return SearchView(
        query=query,
        understood=answer.understood if answer.understood != " ".join(query.split()) else "",
        total=words.count("search.total", answer.total),
        sort=in_force,
        sort_chosen=sort is not None,
        sorts=tuple(_sorts(query, in_force, links, reader)),
        chips=tuple(_chips(base, answer, links, reader)),
        hits=tuple(hit_view(hit, reader) for hit in answer.hits),
        facets=tuple(_facets(base, answer, links, reader)),
        fewer=tuple(Link(links.to(one), one) for one in shorter(base)),
        first=links.to(query) if cursor else "",
        next=links.to(query, cursor=answer.next) if answer.next else "",
    )


def _sort_in_force(answer: Answer, sort: Sort | None) -> Sort:
    for typed in (part.value for part in filters(answer.understood) if part.field == "sort"):
        return "date" if typed == "date" else "relevance"
    return sort or ("relevance" if answer.query.strip() else "date")


def _sorts(query: str, in_force: Sort, links: _Links, reader: Reader) -> Iterable[Link]:
    plain = without_term(query, "sort", "date", "relevance")
    orders: tuple[Sort, ...] = ("relevance", "date")
    for order in orders:
        yield Link(links.to(plain, sort=order), reader.words(f"search.by_{order}"), chosen=order == in_force)


def _chips(base: str, answer: Answer, links: _Links, reader: Reader) -> Iterable[Chip]:
    labels = {
        (operator, value.value): value.label for facet, operator in _FACETS for value in getattr(answer.facets, facet)
    }
    for part in filters(base):
        if part.field in _CHIP_FIELDS:
            label = _label(part.field, part.value, labels.get((part.field, part.value), part.value), reader)
            without = without_term(base, part.field, part.value)
            yield Chip(links.to(without), reader.words(f"search.field_{part.field}"), label)


def _facets(base: str, answer: Answer, links: _Links, reader: Reader) -> Iterable[FacetView]:
    for facet, operator in _FACETS:
        found: tuple[FacetValue, ...] = getattr(answer.facets, facet)
        values = tuple(_value(base, operator, value, links, reader) for value in found if value.value)
        if values:
            name = reader.words(f"search.facet_{facet}")
            yield FacetView(name=name, first=values[:_SHOWN_AT_ONCE], more=values[_SHOWN_AT_ONCE:])


def _value(base: str, operator: str, value: FacetValue, links: _Links, reader: Reader) -> ValueView:
    label = _label(operator, value.value, value.label, reader)
    chosen = has_term(base, operator, value.value, value.label)
    changed = (
        without_term(base, operator, value.value, value.label) if chosen else with_term(base, operator, value.value)
    )
    return ValueView(
        href=links.to(changed),
        label=label,
        act=reader.words("search.remove_filter" if chosen else "search.add_filter", label=label),
        n=f"{value.count:,}",
        chosen=chosen,
    )


def _label(operator: str, value: str, label: str, reader: Reader) -> str:
    return reader.words.language_name(value) if operator == "lang" else label or value


def search_for(field: str, value: str, reader: Reader) -> str:
    """Return the address of the search for one filter."""
    return reader.url("/", q=term(field, value))
