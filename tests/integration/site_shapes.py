"""Sites of a dozen shapes, each an answer by path with the articles that it published lately; none is a real one."""

import gzip
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import chain

from tests.integration.crawler_site import NOT_FOUND, Reply

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
HEADLINE = "The council agrees on a new plan for the harbour, part {n}"


@dataclass(frozen=True)
class Shape:
    """`pages` by path and query; `articles` are the paths that a survey must reach; `kinds` what it should choose."""

    pages: dict[str, Reply]
    articles: frozenset[str]
    kinds: frozenset[str]
    start: str = "/"
    everywhere: Reply = NOT_FOUND
    notes: dict[str, object] = field(default_factory=dict)


Paths = list[str]
Address = Callable[[str], str]


def at(n: int) -> datetime:
    """The moment at which the n-th article, counted from the newest, was published."""
    return NOW - timedelta(hours=5 * n)


def rss(url: Address, paths: Paths, *, dated: bool = True, ago_days: int = 0, language: str = "en") -> Reply:
    items = "".join(
        f"<item><title>{HEADLINE.format(n=n)}</title><link>{url(path)}</link>"
        + (f"<pubDate>{format_datetime(at(n) - timedelta(days=ago_days))}</pubDate>" if dated else "")
        + "</item>"
        for n, path in enumerate(paths)
    )
    head = f"<title>The Shape</title><language>{language}</language>"
    return Reply(f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{items}</channel></rss>'.encode())


def atom(url: Address, paths: Paths) -> Reply:
    entries = "".join(
        f'<entry><title>{HEADLINE.format(n=n)}</title><link href="{url(path)}"/>'
        f"<published>{at(n).isoformat()}</published></entry>"
        for n, path in enumerate(paths)
    )
    return Reply(f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de-AT">{entries}</feed>'.encode())


def json_feed(url: Address, paths: Paths) -> Reply:
    items = [{"id": path, "url": url(path), "date_published": at(n).isoformat()} for n, path in enumerate(paths)]
    return Reply(json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items}).encode())


