"""Articles for the workers' tests."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from contracts.article import Article, Moment, Version
from contracts.identity import document_id, first_version
from contracts.records import SourceRef

FETCHED_AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
STORY = " ".join(
    f"word{number} met the council of district {number * 7 % 31} on matter {number}." for number in range(40)
)


def an_article(
    path: str = "/news/moon",
    *,
    source: str = "daily",
    text: str = STORY,
    title: str = "Council meets",
    fetched_at: datetime = FETCHED_AT,
    published: datetime | None = None,
    canonical: str | None = None,
    **changes: Any,
) -> Article:
    """Return an article of a source as cleaning makes it; published a day before its fetch unless said otherwise."""
    url = f"https://{source}.example{path}"
    canonical_url = f"https://{source}.example{canonical or path}"
    article = Article(
        id=document_id(canonical_url),
        url=url,
        canonical_url=canonical_url,
        source=SourceRef(id=source, name=source.title(), host=f"{source}.example"),
        title=title,
        text=text,
        language="en",
        fetched_at=fetched_at,
        version=first_version(fetched_at),
        published_at=Moment(instant=published or FETCHED_AT - timedelta(days=1), precision="minute", basis="meta"),
        addresses=(url,),
    )
    return replace(article, **changes)


def later(article: Article, hours: int = 1, **changes: Any) -> Article:
    """Return what a later fetch of the same page gives."""
    fetched_at = article.fetched_at + timedelta(hours=hours)
    changed = replace(article, fetched_at=fetched_at, version=first_version(fetched_at), duplicate_of=None, **changes)
    return replace(changed, text_digest="") if "text" in changes or "title" in changes else changed


def edited(text: str, sentences: int = 1) -> str:
    """Return the text with some sentences dropped."""
    return text.split(". ", sentences)[-1]


def revised(article: Article, revision: int) -> Article:
    """Return the article as a later write of the same fetch."""
    return replace(article, version=Version(article.version.fetched_ms, revision))
