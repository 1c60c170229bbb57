"""What the index holds of an article: its fields, their kinds, and the values that an article gives them.

All text is analysed here (`search.analysis`) and stored as tokens with spaces between, so both backends hold the same
tokens and find the same articles. The article itself lies beside them, whole, as JSON that is not searched.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Literal

import ada_url

from contracts.article import Article
from contracts.errors import UnusableUrl
from contracts.identity import packed
from contracts.urls import url_key
from contracts.wire import encode
from search.analysis import fold_name, pairs, sequence, spans, tokens
from search.stems import stems

MAPPING_VERSION: Final = 1
"""Counts up when a field or its values change: an index of another version must be built anew."""

MAX_RECORD_BYTES: Final = 32 * 1024 * 1024
MAX_KEYWORD_LENGTH: Final = 500
MAX_FULLY_ANALYSED: Final = 200_000
"""Beyond so many characters a text is found by its words and phrases, no longer by stems and pairs of characters."""

NEVER: Final = -(1 << 50)
"""Stands for a time that is not known: before every time that is."""

Kind = Literal["text", "stems", "keyword", "number"]

FIELDS: Final[dict[str, Kind]] = {
    "title": "text",
    "text": "text",
    "names": "text",
    "authors": "text",
    "title_stems": "stems",
    "stems": "stems",
    "id": "keyword",
    "source": "keyword",
    "source_names": "keyword",
    "publisher_names": "keyword",
    "tag": "keyword",
    "tag_names": "keyword",
    "language": "keyword",
    "languages": "keyword",
    "hosts": "keyword",
    "url_keys": "keyword",
    "duplicate_of": "keyword",
    "published": "number",
    "order": "number",
    "id_order": "number",
    "version": "number",
    "gone": "number",
    "is_copy": "number",
}
_BREAK: Final = "¶"
"""Stands between texts of one field: no query holds it, so no phrase reaches from one text into the next."""

_HASH_BITS: Final = 20


class NotIndexable(ValueError):
    """An article that no index can take; the text says why."""


@dataclass(frozen=True, slots=True)
class Document:
    """An article as the index holds it: values by field, and the record to give back."""

    id: str
    version: int
    texts: dict[str, str]
    keywords: dict[str, tuple[str, ...]]
    numbers: dict[str, int]
    record: bytes


def document(article: Article) -> Document:
    """Return what the index holds of an article; raises `NotIndexable` if it cannot hold it."""
    if not 0 < len(article.id.encode(errors="replace")) <= MAX_KEYWORD_LENGTH:
        raise NotIndexable("its id is empty or too long")
    try:
        record = encode(article)
    except (UnicodeEncodeError, ValueError, TypeError) as error:
        raise NotIndexable(f"it cannot be written as JSON: {error}") from error
    if len(record) > MAX_RECORD_BYTES:
        raise NotIndexable(f"it takes {len(record)} bytes, and {MAX_RECORD_BYTES} are the limit")
    return Document(
        id=article.id,
        version=packed(article.version),
        texts=_texts(article),
        keywords={name: _bounded(values) for name, values in _keywords(article).items()},
        numbers=_numbers(article),
        record=record,
    )


def _texts(article: Article) -> dict[str, str]:
    body = _body(article)
    return {
        "title": _analysed((article.title,)),
        "text": _analysed(body),
        "names": _analysed(_names(article)),
        "authors": _analysed(article.authors),
        "title_stems": " ".join(stems(article.title, article.language)),
        "stems": " ".join(stems("\n".join((article.title, *body))[:MAX_FULLY_ANALYSED], article.language)),
    }


def _analysed(texts: Iterable[str]) -> str:
    return f" {_BREAK} ".join(" ".join(_tokens(text)) for text in texts if text)


def _tokens(text: str) -> list[str]:
    if len(text) <= MAX_FULLY_ANALYSED:
        return tokens(text)
    return sequence(text) + pairs(list(spans(text[:MAX_FULLY_ANALYSED])))


def _body(article: Article) -> tuple[str, ...]:
    """Return the text, and the tellings of it that are not merely sentences of the text."""
    told = [article.summary, *(digest.summary for digest in article.other_digests)]
    points = [*article.key_points, *(point for digest in article.other_digests for point in digest.key_points)]
    return (
        article.text,
        *(summary.text for summary in told if summary is not None and summary.method != "extractive"),
        *(f"{point.headline}\n{point.sentence}" for point in points if point.method != "extractive"),
    )


def _names(article: Article) -> tuple[str, ...]:
    publisher = (article.publisher.name,) if article.publisher is not None else ()
    labels = (label for tag in article.tags for label in tag.labels.values())
    return tuple(dict.fromkeys((*article.authors, *labels, article.source.name, *publisher, article.section or "")))


def _keywords(article: Article) -> dict[str, Iterable[str]]:
    publisher = publisher_names(article)
    return {
        "id": (article.id,),
        "source": (article.source.id,),
        "source_names": (fold_name(article.source.id), fold_name(article.source.name), *publisher),
        "publisher_names": publisher,
        "tag": (tag.concept for tag in article.tags),
        "tag_names": (fold_name(name) for tag in article.tags for name in (tag.concept, *tag.labels.values())),
        "language": (article.language,),
        "languages": (language := article.language.lower().replace("_", "-"), language.split("-")[0]),
        "hosts": (suffix for url in (article.url, article.canonical_url) for suffix in _host_suffixes(url)),
        "url_keys": (key for url in (article.url, article.canonical_url, *article.addresses) for key in url_keys(url)),
        "duplicate_of": (article.duplicate_of,) if article.duplicate_of else (),
    }


def publisher_names(article: Article) -> tuple[str, ...]:
    """Return the folded names under which an article's publisher is found."""
    publisher = article.publisher
    if publisher is None:
        return ()
    return tuple(fold_name(name) for name in (publisher.name, publisher.as_written, publisher.host) if name)


