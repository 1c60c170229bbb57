"""From a page to its article: refused at once, or read, judged by its kind and put together."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from contracts.article import Article
from contracts.errors import NoArticleText, NoIndex, PageGone, Rejected, TooLarge
from contracts.records import Page
from workers.clean import body as bodies
from workers.clean.composing import article_of
from workers.clean.kinds.evidence import Evidence
from workers.clean.kinds.judging import quick_rejection_of, rejection_of
from workers.clean.pages.charset import decode
from workers.clean.pages.dom import TreeTooLarge, parse
from workers.clean.pages.facts import read_facts
from workers.clean.pages.media import refusal
from workers.clean.pdf.reading import article_of_pdf, is_pdf
from workers.clean.reading import read
from workers.clean.sites.memory import EMPTY, Shown, SourceMemory, shown

MAX_PAGE_BYTES: Final = 8 * 1024 * 1024
MISSING: Final = frozenset({404, 410})


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
    return Look(article_of(page, facts, reading, memory, decoded.encoding), seen)


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