def sitemap(url: Address, paths: Paths, *, dated: bool = True, ago_days: int = 0) -> Reply:
    entries = "".join(
        f"<url><loc>{url(path)}</loc>"
        + (f"<lastmod>{(at(n) - timedelta(days=ago_days)).date()}</lastmod>" if dated else "")
        + "</url>"
        for n, path in enumerate(paths)
    )
    return Reply(f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'.encode())


def news_sitemap(url: Address, paths: Paths) -> Reply:
    entries = "".join(
        f"<url><loc>{url(path)}</loc><n:news><n:publication_date>{at(n).isoformat()}</n:publication_date>"
        f"<n:title>{HEADLINE.format(n=n)}</n:title></n:news></url>"
        for n, path in enumerate(paths)
    )
    return Reply(f'<urlset xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">{entries}</urlset>'.encode())


def index_of(url: Address, children: Iterable[tuple[str, datetime | None]]) -> Reply:
    entries = "".join(
        f"<sitemap><loc>{url(path)}</loc>" + (f"<lastmod>{when.isoformat()}</lastmod>" if when else "") + "</sitemap>"
        for path, when in children
    )
    return Reply(f"<sitemapindex>{entries}</sitemapindex>".encode())


def page(
    links: Iterable[str],
    *,
    nav: Iterable[tuple[str, str]] = (),
    head: str = "",
    foot: str = "",
    lang: str = "en",
    charset: str = "utf-8",
    headline: str = HEADLINE,
) -> Reply:
    ways = "".join(f'<li><a href="{path}">{text}</a></li>' for path, text in (*nav, ("/about", "About us")))
    news = "".join(f'<h2><a href="{path}">{headline.format(n=n)}</a></h2>' for n, path in enumerate(links))
    text = (
        f'<!doctype html><html lang="{lang}"><head><meta charset="{charset}"><title>The Shape</title>{head}</head>'
        f"<body><nav><ul>{ways}</ul></nav><main>{news}</main>{foot}"
        f'<footer><a href="/privacy">Privacy</a> <a href="/terms">Terms</a> The Shape</footer></body></html>'
    )
    return Reply(text.encode(charset, "replace"), headers={"Content-Type": "text/html"})


def robots(*lines: str) -> Reply:
    return Reply("\n".join(lines).encode(), headers={"Content-Type": "text/plain"})


def feed_link(path: str, kind: str = "application/rss+xml") -> str:
    return f'<link rel="alternate" type="{kind}" href="{path}">'


def slugs(count: int, *, start: int = 0, folder: str = "/2026/03") -> Paths:
    return [f"{folder}/the-council-agrees-on-plan-{n}/" for n in range(start, start + count)]


# -- the shapes ------------------------------------------------------------------------------------------------------


def weblog(url: Address) -> Shape:
    """A main feed of the newest, one of comments, an index of sitemaps by kind of page."""
    posts = slugs(25)
    pages = {
        "/robots.txt": robots("User-agent: *", "Disallow: /wp-admin/", f"Sitemap: {url('/wp-sitemap.xml')}"),
        "/": page(posts[:10], head=feed_link("/feed/") + feed_link("/comments/feed/")),
        "/feed/": rss(url, posts[:10]),
        "/comments/feed/": rss(url, [f"{posts[3]}#comment-1", f"{posts[4]}#comment-2"]),
        "/wp-sitemap.xml": index_of(url, [("/posts-1.xml", None), ("/pages-1.xml", None), ("/tags-1.xml", None)]),
        "/posts-1.xml": sitemap(url, posts),
        "/pages-1.xml": sitemap(url, ["/about/", "/contact/"]),
        "/tags-1.xml": sitemap(url, [f"/tag/word-{n}/" for n in range(40)]),
    }
    return Shape(pages, frozenset(posts), frozenset({"sitemap"}))


def news_sitemap_alone(url: Address) -> Shape:
    """No feed: robots.txt names a sitemap of news and one of everything since ever."""
    recent = [f"/world/article{90000 + n}.ece" for n in range(40)]
    old = [f"/world/article{10000 + n}.ece" for n in range(3000)]
    pages = {
        "/robots.txt": robots(f"Sitemap: {url('/all.xml')}", f"Sitemap: {url('/fresh.xml')}"),
        "/": page(recent[:15], nav=[("/world/", "World"), ("/sport/", "Sport")]),
        "/fresh.xml": news_sitemap(url, recent),
        "/all.xml": sitemap(url, old, ago_days=400),
        "/world/": page(recent[:20]),
        "/sport/": page(recent[20:30]),
    }
    return Shape(pages, frozenset(recent), frozenset({"sitemap"}))


def sections_alone(url: Address) -> Shape:
    """Neither feed nor sitemap: each section lists what no other does."""
    by_section = {
        name: [f"/{name}/{20260300 + n}-{name}.html" for n in range(12)] for name in ("world", "city", "arts")
    }
    front = [paths[0] for paths in by_section.values()]
    pages = {"/": page(front, nav=[(f"/{name}", name.title()) for name in by_section])}
    pages |= {f"/{name}": page(paths) for name, paths in by_section.items()}
    return Shape(pages, frozenset(chain.from_iterable(by_section.values())), frozenset({"listing"}))


def feeds_by_section(url: Address) -> Shape:
    """A page about feeds links one for each section; the page's head names none."""
    by_section = {name: slugs(15, start=100 * n, folder=f"/{name}") for n, name in enumerate(("world", "city", "arts"))}
    links = "".join(f'<a href="/syndication/{name}.php">{name}</a>' for name in by_section)
    pages = {"/": page([paths[0] for paths in by_section.values()], foot='<a href="/rss-feeds">RSS</a>')}
    pages["/rss-feeds"] = page([], foot=links)
    pages |= {f"/syndication/{name}.php": rss(url, paths) for name, paths in by_section.items()}
    return Shape(pages, frozenset(chain.from_iterable(by_section.values())), frozenset({"feed"}))


def archive_by_month(url: Address) -> Shape:
    """An index of a hundred sitemaps by month, the newest last, and packed."""
    months = [
        (f"/maps/{2018 + n // 12}-{n % 12 + 1:02}.xml.gz", NOW - timedelta(days=30 * (98 - n))) for n in range(99)
    ]
    recent = [f"/news/{700000 + n}" for n in range(30)]
    pages = {
        "/robots.txt": robots(f"Sitemap: {url('/index.xml')}"),
        "/": page(recent[:12]),
        "/index.xml": index_of(url, months),
    }
    for n, (path, _) in enumerate(months):
        paths = recent if n == 98 else [f"/news/{1000 * n + m}" for m in range(30)]
        pages[path] = Reply(gzip.compress(sitemap(url, paths, ago_days=30 * (98 - n)).body))
    return Shape(pages, frozenset(recent), frozenset({"sitemap"}))


def text_sitemap(url: Address) -> Shape:
    """A list of addresses in a usual place, and a front page that shows a few."""
    articles = [f"/story/{n}-the-harbour-plan-again" for n in range(300, 330)]
    lines = "\n".join(map(url, [*articles, "/about", "/privacy"]))
    pages = {"/": page(articles[:6]), "/sitemap.txt": Reply(lines.encode(), headers={"Content-Type": "text/plain"})}
    return Shape(pages, frozenset(articles), frozenset({"sitemap"}))


def two_formats(url: Address) -> Shape:
    """The same articles in two feeds: one without times, one with."""
    articles = slugs(20)
    head = feed_link("/undated.rss") + feed_link("/dated.atom", "application/atom+xml")
    pages = {
        "/": page(articles[:10], head=head, lang="de-AT"),
        "/undated.rss": rss(url, articles, dated=False),
        "/dated.atom": atom(url, articles),
    }
    return Shape(pages, frozenset(articles), frozenset({"feed"}), notes={"feed": "/dated.atom"})


def json_alone(url: Address) -> Shape:
    """A JSON Feed, named in the head, and a page that scripts fill: it shows no link."""
    articles = [f"/p/{n:x}f00" for n in range(40, 60)]
    pages = {"/": page([], head=feed_link("/api/feed", "application/feed+json")), "/api/feed": json_feed(url, articles)}
    return Shape(pages, frozenset(articles), frozenset({"feed"}))


def forgotten_feed(url: Address) -> Shape:
    """The feed in the head ended years ago; news stands in a sitemap alone."""
    articles = slugs(20)
    pages = {
        "/robots.txt": robots(f"sitemap:{url('/news.xml')}"),
        "/": page(articles[:8], head=feed_link("/old.rss")),
        "/old.rss": rss(url, slugs(20, folder="/2019/01"), ago_days=2000),
        "/news.xml": news_sitemap(url, articles),
    }
    return Shape(pages, frozenset(articles), frozenset({"sitemap"}), notes={"not": "/old.rss"})


def aggregator(url: Address) -> Shape:
    """The feed leads to other people's sites; its own articles stand on its pages."""
    articles = [f"/a/{n}" for n in range(5001, 5021)]
    foreign = Reply(rss(url, slugs(10)).body.replace(b".test", b".example"))
    pages = {"/": page(articles, head=feed_link("/links.rss")), "/links.rss": foreign}
    return Shape(pages, frozenset(articles), frozenset({"listing"}), notes={"not": "/links.rss"})


def one_parameter(url: Address) -> Shape:
    """Every article is the same script with another number, on numbered pages."""
    articles = [f"/view.php?newsid={n}" for n in range(881, 911)]
    pages = {
        "/": page(articles[:10], foot='<a href="/?page=2">2</a> <a href="/?page=3">3</a>'),
        "/?page=2": page(articles[10:20], foot='<a href="/?page=3">3</a>'),
        "/?page=3": page(articles[20:]),
    }
    return Shape(pages, frozenset(articles), frozenset({"listing"}))


def old_charset(url: Address) -> Shape:
    """The front page sends its readers on; the real one is in GBK, and has a feed in RDF's namespace of dates."""
    articles = [f"/n1/2026/0310/c{1000 + n}-{40000 + n}.html" for n in range(20)]
    sent = Reply(b'<html><head><meta http-equiv="refresh" content="0; url=/index/home.html"></head></html>')
    home = page(articles, lang="zh-CN", charset="gbk", headline="市议会通过港口新规划第{n}部分并公布时间表")
    return Shape({"/": sent, "/index/home.html": home}, frozenset(articles), frozenset({"listing"}))


def forbidden_feed(url: Address) -> Shape:
    """robots.txt forbids the feed; the section pages may be read."""
    articles = slugs(15)
    pages = {
        "/robots.txt": robots("User-agent: *", "Disallow: /feed"),
        "/": page(articles, head=feed_link("/feed.rss")),
        "/feed.rss": rss(url, articles),
    }
    return Shape(pages, frozenset(articles), frozenset({"listing"}), notes={"never": "/feed.rss"})


def answers_anything(url: Address) -> Shape:
    """Every address that does not exist answers 200 with the same page."""
    articles = slugs(15)
    nothing = page([], nav=[(f"/way-{n}", f"Way {n}") for n in range(30)])
    pages = {"/": page(articles, nav=[("/world", "World")]), "/news-sitemap.xml": news_sitemap(url, articles)}
    return Shape(pages, frozenset(articles), frozenset({"sitemap"}), everywhere=nothing)


def feed_given(url: Address) -> Shape:
    """The address given is a feed: that it is, and nothing else is looked for."""
    articles = slugs(15)
    pages = {"/": page(articles), "/some/feed": rss(url, articles[:12])}
    return Shape(pages, frozenset(articles[:12]), frozenset({"feed"}), start="/some/feed")


def section_given(url: Address) -> Shape:
    """The address given is a section: the rest of the site is not wanted."""
    own, others = slugs(12, folder="/city"), slugs(40, folder="/world")
    pages = {
        "/": page(own + others, head=feed_link("/all.rss")),
        "/city/": page(own, head=feed_link("/all.rss")),
        "/all.rss": rss(url, own[:4] + others),
    }
    return Shape(pages, frozenset(own), frozenset({"listing"}), start="/city/")


SHAPES: tuple[Callable[[Address], Shape], ...] = (
    weblog,
    news_sitemap_alone,
    sections_alone,
    feeds_by_section,
    archive_by_month,
    text_sitemap,
    two_formats,
    json_alone,
    forgotten_feed,
    aggregator,
    one_parameter,
    old_charset,
    forbidden_feed,
    answers_anything,
    feed_given,
    section_given,
)
