"""From a PDF to its article: read in a process of its own, within bounds; its information tells title and dates."""

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, timedelta, timezone, tzinfo
from itertools import accumulate
from pathlib import Path
from typing import Final

import msgspec

from contracts.article import Article, Moment, Removed, TraceEvent
from contracts.errors import NoArticleText, Rejected, TooLarge
from contracts.identity import canonical_for, document_id, first_version
from contracts.records import Page
from search.text import count_words
from workers.clean.fields.language import language_of
from workers.clean.fields.moments import Clock, Parts, moment_of
from workers.clean.kinds.judging import too_little
from workers.clean.pages.blocks import Block
from workers.clean.pages.dom import squeezed
from workers.clean.pages.sanitised import html_of
from workers.clean.pdf.text import Line, PdfText, read_pages

_READER: Final = Path(__file__).with_name("reader.py")
_LONGEST_S: Final = 30.0
_MAX_TEXT_CHARS: Final = 400_000
_DATE: Final = re.compile(
    r"^\s*(?:D:)?(?P<year>\d{4})(?P<month>\d\d)?(?P<day>\d\d)?(?P<hour>\d\d)?(?P<minute>\d\d)?(?P<second>\d\d)?"
    r"(?P<zone>Z|[+-]\d\d'?(?:\d\d)?'?)?"
)
_NO_TITLE: Final = re.compile(
    r"^(?:untitled.*|microsoft (?:word|powerpoint|excel) - .*|.*\.(?:docx?|pdf|indd|qxd|rtf|odt|pptx?|tex|dvi)|\W*)$",
    re.IGNORECASE,
)
_NO_AUTHOR: Final = re.compile(r"^(?:unknown|user|admin(?:istrator)?|anonymous|author|\W*)$", re.IGNORECASE)


class EncryptedPdf(Rejected):
    """The PDF opens only with a password."""


class UnreadablePdf(Rejected):
    """The bytes call themselves a PDF, and can't be read as one."""


class PdfTooLarge(TooLarge):
    """Reading the PDF takes more memory or time than it may."""


class NoTextLayer(NoArticleText):
    """The PDF shows pictures of text, as a scan does, or none at all."""


class _Report(msgspec.Struct, frozen=True):
    """What `reader` writes."""

    problem: str
    title: str = ""
    author: str = ""
    creationdate: str = ""
    moddate: str = ""
    language: str = ""
    page_count: int = 0
    pages: list[list[tuple[str, float, float, float]]] = msgspec.field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Reading:
    """A PDF's report with the text that its lines make."""

    report: _Report
    text: PdfText
    title: str
    blocks: Sequence[Block]


def is_pdf(content_type: str | None, body: bytes) -> bool:
    """Return whether these bytes are a PDF, by their beginning or, where that is damaged, by what they are called."""
    media_type = (content_type or "").partition(";")[0].strip().lower()
    return b"%PDF-" in body[:1_024].split(b"<", 1)[0] or media_type in ("application/pdf", "application/x-pdf")


def article_of_pdf(page: Page) -> Article | Rejected:
    """Return the article that a PDF is, or why it is none; bounded in time and memory, raises nothing."""
    report = _report(page.body)
    refused = _refused(report, page.final_url)
    if refused is not None:
        return refused
    text = read_pages([Line(*line) for line in lines] for lines in report.pages)
    if not text.blocks:
        return NoTextLayer("The PDF holds no text, only pictures of it or nothing.", url=page.final_url)
    title = _title(report, text)
    blocks = _bounded(_without_title(text.blocks, title))
    return too_little(blocks, page.final_url) or _article(page, _Reading(report, text, title, blocks))


def _report(body: bytes) -> _Report:
    """What the reader, a process of its own, says of the file; it knows of our surroundings where its library is."""
    surroundings = {"PYTHONPATH": os.pathsep.join(sys.path), "LANG": "C.UTF-8"}
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-B", str(_READER)],
            input=body,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_LONGEST_S,
            env=surroundings,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return _Report("slow")
    try:
        return msgspec.json.decode(done.stdout, type=_Report)
    except msgspec.DecodeError:
        return _Report("large" if done.returncode < 0 else "broken")


