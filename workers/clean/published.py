"""When the article was published and last changed, each with how exactly that is known and what told it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any, Final

from contracts.article import Basis, Moment, Precision
from contracts.records import PageHints
from workers.clean.blocks import Block
from workers.clean.dom import is_hidden, squeezed, text_of
from workers.clean.facts import Facts, itemprops, text_values, types_of
from workers.clean.moments import Clock, Parts, moment_of, read_moment
from workers.clean.relative_time import read_relative

_PUBLISHED_META_NAMES: Final = (
    "article:published_time og:article:published_time og:published_time og:pubdate article:published "
    "datepublished publishdate publish-date publish_date published_at publication_date pubdate "
    "article.published publishtime firstpublishedtime apub:time originalpublicationdate sailthru.date "
    "parsely-pub-date weibo:article:create_at cxenseparse:recs:publishtime dcterms.issued "
    "dcterms.created dc.date.issued dc.date.created dc.date dcterms.date rnews:datepublished "
    "citation_publication_date release_date article_date_original date displaydate pub_date "
    "article:create_at date_published bt:pubdate gentime"
)
_PUBLISHED_METAS: Final = tuple(_PUBLISHED_META_NAMES.split())
_UPDATED_META_NAMES: Final = (
    "article:modified_time og:article:modified_time og:updated_time article:modified datemodified "
    "dcterms.modified dc.date.modified lastmod last-modified revision_date article:update_at "
    "weibo:article:update_at"
)
_UPDATED_METAS: Final = tuple(_UPDATED_META_NAMES.split())
_TIME_HINT: Final = re.compile(
    r"publish|pub-?(?:date|time)|posted|entry-date|date|(?:^|[\s_-])time(?:stamp)?(?:[\s_-]|$)|stamp|created",
    re.IGNORECASE,
)
_UPDATED: Final = re.compile(
    r"updated|modified|last edit|aktualisiert|zuletzt|mis à jour|modifié|actualizado|atualizado|aggiornato"
    r"|обновлен|更新|修改|最終更新|수정|تحديث",
    re.IGNORECASE,
)
_NOT_A_STAMP: Final = re.compile(r"©|copyright|版权所有|all rights reserved|\(c\)", re.IGNORECASE)
_URL_DAY: Final = re.compile(
    r"/(?P<year>20[0-3]\d|19\d\d)[/_-]?(?P<month>0[1-9]|1[0-2])[/_-]?(?P<day>0[1-9]|[12]\d|3[01])(?!\d)"
)
_URL_DAY_LOOSE: Final = re.compile(r"(?<!\d)(?P<year>20[0-3]\d)[/_-](?P<month>\d{1,2})[/_-](?P<day>\d{1,2})(?!\d)")
_URL_MONTH: Final = re.compile(
    r"/(?P<year>20[0-3]\d)[/_-]?(?P<month>0[1-9]|1[0-2])(?:/(?P<day>0[1-9]|[12]\d|3[01])(?!\d))?(?=\D)"
)
_PRECISIONS: Final[tuple[Precision, ...]] = ("year", "month", "day", "hour", "minute", "second")


@dataclass(frozen=True, slots=True)
class Times:
    """When an article was published and changed, as far as the page and its announcement tell."""

    published: Moment | None
    updated: Moment | None


def times_of(facts: Facts, clock: Clock, lines: Sequence[str], hints: PageHints, language: str | None) -> Times:
    """Return the times; `lines` are the page's lines beside the body, those nearest the title first."""
    claims = _claims(facts, clock, lines, hints, language)
    published = _refined(next(claims, None), claims)
    return Times(published, _updated(facts, clock, lines, published))


def stamp_lines(blocks: Sequence[Block], kept: Sequence[int], title: str) -> list[str]:
    """Return the short lines in which a page shows its date, those nearest above the article first."""
    first, last = (kept[0], kept[-1]) if kept else (min(len(blocks), 30), min(len(blocks), 30))
    chosen = set(kept)
    above = [index for index in range(first - 1, max(-1, first - 80), -1) if index not in chosen]
    below = range(last + 1, min(last + 12, len(blocks)))
    order = dict.fromkeys([*above, *kept[:4], *reversed(kept[-4:]), *below])
    lines = (line for index in order for line in blocks[index].text.split("\n"))
    return [line for line in lines if len(line) <= 160 and line != title and not _NOT_A_STAMP.search(line)]


def _claims(
    facts: Facts, clock: Clock, lines: Sequence[str], hints: PageHints, language: str | None
) -> Iterator[Moment]:
    yield from _read(_json_ld_values(facts, "datePublished", "dateCreated", "uploadDate"), clock, "json-ld")
    yield from _read(facts.all_meta(*_PUBLISHED_METAS), clock, "meta")
    yield from _read(_microdata(facts), clock, "meta")
    yield from _read(_time_elements(facts), clock, "visible")
    marked = _marked(facts)
    yield from _read(marked, clock, "visible")
    plain = [line for line in lines if not _UPDATED.search(line)] or list(lines)
    yield from _visible(marked, plain, clock, language)
    if hints.published_at is not None and hints.published_at <= clock.fetched_at:
        yield Moment(instant=hints.published_at.astimezone(UTC), precision="second", basis="feed")
    yield from _from_url(facts, clock)
    yield from _guessed(facts, clock)


