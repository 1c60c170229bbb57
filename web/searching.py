"""From an address's parameters to a request to the index, for the API and the pages alike."""

from collections.abc import Callable
from typing import Final, Literal

from contracts.article import Article
from contracts.errors import TrawlnetError
from search.index import Answer, Index, SearchRequest
from web.errors import Gone, NotFound

Sort = Literal["relevance", "date"]
MAX_HITS: Final = 100
_NOT_HELD: Final = "The index holds no article of this id."
_WITHDRAWN: Final = "This article was withdrawn; its text is no longer kept."


def search(index: Index, query: str, *, sort: Sort | None, limit: int, cursor: str | None, language: str) -> Answer:
    """Return the answer; without words and without a chosen order, the latest articles come first."""
    chosen: Sort = sort or ("relevance" if query.strip() else "date")
    request = SearchRequest(query=query, sort=chosen, limit=limit, cursor=cursor or None, language=language)
    return index.search(request)


def article_of(index: Index, article_id: str) -> Article:
    """Return an article; raises `NotFound`, or `Gone` if it was withdrawn."""
    article = index.get(article_id)
    if article is None:
        raise NotFound(_NOT_HELD)
    if article.gone:
        raise Gone(_WITHDRAWN)
    return article


def copies_of(index: Index, article: Article) -> list[Article]:
    """Return the other articles that have the article's text: first the one it copies, then its fellow copies."""
    original = index.get(article.duplicate_of) if article.duplicate_of else None
    found = [original] if original else []
    found += index.copies(article.duplicate_of or article.id)
    return [copy for copy in found if copy.id != article.id and not copy.gone]


def article_behind(open_index: Callable[[], Index], asked: str) -> Article | None:
    """Return the article of this id, or that this address led to; None if there is none, or the index is away."""
    try:
        index = open_index()
        found = index.by_address(asked) if "://" in asked else index.get(asked)
    except TrawlnetError:
        return None
    return None if found is None or found.gone else found


def article_count(index: Index) -> int:
    """Return how many articles the index holds."""
    return index.check().documents
