"""What the index holds of an article."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from contracts.article import Article, KeyPoint, Moment, Summary
from contracts.wire import decode
from search import cursors
from search.cursors import Cursor
from search.documents import NEVER, NotIndexable, document, milliseconds
from search.languages import language_name
from tests.unit.search.library import an_article, library


@pytest.mark.parametrize("name", library())
def test_the_record_is_the_article_whole(name: str) -> None:
    article = library()[name]

    assert decode(document(article).record, Article) == article


def test_a_telling_of_our_own_adds_no_text_but_the_pages_own_does() -> None:
    ours = Summary(text="alpha", language="en", method="extractive")
    article = an_article(
        summary=Summary(text="beta", language="en", method="page"),
        key_points=(KeyPoint(sentence="gamma", method="model"), KeyPoint(sentence="delta")),
    )

    text = document(article).texts["text"].split()

    assert {"beta", "gamma"} <= set(text)
    assert not {"alpha", "delta"} & {*text, *document(replace(article, summary=ours)).texts["text"].split()}


def test_an_article_is_found_by_its_host_and_every_parent_of_it() -> None:
    article = an_article(url="https://www.news.example.com:8080/a", canonical_url="https://www.news.example.com/a")

    assert set(document(article).keywords["hosts"]) == {
        "www.news.example.com",
        "news.example.com",
        "example.com",
        "com",
    }


@pytest.mark.parametrize("language", ["zh-Hant", "ZH_hant"])
def test_a_language_is_found_whole_and_by_its_first_part(language: str) -> None:
    assert document(an_article(language=language)).keywords["languages"] == ("zh-hant", "zh")


def test_order_is_by_time_and_without_time_last() -> None:
    years = [1969, 1970, 2026, 9999]
    moments = [Moment(instant=datetime(year, 6, 1, tzinfo=UTC), precision="year", basis="url") for year in years]
    undated = document(an_article(published_at=None)).numbers
    orders = [document(an_article(published_at=moment)).numbers["order"] for moment in moments]

    assert [undated["order"], *orders] == sorted([undated["order"], *orders])
    assert undated["published"] == NEVER
    assert all(abs(order) < 1 << 63 for order in (undated["order"], *orders))


def test_milliseconds_are_exact() -> None:
    assert milliseconds(datetime(1970, 1, 1, 0, 0, 1, 2000, tzinfo=UTC)) == 1002
    assert milliseconds(datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC)) == -1000


@pytest.mark.parametrize(
    "article",
    [an_article(id=""), an_article(id="x" * 600), an_article(authors=("\ud800",))],
    ids=["no-id", "long", "half"],
)
def test_what_no_index_can_take_is_refused(article: Article) -> None:
    with pytest.raises(NotIndexable):
        document(article)


@pytest.mark.parametrize("key", [3, -(1 << 60), 1.5, 0.30000001192092896])
def test_a_cursor_comes_back_as_it_was_written(key: float) -> None:
    cursor = Cursor("digest", key, 1 << 61, 20, 1_700_000_000_000)

    assert cursors.read(cursors.written(cursor), "digest") == cursor
    assert cursors.read(cursors.written(cursor), "another") is None


def test_languages_are_shown_by_their_own_names() -> None:
    assert [language_name(code) for code in ("zh", "zh-Hant", "pt_BR", "xx")] == [
        "中文",
        "中文 (Hant)",
        "Português (BR)",
        "xx",
    ]
