"""What differs between an index and the manifest, each difference as one line.

Some fields are asserted less strictly than they are stated, since a page alone does not decide them. A language is
compared by its primary subtag (`zh-Hant` may be read as `zh`); a printed time without a zone may be read as UTC; kinds
of space in a title are not told apart (U+3000 is ordinary there in Chinese and Japanese). Where only the site's name
stands for the publisher (`said: unsaid`), or authors and section are merely printed (`said: visible`), leaving the
field empty is right too. Among addresses of one source with the same text, any may be the article's own: which is
fetched first decides.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from contracts.article import Article, Moment, Tag
from contracts.identity import document_id
from contracts.urls import url_key
from newsroom.expectations import ExpectedPage, ExpectedPublisher, ExpectedTime, Family, Manifest, Said

_UNIT: Final = {
    "second": timedelta(seconds=1),
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "month": timedelta(days=31),
    "year": timedelta(days=366),
}
_SHOWN: Final = 160
_SELLING: Final = frozenset({"promotion", "app promotion", "subscribe", "advertising", "furniture"})
_REASONS: Final[Mapping[Family, frozenset[str]]] = {
    "template-residue": frozenset({"template residue"}),
    "promotion": _SELLING,
    "app-promotion": _SELLING,
    "contact": _SELLING | {"contact"},
}
"""The reasons that fit a family of removed pieces; the other families may go under any reason."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of one page, or a count, that is not what the manifest says."""

    where: str
    what: str
    expected: Any
    found: Any

    def __str__(self) -> str:
        return f"{self.where}: {self.what} should be {_short(self.expected)}, is {_short(self.found)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What one whole crawl of the sites counted: terminal outcomes, rejections by reason, fetches by result."""

    outcomes: Mapping[str, int] = field(default_factory=dict)
    rejected: Mapping[str, int] = field(default_factory=dict)
    fetches: Mapping[str, int] = field(default_factory=dict)


def _short(value: Any) -> str:
    text = " ".join(repr(value).split())
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def check(
    manifest: Manifest, *, port: int, articles: Iterable[Article], counts: Counts | None = None
) -> list[Difference]:
    """Return every difference between the articles of an index and the manifest, none if both say the same.

    `counts` are those of one crawl into an empty index without faults; without them only the articles are compared.
    """
    world = _World(manifest, port, {article.id: article for article in articles if not article.gone})
    differences = [difference for page in manifest.with_articles() for difference in _page(world, page)]
    known = {article.id for page in manifest.with_articles() if (article := world.article_for(page)) is not None}
    differences += [
        Difference(article.url, "this article", "not in the index", article.title)
        for article in world.articles.values()
        if article.id not in known
    ]
    return differences + (list(_counts(manifest, counts)) if counts else [])


def check_requests(manifest: Manifest, *, port: int, requests: Iterable[Mapping[str, Any]]) -> list[Difference]:
    """Return what a crawl asked that it must not: addresses that robots.txt forbids, and too much of an endless run.

    `requests` are those of `newsroom.server.Newsroom.requests`, or the lines of its log.
    """
    asked = [f"http://{request['host']}:{port}{request['path']}" for request in requests]
    refused = {page.url.replace("{port}", str(port)) for page in manifest.pages if page.outcome == "robots_refused"}
    found = [Difference(url, "this address", "never asked", "asked") for url in sorted(refused.intersection(asked))]
    for trap in manifest.traps:
        prefix = trap.prefix.replace("{port}", str(port))
        times = sum(url.startswith(prefix) for url in asked)
        if times > trap.at_most:
            found.append(Difference(prefix, "addresses asked for", f"at most {trap.at_most}", times))
    return found


