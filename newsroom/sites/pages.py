"""Which pages a publication has: each with what its template needs and with what must become of it."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

import msgspec

from newsroom.expectations import ExpectedPage, ExpectedPiece, ExpectedPoint, ExpectedPublisher
from newsroom.sites.site import PROMPT, Behaviour, Copy, Other, Piece, Redirect, Site, Variant, sites
from newsroom.sites.times import NO_TIME, Telltale, telltale
from newsroom.texts import Edit, Point, Telling, edited, tellings

_NO_ARTICLE: Final = ("NoArticleText", "NotAnArticle", "TooLittleText")
_REASONS: Final = {
    "about": (*_NO_ARTICLE, "HomePage", "ListingPage"),
    "collection": (*_NO_ARTICLE, "HomePage", "ListingPage", "GalleryPage"),
    "soft404": (*_NO_ARTICLE, "ErrorPage"),
    "video": (*_NO_ARTICLE, "VideoPage", "GalleryPage"),
    "binary": ("UnreadablePdf", "NoTextLayer"),
}
"""By kind of page, the names under which a cleaner may reject it; how fine it tells them apart is its own affair."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedPage:
    """One address of a publication before it is rendered; `announced` is what feeds and listings link to, or None."""

    site: Site
    path: str
    expected: ExpectedPage
    title: str
    template: str | None = None
    context: dict[str, Any] | None = None
    telling: Telling | None = None
    time: Telltale = NO_TIME
    behaviour: Behaviour = PROMPT
    announced: str | None = None
    status: int = 200
    content_type: str | None = None
    location: str | None = None
    modified: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Web:
    """Which web is planned: its port, its edition, and `changes` that make it differ from the manifest on purpose."""

    port: str
    edition: int
    changes: tuple[tuple[str, tuple[Edit, ...]], ...] = ()

    def telling(self, name: str) -> Telling:
        """Return a telling by its name (event/publication), changed as asked."""
        return edited(tellings()[name], dict(self.changes).get(name, ()))

    def origin(self, site_id: str) -> str:
        """Return a publication's root without a trailing slash."""
        return f"http://{site_id}.localhost:{self.port}"


def own_tellings(site: Site, web: Web) -> list[Telling]:
    """Return the texts that a publication wrote itself, in the order of their events."""
    return [web.telling(name) for name, telling in tellings().items() if telling.head.publication == site.id]


def planned_pages(site: Site, web: Web) -> list[PlannedPage]:
    """Return every page of a publication: own articles, copies, their further addresses, and what is no article."""
    own = [_own_article(site, web, number, telling) for number, telling in enumerate(own_tellings(site, web))]
    copies = [_copy(site, web, len(own) + number, copy) for number, copy in enumerate(site.copies)]
    by_event = {page.telling.head.event: page for page in (*own, *copies) if page.telling is not None}
    variants = [_variant(site, web, variant, by_event[variant.event]) for variant in site.variants]
    redirects = [page for redirect in site.redirects for page in _redirects(site, web, redirect, by_event)]
    return [*own, *copies, *variants, *redirects, *(_other(site, web, other) for other in site.others)]


def article_path(site: Site, telling: Telling) -> str:
    """Return the path of an article by the publication's own scheme."""
    head = telling.head
    number = 10_000 + zlib.crc32(f"{head.event}/{site.id}".encode()) % 90_000
    return site.path.format(
        section=site.sections[head.section], day=head.published_at.day, slug=head.event, number=number
    )


def _own_article(site: Site, web: Web, number: int, telling: Telling) -> PlannedPage:
    revision = next((r for r in site.revisions if r.event == telling.head.event), None)
    if web.edition < 2 or revision is None:
        return _article(site, web, number, telling, kind="article")
    telling = edited(telling, revision.edits)
    page = _article(site, web, number, telling, kind="article")
    context = {**(page.context or {}), "modified": revision.modified_at.isoformat()}
    expected = msgspec.structs.replace(page.expected, updated=revision.modified_at)
    return replace(page, context=context, expected=expected, modified=True)


