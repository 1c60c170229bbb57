"""From a page to its article: the one pass in which every other module of this folder has its say."""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Final

from contracts.article import Article, KeyPoint, Publisher, Summary, Tag, TraceEvent
from contracts.errors import NoArticleText, NoIndex, PageGone, Rejected, TooLarge
from contracts.identity import document_id, first_version
from contracts.records import Page
from search.text import count_words
from workers.clean import body as bodies
from workers.clean.fields.authors import Shown as Bylines
from workers.clean.fields.authors import authors_of, names_in, stated_authors, told_authors
from workers.clean.fields.canonical import canonical_of
from workers.clean.fields.language import language_of
from workers.clean.fields.lead_image import lead_image_of
from workers.clean.fields.page_digest import PageDigest, page_digest_of
from workers.clean.fields.page_tags import page_tags_of
from workers.clean.fields.published import clock_for, times_of
from workers.clean.fields.publisher import publisher_of
from workers.clean.fields.section import section_of
from workers.clean.fields.stamps import between, stamp_lines
from workers.clean.fields.title import title_of
from workers.clean.kinds.evidence import Evidence
from workers.clean.kinds.judging import quick_rejection_of, rejection_of
from workers.clean.pages.blocks import Block, blocks_of
from workers.clean.pages.charset import decode
from workers.clean.pages.dom import TreeTooLarge, parse
from workers.clean.pages.embedded import embedded_blocks, unshown_blocks
from workers.clean.pages.facts import Facts, read_facts
from workers.clean.pages.media import refusal
from workers.clean.pages.sanitised import html_of
from workers.clean.pdf.reading import article_of_pdf, is_pdf
from workers.clean.removal.removing import Cleaned, without_furniture
from workers.clean.removal.wording import wording_for
from workers.clean.sites.memory import EMPTY, Shown, SourceMemory, shown
from workers.clean.sites.mending import Mended, mended, moment_told

MAX_PAGE_BYTES: Final = 8 * 1024 * 1024
MAX_TEXT_CHARS: Final = 400_000
MISSING: Final = frozenset({404, 410})
_FEW_CHARS: Final = 200
_MOSTLY: Final = 0.8
_LONGEST_STAMP: Final = 160
_WORDS_A_MINUTE: Final = 230
_IDEOGRAPHS_A_MINUTE: Final = 400


def clean(page: Page, memory: SourceMemory = EMPTY, chooser: bodies.Chooser = bodies.choose) -> Article | Rejected:
    """Return the article that a page is, or why it is none; pure, bounded in time and memory, raises nothing.

    `chooser` finds the article among the page's blocks: `choose` with an extractor's vote, or `choose_fast` without.
    """
    return look(page, memory, chooser).result


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Let the cyclic garbage collector rest: a page is many objects that it would visit, and no cycles of them."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@dataclass(frozen=True, slots=True)
class Look:
    """What cleaning answers for a page, and what the page shows of its source: None where it is no article."""

    result: Article | Rejected
    shown: Shown | None = None


@_collector_at_rest()
def look(page: Page, memory: SourceMemory = EMPTY, chooser: bodies.Chooser = bodies.choose) -> Look:
    """Return what `clean` returns, with what can be learned of the page's source from it."""
    refused = _refused(page)
    if refused is not None:
        return Look(refused)
    if is_pdf(page.header("content-type"), page.body):
        return Look(article_of_pdf(page))
    decoded = decode(page.body, page.header("content-type"))
    try:
        root = parse(decoded.text)
    except TreeTooLarge as error:
        return Look(TooLarge(f"The page has {error}.", url=page.final_url))
    if root is None:
        return Look(NoArticleText("The page is empty.", url=page.final_url))
    facts = read_facts(root, page.final_url)
    reading = read(page, facts, memory, chooser)
    reject = quick_rejection_of if reading.region.is_quick else rejection_of
    rejected = reject(Evidence(facts, reading.title, reading.cleaned.blocks, reading.blocks, page.status))
    if rejected is not None:
        return Look(rejected)
    judged = [reading.region.blocks[index] for index in reading.cleaned.judged]
    seen = shown(reading.title, judged, reading.mended.brought)
    return Look(_article(page, facts, reading, memory, decoded.encoding), seen)


