"""A hit as the pages show it: in lists of results, of related articles and of copies."""

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from contracts.article import Article, Publisher, Tag
from contracts.records import SourceRef
from search.index import Hit
from search.text import script_of
from web.operators import term
from web.reader import Reader
from web.times import ToldTime

_MOST_TAGS: Final = 6
_MOST_FRAGMENTS: Final = 1
_GIST_LENGTH: Final = 320
_MARKED: Final = re.compile(r"<mark>(.*?)</mark>", re.DOTALL)
_NOT_LATIN: Final = frozenset({"ar", "bg", "el", "fa", "he", "hi", "ja", "ko", "ru", "th", "uk", "ur", "zh"})


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A run of plain text; `marked` where the query matched."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class TagLink:
    """A tag by its name in the reader's language, and the search for it; `lang` is "" where the name's is unknown."""

    href: str
    label: str
    lang: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HitView:
    """One article in a list."""

    href: str
    title: tuple[MarkedText, ...]
    publisher: str
    via: str
    time: ToldTime | None
    lang: str
    language_name: str
    foreign: bool
    summary: str
    summary_lang: str
    matches: tuple[tuple[MarkedText, ...], ...]
    tags: tuple[TagLink, ...]
    copies: str


def hit_view(hit: Hit, reader: Reader) -> HitView:
    """Return a hit in the reader's words."""
    publisher, via = author_of(hit.source, hit.publisher)
    return HitView(
        href=reader.url(f"/articles/{hit.id}"),
        title=tuple(marked_text(hit.highlights.title)) or (MarkedText(hit.title or hit.url),),
        publisher=publisher,
        via=via,
        time=reader.told(hit.published_at) if hit.published_at else None,
        lang=hit.language,
        language_name=reader.words.language_name(hit.language),
        foreign=hit.language.split("-")[0] != reader.language,
        summary=shortened(hit.summary, _GIST_LENGTH),
        summary_lang=_language_of(hit.summary, hit.language),
        matches=tuple(_matches(hit)),
        tags=tuple(tag_link(tag, reader) for tag in _salient(hit.tags)[:_MOST_TAGS]),
        copies=reader.words.count("search.copies", hit.copies) if hit.copies else "",
    )


def article_in_list(article: Article, reader: Reader) -> HitView:
    """Return an article as one line of a list, without what a search adds."""
    publisher, via = author_of(article.source, article.publisher)
    return HitView(
        href=reader.url(f"/articles/{article.id}"),
        title=(MarkedText(article.title or article.url),),
        publisher=publisher,
        via=via,
        time=reader.told(article.published_at) if article.published_at else None,
        lang=article.language,
        language_name=reader.words.language_name(article.language),
        foreign=article.language.split("-")[0] != reader.language,
        summary="",
        summary_lang="",
        matches=(),
        tags=(),
        copies="",
    )


def author_of(source: SourceRef, publisher: Publisher | str | None) -> tuple[str, str]:
    """Return who wrote it and, if that is not the source itself, the source that it was crawled from."""
    name = publisher.name if isinstance(publisher, Publisher) else publisher
    if not name or name.casefold() == source.name.casefold():
        return source.name, ""
    return name, source.name


def marked_text(markup: str) -> Iterator[MarkedText]:
    """Yield the runs of a highlight, whose only markup is <mark>; any other markup is text, and is shown as such."""
    at = 0
    for found in _MARKED.finditer(markup):
        if found.start() > at:
            yield MarkedText(html.unescape(markup[at : found.start()]))
        yield MarkedText(html.unescape(found[1]), marked=True)
        at = found.end()
    if at < len(markup):
        yield MarkedText(html.unescape(markup[at:]))


def shortened(text: str, most: int) -> str:
    """Return the text, cut at a word's end with an ellipsis if it has more than `most` characters."""
    if len(text) <= most:
        return text
    cut = text[:most].rstrip()
    at = cut.rfind(" ", most // 2)
    return f"{cut[:at] if at > 0 else cut} …"


def _language_of(summary: str, article_language: str) -> str:
    """Return the language to render a summary in: the article's, unless its script speaks against that."""
    script, primary = script_of(summary), article_language.lower().split("-")[0]
    if script == "Hani" and primary not in ("zh", "ja"):
        return "zh"
    return "en" if script == "Latn" and primary in _NOT_LATIN else article_language


def tag_link(tag: Tag, reader: Reader) -> TagLink:
    """Return the link to all articles with the tag."""
    lang, label = _name_in(tag.labels, reader.language) or ("", tag.concept)
    return TagLink(href=reader.url("/", q=term("tag", label)), label=label, lang=lang)


def _name_in(labels: Mapping[str, str], language: str) -> tuple[str, str] | None:
    """Return (language, name): in the language asked for, else its relatives, else English, else any."""
    for wanted in (language, "en"):
        found = next((item for item in labels.items() if item[0].split("-")[0] == wanted), None)
        if found:
            return found
    return next(iter(labels.items()), None)


def _salient(tags: Iterable[Tag]) -> list[Tag]:
    return sorted(tags, key=lambda tag: -tag.salience)


def _matches(hit: Hit) -> Iterator[tuple[MarkedText, ...]]:
    """Yield the fragments that show a match which the summary doesn't show already."""
    for fragment in hit.highlights.fragments[:_MOST_FRAGMENTS]:
        runs = tuple(marked_text(fragment))
        plain = " ".join("".join(run.text for run in runs).split())
        if any(run.marked for run in runs) and plain[:80] not in " ".join(hit.summary.split()):
            yield runs
