"""Kinds of pages are told apart, on pages labelled by someone who never saw the code; `clean_kinds` shows the whole."""

import pytest

from contracts.article import Article
from contracts.errors import Rejected
from tests.benchmarks.clean_kinds import Judged, judged, share_right
from tests.unit.workers.clean_builders import PARAGRAPHS, a_page, raw_page
from workers.clean import clean

FLOOR = 0.97
TEASER = f"<p>{PARAGRAPHS[0]}</p><p>Engineers had worked through the night to replace a valve that failed in a …</p>"
OFFER = "<div class='offer'><p>Subscribe to continue reading this story.</p><a href='/buy'>From $1 a week</a></div>"


@pytest.fixture(scope="module")
def found() -> list[Judged]:
    return judged("dev")


def test_labelled_pages_are_taken_for_what_they_are(found: list[Judged]) -> None:
    assert share_right(found) >= FLOOR, [one for one in found if not one.is_right]


def test_no_labelled_article_is_rejected(found: list[Judged]) -> None:
    assert [one for one in found if one.kind == "article" and not one.is_right] == []


def reason_of(html: str, url: str = "https://lamp.example/2025/06/18/a-page.html") -> str:
    result = clean(raw_page(html.encode(), url=url))
    return result.reason if isinstance(result, Rejected) else "Article"


def test_a_text_that_breaks_off_above_an_offer_is_a_teaser() -> None:
    page = f"<title>New ferry leaves</title><body><article><h1>New ferry leaves</h1>{TEASER}{OFFER}</article>"

    assert reason_of(page) == "PaywallTeaser"


def test_a_whole_article_that_says_it_is_not_free_is_an_article() -> None:
    head = '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": false}</script>'

    assert isinstance(clean(a_page(head=head)), Article)


def test_a_whole_article_above_a_plea_for_support_is_an_article() -> None:
    plea = "<div class='subscribe'><p>Support the news of the islands. Subscribe for $1 a week.</p></div>"

    assert isinstance(clean(a_page(plea)), Article)


@pytest.mark.parametrize(("status", "reason"), [(403, "ErrorPage"), (404, "ErrorPage"), (500, "SiteFailure")])
def test_a_servers_refusal_is_told_from_its_failure(status: int, reason: str) -> None:
    result = clean(raw_page(b"<p>" + PARAGRAPHS[0].encode(), status=status))

    assert isinstance(result, Rejected)
    assert result.reason == reason


def test_pictures_with_captions_are_a_gallery_and_a_report_with_pictures_an_article() -> None:
    figures = "".join(f"<figure><img src='/{n}.jpg'><figcaption>Boat {n} leaves.</figcaption></figure>" for n in "abcd")

    assert reason_of(f"<title>The regatta</title><h1>The regatta</h1><p>Four boats.</p>{figures}") == "GalleryPage"
    assert isinstance(clean(a_page(figures)), Article)


def test_a_player_above_a_caption_is_a_video_and_above_a_report_an_article() -> None:
    player = "<div class='video-player'><video src='/a.mp4' controls></video></div>"

    assert reason_of(f"<title>Ferry</title><h1>Ferry</h1>{player}<p>See it leave the harbour.</p>") == "VideoPage"
    assert isinstance(clean(a_page(player)), Article)


def test_a_front_page_is_told_from_a_section() -> None:
    headline = "<h3><a href='/n/{}'>A headline number {} about the sea</a></h3>"
    cards = "".join(f"<div class='card'>{headline.format(n, n)}<p>{PARAGRAPHS[n % 3]}</p></div>" for n in range(6))
    page = f"<title>The Lamp</title><body>{cards}"

    assert reason_of(page, "https://lamp.example/") == "HomePage"
    assert reason_of(page, "https://lamp.example/harbour/") == "ListingPage"
