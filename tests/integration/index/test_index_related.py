"""What every index backend promises of related articles: the same tests for tantivy and for a real Elasticsearch."""

import time
from dataclasses import replace

from search.index import Index
from tests.integration.index.asking import SPACE, ask, ids, written
from tests.unit.search.library import ELECTION, a_source, an_article, library, names


def test_related_articles_are_on_the_same_subject_in_any_language(shelf: Index) -> None:
    related = shelf.related(library()["space-en"], limit=10)

    assert names(hit.id for hit in related) == SPACE - {"space-en"}


def test_related_articles_exclude_the_original_of_a_copy(shelf: Index) -> None:
    related = names(hit.id for hit in shelf.related(library()["space-copy"], limit=10))

    assert related == SPACE - {"space-en"}


def test_related_articles_are_found_by_their_words_where_there_are_no_tags(index: Index) -> None:
    told = "The ferry Aurora lost its rudder near Cape Finn, and tugs towed all passengers to the harbour."
    again = "All passengers of the ferry Aurora are safe: tugs towed her to the harbour after the rudder broke."
    first, second = an_article("a", title="Ferry adrift", text=told), an_article("b", title="Ferry towed", text=again)
    other = an_article("c", title="Rates on hold", text="The central bank kept interest rates where they were.")
    written(index, first, second, other)

    assert [hit.id for hit in index.related(first)] == [second.id]


def test_an_article_without_words_or_tags_has_no_relatives(shelf: Index) -> None:
    assert shelf.related(an_article(title="…", text="…")) == []


def test_what_is_searched_is_each_article_and_not_its_neighbours_in_one_field(index: Index) -> None:
    article = an_article(authors=("Ann", "Li Wei"), tags=(ELECTION,))
    written(index, article)

    assert ids(index, '"Ann Li"') == []
    assert ids(index, '"Li Wei"') == [article.id]


def test_an_article_written_is_visible_to_searches_within_seconds(index: Index) -> None:
    article = an_article()
    index.write([article])
    deadline = time.monotonic() + 30

    while ask(index, "harbour").total == 0 and time.monotonic() < deadline:
        time.sleep(0.05)

    assert ids(index, "harbour") == [article.id]


def test_a_renamed_source_is_found_under_its_name(index: Index) -> None:
    article = an_article(source="m1", published_at=None)
    written(index, replace(article, source=a_source("m1", name="The Morning Post")))

    assert ids(index, 'source:"the morning post"') == [article.id]
    assert ids(index, "source:m1") == [article.id]