def _copy(site: Site, web: Web, number: int, copy: Copy) -> PlannedPage:
    original = web.telling(copy.of)
    told = edited(original, copy.edits)
    head = msgspec.structs.replace(
        told.head, publication=site.id, section=copy.section, tags=copy.tags, published_at=copy.published_at
    )
    publisher_site = _site_of(original)
    page = _article(site, web, number, replace(told, head=head), kind="copy", mode=copy.time, origin=publisher_site)
    address = web.origin(publisher_site.id) + article_path(publisher_site, original)
    expected = msgspec.structs.replace(page.expected, duplicate_of=address)
    context = {**(page.context or {}), "original": address, "copied_from": publisher_site.name}
    if copy.claims_original:
        context["canonical"] = address
    return replace(page, expected=expected, context=context)


def _site_of(telling: Telling) -> Site:
    return next(site for site in sites() if site.id == telling.head.publication)


def _article(
    site: Site,
    web: Web,
    number: int,
    telling: Telling,
    *,
    kind: str,
    mode: str | None = None,
    origin: Site | None = None,
) -> PlannedPage:
    head, path = telling.head, article_path(site, telling)
    served, url = site.cross_canonical.get(head.event, path), web.origin(site.id) + path
    time = telltale(site, mode or site.times.events.get(head.event, site.times.default), head.published_at)
    pieces = [piece for piece in site.pieces if _has(piece, number, head.event)]
    publisher, as_written = _publisher(site, head.event, origin)
    expected = ExpectedPage(
        url=web.origin(site.id) + served,
        kind=kind,
        canonical=url,
        addresses=(web.origin(site.id) + served,),
        publisher=publisher,
        published=time.expected,
        removed=tuple(ExpectedPiece(piece.family, line) for piece in pieces for line in piece.text),
        **_told(site, telling),
    )
    context = {
        "url": url,
        "canonical": _canonical(site, web, head.event, url),
        "time": time,
        "body": _body(telling, pieces),
        "byline": as_written,
        "publisher": publisher.name if publisher else site.name,
        "number": number,
    }
    return PlannedPage(
        site=site,
        path=served,
        expected=expected,
        title=head.title,
        template=f"{site.id}/article.html",
        context=context | _shown(site, telling),
        telling=telling,
        time=time,
        behaviour=site.behaviours.get(head.event, PROMPT),
        announced=next((redirect.path for redirect in site.redirects if redirect.event == head.event), served),
    )


def _told(site: Site, telling: Telling) -> dict[str, Any]:
    """What the text itself makes a reader expect, as far as the publication says it."""
    head, points = telling.head, telling.points
    return {
        "source": site.id,
        "outcome": "indexed",
        "story": head.event,
        "title": head.title,
        "language": head.language,
        "authors": head.authors if site.says.authors != "unsaid" else (),
        "authors_said": site.says.authors,
        "section": head.section if site.says.section != "unsaid" else None,
        "section_said": site.says.section,
        "tags": head.tags if site.says.tags != "unsaid" else (),
        "body": tuple(telling.text.split("\n\n")),
        "summary": points.summary if points else None,
        "summary_language": site.language if points else None,
        "key_points": tuple(_point(point) for point in points.points) if points else (),
    }


def _shown(site: Site, telling: Telling) -> dict[str, Any]:
    """What the publication's template shows of the text itself."""
    head = telling.head
    return {
        "head": head,
        "authors_ld": [{"@type": "Person", "name": name} for name in head.authors],
        "shown_title": _shown_title(site, telling),
        "points": telling.points,
        "section_slug": site.sections[head.section],
    }


def _shown_title(site: Site, telling: Telling) -> str:
    cut = site.title_cuts.get(telling.head.event)
    return telling.head.title[:-cut] if cut else telling.head.title


