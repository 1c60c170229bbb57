"""The whole small web: every address of every publication, rendered and encoded, and the truth about each."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache

from newsroom.expectations import ExpectedPage, Trap
from newsroom.sites.announcements import documents
from newsroom.sites.pages import PlannedPage, Web, planned_pages
from newsroom.sites.rendering import rendered
from newsroom.sites.site import PROMPT, Behaviour, Charset, Site, sites

_FIRST_EDITION = datetime(2025, 6, 1, tzinfo=UTC)
_PDF = (
    b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    + bytes(range(128, 256)) * 16
    + b"\n%%EOF\n"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """What the server answers at one address of one host; `headers` without those that depend on the moment."""

    body: bytes
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    behaviour: Behaviour = PROMPT
    modified_at: datetime = _FIRST_EDITION
    etag: str = field(default="")

    def __post_init__(self) -> None:
        digest = hashlib.sha256(repr((self.status, self.headers)).encode() + self.body).hexdigest()[:20]
        object.__setattr__(self, "etag", f'"{digest}"')


def planned(web: Web) -> Iterator[PlannedPage]:
    """Yield every planned page of every publication."""
    for site in sites():
        yield from planned_pages(site, web)


def expected_pages(web: Web) -> tuple[ExpectedPage, ...]:
    """Return the truth about every page, in the order of the publications' data."""
    return tuple(page.expected for page in planned(web))


def traps(web: Web) -> tuple[Trap, ...]:
    """Return the endless runs of pages, with how much of each a crawl may fetch."""
    return tuple(
        Trap(source=site.id, prefix=web.origin(site.id) + site.calendar.prefix, at_most=site.calendar.at_most)
        for site in sites()
        if site.calendar
    )


@cache
def resources(web: Web) -> dict[tuple[str, str], Resource]:
    """Return what is answered at each (host name, path with query)."""
    built: dict[tuple[str, str], Resource] = {}
    for site in sites():
        pages = planned_pages(site, web)
        revised_at = max((page.expected.updated for page in pages if page.expected.updated), default=_FIRST_EDITION)
        for document in documents(site, web, pages):
            body = document.body
            charset = site.charset if document.kind == "listing" else Charset()
            encoded = body if isinstance(body, bytes) else body.encode(charset.codec, "xmlcharrefreplace")
            built[site.host, document.path] = Resource(
                body=encoded,
                headers=(("Content-Type", _content_type(document.content_type, charset)),),
                modified_at=revised_at.astimezone(UTC),
            )
        for page in pages:
            built[site.host, page.path] = _resource(site, web, page, pages)
        if site.robots.text is not None:
            built[site.host, "/robots.txt"] = Resource(
                body=site.robots.text.replace("ORIGIN", web.origin(site.id)).encode(),
                headers=(("Content-Type", "text/plain; charset=utf-8"),),
                behaviour=Behaviour(delay_s=site.robots.delay_s),
            )
    return built


def _content_type(media_type: str, charset: Charset) -> str:
    return f"{media_type}; charset={charset.header}" if charset.header else media_type


def _resource(site: Site, web: Web, page: PlannedPage, pages: list[PlannedPage]) -> Resource:
    if page.location is not None:
        return Resource(status=page.status, body=b"", headers=(("Location", page.location),))
    if page.content_type is not None:
        return Resource(status=page.status, body=_PDF, headers=(("Content-Type", page.content_type),))
    charset = site.charset_events.get(page.expected.story or page.path, site.charset)
    html = rendered(
        str(page.template),
        site=site,
        web=web,
        charset=charset.meta,
        neighbours=_neighbours(page, pages),
        **{"modified": None, **(page.context or {})},
    )
    return Resource(
        status=page.status,
        body=html.encode(charset.codec, "xmlcharrefreplace"),
        headers=(("Content-Type", _content_type("text/html", charset)),),
        behaviour=page.behaviour,
        modified_at=(page.expected.updated or _FIRST_EDITION).astimezone(UTC),
    )


def _neighbours(page: PlannedPage, pages: list[PlannedPage]) -> list[PlannedPage]:
    """Return three other articles, as publications link them beside and below the text."""
    others = [other for other in pages if other.announced and other.telling and other.path != page.path]
    start = len(page.path) % max(1, len(others) - 3)
    return others[start : start + 3]


def calendar_page(site: Site, web: Web, year: int, month: int) -> Resource:
    """Return one month of a publication's calendar, which links to the next month for ever."""
    assert site.calendar is not None
    following = (year + 1, 1) if month == 12 else (year, month + 1)
    body = rendered(
        "others/calendar.html",
        site=site,
        web=web,
        charset=site.charset.meta,
        year=year,
        month=month,
        next_path=f"{site.calendar.prefix}{following[0]}/{following[1]:02}/",
        url=f"{web.origin(site.id)}{site.calendar.prefix}{year}/{month:02}/",
    )
    return Resource(
        body=body.encode(site.charset.codec, "xmlcharrefreplace"),
        headers=(("Content-Type", _content_type("text/html", site.charset)),),
    )
