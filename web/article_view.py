"""What the article's page shows: one article, in the words and the order that serve its reader."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from contracts.article import Article, Digest, KeyPoint, Method, Removed, Span, Tag
from contracts.records import AiUsage
from web.blocks import Block, Kind, anchor_for, blocks_of, merged
from web.hit_views import HitView, TagLink, author_of, tag_link
from web.reader import Reader, outside_href, shown_host
from web.times import ToldTime
from web.wording import direction

_MOST_REMOVED: Final = 100
_MOST_SHOWN_OF_ONE: Final = 1500
_MOST_TAGS: Final = 30


@dataclass(frozen=True, slots=True)
class Place:
    """A link to the place in the text that bears something out; numbered from 1 in the order of the text."""

    anchor: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PointView:
    """One key point."""

    emoji: str
    headline: str
    sentence: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestView:
    """One telling: a summary and its key points, with who made it; `foreign`: not in the page's own language."""

    method: str
    language_name: str
    lang: str
    dir: str
    foreign: bool
    summary: str
    places: tuple[Place, ...]
    points: tuple[PointView, ...]


@dataclass(frozen=True, slots=True)
class Label:
    """A tag's name in another language."""

    lang: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TagView:
    """A tag by its name in the reader's language, and its other names."""

    href: str
    label: str
    lang: str
    others: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Dropped:
    """A piece that cleaning removed."""

    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class Address:
    """An address, linked if it is safe to."""

    href: str | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleView:
    """The whole page of one article."""

    id: str
    title: str
    lang: str
    dir: str
    language_name: str
    publisher: str
    via: str
    section: str
    authors: str
    reading: str
    published: ToldTime | None
    updated: ToldTime | None
    fetched: ToldTime
    original: str | None
    original_host: str
    canonical: str | None
    canonical_text: str
    addresses: tuple[Address, ...]
    digests: tuple[DigestView, ...]
    blocks: tuple[tuple[Kind, tuple[Block, ...]], ...]
    tags: tuple[TagView, ...]
    removed: tuple[Dropped, ...]
    removed_title: str
    ai_usage: str
    duplicate_of: str
    trace_href: str
    related: tuple[HitView, ...]
    copies: tuple[HitView, ...]


def article_view(
    article: Article, *, related: Iterable[HitView], copies: Iterable[HitView], reader: Reader
) -> ArticleView:
    """Return the page of an article; its digests begin with the one in the reader's language, if there is one."""
    words = reader.words
    digests = in_reading_order(article, reader.language)
    evidence = merged(_evidence(digests), length=len(article.text))
    publisher, via = author_of(article.source, article.publisher)
    return ArticleView(
        id=article.id,
        title=article.title,
        lang=article.language,
        dir=direction(article.language),
        language_name=words.language_name(article.language),
        publisher=publisher,
        via=via,
        section=article.section or "",
        authors=words("article.by", authors=", ".join(article.authors)) if article.authors else "",
        reading=words.count("article.reading", article.reading_minutes) if article.reading_minutes else "",
        published=reader.told(article.published_at) if article.published_at else None,
        updated=_updated(article, reader),
        fetched=reader.told_instant(article.fetched_at),
        original=outside_href(article.url),
        original_host=shown_host(article.url),
        canonical=outside_href(article.canonical_url),
        canonical_text=article.canonical_url,
        addresses=tuple(Address(outside_href(url), url) for url in article.addresses if url != article.canonical_url),
        digests=tuple(_digest_view(digest, article, evidence, reader) for digest in digests),
        blocks=tuple((kind, tuple(same)) for kind, same in groupby(blocks_of(article, evidence), lambda one: one.kind)),
        tags=tuple(_tag_view(tag, reader) for tag in _most_salient(article.tags)),
        removed=tuple(_dropped(piece, reader) for piece in article.removed[:_MOST_REMOVED]),
        removed_title=words.count("article.removed", len(article.removed)),
        ai_usage=_ai_usage(article.ai_usage, reader) if article.ai_usage else "",
        duplicate_of=reader.url(f"/articles/{article.duplicate_of}") if article.duplicate_of else "",
        trace_href=reader.url("/trace", of=article.canonical_url),
        related=tuple(related),
        copies=tuple(copies),
    )