def _visible(marked: list[str], lines: Sequence[str], clock: Clock, language: str | None) -> Iterator[Moment]:
    for line in [*marked, *lines[:60]]:
        relative = read_relative(line, clock)
        absolute = read_moment(line, clock, "visible")
        if absolute is not None and absolute.precision not in ("year", "month"):
            yield absolute
        elif relative is not None:
            yield relative


def _read(values: Iterable[str], clock: Clock, basis: Basis) -> Iterator[Moment]:
    for value in values:
        moment = read_moment(value, clock, basis)
        if moment is not None and moment.precision != "year":
            yield moment


def _refined(chosen: Moment | None, others: Iterator[Moment]) -> Moment | None:
    """The chosen moment, or one that tells the same day more exactly."""
    if chosen is None or chosen.precision in ("hour", "minute", "second"):
        return chosen
    for number, other in enumerate(others):
        if number > 20 or other.basis in ("feed", "url"):
            break
        is_finer = _PRECISIONS.index(other.precision) > _PRECISIONS.index(chosen.precision)
        if (
            is_finer
            and abs((other.instant - chosen.instant).total_seconds() - 43_200) <= 100_000
            and chosen.precision == "day"
        ):
            return other
    return chosen


def _json_ld_values(facts: Facts, *names: str) -> list[str]:
    pages = [
        node
        for node in facts.nodes
        if types_of(node) & {"WebPage", "VideoObject", "ItemPage", "Article", "NewsArticle"}
    ]
    return [text for node in (facts.article, *pages[:5]) for name in names for text in text_values(node.get(name))]


def _microdata(facts: Facts) -> list[str]:
    found = []
    for node in itemprops(facts.root, "datePublished"):
        found.append(node.get("content") or node.get("datetime") or text_of(node))
    return [value for value in found if value]


def _time_elements(facts: Facts) -> list[str]:
    elements = [node for node in facts.root.iter("time") if node.get("datetime") and not is_hidden(node)]
    elements = [node for node in elements if not _is_aside(node)]
    stated = [
        node for node in elements if node.get("pubdate") is not None or _TIME_HINT.search(node.get("class") or "")
    ]
    fresh = [node for node in elements if not _UPDATED.search(f"{node.get('class') or ''} {text_of(node)}")]
    ordered = dict.fromkeys([*(node for node in stated if node in fresh), *fresh[:1]])
    return [node.get("datetime") or "" for node in ordered]


def _is_aside(node: Any) -> bool:
    return any(ancestor.tag in ("aside", "footer", "nav", "li") for ancestor in node.iterancestors())


def _marked(facts: Facts) -> list[str]:
    """Short texts whose element is named for a date."""
    found: list[str] = []
    for node in facts.root.iter("span", "div", "p", "time", "em", "small", "li", "td", "abbr"):
        named = f"{node.get('class') or ''} {node.get('id') or ''}"
        if (
            named.strip()
            and _TIME_HINT.search(named)
            and len(node) <= 12
            and not _is_aside(node)
            and not is_hidden(node)
        ):
            text = text_of(node)
            if 4 <= len(text) <= 160 and any(map(str.isalnum, text)) and not _NOT_A_STAMP.search(text):
                found.append(text)
            if len(found) >= 8:
                break
    return [text for text in found if not _UPDATED.search(text)] or found


def _from_url(facts: Facts, clock: Clock) -> Iterator[Moment]:
    for pattern in (_URL_DAY, _URL_DAY_LOOSE, _URL_MONTH):
        match = pattern.search(facts.url)
        if match:
            day = int(match["day"]) if match["day"] else None
            moment = moment_of(Parts(int(match["year"]), int(match["month"]), day), clock, "url")
            if moment is not None:
                yield moment


def _guessed(facts: Facts, clock: Clock) -> Iterator[Moment]:
    """What htmldate finds in the page, where nothing better was said."""
    from htmldate import find_date

    try:
        found = find_date(
            facts.root,
            original_date=True,
            extensive_search=False,
            url=facts.url,
            max_date=clock.fetched_at.date().isoformat(),
        )
    except (ValueError, TypeError, AttributeError, RecursionError, OverflowError):
        return
    moment = read_moment(found, clock, "visible") if found else None
    if moment is not None and (moment.instant.month, moment.instant.day) != (1, 1):
        yield moment


def _updated(facts: Facts, clock: Clock, lines: Sequence[str], published: Moment | None) -> Moment | None:
    stamped = [squeezed(line) for line in lines if _UPDATED.search(line)]
    claims = [
        *_read(_json_ld_values(facts, "dateModified"), clock, "json-ld"),
        *_read(facts.all_meta(*_UPDATED_METAS), clock, "meta"),
        *_read(
            [
                node.get("content") or node.get("datetime") or text_of(node)
                for node in itemprops(facts.root, "dateModified")
            ],
            clock,
            "meta",
        ),
        *_read([line[match.start() :] for line in stamped if (match := _UPDATED.search(line))], clock, "visible"),
    ]
    later = [claim for claim in claims if published is None or claim.instant > published.instant]
    return later[0] if later else None
