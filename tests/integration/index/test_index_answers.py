"""What every index backend promises of answers: the same tests for tantivy and for a real Elasticsearch."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from contracts.article import Moment
from search.index import Index
from tests.integration.index.asking import SPACE, ask, ids, written
from tests.integration.index.conftest import opened
from tests.unit.search.library import START, an_article, id_of, library, names, url_of


def test_what_was_understood_is_echoed(shelf: Index) -> None:
    answer = ask(shelf, ' nasa  AND "space   station -tag:x after:soon')

    assert answer.understood == 'nasa "space station -tag:x after:soon"'


def test_a_copy_is_collapsed_into_its_original_and_counted(shelf: Index) -> None:
    answer = ask(shelf, "roscosmos florida lang:en")

    assert [(hit.id, hit.copies) for hit in answer.hits] == [(id_of("space-en"), 1)]
    assert answer.total == 1
    assert [(each.value, each.count) for each in answer.facets.source] == [("meridian", 1)]


def test_a_copy_is_shown_where_its_original_does_not_match(shelf: Index) -> None:
    answer = ask(shelf, "source:harborline florida")

    assert [(hit.id, hit.duplicate_of) for hit in answer.hits] == [
        (id_of("space-copy", "harborline"), id_of("space-en"))
    ]


def test_copies_that_point_at_each_other_are_both_shown(index: Index) -> None:
    one, other = an_article("one", duplicate_of=id_of("two")), an_article("two", duplicate_of=id_of("one"))
    written(index, one, other)

    assert set(ids(index, "harbour")) == {one.id, other.id}


def test_total_facets_and_pages_agree(shelf: Index) -> None:
    answer = ask(shelf, "")

    assert answer.total == len(answer.hits) == len(library()) - 2
    assert sum(each.count for each in answer.facets.language) == answer.total
    assert sum(each.count for each in answer.facets.source) == answer.total
    assert {each.value: each.count for each in answer.facets.tag}["nasa"] == len(SPACE)
    assert shelf.facets() == answer.facets


def test_facets_carry_labels_in_the_readers_language(shelf: Index) -> None:
    facets = ask(shelf, "tag:nasa", language="zh", limit=1).facets

    assert {each.value: each.label for each in facets.tag}["nasa"] == "美国国家航空航天局"
    assert {each.value: each.label for each in facets.language}["ru"] == "Русский"
    assert {each.value: each.label for each in facets.source}["vestnik"] == "Vestnik"


def test_by_date_the_newest_comes_first_and_the_undated_last(shelf: Index) -> None:
    hits = ask(shelf, "sort:date").hits
    dated = [hit.published_at.instant for hit in hits if hit.published_at is not None]

    assert dated == sorted(dated, reverse=True)
    assert names(hit.id for hit in hits[-2:]) == {"undated-en", "undated-zh"}


def test_a_match_in_the_title_ranks_before_one_in_the_text(index: Index) -> None:
    in_text = an_article("text", text="A harbour is mentioned here among many other words.")
    in_title = an_article("title", title="The harbour", text="Other words stand here, as many as there.")
    written(index, in_text, in_title)

    assert ids(index, "harbour") == [in_title.id, in_text.id]


@pytest.mark.parametrize("sort", ["relevance", "date"])
@pytest.mark.parametrize("query", ["", "news", "-lang:zh"])
def test_paging_walks_all_hits_without_repeats(index: Index, sort: str, query: str) -> None:
    moment = Moment(instant=START, precision="day", basis="meta")
    many = [an_article(f"n{number}", text="The same news.", published_at=moment) for number in range(57)]
    more = [an_article(f"m{number}", text=f"Other news {number}.", published_at=None) for number in range(20)]
    written(index, *many, *more)

    seen: list[str] = []
    answer = ask(index, query, sort=sort, limit=7)
    seen += [hit.id for hit in answer.hits]
    while answer.next is not None and len(seen) < 200:
        answer = ask(index, query, sort=sort, limit=7, cursor=answer.next)
        seen += [hit.id for hit in answer.hits]

    assert len(seen) == len(set(seen)) == answer.total == 77


def test_by_date_what_is_written_between_two_pages_neither_repeats_nor_hides_a_hit(index: Index) -> None:
    written(index, *(an_article(f"n{number}", fetched_at=START + timedelta(hours=number)) for number in range(10)))
    first = ask(index, "sort:date", limit=5)
    written(index, *(an_article(f"later{number}", fetched_at=START + timedelta(days=9)) for number in range(5)))

    second = ask(index, "sort:date", limit=5, cursor=first.next)

    assert [hit.url for hit in (*first.hits, *second.hits)] == [url_of(f"n{number}") for number in range(9, -1, -1)]
    assert second.next is None


def test_a_page_is_bounded(shelf: Index) -> None:
    assert len(ask(shelf, "", limit=0).hits) == 1
    assert len(ask(shelf, "", limit=-5).hits) == 1
    assert len(ask(shelf, "", limit=10**9).hits) == len(library()) - 2


def test_highlights_are_escaped_and_mark_what_matched(shelf: Index) -> None:
    (hit,) = ask(shelf, "space politics election").hits

    assert hit.highlights.title == "Why &lt;b&gt;<mark>space</mark>&lt;/b&gt; &amp; <mark>politics</mark> mix"
    assert hit.highlights.fragments == (
        "An opinion on agencies, <mark>elections</mark> &amp; power: &lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt; "
        "is not news.",
    )


def test_neighbouring_characters_are_marked_as_one(shelf: Index) -> None:
    (hit,) = ask(shelf, "国际空间站 lang:zh").hits

    assert hit.highlights.fragments == ("双方同意继续合作运营<mark>国际空间站</mark>，并讨论了月球探测。",)


def test_days_begin_in_the_time_zone_of_the_settings(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    article = an_article(
        published_at=Moment(instant=datetime(2026, 3, 1, 23, tzinfo=UTC), precision="hour", basis="meta")
    )

    with opened("tantivy", request, tmp_path, timezone="Asia/Shanghai") as index:
        written(index, article)

        assert ids(index, "after:2026-03-02") == [article.id]
        assert ids(index, "before:2026-03-02") == []
