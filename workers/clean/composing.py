"""The article that a page is, put together from what was read of it and from what the page states of itself."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from contracts.article import Article, KeyPoint, Publisher, Summary, TraceEvent
from contracts.identity import document_id, first_version
from contracts.records import Page
from search.text import count_words
from workers.clean.fields.authors import authors_of, names_in
from workers.clean.fields.canonical import canonical_of
from workers.clean.fields.lead_image import lead_image_of
from workers.clean.fields.page_digest import PageDigest
from workers.clean.fields.published import clock_for, times_of
from workers.clean.fields.publisher import publisher_of
from workers.clean.fields.section import section_of
from workers.clean.pages.blocks import Block
from workers.clean.pages.facts import Facts
from workers.clean.pages.sanitised import html_of
from workers.clean.reading import Reading
from workers.clean.sites.memory import SourceMemory
from workers.clean.sites.mending import moment_told

MAX_TEXT_CHARS: Final = 400_000
_WORDS_A_MINUTE: Final = 230
_IDEOGRAPHS_A_MINUTE: Final = 400


def article_of(page: Page, facts: Facts, reading: Reading, memory: SourceMemory, encoding: str) -> Article:
    """Return the article that a page is known to be, from what was read of it."""
    canonical = canonical_of(facts, page.source)
    blocks = _bounded(reading.cleaned.blocks)
    text = "\n\n".join(block.text for block in blocks)
    clock = clock_for(facts, page.fetched_at, page.source.country, reading.language)
    times = times_of(facts, clock, reading.bylines.lines, page.hints, reading.language)
    publisher = publisher_of(facts, reading.bylines.lines, reading.title, reading.bylines.near)
    words = count_words(text)
    own_names = _own_names(page, publisher)
    return Article(
        id=document_id(canonical),
        url=page.final_url,
        canonical_url=canonical,
        source=page.source,
        title=reading.title or _opening(text),
        text=text,
        language=reading.language,
        fetched_at=page.fetched_at,
        version=first_version(page.fetched_at),
        publisher=publisher,
        authors=names_in(reading.mended.authors, reading.language, own_names)
        or authors_of(facts, reading.bylines, reading.language, own_names),
        section=section_of(facts, reading.blocks, reading.title),
        published_at=moment_told(reading.mended.times, clock) or times.published,
        updated_at=times.updated,
        html=html_of(blocks, page.final_url),
        lead_image=lead_image_of(facts, reading.cleaned.blocks),
        word_count=words,
        reading_minutes=_minutes(words, reading.language),
        summary=_page_summary(reading.digest),
        key_points=_page_points(reading.digest),
        tags=reading.tags,
        addresses=page.addresses,
        removed=reading.cleaned.removed,
        trace=(_trace(page, reading, encoding),),
        snapshot=memory.number,
        archive=page.archive,
        ai_usage=page.ai_usage,
    )


def _bounded(blocks: Sequence[Block]) -> list[Block]:
    """The blocks as far as the text's bound, the last one cut there."""
    kept: list[Block] = []
    room = MAX_TEXT_CHARS
    for block in blocks:
        if room <= 0:
            break
        kept.append(block if len(block.text) <= room else replace(block, text=block.text[:room]))
        room -= len(block.text) + 2
    return kept


def _own_names(page: Page, publisher: Publisher | None) -> tuple[str, ...]:
    names = (page.source.name, publisher.name if publisher else None, publisher.as_written if publisher else None)
    return tuple(name for name in names if name)


def _opening(text: str) -> str:
    return text.split("\n", 1)[0][:120]


def _minutes(words: int, language: str) -> int:
    return max(1, round(words / (_IDEOGRAPHS_A_MINUTE if language in ("zh", "ja") else _WORDS_A_MINUTE)))


def _page_summary(digest: PageDigest) -> Summary | None:
    return Summary(text=digest.summary, language=digest.language, method="page") if digest.summary else None


def _page_points(digest: PageDigest) -> tuple[KeyPoint, ...]:
    return tuple(
        KeyPoint(sentence=p.sentence, headline=p.headline, emoji=p.emoji, method="page") for p in digest.points
    )


def _trace(page: Page, reading: Reading, encoding: str) -> TraceEvent:
    kept = f"{len(reading.cleaned.blocks)} of {len(reading.blocks)} blocks kept"
    detail = f"read as {encoding}; {kept}{reading.mended.told}"
    return TraceEvent(stage="read", at=page.fetched_at, detail=detail)
