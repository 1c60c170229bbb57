"""What becomes of an article at the index, given what stands there: a pure decision.

Writes of one fetch are numbered: its first is revision 0, each later one is the standing revision + 1. Among copies
the original is the least (published_at, id).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final

from contracts.article import Article, Version
from contracts.names import Outcome
from contracts.urls import url_key
from search.text import sequence
from workers.copies import likeness

SAME: Final = 0.9
"""How alike two texts of one source are that count as the same text."""
COPY: Final = 0.8
"""How alike two texts of different sources are that count as copies."""
_SHORT_TOKENS: Final = 60
_MAX_ADDRESSES: Final = 200
_UNDATED: Final = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Verdict:
    """How the page ends once `writes` stand, `fresh` being the page's own article among them, if it is written.

    `reason` is that of a page that is rejected.
    """

    outcome: Outcome
    article_id: str
    writes: tuple[Article, ...] = ()
    fresh: bool = False
    reason: str = ""


def decide(article: Article, standing: Article | None, neighbours: Sequence[Article]) -> Verdict:
    """Return what becomes of an article; `standing` has its id, `neighbours` are likely copies and their originals."""
    if standing is not None and _is_outdated(article, standing):
        return Verdict("superseded", article.id)
    if article.gone:
        return Verdict(
            "indexed", article.id, (replace(article, version=_version_after(article, standing)),), fresh=True
        )
    if standing is not None and not standing.gone:
        return _again(article, standing, neighbours)
    same = [one for one in _alive(article, neighbours) if is_same_text_of_source(article, one)]
    if same:
        return _of_same_text(article, standing, min(same, key=_age), neighbours)
    if standing is not None:
        return _back_again(article, standing, neighbours)
    return _new(article, None, neighbours)


def _is_outdated(article: Article, standing: Article) -> bool:
    """Whether a newer fetch stands; the named page still takes over from a copy that was merely fetched after it."""
    if standing.version.fetched_ms <= article.version.fetched_ms:
        return False
    return standing.gone or not _names_itself(article) or not _is_of_another_address(article, standing)


def _is_of_another_address(article: Article, standing: Article) -> bool:
    elsewhere = url_key(article.url) != url_key(standing.url)
    return elsewhere and likeness(article.text, standing.text) >= SAME


def _names_itself(article: Article) -> bool:
    return url_key(article.url) == url_key(article.canonical_url)


def _of_same_text(article: Article, standing: Article | None, first: Article, neighbours: Sequence[Article]) -> Verdict:
    """The address without a query tells the article, whichever came first: print views and trackers have one."""
    if standing is not None or not (has_query(first.url) and not has_query(article.url)):
        return _keep("duplicate", _joined(first, article), first, ())
    others = [one for one in neighbours if one.id != first.id]
    told = _new(article, None, others)
    own = replace(told.writes[0], addresses=_addresses(article, first))
    replaced = replace(first, gone=True, version=_next(first.version))
    return replace(told, outcome="duplicate", writes=(own, replaced, *told.writes[1:]))


def _back_again(article: Article, gone: Article, neighbours: Sequence[Article]) -> Verdict:
    """What was withdrawn or forgotten comes back by a newer fetch only, never by a replay."""
    if article.version.fetched_ms == gone.version.fetched_ms:
        return Verdict("superseded", article.id)
    return _new(article, gone, neighbours)


def is_same_text_of_source(article: Article, other: Article) -> bool:
    """Return whether two articles of one source have the same text; short ones only under the same title.

    A short text may be what a source shows in place of many articles.
    """
    if article.source.id != other.source.id:
        return False
    if len(sequence(article.text)) < _SHORT_TOKENS and article.title.casefold() != other.title.casefold():
        return False
    return likeness(article.text, other.text) >= SAME


def _again(article: Article, standing: Article, neighbours: Sequence[Article]) -> Verdict:
    same_fetch = article.version.fetched_ms == standing.version.fetched_ms
    if not same_fetch and _is_of_another_address(article, standing):
        return _of_another_address(article, standing, neighbours)
    if not is_changed(article, standing):
        outcome: Outcome = "indexed" if same_fetch else "unchanged"
        copies = _copies(standing, neighbours)
        kept = replace(_joined(standing, article), duplicate_of=_original_of(standing, copies))
        return _keep(outcome, kept, standing, _corrected(standing, copies))
    return _new(article, standing, neighbours)


def _of_another_address(article: Article, standing: Article, neighbours: Sequence[Article]) -> Verdict:
    """The page that its copies name as theirs tells the article best, whichever of them came first."""
    if _names_itself(article):
        return replace(_new(article, standing, neighbours), outcome="duplicate")
    return _keep("duplicate", _joined(standing, article), standing, ())


def _new(article: Article, standing: Article | None, neighbours: Sequence[Article]) -> Verdict:
    copies = _copies(article, neighbours)
    written = replace(article, version=_version_after(article, standing), duplicate_of=_original_of(article, copies))
    if standing is not None and not standing.gone:
        written = replace(written, addresses=_addresses(standing, article))
    return Verdict("indexed", article.id, (written, *_corrected(article, copies)), fresh=True)


def _version_after(article: Article, standing: Article | None) -> Version:
    if standing is None or standing.version.fetched_ms < article.version.fetched_ms:
        return article.version
    return _next(standing.version)


def _keep(outcome: Outcome, kept: Article, before: Article, others: tuple[Article, ...]) -> Verdict:
    """Keep what stands, written once more only if its addresses or its original changed."""
    changed = kept.addresses != before.addresses or kept.duplicate_of != before.duplicate_of
    own = (replace(kept, version=_next(before.version)),) if changed else ()
    return Verdict(outcome, before.id, (*own, *others))


def _next(version: Version) -> Version:
    return Version(fetched_ms=version.fetched_ms, revision=version.revision + 1)


def _joined(standing: Article, article: Article) -> Article:
    return replace(standing, addresses=_addresses(standing, article))


def _addresses(standing: Article, article: Article) -> tuple[str, ...]:
    """Return the standing article's addresses and those of the other that are not the same by their keys."""
    known = {url_key(address) for address in (standing.url, *standing.addresses)}
    more = {url_key(address): address for address in (*article.addresses, article.url)}
    new = [address for key, address in more.items() if key not in known]
    return (*standing.addresses, *new)[:_MAX_ADDRESSES]


