"""What becomes of an article whose publisher took its page back: it is marked as gone, and found no more.

Only the address that tells an article withdraws it: that a print view or a copy of it is not to be indexed, or is no
longer there, says nothing of the article.
"""

from collections.abc import Callable
from dataclasses import replace

from contracts.article import Article, Version
from contracts.errors import Withdrawn
from contracts.identity import document_id, first_version
from contracts.records import Page
from contracts.urls import url_key
from workers.verdicts import Verdict


def withdrawal_of(page: Page, why: Withdrawn) -> Article:
    """Return the mark of a page that was taken back; it takes the place of the article that the page told, if any."""
    return Article(
        id=document_id(page.final_url),
        url=page.final_url,
        canonical_url=page.final_url,
        source=page.source,
        title="",
        text="",
        language=page.source.language or "und",
        fetched_at=page.fetched_at,
        version=first_version(page.fetched_at),
        gone=True,
        withdrawn=why.reason,
    )


def decide_withdrawal(mark: Article, by_address: Callable[[str], Article | None]) -> Verdict:
    """Return what becomes of the article that a mark speaks of: the page ends rejected, and the article is gone."""
    standing = by_address(mark.url)
    if standing is None or standing.gone or not _is_told_by(standing, mark):
        return Verdict("rejected", mark.id, reason=mark.withdrawn)
    if standing.version.fetched_ms > mark.version.fetched_ms:
        return Verdict("superseded", standing.id)
    version = max(mark.version, Version(standing.version.fetched_ms, standing.version.revision + 1))
    gone = replace(
        mark,
        id=standing.id,
        url=standing.url,
        canonical_url=standing.canonical_url,
        addresses=standing.addresses,
        language=standing.language,
        version=version,
    )
    return Verdict("rejected", standing.id, (gone,), reason=mark.withdrawn)


def _is_told_by(standing: Article, mark: Article) -> bool:
    return standing.source.id == mark.source.id and url_key(standing.url) == url_key(mark.url)
