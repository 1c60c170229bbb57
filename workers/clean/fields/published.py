"""When the article was published and last changed, each with how exactly that is known and what told it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from contracts.article import Basis, Moment, Precision
from contracts.records import PageHints
from contracts.urls import host_of
from workers.clean.fields.moments import Calendar, Clock, Parts, moment_of, read_moment
from workers.clean.fields.relative_time import read_relative
from workers.clean.fields.stamps import (
    UPDATED,
    change_elements,
    datelines,
    is_prose,
    labelled,
    marked_stamps,
    microdata,
    time_elements,
)
from workers.clean.fields.yearless import read_yearless
from workers.clean.fields.zones import country_of_host, country_of_tags, offset_told, zone_of
from workers.clean.pages.facts import Facts, text_values, types_of

_PUBLISHED_META_NAMES: Final = (
    "article:published_time og:article:published_time og:published_time og:pubdate article:published "
    "datepublished publishdate publish-date publish_date published_at publication_date pubdate "
    "article.published publishtime firstpublishedtime apub:time originalpublicationdate sailthru.date "
    "parsely-pub-date weibo:article:create_at cxenseparse:recs:publishtime cxenseparse:publishtime dcterms.issued "
    "dc.date.issued rnews:datepublished citation_publication_date citation_date release_date "
    "article_date_original displaydate pub_date article:create_at date_published bt:pubdate dable:published_time "
    "article:published_date published_time publication-date originalpubdate"
)
_PUBLISHED_METAS: Final = tuple(_PUBLISHED_META_NAMES.split())
_DATE_METAS: Final = (
    "dcterms.created",
    "dc.date.created",
    "dc.date",
    "dcterms.date",
    "date",
    "gentime",
    "article:date",
)
_UPDATED_META_NAMES: Final = (
    "article:modified_time og:article:modified_time og:updated_time article:modified datemodified "
    "dcterms.modified dc.date.modified lastmod last-modified revision_date article:update_at "
    "weibo:article:update_at"
)
_UPDATED_METAS: Final = tuple(_UPDATED_META_NAMES.split())
_PUBLISHED_PROPERTIES: Final = ("datePublished", "schema:datePublished", "dc:created", "dc:date", "schema:dateCreated")
_URL_DAY: Final = re.compile(
    r"/(?P<year>20[0-3]\d|19\d\d)[/_-]?(?P<month>0[1-9]|1[0-2])[/_-]?(?P<day>0[1-9]|[12]\d|3[01])(?!\d)"
)
_URL_DAY_LOOSE: Final = re.compile(r"(?<!\d)(?P<year>20[0-3]\d)[/_-](?P<month>\d{1,2})[/_-](?P<day>\d{1,2})(?!\d)")
_URL_MONTH: Final = re.compile(
    r"/(?P<year>20[0-3]\d)[/_-]?(?P<month>0[1-9]|1[0-2])(?:/(?P<day>0[1-9]|[12]\d|3[01])(?!\d))?(?=\D)"
)
_PRECISIONS: Final[tuple[Precision, ...]] = ("year", "month", "day", "hour", "minute", "second")
_MAX_LINES: Final = 60


@dataclass(frozen=True, slots=True)
class Times:
    """When an article was published and changed, as far as the page and its announcement tell."""

    published: Moment | None
    updated: Moment | None


def clock_for(facts: Facts, fetched_at: datetime, country: str | None, language: str | None) -> Clock:
    """Return how to read this page's times: in the zone that its own stamps carry, else its country's or language's.

    Of its country its name tells more surely than its language tag, which templates leave at `en-US`; how days are
    written, the tag tells.
    """
    named = country_of_host(host_of(facts.url))
    tagged = country_of_tags(facts.declared_language, facts.meta("og:locale"))
    home = country or tagged or named
    zone = zone_of(country or named or tagged, language)
    own = offset_told([*_json_ld_values(facts, "datePublished", "dateModified"), *facts.all_meta(*_PUBLISHED_METAS)])
    if own is not None and own.utcoffset(None) not in _offsets_of_year(zone, fetched_at):
        zone = own
    is_american = home == "US" or _is_american(facts, home, language)
    is_republic = home == "TW" or (home is None and "hant" in (facts.declared_language or "").lower())
    calendar: Calendar = "republic" if is_republic else "persian" if language == "fa" else "common"
    return Clock(fetched_at, zone, month_first=is_american, calendar=calendar)


def times_of(facts: Facts, clock: Clock, lines: Sequence[str], hints: PageHints, language: str | None) -> Times:
    """Return the times; `lines` are the page's lines beside the body, those nearest the title first."""
    claims = _claims(facts, clock, lines, hints)
    published = _refined(next(claims, None), claims, clock)
    return Times(published, _updated(facts, clock, lines, published))


