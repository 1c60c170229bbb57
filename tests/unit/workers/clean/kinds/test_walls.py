"""Walls and errors that come with status 200 are never articles; articles about walls and errors are."""

import time

import pytest

from contracts.article import Article
from contracts.errors import Rejected
from tests.unit.workers.clean.builders import raw_page
from tests.unit.workers.clean.kinds.wall_pages import ARTICLE_PAGES, WALL_PAGES, WallPage
from workers.clean import clean
from workers.clean.kinds.walls import walls


def named(page: WallPage) -> str:
    return f"{page.reason or 'Article'}: {page.name}"


@pytest.mark.parametrize("page", WALL_PAGES, ids=named)
def test_a_page_shown_in_place_of_an_article_is_rejected_as_what_it_is(page: WallPage) -> None:
    found = clean(raw_page(page.html.encode()))

    assert isinstance(found, Rejected)
    assert found.reason == page.reason


@pytest.mark.parametrize("page", ARTICLE_PAGES, ids=named)
def test_a_short_article_about_such_pages_is_an_article(page: WallPage) -> None:
    found = clean(raw_page(page.html.encode()))

    assert isinstance(found, Article), found.reason


def test_there_are_enough_pages_to_hold_the_rules_to() -> None:
    assert len(WALL_PAGES) >= 40
    assert len(ARTICLE_PAGES) >= 15


def test_the_patterns_stay_fast_on_text_made_to_slow_them() -> None:
    hostile = ["page you " * 40, "verify that you are " * 20, "not " * 80, "error 404 " * 30, "请完成" * 100, "a" * 300]
    began = time.process_time()
    for wall in walls():
        for text in hostile:
            wall.titles.search(text[:300])
            wall.lines.search(text[:300])

    assert time.process_time() - began < 2.0
