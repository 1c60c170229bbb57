"""What every index backend promises of what is written: the same tests for tantivy and for a real Elasticsearch."""

from dataclasses import replace
from datetime import timedelta

from contracts.article import Tag, Version
from search.index import (
    AlreadyStanding,
    Index,
    Refused,
    Superseded,
    Written,
)
from tests.integration.index.asking import ask, ids, written
from tests.unit.search.library import NASA, START, an_article, library


def test_an_empty_index_answers_every_question_with_nothing(index: Index) -> None:
    assert ask(index, "anything").total == 0
    assert index.count() == 0
    assert index.get("unknown") is None
    assert index.get_many([]) == {}
    assert index.by_address("https://meridian.example/news/one") is None
    assert list(index.scan()) == []
    assert index.related(an_article()) == []
    assert index.check().documents == 0


def test_what_was_written_is_given_back_whole_at_once(index: Index) -> None:
    article = library()["summary-zh"]

    results = index.write([article])

    assert results == [Written(article.version)]
    assert index.get(article.id) == article
    assert index.get_many([article.id, "unknown"]) == {article.id: article}


def test_a_repeated_write_changes_nothing_and_says_so(index: Index) -> None:
    article = an_article()
    index.write([article])

    results = index.write([article, article])
    index.refresh()

    assert results == [AlreadyStanding(article.version), AlreadyStanding(article.version)]
    assert index.count() == 1


def test_a_newer_version_replaces_an_older_one(index: Index) -> None:
    old = an_article(title="First wording")
    new = replace(old, title="Second wording", version=Version(old.version.fetched_ms, 1))

    assert index.write([old]) == [Written(old.version)]
    assert index.write([new]) == [Written(new.version)]
    index.refresh()

    assert index.count() == 1
    assert ask(index, "title:first").total == 0
    assert [hit.title for hit in ask(index, "title:second").hits] == ["Second wording"]


def test_an_older_version_ends_superseded_and_changes_nothing(index: Index) -> None:
    new = an_article(title="Newer", fetched_at=START + timedelta(hours=1))
    old = an_article(title="Older")
    index.write([new])

    assert index.write([old]) == [Superseded(new.version)]
    assert index.get(new.id) == new


def test_of_several_versions_in_one_batch_the_newest_stands(index: Index) -> None:
    versions = [an_article(title=f"Take {n}", fetched_at=START + timedelta(hours=n)) for n in (1, 3, 2)]

    results = index.write(versions)

    assert [type(result) for result in results] == [Written, Written, Superseded]
    assert index.get(versions[0].id) == versions[1]


def test_one_bad_article_in_a_batch_does_not_fail_the_others(index: Index) -> None:
    batch = [an_article("good"), an_article("bad", authors=("half a pair \ud800",)), an_article("fine")]

    results = index.write(batch)
    index.refresh()

    assert [type(result) for result in results] == [Written, Refused, Written]
    assert index.count() == 2


def test_a_gone_article_keeps_its_version_and_is_found_by_no_search(index: Index) -> None:
    standing = an_article(title="Soon withdrawn", tags=(NASA,))
    gone = replace(standing, gone=True, version=Version(standing.version.fetched_ms, 1))
    index.write([standing, gone])
    index.refresh()

    assert ask(index, "withdrawn").total == 0
    assert ask(index, "").total == 0
    assert index.facets().tag == ()
    assert index.count() == 0
    assert list(index.scan()) == []
    assert [each.id for each in index.scan(gone=True)] == [gone.id]
    assert index.get(gone.id) == gone
    assert index.write([standing]) == [Superseded(gone.version)]


def test_an_article_of_five_megabytes_is_indexed_and_found(index: Index) -> None:
    words = " ".join(f"filler{number % 5000} word" for number in range(330_000))
    huge = an_article("huge", text=f"{words}\n\nThe needle lies at the very end.")
    assert len(huge.text) > 5_000_000

    written(index, huge)

    assert ids(index, "needle") == [huge.id]
    assert ids(index, '"very end"') == [huge.id]


def test_tokens_labels_and_addresses_of_any_length_are_taken(index: Index) -> None:
    long = "x" * 40_000
    article = an_article(
        text=f"{long} {'漢' * 3000} end",
        tags=(Tag(concept=long, labels={"en": long}),),
        addresses=(f"https://meridian.example/{long}", "no address"),
        authors=(long,),
    )

    written(index, article)

    assert ids(index, "end") == [article.id]
