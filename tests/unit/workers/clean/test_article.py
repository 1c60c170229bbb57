"""From a page to its article: identity, fields, and what makes a page none."""

from dataclasses import replace

import pytest

from contracts.article import Article
from contracts.errors import Rejected
from contracts.identity import document_id
from contracts.records import AiUsage
from tests.unit.workers.clean.builders import CHINESE, PARAGRAPHS, a_page, article_of, raw_page, removed_for
from workers.clean import SourceMemory, clean
from workers.clean.sites.memory import block_hash


def test_an_article_holds_the_pages_paragraphs_apart_by_one_blank_line() -> None:
    article = article_of(a_page())

    assert article.text == "\n\n".join(PARAGRAPHS)
    assert (article.title, article.language, article.word_count > 40) == ("New ferry leaves the harbour", "en", True)
    assert article.reading_minutes == 1


def test_headings_items_and_quotations_keep_their_order() -> None:
    items = "<ul><li>Two more boats a day.</li><li>One new pier.</li></ul>"
    body = f"<h2>What changes</h2>{items}<blockquote>It is time, she said.</blockquote>"

    article = article_of(a_page(body + f"<p>{PARAGRAPHS[0]} Again.</p>"))

    assert article.text.split("\n\n")[3:7] == [
        "What changes",
        "Two more boats a day.",
        "One new pier.",
        "It is time, she said.",
    ]
    assert "<li>Two more boats a day.</li>" in article.html


def test_a_canonical_address_of_another_publication_never_decides_the_id() -> None:
    head = '<link rel="canonical" href="https://other.example/news/their-story">'

    article = article_of(a_page(head=head))

    assert article.id == document_id("https://lamp.example/news/new-ferry-leaves")


def test_a_canonical_address_of_the_same_source_decides_the_id() -> None:
    head = '<link rel="canonical" href="/news/the-ferry">'

    assert article_of(a_page(head=head)).id == document_id("https://lamp.example/news/the-ferry")


def test_scripts_and_handlers_never_reach_the_sanitised_html() -> None:
    body = f'<p onclick="x()">{PARAGRAPHS[0]} <a href="javascript:x()">now</a><script>x()</script><b>really</b>.</p>'

    html = article_of(a_page(body)).html

    assert "<b>really</b>" in html
    assert not [bad for bad in ("script", "onclick", "x()") if bad in html]


def test_blocks_that_the_sources_memory_knows_as_furniture_are_dropped() -> None:
    line = "The Lamp has reported from the islands for more than a century."
    memory = SourceMemory(number=7, furniture=frozenset({block_hash(line)}))

    article = article_of(a_page(f"<p>{line}</p>"), memory)

    assert (article.snapshot, removed_for(article, "furniture")) == (7, [line])
    assert line not in article.text


def test_a_page_without_text_for_readers_gives_the_article_it_keeps_for_its_scripts() -> None:
    story = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS).replace('"', '\\"').replace("</", "<\\/")
    state = f'<script>state = {{"html":"{story}"}}</script>'
    html = f'<html><head><title>New ferry</title></head><body><div id="app"></div>{state}</body></html>'

    assert article_of(raw_page(html.encode())).text == "\n\n".join(PARAGRAPHS)


@pytest.mark.parametrize(("free", "is_whole"), [("true", True), ("false", False)])
def test_what_a_page_hides_and_states_as_its_text_is_of_it_unless_it_is_not_free(free: str, is_whole: bool) -> None:
    rest = [
        f"Pier {number} was built in the year {1900 + number}, and the town paid for it alone." for number in range(9)
    ]
    stated = " ".join((*PARAGRAPHS, *rest))
    fact = f'{{"@type":"NewsArticle","headline":"Ferry","articleBody":"{stated}","isAccessibleForFree":{free}}}'
    hidden = "".join(f"<p>{line}</p>" for line in rest)
    body = f"<div hidden>{hidden}<p>Read on in the app.</p></div>"

    article = article_of(a_page(body, head=f'<script type="application/ld+json">{fact}</script>'))

    assert article.text == "\n\n".join((*PARAGRAPHS, *(rest if is_whole else ())))


@pytest.mark.parametrize(
    ("body", "content_type", "reason"),
    [
        (b"", "text/html", "NoArticleText"),
        (b"<nav>Home</nav><footer>Contact</footer>", "text/html", "NoArticleText"),
        (b"%PDF-1.7 ...", "application/pdf", "UnreadablePdf"),
        (b"\x89PNG\r\n", "text/html", "UnsupportedType:image/png"),
        (b"<?xml version='1.0'?><rss><channel/></rss>", "text/xml", "UnsupportedType:application/rss+xml"),
        (
            b"<html><title>Page not found</title><body><h1>Page not found</h1><p>It may have been moved.</p>",
            "text/html",
            "ErrorPage",
        ),
        (b"<html><body><p>" + b"x" * (9 * 1024 * 1024), "text/html", "TooLarge"),
        (b"<div>" * 100_000 + b"deep", "text/html", "TooLarge"),
    ],
    ids=["empty", "furniture", "pdf", "png", "feed", "soft-404", "9-MiB", "100000-tags"],
)
def test_what_is_no_article_is_rejected_under_its_own_name(body: bytes, content_type: str, reason: str) -> None:
    result = clean(raw_page(body, content_type=content_type))

    assert isinstance(result, Rejected)
    assert result.reason == reason


def test_a_list_of_headlines_is_a_listing() -> None:
    cards = "".join(
        f"<div><h3><a href='/n/{n}'>A headline number {n} about the sea</a></h3><p>{PARAGRAPHS[n % 3]}</p></div>"
        for n in range(6)
    )

    result = clean(raw_page(f"<html><title>News</title><body><h1>News</h1>{cards}".encode()))

    assert isinstance(result, Rejected)
    assert result.reason == "ListingPage"


def test_chinese_text_is_counted_in_characters_and_read_at_their_pace() -> None:
    article = article_of(a_page(paragraphs=CHINESE * 8, title="新渡轮驶离港口"))

    assert isinstance(article, Article)
    assert article.word_count > 800
    assert article.reading_minutes >= 2


def test_a_page_whose_publisher_asks_that_it_not_be_indexed_is_rejected_under_that_name() -> None:
    result = clean(replace(a_page(), noindex="meta robots: noindex", body=b""))

    assert isinstance(result, Rejected)
    assert (result.reason, result.detail) == ("NoIndex", "meta robots: noindex")


def test_an_article_keeps_what_its_publisher_says_of_its_use_by_ai() -> None:
    usage = AiUsage(train="denied", basis=("robots.txt: GPTBot",))

    assert article_of(replace(a_page(), ai_usage=usage)).ai_usage == usage
    assert article_of(a_page()).ai_usage is None


def test_the_only_h1_is_the_headline_though_the_head_tells_another_title() -> None:
    head = '<meta property="og:title" content="Islands get a new ferry">'

    article = article_of(a_page(head=head, title="Ferry of the year: quiet harbour, early start"))

    assert article.text == "\n\n".join(PARAGRAPHS)
