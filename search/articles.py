"""The index as the rooms see it: one behaviour over either backend."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from contracts.article import Article, Tag
from contracts.errors import UnusableUrl
from contracts.identity import document_id
from contracts.wire import decode
from search import cursors
from search.analysis import fold_name, words
from search.backend import Backend, Counted, Found, Wanted
from search.clauses import All, AnyToken, Between, Clause, Some, Term, Without
from search.documents import Document, NotIndexable, document, keyword, milliseconds, url_keys
from search.highlights import highlights
from search.languages import language_name
from search.meaning import NOT_GONE, clause_of, scores
from search.parser import parse
from search.query import Query, printed
from search.records import (
    FACET_SIZE,
    MAX_LIMIT,
    Answer,
    Facets,
    FacetValue,
    Health,
    Highlights,
    Hit,
    Refused,
    SearchRequest,
    Sort,
    WriteResult,
)

MAX_COLLAPSED: Final = 10_000
MAX_COPIES: Final = 100
_FACET_FIELDS: Final = ("source", "tag", "language")
_ORIGINALS: Final = Between("is_copy", high=1)
_SIGNIFICANT_WORDS: Final = 25
_SHARED_WORDS: Final = 4


class ArticleIndex:
    """Articles, written by version and found by query; safe to use from several threads."""

    def __init__(self, backend: Backend, *, timezone: ZoneInfo, clock: Callable[[], datetime]) -> None:
        self._backend = backend
        self._timezone = timezone
        self._clock = clock

    def write(self, articles: Sequence[Article]) -> list[WriteResult]:
        """Return what became of each article, in order; what was written is durable and found by `get` at once."""
        prepared = [_prepared(article) for article in articles]
        fitting = [each for each in prepared if isinstance(each, Document)]
        results = iter(self._backend.write(fitting) if fitting else [])
        return [next(results) if isinstance(each, Document) else each for each in prepared]

    def get(self, article_id: str) -> Article | None:
        """Return the article that stands under an id, gone or not."""
        return self.get_many([article_id]).get(article_id)

    def get_many(self, ids: Sequence[str]) -> dict[str, Article]:
        """Return the articles that stand under these ids, gone or not; unknown ids are left out."""
        return {article_id: _article(record) for article_id, record in self._backend.records(ids).items()}

    def by_address(self, url: str) -> Article | None:
        """Return the article that has this address, or led here from it; one that is gone only if no other has it."""
        try:
            exact = self.get(document_id(url))
        except (UnusableUrl, ValueError):
            return None
        if exact is not None and not exact.gone:
            return exact
        has_address = AnyToken("url_keys", url_keys(url))
        standing, gone = self._backend.firsts([All((has_address, NOT_GONE)), has_address])
        found = standing or gone
        return exact if found is None else _article(found)

    def copies(self, article_id: str) -> list[Article]:
        """Return the articles that are marked as copies of one, newest first, at most `MAX_COPIES`."""
        are_copies = All((AnyToken("duplicate_of", (article_id,)), NOT_GONE))
        return [
            _article(found.record) for found in self._backend.page(Wanted(clause=are_copies, size=MAX_COPIES)).found
        ]

    def scan(self, query: str | None = None, *, gone: bool = False) -> Iterator[Article]:
        """Yield every article that matches a query, copies too, in no particular order; gone ones only if asked for."""
        clause = self._clause(parse(query or ""), self._clock(), gone=gone)
        return (_article(record) for record in self._backend.scan(clause))

    def count(self, query: str = "") -> int:
        """Return how many articles match a query, each copy counted."""
        return self._backend.page(Wanted(clause=self._clause(parse(query), self._clock()))).total

    def facets(self, query: str = "", *, language: str = "en") -> Facets:
        """Return the most frequent values among the articles that match, copies collapsed as `search` does."""
        clause, _ = self._collapsed(self._clause(parse(query), self._clock()))
        return self._facets(self._backend.page(_with_facets(clause)), [], language)

    def refresh(self) -> None:
        """Make all that was written visible to searches."""
        self._backend.refresh()

    def check(self) -> Health:
        """Return what answers; raises `IndexUnreachable` if nothing does."""
        return self._backend.health()

    def destroy(self) -> None:
        """Remove the index with all it holds, as after a demonstration; nobody may write meanwhile."""
        self._backend.destroy()

    def close(self) -> None:
        """Give back what is held; a writer lets the next one in."""
        self._backend.close()

    def search(self, request: SearchRequest) -> Answer:
        """Return a page of the answer; no text raises an error, and a cursor of another search begins anew."""
        query = parse(request.query)
        understood = printed(query)
        sort = _order(query, request.sort)
        digest = cursors.digest(understood, sort)
        cursor = cursors.read(request.cursor, digest)
        now = self._clock() if cursor is None else _moment(cursor.now_ms)
        limit = max(1, min(request.limit, MAX_LIMIT))
        clause, copies = self._collapsed(self._clause(query, now))
        depth = 0 if cursor is None else cursor.depth
        after = None if cursor is None else cursor.place()
        wanted = replace(_with_facets(clause), sort=sort, size=limit + 1, after=after, depth=depth)
        counted = self._backend.page(wanted)
        shown = counted.found[:limit]
        articles = [_article(found.record) for found in shown]
        more = len(counted.found) > limit
        return Answer(
            query=request.query,
            understood=understood,
            total=counted.total,
            hits=tuple(_hit(a, f, query, copies) for a, f in zip(articles, shown, strict=True)),
            facets=self._facets(counted, articles, request.language),
            next=_next(digest, shown[-1], depth + limit, now) if more else None,
        )

    def related(self, article: Article, limit: int = 6) -> list[Hit]:
        """Return other articles on the same subject, best first: by tags in any language, and significant words.

        The article, its copies and what is gone are never among them.
        """
        clause = _alike(article)
        if clause is None:
            return []
        unwanted = AnyToken("id", tuple(each for each in (article.id, article.duplicate_of) if each))
        family = AnyToken("duplicate_of", tuple(each for each in (article.id, article.duplicate_of) if each))
        others = Without(All((clause, NOT_GONE)), Some((unwanted, family)))
        collapsed, copies = self._collapsed(others)
        size = max(1, min(limit, MAX_LIMIT))
        found = self._backend.page(Wanted(clause=collapsed, sort="relevance", size=size)).found
        return [_hit(_article(each.record), each, Query(tree=None), copies) for each in found]

    def _clause(self, query: Query, now: datetime, *, gone: bool = False) -> Clause:
        return clause_of(query, now=now, timezone=self._timezone, gone=gone)

    def _collapsed(self, clause: Clause) -> tuple[Clause, dict[str, int]]:
        """Return the clause without copies whose original it finds too, and how many copies each such original has.

        What is hidden so is decided before anything is counted, hence total, facets and pages agree.
        """
        groups = dict(self._values(clause, "duplicate_of"))
        if not groups:
            return clause, {}
        known = All((clause, _ORIGINALS, AnyToken("id", tuple(sorted(groups)))))
        originals = tuple(sorted(value for value, _ in self._values(known, "id")))
        if not originals:
            return clause, {}
        hidden = AnyToken("duplicate_of", originals)
        return Without(clause, hidden), {original: groups[original] for original in originals}

    def _values(self, clause: Clause, field: str) -> list[tuple[str, int]]:
        wanted = Wanted(clause=clause, values=(field,), values_size=MAX_COLLAPSED)
        return self._backend.page(wanted).values[field]

    def _facets(self, counted: Counted, known: Sequence[Article], language: str) -> Facets:
        names: dict[tuple[str, str], str] = {}
        for article in known:
            names.update(_names(article, language))
        missing = [
            (field, value)
            for field in ("source", "tag")
            for value, _ in counted.values[field]
            if (field, value) not in names
        ]
        examples = self._backend.firsts([AnyToken(field, (value,)) for field, value in missing]) if missing else []
        for record in examples:
            if record is not None:
                names.update(_names(_article(record), language))
        names.update({("language", value): language_name(value) for value, _ in counted.values["language"]})
        faceted = {
            field: tuple(FacetValue(value, names.get((field, value), value), n) for value, n in counted.values[field])
            for field in _FACET_FIELDS
        }
        return Facets(source=faceted["source"], tag=faceted["tag"], language=faceted["language"])


def _with_facets(clause: Clause) -> Wanted:
    return Wanted(clause=clause, values=_FACET_FIELDS, values_size=FACET_SIZE)


def _prepared(article: Article) -> Document | Refused:
    try:
        return document(article)
    except NotIndexable as error:
        return Refused(str(error))


def _article(record: bytes) -> Article:
    return decode(record, Article)


def _moment(milliseconds_since_1970: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds_since_1970)


def _order(query: Query, asked: Sort) -> Sort:
    """Return the order in force: by date where nothing in the query can make one hit better than another."""
    chosen = query.sort or asked
    return chosen if scores(query.tree) else "date"


def _next(digest: str, last: Found, depth: int, now: datetime) -> str:
    place = last.place
    return cursors.written(cursors.Cursor(digest, place.key, place.tie, depth, milliseconds(now)))


def _hit(article: Article, found: Found, query: Query, copies: dict[str, int]) -> Hit:
    marked = highlights(query.tree, title=article.title, text=article.text, language=article.language)
    return Hit(
        id=article.id,
        url=article.url,
        title=article.title,
        source=article.source,
        publisher=article.publisher.name if article.publisher is not None else None,
        published_at=article.published_at,
        language=article.language,
        summary=article.summary.text if article.summary is not None else "",
        tags=article.tags,
        score=found.score,
        highlights=marked if query.tree is not None else Highlights(),
        duplicate_of=article.duplicate_of,
        copies=copies.get(article.id, 0),
    )


def _names(article: Article, language: str) -> dict[tuple[str, str], str]:
    return {("source", keyword(article.source.id)): article.source.name} | {
        ("tag", keyword(tag.concept)): _label(tag, language) for tag in article.tags
    }


def _label(tag: Tag, language: str) -> str:
    primary = language.split("-", maxsplit=1)[0]
    in_order = (tag.labels.get(language), tag.labels.get(primary), tag.labels.get("en"), *tag.labels.values())
    return next((label for label in in_order if label), tag.concept)


def _alike(article: Article) -> Clause | None:
    """Return what finds articles like one: those that share a tag, or several significant words."""
    tags = tuple(
        Some(
            (
                Term("tag", keyword(tag.concept), 2 * max(tag.salience, 0.1)),
                *(Term("tag_names", keyword(fold_name(label))) for label in tag.labels.values()),
            )
        )
        for tag in article.tags
    )
    shared = _significant_words(article)
    terms = tuple(Some((Term("title", word, 2.0), Term("text", word))) for word in shared)
    if not tags and not terms:
        return None
    several = Some(terms, at_least=min(_SHARED_WORDS, len(terms))) if terms else None
    return Some((*tags, *((several,) if several is not None else ())))


def _significant_words(article: Article) -> list[str]:
    """Return the words that tell most of an article: those of its title, then the most frequent of its opening."""
    counts: dict[str, int] = {}
    for word in words(article.text[:5000], article.language):
        counts[word] = counts.get(word, 0) + 1
    in_title = dict.fromkeys(words(article.title, article.language))
    frequent = sorted(counts, key=lambda word: -counts[word])
    return list(dict.fromkeys((*in_title, *frequent)))[:_SIGNIFICANT_WORDS]