def _refused(report: _Report, url: str) -> Rejected | None:
    match report.problem:
        case "":
            return None
        case "encrypted":
            return EncryptedPdf("The PDF opens only with a password.", url=url)
        case "large" | "slow":
            return PdfTooLarge("Reading the PDF takes more memory or time than it may.", url=url)
        case _:
            return UnreadablePdf("The PDF is damaged beyond reading.", url=url)


def _title(report: _Report, text: PdfText) -> str:
    """The title that the file states, unless it is a program's or a file's name; else the one that it shows."""
    stated = squeezed(report.title)
    return stated[:500] if len(stated) > 3 and not _NO_TITLE.match(stated) else text.shown_title


def _without_title(blocks: Sequence[Block], title: str) -> list[Block]:
    """The blocks without those at the head that only repeat the title."""
    wanted = _folded(title)
    repeats = {
        number
        for number, block in enumerate(blocks[:6])
        if len(block.compact) > 3 and (_folded(block.text) == wanted or (block.level and _folded(block.text) in wanted))
    }
    return [block for number, block in enumerate(blocks) if number not in repeats]


def _folded(text: str) -> str:
    return "".join(text.split()).casefold()


def _bounded(blocks: Sequence[Block]) -> list[Block]:
    ends = accumulate(len(block.text) + 2 for block in blocks)
    return [block for block, end in zip(blocks, ends, strict=True) if end <= _MAX_TEXT_CHARS]


def _article(page: Page, reading: _Reading) -> Article:
    report, text = reading.report, "\n\n".join(block.text for block in reading.blocks)
    clock = Clock(page.fetched_at)
    published = _moment(report.creationdate, clock) or _announced(page)
    updated = _moment(report.moddate, clock)
    language = language_of(reading.title, text, report.language or page.source.language)
    words = count_words(text)
    canonical = canonical_for(page.source, final_url=page.final_url, claimed=None)
    return Article(
        id=document_id(canonical),
        url=page.final_url,
        canonical_url=canonical,
        source=page.source,
        title=reading.title or squeezed(page.hints.title) or text.split("\n", 1)[0][:120],
        text=text,
        language=language,
        fetched_at=page.fetched_at,
        version=first_version(page.fetched_at),
        authors=_authors(report),
        published_at=published,
        updated_at=updated if updated and published and updated.instant > published.instant else None,
        html=html_of(reading.blocks, page.final_url),
        word_count=words,
        reading_minutes=max(1, round(words / (400 if language in ("zh", "ja") else 230))),
        addresses=page.addresses,
        removed=tuple(Removed(text=line[:500], reason="furniture") for line in reading.text.left_out[:50]),
        trace=(_trace(page, report),),
        archive=page.archive,
        ai_usage=page.ai_usage,
    )


def _announced(page: Page) -> Moment | None:
    told = page.hints.published_at
    return Moment(instant=told, precision="second", basis="feed") if told and told <= page.fetched_at else None


def _authors(report: _Report) -> tuple[str, ...]:
    names = (squeezed(name) for name in re.split(r"[;,]| and ", report.author))
    return tuple(dict.fromkeys(name for name in names if 2 < len(name) <= 80 and not _NO_AUTHOR.match(name)))[:20]


def _trace(page: Page, report: _Report) -> TraceEvent:
    detail = f"read as PDF; {len(report.pages)} of {report.page_count} pages"
    return TraceEvent(stage="read", at=page.fetched_at, detail=detail)


def _moment(text: str, clock: Clock) -> Moment | None:
    """A date as PDF writes it (ISO 32000 §7.9.4), `D:20250618094500+02'00'`; without a zone it is read as UTC."""
    match = _DATE.match(text)
    if match is None:
        return None
    names = ("month", "day", "hour", "minute", "second")
    rest = {name: int(match[name]) for name in names if match[name]}
    return moment_of(Parts(int(match["year"]), zone=_zone(match["zone"]), **rest), clock, "meta")


def _zone(text: str | None) -> tzinfo | None:
    digits = re.findall(r"\d\d", text or "")
    if not digits:
        return UTC if text else None
    minutes = int(digits[0]) * 60 + (int(digits[1]) if len(digits) > 1 else 0)
    return timezone(timedelta(minutes=-minutes if (text or "").startswith("-") else minutes)) if minutes < 900 else None
