"""No page takes cleaning long, however large, deep or odd it is: where a bound is missing, these tests do not end."""

import gc
import time

import pytest

from contracts.errors import Rejected
from tests.unit.workers.clean.builders import PARAGRAPHS, a_page, raw_page
from tests.unit.workers.clean.test_properties import ends_well
from workers.clean import clean
from workers.clean.body import Chooser, choose, choose_fast
from workers.clean.pages.blocks import MAX_BLOCKS, blocks_of
from workers.clean.pages.dom import parse

BOUND_S = 60.0
PIECES = ("<div>", "<b>", "<ul><li>", "<table><tr><td>", "<blockquote>", "<svg><g>", "<p a='", "<a b=c ", "\0", "<!--")
PLACES = {
    "a title": "<title>{}</title>",
    "a title to share": "<meta property='og:title' content='{}'>",
    "a site's name": "<meta property='og:site_name' content='{0}'><meta name='application-name' content='{0}'>",
    "an author": "<meta name='author' content='{}'>",
    "a date": "<meta name='date' content='{}'>",
    "keywords": "<meta name='keywords' content='{}'>",
    "data": '<script type=\'application/ld+json\'>{{"@type":"NewsArticle","headline":"{0}","author":"{0}"}}</script>',
}
BAITS = (
    "." * 150,
    "…" * 90,
    "新闻网" * 60,
    "일보" * 90,
    " - " * 90,
    "| " * 90,
    "a.a@" * 60,
    "1-1/" * 60,
    "by and " * 40,
)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("bait", BAITS)
def test_no_pattern_can_be_kept_at_trying(place: str, bait: str) -> None:
    assert ends_well(clean(a_page(head=PLACES[place].format(f"New ferry {bait} leaves"))))


@pytest.mark.parametrize("size", [10, 1_000, 60_000])
@pytest.mark.parametrize(
    "piece",
    ["<div>", "<b>", "<ul><li>", "<table><tr><td>", "<blockquote>", "<svg><g>", "<p a='", "<a b=c ", "\0", "<!--"],
)
def test_whatever_is_nested_or_never_ends_is_bounded(piece: str, size: int) -> None:
    assert ends_well(clean(a_page(piece * size + "<p>deep</p>")))


def test_a_page_of_ten_megabytes_ends_within_a_bound() -> None:
    began = time.process_time()

    result = clean(raw_page(b"<html><body>" + b"<p>word word word.</p>" * 500_000))

    assert isinstance(result, Rejected)
    assert time.process_time() - began < BOUND_S


def test_the_largest_page_that_is_read_ends_within_a_bound() -> None:
    began = time.process_time()
    paragraphs = "".join(
        f"<div><p>{text} <a href='/{n}'>more</a></p></div>" for n in range(4_000) for text in PARAGRAPHS[:1]
    )

    result = clean(raw_page(f"<html><body>{paragraphs}</body></html>".encode()))

    assert ends_well(result)
    assert time.process_time() - began < BOUND_S


def test_one_element_gives_no_more_blocks_than_a_page_may_have() -> None:
    root = parse("<html><body><pre>" + "a line of text.\n" * (MAX_BLOCKS + 5_000))

    assert root is not None
    assert len(blocks_of(root)) == MAX_BLOCKS


@pytest.mark.parametrize("chooser", [choose, choose_fast])
def test_cleaning_leaves_no_rings_behind_and_the_collector_as_it_was(chooser: Chooser) -> None:
    page = a_page("<ul><li><a href='/more'>More</a></li></ul>")
    clean(page, chooser=chooser)
    gc.collect()

    gc.disable()
    clean(page, chooser=chooser)
    was_left_off = not gc.isenabled()
    rings = gc.collect()
    gc.enable()
    clean(page, chooser=chooser)

    assert (was_left_off, rings, gc.isenabled()) == (True, 0, True)