@dataclass(frozen=True)
class _World:
    manifest: Manifest
    port: int
    articles: dict[str, Article]

    def here(self, url: str) -> str:
        return url.replace("{port}", str(self.port))

    def addresses(self, page: ExpectedPage) -> list[str]:
        """Return every address under which a page's text is announced by its source, the page's own first."""
        same = [p.url for p in self.manifest.pages if p.outcome == "duplicate" and p.duplicate_of == page.url]
        leading = [p.url for p in self.manifest.pages if p.leads_to == page.url]
        return [self.here(url) for url in (page.url, *same, *leading)]

    def article_for(self, page: ExpectedPage) -> Article | None:
        """Return the article of a page, whichever of its addresses it was indexed under."""
        canonical = self.here(page.canonical or page.url)
        ids = (document_id(address) for address in (canonical, *self.addresses(page)))
        return next((self.articles[found] for found in ids if found in self.articles), None)

    def original_of(self, page: ExpectedPage) -> Article | None:
        """Return the article that a copy repeats, None for what is no copy."""
        if page.duplicate_of is None:
            return None
        wanted = next((p for p in self.manifest.with_articles() if page.duplicate_of in (p.url, p.canonical)), None)
        return self.article_for(wanted) if wanted else None


def _page(world: _World, page: ExpectedPage) -> Iterator[Difference]:
    article = world.article_for(page)
    where = world.here(page.url)
    if article is None:
        yield Difference(where, "this article", f"in the index ({page.title})", "missing")
        return
    for name, expected, found in _fields(world, page, article):
        if expected != found:
            yield Difference(where, name, expected, found)
    for compare in (_text, _published, _updated, _tags, _removed, _own_digest):
        for name, expected, found in compare(page, article):
            yield Difference(where, name, expected, found)


_Found = Iterator[tuple[str, Any, Any]]


def _fields(world: _World, page: ExpectedPage, article: Article) -> _Found:
    """Yield name, expected and found value of the fields that are compared as they are."""
    yield "id", document_id(article.canonical_url), article.id
    yield "source", page.source, article.source.id
    yield "title", _spaced(page.title), _spaced(article.title)
    yield "language", _primary(page.language), _primary(article.language)
    yield "publisher", *_publisher(page.publisher, article)
    yield "authors", *_said(page.authors, article.authors, (), page.authors_said)
    yield "section", *_said(page.section, article.section, None, page.section_said)
    missing = [address for address in world.addresses(page) if url_key(address) not in _keys(article)]
    yield "addresses that are missing", [], missing
    original = world.original_of(page)
    yield "duplicate_of", original.id if original else None, article.duplicate_of


def _keys(article: Article) -> set[str]:
    return {url_key(address) for address in (*article.addresses, article.url, article.canonical_url)}


def _spaced(text: str | None) -> str:
    return " ".join((text or "").split())


def _primary(language: str | None) -> str:
    return (language or "").split("-")[0].lower()


def _publisher(expected: ExpectedPublisher | None, article: Article) -> tuple[str | None, str | None]:
    found = article.publisher.name if article.publisher else None
    name = expected.name if expected else None
    if expected is not None and expected.said == "unsaid" and found is None:
        return name, name
    return name, found


def _said(expected: Any, found: Any, empty: Any, said: Said) -> tuple[Any, Any]:
    """Return both values; equal if the field is only printed and was left empty, or is not said at all."""
    if said == "unsaid" or (said == "visible" and found == empty):
        return expected, expected
    return expected, found


def _text(page: ExpectedPage, article: Article) -> _Found:
    if article.text == page.text:
        return
    found = article.text.split("\n\n")
    for number, (expected, paragraph) in enumerate(zip(page.body, found, strict=False), start=1):
        if expected != paragraph:
            yield f"paragraph {number} of the text", expected, paragraph
            return
    yield "number of paragraphs of the text", len(page.body), f"{len(found)}, the last being {found[-1]!r}"


def _published(page: ExpectedPage, article: Article) -> _Found:
    expected, found = page.published, article.published_at
    if expected is None:
        if found is not None:
            yield "published_at", None, found
        return
    if found is None:
        yield "published_at", expected, None
        return
    if (found.precision, found.basis) != (expected.precision, expected.basis):
        yield "published_at", (expected.precision, expected.basis), (found.precision, found.basis)
    instants = _instants(expected, article.fetched_at)
    if not any(_agree(instant, found, _UNIT[expected.precision]) for instant in instants):
        yield "published_at", instants[0].isoformat(), found.instant.isoformat()


def _instants(expected: ExpectedTime, fetched_at: datetime) -> list[datetime]:
    """Return the moments that are right: one, or two where the page prints a time without its zone."""
    if expected.ago_minutes is not None:
        return [fetched_at - timedelta(minutes=expected.ago_minutes)]
    return [at.astimezone(UTC) for at in (expected.instant, expected.wall_clock) if at is not None]


