"""The canonical address, the lead image and the section, on pages of several kinds."""

import json

import pytest

from contracts.article import Article
from tests.unit.workers.clean.builders import CHINESE, PARAGRAPHS, article_of, raw_page

URL = "https://lamp.example/shipping/2025/new-ferry-leaves.html"
TITLE = "New ferry leaves the harbour"


def page(
    head: str = "", body: str = "", *, above: str = "", url: str = URL, text: tuple[str, ...] = PARAGRAPHS
) -> Article:
    """Return the article of a page with these pieces in its head, above its title, and among its paragraphs."""
    first, *others = (f"<p>{paragraph}</p>" for paragraph in text)
    shown = f"{above}<article><h1>{TITLE}</h1><div>{first}{body}{''.join(others)}</div></article>"
    return article_of(raw_page(f"<html><head>{head}</head><body>{shown}</body></html>".encode(), url=url))


def linked_data(**more: object) -> str:
    """Return a script that states an article."""
    node = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": TITLE, **more}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


@pytest.mark.parametrize(
    ("head", "canonical"),
    [
        ("<link rel=canonical href='/shipping/2025/ferry.html'>", "https://lamp.example/shipping/2025/ferry.html"),
        ("<link rel=canonical href='//www.lamp.example/a/ferry-1'>", "https://www.lamp.example/a/ferry-1"),
        ("<meta property=og:url content='https://lamp.example/a/ferry-1'>", "https://lamp.example/a/ferry-1"),
        (
            "<link rel=canonical href='/'><meta property=og:url content='https://lamp.example/a/ferry-1'>",
            "https://lamp.example/a/ferry-1",
        ),
        ("<link rel=canonical href='https://lamp.example/'>", URL),
        ("<link rel=canonical href='https://lamp.example/shipping/'>", URL),
        ("<link rel=canonical href='https://elsewhere.example/a/ferry-1'>", URL),
        ("<link rel=canonical href='{{ page.url }}'>", URL),
        ("<link rel=canonical href='https://lamp.example/undefined'>", URL),
        ("<link rel=canonical href='/a/one-1'><link rel=canonical href='/a/two-2'>", URL),
        ("<link rel=canonical href=''>", URL),
        ("", URL),
    ],
)
def test_the_canonical_address_is_one_that_the_page_may_claim(head: str, canonical: str) -> None:
    assert page(head).canonical_url == canonical


def test_a_page_below_the_canonical_address_is_a_copy_of_it() -> None:
    head = "<link rel=canonical href='https://lamp.example/shipping/new-ferry-2025'>"

    assert page(head, url="https://lamp.example/shipping/new-ferry-2025/amp").canonical_url.endswith("/new-ferry-2025")


@pytest.mark.parametrize(
    ("head", "body", "image"),
    [
        ("<meta property=og:image content='/media/ferry.jpg'>", "", "https://lamp.example/media/ferry.jpg"),
        (
            "<meta property=og:image content='/sites/default/files/ferry.jpg'>",
            "",
            "https://lamp.example/sites/default/files/ferry.jpg",
        ),
        (
            "<meta property=og:image content='/img/logo.png'>",
            "<img src='/media/quay.jpg'>",
            "https://lamp.example/media/quay.jpg",
        ),
        ("<meta property=og:image content='/img/share-default.png'>", "", None),
        ("<meta property=og:image content='/i/ferry.jpg'><meta property=og:image:width content='40'>", "", None),
        (
            linked_data(image={"@type": "ImageObject", "url": "/media/ferry.jpg"}),
            "",
            "https://lamp.example/media/ferry.jpg",
        ),
        (
            linked_data(image=[{"url": "/m/s.jpg", "width": 60, "height": 60}, "/m/l.jpg"]),
            "",
            "https://lamp.example/m/l.jpg",
        ),
        (linked_data(image="/brand.png", publisher={"name": "The Lamp", "logo": {"url": "/brand.png"}}), "", None),
        (
            "",
            "<img src='data:image/gif;base64,R0lG' data-src='/media/quay.jpg'>",
            "https://lamp.example/media/quay.jpg",
        ),
        (
            "",
            "<img src='/t.gif' width=1 height=1><figure><img src='/media/quay.jpg'></figure>",
            "https://lamp.example/media/quay.jpg",
        ),
        ("", "<img srcset='/q-300.jpg 300w, /q-900.jpg 900w'>", "https://lamp.example/q-900.jpg"),
        ("", "<img class='author-avatar' src='/people/ann.jpg'>", None),
        ("", "", None),
    ],
)
def test_the_lead_image_is_a_picture_of_the_article(head: str, body: str, image: str | None) -> None:
    assert page(head, body).lead_image == image


TRAIL = {
    "@type": "BreadcrumbList",
    "itemListElement": [
        {"@type": "ListItem", "position": 1, "name": "Home", "item": "https://lamp.example/"},
        {"@type": "ListItem", "position": 2, "name": "Shipping", "item": "https://lamp.example/shipping/"},
        {"@type": "ListItem", "position": 3, "name": TITLE, "item": URL},
    ],
}


@pytest.mark.parametrize(
    ("head", "above", "section"),
    [
        (linked_data(articleSection=["Shipping", "Islands"]), "", "Shipping"),
        ("<meta property=article:section content=Shipping>", "", "Shipping"),
        ("<meta property=article:section content='https://lamp.example/shipping'>", "", None),
        (f'<script type="application/ld+json">{json.dumps(TRAIL)}</script>', "", "Shipping"),
        ("", "<ul class='breadcrumb'><li><a href='/'>Home</a></li><li><a href='/s'>Shipping</a></li></ul>", "Shipping"),
        ("", f"<div>You are here: <a href='/'>Home</a> &gt; <a href='/s'>Shipping</a> &gt; {TITLE}</div>", "Shipping"),
        ("", "<p>17 June 2025 in <a rel='category tag' href='/c/s'>Shipping</a></p>", "Shipping"),
        ("", "<p>FOLLOW &gt; <a href='/mail'>EMAIL ME</a></p>", None),
        ("", "<div><a href='/'>Home</a></div>", None),
    ],
)
def test_the_section_is_stated_or_stands_in_the_trail(head: str, above: str, section: str | None) -> None:
    assert page(head, above=above).section == section


def test_a_chinese_trail_names_the_section() -> None:
    trail = "<a href='/'>首页</a> &gt; <a href='/xw/'>新闻中心</a> &gt; <a href='/xw/gk/'>港口</a> &gt; 正文"
    above = f"<div>您现在的位置：{trail}</div>"

    assert page(above=above, text=CHINESE).section == "港口"