def _offsets_of_year(zone: object, fetched_at: datetime) -> set[object]:
    """The offsets of a zone in winter and in summer."""
    return {fetched_at.replace(month=month, day=1).astimezone(zone).utcoffset() for month in (1, 7)}  # type: ignore[arg-type]


def _is_american(facts: Facts, home: str | None, language: str | None) -> bool:
    """Whether English of no stated country stands under a name of no country: most such pages write months first."""
    ending = host_of(facts.url).rpartition(".")[2]
    return home is None and language == "en" and ending in ("com", "org", "net", "gov", "edu", "us")


def _claims(facts: Facts, clock: Clock, lines: Sequence[str], hints: PageHints) -> Iterator[Moment]:
    yield from _stated(facts, clock, lines)
    yield from _read([value for name in _PUBLISHED_PROPERTIES for value in microdata(facts, name)], clock, "meta")
    marked = marked_stamps(facts)
    yield from _visible(labelled([*marked, *lines[:_MAX_LINES]]), clock)
    yield from _read(time_elements(facts), clock, "visible")
    yield from _visible(datelines(lines), clock)
    yield from _read(facts.all_meta(*_DATE_METAS), clock, "meta")
    lines = [line for line in lines if not is_prose(line)]
    changed = dict.fromkeys(line for line in lines if UPDATED.search(line))
    plain = [line for line in lines if line not in changed]
    begun = [before for line in changed if (before := UPDATED.split(line)[0]).strip()]
    yield from _visible([*marked, *(plain + begun or list(lines))[:_MAX_LINES]], clock)
    if hints.published_at is not None and hints.published_at <= clock.fetched_at:
        yield Moment(instant=hints.published_at.astimezone(UTC), precision="second", basis="feed")
    yield from _from_url(facts, clock)
    yield from _guessed(facts, clock)


def _stated(facts: Facts, clock: Clock, lines: Sequence[str]) -> list[Moment]:
    """What JSON-LD states, then the meta tags; these first where the page shows their day or time, not the other."""
    first = list(_read(_json_ld_values(facts, "datePublished", "dateCreated", "uploadDate"), clock, "json-ld"))
    second = list(_read(facts.all_meta(*_PUBLISHED_METAS), clock, "meta"))
    if not first or not second:
        return [*first, *second]
    if _day(first[0], clock) == _day(second[0], clock) and not _is_clock_of_other(first[0], second[0], clock):
        return [*first, *second]
    shown = list(_visible([*marked_stamps(facts), *lines[:_MAX_LINES]], clock))
    if _day(first[0], clock) == _day(second[0], clock):
        is_outvoted = second[0].instant in {moment.instant for moment in shown}
    else:
        seen = [_day(moment, clock) for moment in shown]
        is_outvoted = _day(second[0], clock) in seen and _day(first[0], clock) not in seen
    return [*second, *first] if is_outvoted else [*first, *second]