def _agree(expected: datetime, found: Moment, unit: timedelta) -> bool:
    return abs(expected - found.instant) < unit


def _updated(page: ExpectedPage, article: Article) -> _Found:
    found = article.updated_at.instant if article.updated_at else None
    if page.updated is not None and found != page.updated.astimezone(UTC):
        yield "updated_at", page.updated.isoformat(), found


def _tags(page: ExpectedPage, article: Article) -> _Found:
    read = [tag for tag in article.tags if tag.basis == "page"]
    names = {name for tag in read for name in _names(tag)}
    missing = [tag for tag in page.tags if tag.casefold() not in names]
    if missing:
        yield "tags that the page names", list(page.tags), [sorted(_names(tag)) for tag in read]
    stated = {tag.casefold() for tag in page.tags}
    foreign = [tag.concept for tag in read if not _names(tag) & stated]
    if foreign:
        yield "tags of basis page that the page does not name", [], foreign


def _names(tag: Tag) -> set[str]:
    return {tag.concept.casefold(), *(label.casefold() for label in tag.labels.values())}


def _removed(page: ExpectedPage, article: Article) -> _Found:
    dropped = [(_squeezed(piece.text), piece.reason) for piece in article.removed]
    unexplained = [piece.text for piece in article.removed if not piece.reason]
    if unexplained:
        yield "reason of a removed piece", "stated", unexplained
    for piece in page.removed:
        wanted = _squeezed(piece.text)
        reasons = {reason for text, reason in dropped if wanted in text}
        if not reasons and wanted not in "".join(text for text, _ in dropped):
            yield f"removed ({piece.family})", piece.text, "not among the removed pieces"
        fitting = _REASONS.get(piece.family, reasons)
        if reasons and not reasons & fitting:
            yield f"reason for removing {piece.text!r}", sorted(fitting), sorted(reasons)


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _own_digest(page: ExpectedPage, article: Article) -> _Found:
    """Compare the page's own summary and key points, and ask for extracted ones beside them."""
    if page.summary is None:
        return
    summary = article.summary
    found = (summary.method, _primary(summary.language), summary.text) if summary else None
    if found != ("page", _primary(page.summary_language), page.summary):
        yield "summary", ("page", page.summary_language, page.summary), found
    points = [(point.emoji, point.headline, point.sentence) for point in article.key_points if point.method == "page"]
    expected = [(point.emoji, point.headline, point.sentence) for point in page.key_points]
    if points != expected:
        yield "key points of the page", expected, points
    if not any(_is_whole_extract(digest) for digest in article.other_digests):
        yield "extractive summary and 3 to 5 key points, each with evidence", "present", "missing"


def _is_whole_extract(digest: Any) -> bool:
    summary, points = digest.summary, digest.key_points
    told = summary is not None and summary.method == "extractive" and bool(summary.evidence)
    return told and 3 <= len(points) <= 5 and all(point.evidence for point in points)


def _counts(manifest: Manifest, counts: Counts) -> Iterator[Difference]:
    totals, outcomes = manifest.totals, counts.outcomes
    repeated = outcomes.get("duplicate", 0) + outcomes.get("unchanged", 0)
    allowed = {reason for page in manifest.pages for reason in page.reasons}
    asked: list[tuple[str, Any, Any, Callable[[Any, Any], bool]]] = [
        ("pages indexed", totals.indexed, outcomes.get("indexed", 0), _equal),
        ("pages rejected", totals.rejected, outcomes.get("rejected", 0), _equal),
        ("pages that repeat another of their source", totals.duplicate, repeated, _equal),
        ("pages dead", 0, outcomes.get("dead", 0), _equal),
        ("reasons of rejection", sorted(allowed), sorted(counts.rejected), lambda a, b: set(b) <= set(a)),
        ("fetches refused by robots.txt", totals.robots_refused, counts.fetches.get("robots_refused"), _at_least),
    ]
    for what, expected, found, holds in asked:
        if not holds(expected, found):
            yield Difference("the whole crawl", what, expected, found)


def _equal(expected: Any, found: Any) -> bool:
    return bool(expected == found)


def _at_least(expected: int, found: int | None) -> bool:
    return found is None or found >= expected