def _refused(page: Page) -> Rejected | None:
    if page.noindex is not None:
        return NoIndex(page.noindex, url=page.final_url)
    if page.status in MISSING and not page.body:
        return PageGone(f"HTTP {page.status}", url=page.final_url)
    if len(page.body) > MAX_PAGE_BYTES:
        return TooLarge(f"The page has {len(page.body)} bytes, more than {MAX_PAGE_BYTES}.", url=page.final_url)
    if is_pdf(page.header("content-type"), page.body):
        return None
    return refusal(page.header("content-type"), page.body, page.final_url)


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read from a page before it is known to be an article."""

    blocks: Sequence[Block]
    region: bodies.Body
    mended: Mended
    cleaned: Cleaned
    title: str
    language: str
    digest: PageDigest
    tags: tuple[Tag, ...]
    lines: Sequence[str]
    bylines: Bylines


def read(page: Page, facts: Facts, memory: SourceMemory, chooser: bodies.Chooser) -> Reading:
    """Return what is read from a page, its text, title and language among it, whether it is an article or not."""
    blocks: Sequence[Block] = blocks_of(facts.root)
    digest = page_digest_of(blocks)
    found = _chosen(facts, blocks, chooser)
    blocks = blocks if found.rescued else found.blocks
    mend = mended(page.selectors, facts.root, blocks, found, memory.fit)
    chosen = mend.body
    title = mend.title or title_of(facts, blocks, () if chosen.rescued else chosen.kept, page.hints.title)
    tags = page_tags_of(facts, blocks)
    dropped = {} if chosen.rescued else {**dict(digest.taken), **dict.fromkeys(tags.shown_in, "tags")}
    dropped.update(_title_blocks(chosen, title, dropped))
    dropped.update(dict.fromkeys(mend.dropped, "selector"))
    likely = _language(page, facts, title, chosen.kept_blocks)
    writers = stated_authors(facts, likely) if chosen.is_quick else told_authors(facts, likely)
    wording = wording_for(likely, _site_names(page, facts), writers, title)
    cleaned = without_furniture(chosen, dropped, memory, mend.spared, wording)
    is_mostly_kept = _chars(cleaned.blocks) >= _MOSTLY * _chars(chosen.kept_blocks)
    language = likely if is_mostly_kept else _language(page, facts, title, cleaned.blocks)
    kept = () if chosen.rescued else cleaned.kept
    lines = _signed_lines(cleaned) + stamp_lines(blocks, kept, title)
    return Reading(
        blocks=blocks,
        region=chosen,
        mended=mend,
        cleaned=cleaned,
        title=title,
        language=language,
        digest=digest,
        tags=tags.written_in(language),
        lines=lines,
        bylines=Bylines(
            lines,
            [block.text for block in cleaned.blocks],
            between(blocks, kept, title),
            next(iter(blocks[kept[-1] + 1 :]), None) if kept else None,
        ),
    )


def _signed_lines(cleaned: Cleaned) -> list[str]:
    """What was taken out of the article as a line about its making."""
    return [
        piece.text
        for piece in cleaned.removed
        if piece.reason in ("byline", "credit") and len(piece.text) <= _LONGEST_STAMP
    ]


def _chosen(facts: Facts, blocks: Sequence[Block], chooser: bodies.Chooser) -> bodies.Body:
    """The article among the blocks; where the page shows none, or its beginning alone, with what it keeps unshown."""
    chosen = chooser(facts, blocks)
    if not chosen.rescued and _chars(chosen.kept_blocks) >= _FEW_CHARS:
        rest = unshown_blocks(facts, "\n".join(block.text for block in chosen.kept_blocks))
        whole = (*chosen.blocks, *rest)
        return replace(chosen, blocks=whole, kept=(*chosen.kept, *range(len(chosen.blocks), len(whole))))
    embedded = embedded_blocks(facts)
    if _chars(embedded) < max(_FEW_CHARS, _chars(chosen.kept_blocks)):
        return chosen
    return replace(chosen, blocks=tuple(embedded), kept=tuple(range(len(embedded))), rescued=True)


def _title_blocks(chosen: bodies.Body, title: str, dropped: dict[int, str]) -> dict[int, str]:
    """The title's own line at the head of the body, which is no part of the text: as told, or the page's only h1."""
    wanted = "".join(title.split()).casefold()
    is_only = sum(block.level == 1 for block in chosen.blocks) == 1
    for index in chosen.kept[:4]:
        block = chosen.blocks[index]
        text = block.compact.casefold()
        is_headline = block.level == 1 and (is_only or wanted.startswith(text))
        if index not in dropped and len(text) >= 6 and (text == wanted or is_headline):
            return {index: "title"}
    return {}


def _article(page: Page, facts: Facts, reading: Reading, memory: SourceMemory, encoding: str) -> Article:
    canonical = canonical_of(facts, page.source)
    blocks = _bounded(reading.cleaned.blocks)
    text = "\n\n".join(block.text for block in blocks)
    clock = clock_for(facts, page.fetched_at, page.source.country, reading.language)
    times = times_of(facts, clock, reading.lines, page.hints, reading.language)
    publisher = publisher_of(facts, reading.lines, reading.title, reading.bylines.near)
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


def _language(page: Page, facts: Facts, title: str, blocks: Sequence[Block]) -> str:
    text = "\n".join(block.text for block in blocks)
    return language_of(title, text, facts.declared_language or page.source.language)


def _chars(blocks: Sequence[Block]) -> int:
    return sum(len(block.text) for block in blocks)


def _site_names(page: Page, facts: Facts) -> tuple[str | None, ...]:
    return page.source.name, facts.meta("og:site_name", "application-name"), page.source.host


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
