"""What is read from a page before it is known to be an article: its text, title, language, tags and bylines."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from contracts.article import Tag
from contracts.records import Page
from workers.clean import body as bodies
from workers.clean.fields.authors import Shown as Bylines
from workers.clean.fields.authors import stated_authors, told_authors
from workers.clean.fields.language import language_of
from workers.clean.fields.page_digest import PageDigest, page_digest_of
from workers.clean.fields.page_tags import PageTags, page_tags_of
from workers.clean.fields.stamps import between, stamp_lines
from workers.clean.fields.title import title_of
from workers.clean.pages.blocks import Block, blocks_of
from workers.clean.pages.embedded import embedded_blocks, unshown_blocks
from workers.clean.pages.facts import Facts
from workers.clean.removal.removing import Cleaned, without_furniture
from workers.clean.removal.wording import wording_for
from workers.clean.sites.memory import SourceMemory
from workers.clean.sites.mending import Mended, mended

_FEW_CHARS: Final = 200
_MOSTLY: Final = 0.8
_LONGEST_STAMP: Final = 160


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
    likely = _language(page, facts, title, chosen.kept_blocks)
    writers = stated_authors(facts, likely) if chosen.is_quick else told_authors(facts, likely)
    wording = wording_for(likely, _site_names(page, facts), writers, title)
    dropped = _dropped(mend, digest, tags, title)
    cleaned = without_furniture(chosen, dropped, memory, mend.spared, wording)
    is_mostly_kept = _chars(cleaned.blocks) >= _MOSTLY * _chars(chosen.kept_blocks)
    language = likely if is_mostly_kept else _language(page, facts, title, cleaned.blocks)
    return Reading(
        blocks=blocks,
        region=chosen,
        mended=mend,
        cleaned=cleaned,
        title=title,
        language=language,
        digest=digest,
        tags=tags.written_in(language),
        bylines=_bylines(blocks, cleaned, () if chosen.rescued else cleaned.kept, title),
    )


def _dropped(mend: Mended, digest: PageDigest, tags: PageTags, title: str) -> dict[int, str]:
    """The blocks that have been read as something else than the text, each with the reason why it goes."""
    taken = {} if mend.body.rescued else {**dict(digest.taken), **dict.fromkeys(tags.shown_in, "tags")}
    return {**taken, **_title_blocks(mend.body, title, taken), **dict.fromkeys(mend.dropped, "selector")}


def _bylines(blocks: Sequence[Block], cleaned: Cleaned, kept: Sequence[int], title: str) -> Bylines:
    """Where the page may show its writers and times; `kept` are the places of the text's blocks among all."""
    return Bylines(
        lines=_signed_lines(cleaned) + stamp_lines(blocks, kept, title),
        paragraphs=[block.text for block in cleaned.blocks],
        near=between(blocks, kept, title),
        below=next(iter(blocks[kept[-1] + 1 :]), None) if kept else None,
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


def _language(page: Page, facts: Facts, title: str, blocks: Sequence[Block]) -> str:
    text = "\n".join(block.text for block in blocks)
    return language_of(title, text, facts.declared_language or page.source.language)


def _site_names(page: Page, facts: Facts) -> tuple[str | None, ...]:
    return page.source.name, facts.meta("og:site_name", "application-name"), page.source.host


def _chars(blocks: Sequence[Block]) -> int:
    return sum(len(block.text) for block in blocks)
