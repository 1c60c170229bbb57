"""How a publication announces its pages: feeds, sitemaps and listings, each the text of one address."""

import gzip
import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from newsroom.sites.pages import PlannedPage, Web
from newsroom.sites.rendering import rendered
from newsroom.sites.site import Channel, Site

_NEWS = "news"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One announced page, as feeds, sitemaps and listings see it; `at` is None where no date is announced."""

    url: str
    title: str
    description: str
    at: datetime | None
    modified: datetime | None
    shown: str | None
    tags: tuple[str, ...]
    authors: tuple[str, ...]
    section: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What one address of a publication answers, rendered but not yet encoded."""

    path: str
    kind: Channel
    content_type: str
    body: bytes | str


def entries(site: Site, web: Web, pages: list[PlannedPage]) -> list[Entry]:
    """Return what is announced, newest first; what has no telling comes last, in the order of the data."""
    announced = [page for page in pages if page.announced is not None]
    told = sorted((p for p in announced if p.telling is not None), key=_published, reverse=True)
    return [_entry(site, web, page) for page in (*told, *(p for p in announced if p.telling is None))]


def _published(page: PlannedPage) -> tuple[datetime, str]:
    assert page.telling is not None
    return page.telling.head.published_at, page.path


def _entry(site: Site, web: Web, page: PlannedPage) -> Entry:
    head = page.telling.head if page.telling else None
    return Entry(
        url=web.origin(site.id) + str(page.announced),
        title=page.title,
        description=head.description if head else "",
        at=page.time.announced,
        modified=page.expected.updated,
        shown=page.time.shown,
        tags=head.tags if head and site.says.tags != "unsaid" else (),
        authors=head.authors if head and site.says.authors != "unsaid" else (),
        section=head.section if head else None,
    )


def documents(site: Site, web: Web, pages: list[PlannedPage]) -> Iterator[Document]:
    """Yield the feed, the sitemaps, the listings and the front page of a publication."""
    announced = entries(site, web, pages)
    yield from _feed(site, web, announced)
    yield from _sitemaps(site, web, announced)
    yield from _listings(site, web, announced)


def _feed(site: Site, web: Web, announced: list[Entry]) -> Iterator[Document]:
    if site.feed == "json":
        yield Document(
            path=site.feed_path,
            kind="feed",
            content_type="application/feed+json",
            body=_json_feed(site, web, announced),
        )
    elif site.feed != "none":
        body = rendered(f"announcements/{site.feed}.xml", site=site, web=web, entries=announced)
        yield Document(path=site.feed_path, kind="feed", content_type=f"application/{site.feed}+xml", body=body)


def _json_feed(site: Site, web: Web, announced: list[Entry]) -> str:
    items = [
        {
            "id": entry.url,
            "url": entry.url + site.tracking,
            "title": entry.title,
            "summary": entry.description,
            **({"date_published": entry.at.isoformat()} if entry.at else {}),
            **({"date_modified": entry.modified.isoformat()} if entry.modified else {}),
            **({"tags": list(entry.tags)} if entry.tags else {}),
        }
        for entry in announced
    ]
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": site.name,
        "home_page_url": web.origin(site.id) + "/",
        "feed_url": web.origin(site.id) + site.feed_path,
        "language": site.html_lang,
        "items": items,
    }
    return json.dumps(feed, ensure_ascii=False, indent=1)


def _sitemaps(site: Site, web: Web, announced: list[Entry]) -> Iterator[Document]:
    if site.sitemap == "plain":
        body = rendered("announcements/sitemap.xml", site=site, web=web, entries=announced)
        yield Document(path="/sitemap.xml", kind="sitemap", content_type="application/xml", body=body)
    if site.sitemap == "index":
        half = (len(announced) + 1) // 2
        body = rendered("announcements/sitemap_index.xml", site=site, web=web, entries=announced)
        yield Document(path="/sitemap_index.xml", kind="sitemap", content_type="application/xml", body=body)
        news = rendered("announcements/news_sitemap.xml", site=site, web=web, entries=announced[:half])
        yield Document(path="/sitemaps/news.xml", kind="sitemap", content_type="application/xml", body=news)
        older = rendered("announcements/sitemap.xml", site=site, web=web, entries=announced[half:])
        packed = gzip.compress(older.encode(), mtime=0)
        yield Document(path="/sitemaps/2025-06.xml.gz", kind="sitemap", content_type="application/gzip", body=packed)


def _listings(site: Site, web: Web, announced: list[Entry]) -> Iterator[Document]:
    pages = site.listings or 1
    size = math.ceil(len(announced) / pages)
    for number in range(1, pages + 1):
        following = site.listing_next.format(number=number + 1) if number < pages else None
        body = rendered(
            f"{site.id}/listing.html",
            site=site,
            web=web,
            entries=announced[(number - 1) * size : number * size],
            number=number,
            next_url=web.origin(site.id) + following if following else None,
            calendar=site.calendar,
        )
        path = site.listing_path if number == 1 else site.listing_next.format(number=number)
        yield Document(path=path, kind="listing", content_type="text/html", body=body)
        if number == 1 and path != "/":
            yield Document(path="/", kind="listing", content_type="text/html", body=body)
