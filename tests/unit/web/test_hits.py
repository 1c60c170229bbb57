"""A hit in a list: what is marked is marked, what is hostile is text."""

import html
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.article import Moment, Precision, Publisher
from search.index import Highlights, Hit
from tests.unit.web.builders import LANTERN
from web.hit_views import author_of, hit_view, marked_text, shortened
from web.reader import Reader
from web.wording import Wording


@given(runs=st.lists(st.tuples(st.text(min_size=1), st.booleans()), max_size=6))
def test_a_highlight_comes_back_as_the_text_it_was_made_from(runs: list[tuple[str, bool]]) -> None:
    markup = "".join(f"<mark>{html.escape(text)}</mark>" if marked else html.escape(text) for text, marked in runs)

    found = list(marked_text(markup))

    assert "".join(run.text for run in found) == html.unescape("".join(html.escape(text) for text, _ in runs))
    assert [run.text for run in found if run.marked] == [
        html.unescape(html.escape(text)) for text, marked in runs if marked
    ]


def test_markup_other_than_mark_stays_text() -> None:
    (run,) = marked_text("<script>alert(1)</script>")

    assert (run.text, run.marked) == ("<script>alert(1)</script>", False)


@pytest.mark.parametrize(
    ("publisher", "shown"),
    [
        (None, ("灯塔快讯", "")),
        ("", ("灯塔快讯", "")),
        ("灯塔快讯", ("灯塔快讯", "")),
        ("Fortune", ("Fortune", "灯塔快讯")),
        (Publisher(name="Fortune"), ("Fortune", "灯塔快讯")),
    ],
)
def test_who_wrote_it_comes_before_whom_it_was_crawled_from(
    publisher: Publisher | str | None, shown: tuple[str, str]
) -> None:
    assert author_of(LANTERN, publisher) == shown


@pytest.mark.parametrize(("precision", "shown"), [("day", "14 October 2025"), ("year", "2025")])
def test_a_hit_is_dated_no_more_exactly_than_its_article_is(precision: Precision, shown: str) -> None:
    now = datetime(2025, 10, 16, 9, tzinfo=UTC)
    reader = Reader(words=Wording("en"), explicit=False, path="/", parameters=(), now=now)
    hit = Hit(
        id="a",
        url="https://lantern.example/a",
        title="A",
        source=LANTERN,
        publisher=None,
        published_at=Moment(instant=datetime(2025, 10, 14, tzinfo=UTC), precision=precision, basis="url"),
        language="en",
        summary="",
        tags=(),
        score=0.0,
        highlights=Highlights(),
        duplicate_of=None,
        copies=0,
    )

    told = hit_view(hit, reader).time

    assert told is not None
    assert told.absolute == shown


def test_a_long_text_is_cut_at_a_words_end() -> None:
    assert shortened("one two three", 9) == "one two …"
    assert shortened("国际空间站" * 4, 9) == "国际空间站国际空间 …"[:9] + " …"
    assert shortened("short", 9) == "short"
