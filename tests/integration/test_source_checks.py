"""`check_source` against a real site: what each endpoint names, and what is read from an article, by which rule."""

from collections.abc import Mapping

from contracts.records import LinkRules, Selectors
from contracts.settings import load
from crawler.check import check_source
from crawler.settings import CrawlSettings
from tests.integration.crawler_site import NOT_FOUND, Reply, a_source, rss, served

SETTINGS = load(CrawlSettings, resolve="*.test=127.0.0.1", delay_s=0.01)
SENTENCE = "The harbour of the old town will be closed to ships for three weeks while its walls are rebuilt. "
ARTICLE = f"""<html lang="en"><head><title>Harbour closed</title>
<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "Harbour closed for three weeks",
"datePublished": "2026-03-04T05:06:07Z", "author": {{"name": "Ann Li"}}, "keywords": "harbour, ships"}}</script></head>
<body><article><h1>Harbour closed for three weeks</h1>{"".join(f"<p>{n}. {SENTENCE * 2}</p>" for n in range(8))}
</article></body></html>""".encode()


def test_a_check_shows_what_each_endpoint_names_and_what_was_read_by_which_rule() -> None:
    def answer(host: str, path: str, headers: Mapping[str, str]) -> Reply:
        if path == "/feed":
            return rss([site.url(f"/news/{n}") for n in range(3)])
        if path == "/":
            return Reply(b'<html><body><a href="/news/9">Nine</a><a href="/about">About</a></body></html>')
        if path.startswith("/news/"):
            return Reply(ARTICLE if path == "/news/0" else b"<p>Nothing.</p>", headers={"Content-Type": "text/html"})
        return NOT_FOUND

    with served(answer) as site:
        source = a_source(
            site, sitemaps=(site.url("/map.xml"),), start_pages=(site.url("/"),), links=LinkRules(allow=(r"/news/\d+",))
        )
        steps: list[str] = []
        report = check_source(source, SETTINGS, tell=steps.append)

    feed, sitemap, listing, first, second = report.checked
    assert report.ok
    assert (feed.form, feed.articles, feed.problem) == ("feed", 3, None)
    assert sitemap.problem == "HTTP 404"
    assert (listing.form, listing.articles) == ("page", 1)
    assert (first.url, first.link_rule) == (site.url("/news/0"), r"links.allow /news/\d+")
    assert first.read is not None
    assert (first.read.title, first.read.authors) == ("Harbour closed for three weeks", ("Ann Li",))
    assert (first.read.published_by, first.read.language) == ("json-ld, to the second", "en")
    assert (second.url, second.rejected) == (site.url("/news/9"), "TooLittleText")
    assert steps == [site.url(path) for path in ("/feed", "/map.xml", "/", "/news/0", "/news/9")]


def test_a_check_shows_beside_what_selectors_read_what_would_be_read_without_them() -> None:
    with served(lambda host, path, headers: replies.get(path, NOT_FOUND)) as site:
        replies = {
            "/feed": rss([site.url("/news/0")]),
            "/news/0": Reply(ARTICLE, headers={"Content-Type": "text/html"}),
        }
        selectors = Selectors(title=("p",), author=(".gone",))
        plain = check_source(a_source(site), SETTINGS)
        mended = check_source(a_source(site, selectors=selectors), SETTINGS)

    first, second = plain.checked[-1], mended.checked[-1]
    assert second.read is not None
    assert second.read.title.startswith(f"0. {SENTENCE}")
    assert "by its source's selectors: title; its selectors do not fit: author" in second.read.read_as
    assert first.generic is None
    assert second.generic == first.read