def is_changed(article: Article, standing: Article) -> bool:
    """Return whether the article says anything that matters otherwise than the one that stands."""
    return article.text_digest != standing.text_digest or _facts(article) != _facts(standing)


def _facts(article: Article) -> tuple[Any, ...]:
    published = article.published_at
    relative = published is not None and published.basis == "relative"
    return (
        article.canonical_url,
        article.title,
        article.authors,
        article.section,
        article.language,
        article.publisher,
        None if relative else published,
        article.updated_at,
        frozenset(tag.concept for tag in article.tags if tag.basis == "page"),
        article.ai_usage,
    )


def has_query(url: str) -> bool:
    """Return whether an address has a query that tells pages apart, trackers not counted."""
    return "?" in url_key(url)


def _alive(article: Article, neighbours: Iterable[Article]) -> list[Article]:
    return [one for one in neighbours if one.id != article.id and not one.gone]


def _copies(article: Article, neighbours: Sequence[Article]) -> list[Article]:
    """Return the articles of other sources with nearly the same text, and the originals that those name."""
    others = [one for one in _alive(article, neighbours) if one.source.id != article.source.id]
    copies = [one for one in others if likeness(article.text, one.text) >= COPY]
    named = {one.duplicate_of for one in copies} - {one.id for one in copies}
    return copies + [one for one in others if one.id in named]


def _original_of(article: Article, copies: Sequence[Article]) -> str | None:
    original = min((article, *copies), key=_age)
    return None if original.id == article.id else original.id


def _corrected(article: Article, copies: Sequence[Article]) -> tuple[Article, ...]:
    """Return the copies that must name another original now, as they must be written."""
    original = min((article, *copies), key=_age)
    right = ((one, None if one.id == original.id else original.id) for one in copies)
    return tuple(
        replace(one, duplicate_of=named, version=_next(one.version))
        for one, named in right
        if one.duplicate_of != named
    )


def _age(article: Article) -> tuple[datetime, str]:
    return (article.published_at.instant if article.published_at else _UNDATED, article.id)