def _is_clock_of_other(one: Moment, other: Moment, clock: Clock) -> bool:
    """Whether two moments name the same time of day and differ by the zone alone: one was written carelessly."""
    apart = abs(one.instant - other.instant)
    offset = other.instant.astimezone(clock.zone).utcoffset()
    return bool(offset) and apart == abs(offset or apart)


def _day(moment: Moment, clock: Clock) -> date:
    is_timed = moment.precision in ("hour", "minute", "second")
    return (moment.instant.astimezone(clock.zone) if is_timed else moment.instant).date()


def _visible(lines: Iterable[str], clock: Clock) -> Iterator[Moment]:
    for line in lines:
        relative = read_relative(line, clock)
        absolute = read_moment(line, clock, "visible")
        if absolute is not None and absolute.precision not in ("year", "month"):
            yield absolute
        elif (other := relative or read_yearless(line, clock)) is not None:
            yield other


def _read(values: Iterable[str], clock: Clock, basis: Basis) -> Iterator[Moment]:
    for value in values:
        moment = read_moment(value, clock, basis)
        if moment is not None and moment.precision != "year":
            yield moment


def _refined(chosen: Moment | None, others: Iterator[Moment], clock: Clock) -> Moment | None:
    """The chosen moment, or one that tells the same day more exactly."""
    if chosen is None or chosen.precision in ("hour", "minute", "second"):
        return chosen
    for number, other in enumerate(others):
        if number > 20 or other.basis in ("feed", "url"):
            break
        is_finer = _PRECISIONS.index(other.precision) > _PRECISIONS.index(chosen.precision)
        is_near = abs((other.instant - chosen.instant).total_seconds() - 43_200) <= 100_000
        is_same_day = is_near and (other.basis != "visible" or _day(other, clock) == chosen.instant.date())
        if is_finer and is_same_day and chosen.precision == "day":
            return other
    return chosen


def _json_ld_values(facts: Facts, *names: str) -> list[str]:
    kinds = {"WebPage", "VideoObject", "ItemPage", "Article", "NewsArticle"}
    pages = [node for node in facts.nodes if types_of(node) & kinds]
    return [text for node in (facts.article, *pages[:5]) for name in names for text in text_values(node.get(name))]


def _from_url(facts: Facts, clock: Clock) -> Iterator[Moment]:
    for pattern in (_URL_DAY, _URL_DAY_LOOSE, _URL_MONTH):
        match = pattern.search(facts.url)
        if match:
            day = int(match["day"]) if match["day"] else None
            moment = moment_of(Parts(int(match["year"]), int(match["month"]), day), clock, "url")
            if moment is not None:
                yield moment


def _guessed(facts: Facts, clock: Clock) -> Iterator[Moment]:
    """What htmldate finds in the page, where nothing better was said; not today, which many pages show as such."""
    from htmldate import find_date

    latest = clock.fetched_at.date().isoformat()
    try:
        found = find_date(facts.root, original_date=True, extensive_search=False, url=facts.url, max_date=latest)
    except (ValueError, TypeError, AttributeError, RecursionError, OverflowError):
        return
    moment = read_moment(found, clock, "visible") if found else None
    if moment is not None and (moment.instant.month, moment.instant.day) != (1, 1) and found != latest:
        yield moment


def _updated(facts: Facts, clock: Clock, lines: Sequence[str], published: Moment | None) -> Moment | None:
    claims = _updates(facts, clock, lines)
    return next((claim for claim in claims if published is None or claim.instant > published.instant), None)


def _updates(facts: Facts, clock: Clock, lines: Sequence[str]) -> Iterator[Moment]:
    yield from _read(_json_ld_values(facts, "dateModified"), clock, "json-ld")
    yield from _read(facts.all_meta(*_UPDATED_METAS), clock, "meta")
    yield from _read([*microdata(facts, "dateModified"), *change_elements(facts)], clock, "meta")
    told = (line[match.start() :] for line in lines if (match := UPDATED.search(line)))
    yield from _visible(told, clock)
