"""How the tests of this folder write to an index and ask it."""

from contracts.article import Article
from search.index import (
    Answer,
    Index,
    SearchRequest,
    Written,
)
from tests.unit.search.library import names

SPACE = {"space-en", "space-zh", "space-hant", "space-fr", "space-ru", "space-ja"}
"""The library's articles on the space chiefs, a telling each; a copy is not among them."""


def written(index: Index, *articles: Article) -> None:
    """Write articles and make them visible; each must be new."""
    results = index.write(articles)
    assert [type(result) for result in results] == [Written] * len(articles)
    index.refresh()


def ask(index: Index, query: str, **asked: object) -> Answer:
    """Return the answer to a query, all hits on one page unless asked otherwise."""
    return index.search(SearchRequest(query=query, **({"limit": 100} | asked)))  # type: ignore[arg-type]


def found(index: Index, query: str) -> set[str]:
    """Return the names of the library's articles that a query finds."""
    return names(hit.id for hit in ask(index, query).hits)


def ids(index: Index, query: str) -> list[str]:
    """Return the ids that a query finds, in order."""
    return [hit.id for hit in ask(index, query).hits]