def url_keys(url: str) -> tuple[str, ...]:
    """Return the key of a URL, or none if it is no URL."""
    try:
        return (keyword(url_key(url)),)
    except (UnusableUrl, ValueError):
        return ()


def _host_suffixes(url: str) -> tuple[str, ...]:
    try:
        labels = str(ada_url.URL(url).hostname).split(".")
    except ValueError:
        return ()
    return tuple(".".join(labels[start:]) for start in range(len(labels)))


def _numbers(article: Article) -> dict[str, int]:
    published = NEVER if article.published_at is None else milliseconds(article.published_at.instant)
    return {
        "published": published,
        "order": _order(article.id, published),
        "id_order": id_order(article.id),
        "version": packed(article.version),
        "gone": int(article.gone),
        "is_copy": int(bool(article.duplicate_of)),
    }


def milliseconds(moment: datetime) -> int:
    """Return a moment in ms since 1970, exact for any year."""
    since = moment.astimezone(UTC) - datetime(1970, 1, 1, tzinfo=UTC)
    return since.days * 86_400_000 + since.seconds * 1000 + since.microseconds // 1000


def id_order(article_id: str) -> int:
    """Return the number by which articles are told apart where all else is equal: 62 bits of the id's hash."""
    return int.from_bytes(hashlib.blake2b(article_id.encode(), digest_size=8).digest()) >> 2


def _order(article_id: str, published: int) -> int:
    """Return a number that orders articles by the second of publication, then by id; hardly any two share one."""
    return ((published // 1000) << _HASH_BITS) | (id_order(article_id) & ((1 << _HASH_BITS) - 1))


def keyword(value: str) -> str:
    """Return a keyword's value as the index holds it: bounded in length."""
    return value[:MAX_KEYWORD_LENGTH]


def _bounded(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(keyword(value) for value in values if value))
