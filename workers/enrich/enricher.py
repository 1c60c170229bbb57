"""The enrichments in their order: tags, then the extractive telling beside the page's own."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from contracts.article import Article, Digest, KeyPoint, Summary
from workers.clean.fields.language import language_of
from workers.enrich.digest import extractive_digest
from workers.enrich.grounding import Grounds, grounded_point, grounded_summary
from workers.enrich.tags import tags_of

Enrichment = Callable[[Article], Article]


def enrich(article: Article) -> Article:
    """Return the article with tags, summary and key points; what the page itself told stays the preferred telling."""
    for step in ENRICHMENTS:
        article = step(article)
    return article


def with_tags(article: Article) -> Article:
    """Return the article with the tags of its page and of its text."""
    return replace(article, tags=tags_of(article))


def with_digest(article: Article) -> Article:
    """Return the article with an extractive summary and key points: its own telling, or beside the page's."""
    extract = extractive_digest(article)
    told = _told_by_others(article)
    others = tuple(digest for digest in article.other_digests if not _is_extractive(digest))
    if told.summary is None and not told.key_points:
        return replace(article, summary=extract.summary, key_points=extract.key_points, other_digests=others)
    grounded = _grounded(article, told)
    beside = (*others, extract) if extract.summary else others
    return replace(
        article,
        summary=grounded.summary or extract.summary,
        key_points=grounded.key_points or extract.key_points,
        other_digests=beside,
    )


def _told_by_others(article: Article) -> Digest:
    """The summary and points that are not ours: the page's or a model's."""
    summary = article.summary if article.summary and article.summary.method != "extractive" else None
    return Digest(
        summary=summary, key_points=tuple(point for point in article.key_points if point.method != "extractive")
    )


def _is_extractive(digest: Digest) -> bool:
    methods = {point.method for point in digest.key_points} | ({digest.summary.method} if digest.summary else set())
    return methods <= {"extractive"}


def _grounded(article: Article, told: Digest) -> Digest:
    grounds = Grounds(article)
    summary: Summary | None = grounded_summary(told.summary, grounds) if told.summary else None
    language = told.summary.language if told.summary else _language(told.key_points)
    return Digest(
        summary=summary, key_points=tuple(grounded_point(point, grounds, language) for point in told.key_points)
    )


def _language(points: tuple[KeyPoint, ...]) -> str:
    return language_of("", " ".join(point.sentence for point in points))


ENRICHMENTS: Final[tuple[Enrichment, ...]] = (with_tags, with_digest)
"""Every enrichment, in the order in which they are done; add one here, with its module and its test."""
