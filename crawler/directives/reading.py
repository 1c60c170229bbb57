"""What a page and its headers ask of robots: X-Robots-Tag, meta robots, and the reservations on its use by AI.

Of several directives the strictest holds. A directive to one robot counts if it is ours; `robots` are all.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from contracts.errors import UnusableUrl
from contracts.records import Page
from contracts.urls import fetch_url
from crawler.directives.ai_usage import Statement, said_in_words, usage_of
from crawler.directives.page_metas import metas_of
from crawler.fetching.exchange import Answer

_WITH_VALUE: Final = frozenset({"unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"})
_MOST_DIRECTIVES: Final = 100
_LONGEST: Final = 4000
_HEADER: Final = "X-Robots-Tag"
_RESERVED: Final = "tdm-reservation"
_POLICY: Final = "tdm-policy"


@dataclass(frozen=True, slots=True)
class Directive:
    """One directive: its lower-case name, its value where it has one, and where it stands."""

    name: str
    value: str
    where: str


@dataclass(frozen=True, slots=True)
class Directives:
    """All that was asked of us with one answer."""

    told: tuple[Directive, ...] = ()
    ai: tuple[Statement, ...] = ()
    policy: str | None = None

    def has(self, *names: str) -> bool:
        """Return whether one of these directives was given."""
        return any(one.name in names for one in self.told)

    @property
    def nofollow(self) -> bool:
        """Whether the page's links are not to be followed."""
        return self.has("nofollow", "none")

    @property
    def noarchive(self) -> bool:
        """Whether no copy of the page is to be kept as it was fetched."""
        return self.has("noarchive")

    def noindex(self, now: datetime) -> str | None:
        """Return the directive by which the page is not to be indexed at this time, with its place; None if it may."""
        forbids = (one for one in self.told if one.name in ("noindex", "none") or _has_passed(one, now))
        return next((f"{one.where}: {one.name} {one.value}".strip() for one in forbids), None)

    def withdrawn_in_s(self, now: datetime) -> float | None:
        """Return in how many seconds the page is no longer to be indexed, None if it says nothing of the kind."""
        moments = (_moment(one.value) for one in self.told if one.name == "unavailable_after")
        return min(((moment - now).total_seconds() for moment in moments if moment and moment > now), default=None)


NONE: Final = Directives()


def directives_of(answer: Answer, body: bytes, *, token: str) -> Directives:
    """Return what an answer asks of the robot that goes by `token`; `body` has its content codings removed."""
    header = [value for name, value in answer.headers if name.lower() == _HEADER.lower()]
    names = {"robots": "meta robots", token.lower(): f"meta {token.lower()}"}
    metas = metas_of(body, answer.header("Content-Type"), {*names, _RESERVED, _POLICY})
    told = [one for value in header for one in _in_header(value, token.lower())]
    told += [one for name, value in metas if name in names for one in _split(value, names[name])]
    told = told[:_MOST_DIRECTIVES]
    reservations = [(answer.header(name) or "", f"{name} header") for name in (_RESERVED, "Content-Usage")]
    reservations += [(value, f"meta {name}") for name, value in metas if name == _RESERVED]
    policies = [answer.header(_POLICY), *(value for name, value in metas if name == _POLICY)]
    return Directives(tuple(told), tuple(_on_ai(told, reservations)), _address(policies, answer.url))


def with_directives(page: Page, told: Directives, answer: Answer) -> Page:
    """Return the page with what its publisher asks; one that is not to be indexed comes without its body."""
    noindex = told.noindex(answer.at)
    usage = usage_of((*told.ai, *answer.said_by_robots), policy=told.policy)
    return replace(page, noindex=noindex, ai_usage=usage, body=b"" if noindex else page.body)


def _in_header(header: str, token: str) -> Iterator[Directive]:
    """Yield what a header's value asks of us: a robot's name before a colon speaks to it alone, up to the next name."""
    robot = ""
    for one in _split(header, _HEADER):
        if one.value and one.name not in _WITH_VALUE:
            robot = one.name
            name, _, value = one.value.partition(":")
            one = Directive(name.strip().lower(), value.strip(), _HEADER)
        if robot in ("", "*", "robots", token):
            yield one


def _split(value: str, where: str) -> Iterator[Directive]:
    """Yield the directives of a list with commas; a date may hold one itself, after the day of the week."""
    parts = iter(value[:_LONGEST].split(","))
    for part in parts:
        name, _, argument = part.strip().partition(":")
        argument = argument.strip()
        if name.strip().lower() == "unavailable_after" or "unavailable_after" in argument.lower():
            day = argument.rpartition(":")[2].strip()
            argument += f",{next(parts, '')}" if day.isalpha() else ""
        words = [name.strip()] if argument else name.split()
        yield from (Directive(word.lower(), argument, where) for word in words if word)


def _on_ai(told: Iterable[Directive], reservations: Iterable[tuple[str, str]]) -> Iterator[Statement]:
    for one in told:
        if one.name in ("noai", "disallowaitraining"):
            yield Statement("train", "denied", f"{one.where}: {one.name}")
        elif one.name == "noimageai":
            yield Statement("images", "denied", f"{one.where}: noimageai")
    for value, where in reservations:
        if value.strip() in ("0", "1"):
            yield Statement("train", "denied" if value.strip() == "1" else "allowed", f"{where}: {value.strip()}")
        elif value and where.startswith("Content-Usage"):
            yield from said_in_words(value, where)


def _address(stated: Iterable[str | None], base: str) -> str | None:
    try:
        return next((fetch_url(value, base) for value in stated if value), None)
    except UnusableUrl:
        return None


def _has_passed(one: Directive, now: datetime) -> bool:
    moment = _moment(one.value) if one.name == "unavailable_after" else None
    return moment is not None and moment <= now


def _moment(text: str) -> datetime | None:
    """Return the moment of a date as RFC 822, RFC 850 or ISO 8601 write it, None of any other."""
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(" ".join(text.split()))
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    return None