def _ai_usage(usage: AiUsage, reader: Reader) -> str:
    """Return in one line what the publisher says on the use of the article by AI, and where it says so."""
    words = reader.words
    stances = {"train": usage.train, "answer": usage.answer, "search": usage.search, "images": usage.images}
    said = [words(f"ai.{use}_{stance}") for use, stance in stances.items() if stance != "unstated"]
    where = [*usage.basis, *([usage.policy] if usage.policy else [])]
    return words("ai.line", said=words("ai.and").join(said) or words("ai.terms"), where="; ".join(where))


def in_reading_order(article: Article, language: str) -> list[Digest]:
    """Return the article's tellings: those in `language` first, else as it prefers them, without empty ones."""
    tellings = [Digest(summary=article.summary, key_points=article.key_points), *article.other_digests]
    told = [digest for digest in tellings if digest.summary or digest.key_points]
    return sorted(told, key=lambda digest: _primary(_language_of(digest, article)) != language)


def _language_of(digest: Digest, article: Article) -> str:
    return digest.summary.language if digest.summary else article.language


def _primary(language: str) -> str:
    return language.lower().split("-")[0]


def _evidence(digests: Iterable[Digest]) -> Iterator[Span]:
    for digest in digests:
        yield from digest.summary.evidence if digest.summary else ()
        for point in digest.key_points:
            yield from point.evidence


def _digest_view(digest: Digest, article: Article, marked: list[Span], reader: Reader) -> DigestView:
    language = _language_of(digest, article)
    return DigestView(
        method=_method(digest, reader),
        language_name=reader.words.language_name(language),
        lang=language,
        dir=direction(language),
        foreign=_primary(language) != reader.language,
        summary=digest.summary.text if digest.summary else "",
        places=_places(digest.summary.evidence if digest.summary else (), marked),
        points=tuple(_point_view(point, marked) for point in digest.key_points),
    )


def _method(digest: Digest, reader: Reader) -> str:
    method: Method = digest.summary.method if digest.summary else digest.key_points[0].method
    if digest.summary and method == "model" and digest.summary.model:
        return reader.words("method.model_named", model=digest.summary.model)
    return reader.words(f"method.{method}")


def _point_view(point: KeyPoint, marked: list[Span]) -> PointView:
    places = _places(point.evidence, marked)
    return PointView(emoji=point.emoji, headline=point.headline, sentence=point.sentence, places=places)


def _places(evidence: Iterable[Span], marked: list[Span]) -> tuple[Place, ...]:
    numbers = {anchor_for(span, marked): number for number, span in enumerate(marked, start=1)}
    anchors = dict.fromkeys(anchor_for(span, marked) for span in evidence)
    return tuple(Place(anchor, numbers[anchor]) for anchor in anchors if anchor)


def _updated(article: Article, reader: Reader) -> ToldTime | None:
    """Return when the article was changed, if that differs from when it was published."""
    if article.updated_at is None:
        return None
    if article.published_at and article.updated_at.instant <= article.published_at.instant:
        return None
    return reader.told(article.updated_at)


def _most_salient(tags: Iterable[Tag]) -> list[Tag]:
    return sorted(tags, key=lambda tag: -tag.salience)[:_MOST_TAGS]


def _tag_view(tag: Tag, reader: Reader) -> TagView:
    link: TagLink = tag_link(tag, reader)
    others = (Label(lang, label) for lang, label in tag.labels.items() if label.casefold() != link.label.casefold())
    return TagView(href=link.href, label=link.label, lang=link.lang, others=tuple(others))


def _dropped(piece: Removed, reader: Reader) -> Dropped:
    text = piece.text if len(piece.text) <= _MOST_SHOWN_OF_ONE else f"{piece.text[:_MOST_SHOWN_OF_ONE]} …"
    return Dropped(reader.words.or_plain(f"reason.{piece.reason.replace(' ', '_')}", piece.reason), text)