def _point(point: Point) -> ExpectedPoint:
    return ExpectedPoint(emoji=point.emoji, headline=point.headline, sentence=point.sentence)


def _has(piece: Piece, number: int, event: str) -> bool:
    if piece.only:
        return event in piece.only
    return number % piece.every == piece.start % piece.every


def _publisher(site: Site, event: str, origin: Site | None) -> tuple[ExpectedPublisher | None, str | None]:
    """Return the publisher to expect, and the words of the visible line that names it."""
    as_written = site.publishers.get(event) or (site.publishers.get(origin.id) if origin else None)
    if as_written is None and site.says.publisher == "visible":
        as_written = site.publishers.get("*", site.name)
    if as_written is not None:
        return ExpectedPublisher(name=as_written.split("|")[0].strip(), said="visible"), as_written
    name = origin.name if origin else site.name
    return ExpectedPublisher(name=name, said=site.says.publisher), None


def _canonical(site: Site, web: Web, event: str, url: str) -> str | None:
    claimed = site.false_canonical.get(event)
    if claimed is not None:
        other = web.telling(claimed)
        return web.origin(other.head.publication) + article_path(_site_of(other), other)
    return url if site.own_canonical or event in site.cross_canonical else None


def _body(telling: Telling, pieces: list[Piece]) -> list[dict[str, Any]]:
    """Return the article's blocks in order, with the pieces at their places as ready HTML."""
    body = _at(pieces, "top")
    for number, block in enumerate(telling.blocks, start=1):
        body.append({"kind": block.kind, "lines": block.lines})
        body.extend(_at(pieces, f"after:{number}"))
    body.extend(_at(pieces, "end"))
    return body


def _at(pieces: list[Piece], where: str) -> list[dict[str, Any]]:
    return [{"kind": "piece", "where": where, "html": piece.html} for piece in pieces if piece.where == where]


def _variant(site: Site, web: Web, variant: Variant, main: PlannedPage) -> PlannedPage:
    expected = ExpectedPage(
        url=web.origin(site.id) + variant.path,
        source=site.id,
        kind=variant.kind,
        outcome="duplicate",
        story=main.expected.story,
        duplicate_of=main.expected.url,
    )
    context = {**(main.context or {}), "main": main.expected.url}
    template = f"{site.id}/{variant.kind}.html"
    return replace(
        main, path=variant.path, expected=expected, template=template, context=context, announced=variant.path
    )


def _redirects(site: Site, web: Web, redirect: Redirect, by_event: dict[str, PlannedPage]) -> Iterator[PlannedPage]:
    """Yield one page for each hop: the announced address first, the last hop leading to the article itself."""
    target = by_event[redirect.event].path
    stops = [redirect.path, *(f"{redirect.path}-{number}" for number in range(2, len(redirect.hops) + 1)), target]
    for status, here, there in zip(redirect.hops, stops, stops[1:], strict=False):
        location = web.origin(site.id) + there
        expected = ExpectedPage(
            url=web.origin(site.id) + here,
            source=site.id,
            kind="redirect",
            outcome="redirect",
            story=redirect.event,
            leads_to=web.origin(site.id) + target,
        )
        yield PlannedPage(site=site, path=here, expected=expected, title="", status=status, location=location)


def _other(site: Site, web: Web, other: Other) -> PlannedPage:
    expected = ExpectedPage(
        url=web.origin(site.id) + other.path,
        source=site.id,
        kind=other.kind,
        outcome=other.outcome,
        reasons=_REASONS[other.kind] if other.outcome == "rejected" else (),
    )
    return PlannedPage(
        site=site,
        path=other.path,
        expected=expected,
        title=other.title,
        template=other.template or f"others/{other.kind}.html",
        context={"other": other, "url": expected.url},
        behaviour=site.behaviours.get(other.path, PROMPT),
        announced=other.path,
        status=other.status,
        content_type=other.content_type,
    )
