"""What every index backend promises: the same tests for tantivy and for a real Elasticsearch."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from elasticsearch import Elasticsearch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.article import Article, Moment, Tag, Version
from search.index import (
    AlreadyStanding,
    Answer,
    Index,
    Refused,
    SearchRequest,
    SearchSettings,
    Superseded,
    Written,
    open_index,
)
from tests.unit.search.library import ELECTION, NASA, START, a_source, an_article, id_of, library, names, url_of

NOW = datetime(2026, 3, 20, 12, 0, tzinfo=UTC)
BACKENDS = ("tantivy", "elasticsearch")


@contextmanager
def opened(backend: str, request: pytest.FixtureRequest, data_dir: Path, timezone: str = "UTC") -> Iterator[Index]:
    """Give an empty index of a backend, forgotten afterwards."""
    if backend == "tantivy":
        settings_ = SearchSettings(elasticsearch_url=None, timezone=timezone)
        yield from _used(open_index(settings_, data_dir=data_dir, writer=True, clock=lambda: NOW))
        return
    url = request.getfixturevalue("elasticsearch_url")
    name = f"test-{uuid4().hex}"
    settings_ = SearchSettings(elasticsearch_url=url, index_name=name, timezone=timezone)
    try:
        yield from _used(open_index(settings_, data_dir=data_dir, writer=True, clock=lambda: NOW))
    finally:
        with Elasticsearch(url) as client:
            client.indices.delete(index=f"{name}-v0001", ignore_unavailable=True)


def _used(index: Index) -> Iterator[Index]:
    try:
        yield index
    finally:
        index.close()


@pytest.fixture(params=BACKENDS)
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Index]:
    """Give an empty index of each backend in turn."""
    with opened(request.param, request, tmp_path) as fresh:
        yield fresh


@pytest.fixture(scope="module")
def stocked(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Index]]:
    """Give, by backend, an index that holds the library; opened at the first asking."""
    with ExitStack() as stack:
        held: dict[str, Index] = {}

        def of(backend: str) -> Index:
            if backend not in held:
                held[backend] = stack.enter_context(opened(backend, request, tmp_path_factory.mktemp(backend)))
                written(held[backend], *library().values())
            return held[backend]

        yield of


@pytest.fixture(params=BACKENDS)
def shelf(request: pytest.FixtureRequest, stocked: Callable[[str], Index]) -> Index:
    """Give an index that holds the library, of each backend in turn; tests only read it."""
    return stocked(request.param)


def written(index: Index, *articles: Article) -> None:
    """Write articles and make them visible; each must be new."""
    results = index.write(articles)
    assert [type(result) for result in results] == [Written] * len(articles)
    index.refresh()


def ask(index: Index, query: str, **asked: object) -> Answer:
    """Return the answer to a query, all hits on one page unless asked otherwise."""
    return index.search(SearchRequest(query=query, **({"limit": 100} | asked)))  # type: ignore[arg-type]


def found(index: Index, query: str) -> set[str]:
    """Return the names of the library's articles that a query finds."""
    return names(hit.id for hit in ask(index, query).hits)


def ids(index: Index, query: str) -> list[str]:
    """Return the ids that a query finds, in order."""
    return [hit.id for hit in ask(index, query).hits]


# --- writing ---------------------------------------------------------------------------------------------------------


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


# --- reading ---------------------------------------------------------------------------------------------------------


def test_an_article_is_found_by_each_address_that_led_to_it(index: Index) -> None:
    article = an_article(addresses=("https://short.example/x?utm_source=feed", "https://meridian.example/amp/one"))
    written(index, article)

    assert index.by_address(article.url) == article
    assert index.by_address("http://www.short.example/x") == article
    assert index.by_address("https://meridian.example/amp/one") == article
    assert index.by_address("https://meridian.example/other") is None
    assert index.by_address("not a url") is None


def test_an_address_leads_to_the_standing_article_before_a_gone_one(index: Index) -> None:
    moved = an_article("new", addresses=(url_of("old"),))
    gone = an_article("old", gone=True)
    written(index, moved, gone)

    assert index.by_address(url_of("old")) == moved


def test_scan_yields_each_match_once_copies_too(shelf: Index) -> None:
    everything = [article.id for article in shelf.scan()]

    assert len(everything) == len(set(everything))
    assert names(everything) == set(library()) - {"gone-en"}
    assert names(article.id for article in shelf.scan("tag:nasa lang:en")) == {"space-en", "space-copy"}


def test_copies_of_an_article_are_listed(shelf: Index) -> None:
    assert names(article.id for article in shelf.copies(id_of("space-en"))) == {"space-copy"}


def test_health_names_the_backend_its_version_and_what_it_holds(shelf: Index) -> None:
    health = shelf.check()

    assert health.documents == len(library()) - 1
    assert health.version[0].isdigit()
    assert health.name in ("tantivy", "Elasticsearch")


# --- queries ---------------------------------------------------------------------------------------------------------

SPACE = {"space-en", "space-zh", "space-hant", "space-fr", "space-ru", "space-ja"}
QUERIES: dict[str, set[str]] = {
    "nasa": SPACE | {"chips-zh"},
    "NASA florida": {"space-en"},
    "agency": {"space-en", "summary-zh", "opinion-en"},
    '"agency"': set(),
    '"space station"': {"space-en", "space-zh"},
    '"station space"': set(),
    "space -station": {"summary-zh", "opinion-en"},
    'space -"space station"': {"summary-zh", "opinion-en"},
    "-lang:en lang:zh": {"space-zh", "space-hant", "quake-zh", "chips-zh", "undated-zh"},
    "lang:zh-Hant": {"space-hant", "chips-zh"},
    "lang:EN tag:election": {"election-en", "undated-en"},
    "国际空间站": {"space-en", "space-zh"},
    '"国际空间站"': {"space-en", "space-zh"},
    "月球探测": {"space-zh"},
    '"张益唐"': {"quake-zh"},
    "张益唐": {"quake-zh"},
    "益张唐": set(),
    "地震": {"quake-ja", "quake-en", "quake-es", "quake-zh", "undated-zh"},
    "title:地震": {"quake-ja", "quake-zh"},
    "七年": {"space-zh", "summary-zh"},
    "登月计划": {"summary-zh"},
    "震": {"quake-ja", "quake-en", "quake-es", "quake-zh", "undated-zh"},
    "新幹線": {"quake-ja"},
    "宇宙ステーション": {"space-ja"},
    "국제우주정거장": {"space-ko"},
    "보조금": {"chips-ko"},
    "รถไฟ": {"thai"},
    "उपग्रह": {"hindi"},
    "الفضاء": {"space-ar"},
    "محطة الفضاء": {"space-ar"},
    "станция": {"space-ru"},
    "еще": {"space-ru"},
    "τρενο": {"greek"},
    "שלום": {"hebrew"},
    "cafe": {"cafe-fr"},
    "CAFÉ oeuvre": {"cafe-fr"},
    "garconniere": {"cafe-fr"},
    "nino peru": {"election-es"},
    "munchen": {"election-de"},
    "haus": {"election-de"},
    "lodz arhus": {"train-de"},
    "strassenbahn": {"train-de"},
    "istanbul": {"election-tr"},
    "elections": {"election-en", "election-fr", "opinion-en", "undated-en"},
    "tag:nasa": SPACE,
    "tag:НАСА": SPACE,
    "tag:美国国家航空航天局 lang:en": {"space-en"},
    'tag:"International Space Station"': {"space-en", "space-zh"},
    "tag:国际空间站": {"space-en", "space-zh"},
    "tag:space": set(),
    "tag:Élection": {"election-en", "election-de", "election-fr", "election-es", "undated-en"},
    "tag:election source:courrier": {"election-fr"},
    "source:Meridian": {"space-en", "election-en", "quake-en", "opinion-en", "space-copy"} - {"space-copy"},
    "source:fortune": {"summary-zh"},
    "publisher:FORTUNE": {"summary-zh"},
    "publisher:meridian": {"space-copy"},
    "publisher:gangwan": set(),
    "source:harborline": {"space-copy", "chips-en", "undated-en"},
    "site:courrier.example": {"space-fr", "election-fr", "cafe-fr"},
    "site:https://www.courrier.example/news": {"space-fr", "election-fr", "cafe-fr"},
    "site:rier.example": set(),
    "title:election": {"election-en", "election-fr", "undated-en"},
    'title:"national election"': {"election-en"},
    "title:station": set(),
    'author:"Ann Li"': {"space-en", "opinion-en"},
    "author:li author:berg": {"opinion-en"},
    "author:eloise": {"space-fr"},
    "author:王伟": {"space-zh"},
    "after:2026-03-14": {"thai", "greek", "hebrew", "train-de"},
    "after:2026-03-14 before:2026-03-16": {"thai", "greek"},
    "before:2026-03-03 tag:nasa": {"space-en", "space-zh", "space-ru"},
    "before:2026-04 harbour": set(),
    "when:5d": {"greek", "hebrew", "train-de"},
    "when:119h": {"hebrew", "train-de"},
    "U.S.": {"election-en"},
    "state-owned": {"election-en"},
    "covid-19": {"chips-en"},
    "10,000": {"chips-en"},
    "6.4 magnitude": {"quake-en"},
    "o'neil": {"election-en"},
    "quake OR earthquake": {"quake-en", "quake-ja", "quake-es", "quake-zh"},
    "(tsunami OR 海啸) trains": {"quake-en"},
    "(tsunami OR 海啸) -lang:es": {"quake-en", "quake-zh"},
    "-(lang:en OR lang:zh) tag:earthquake": {"quake-ja", "quake-es"},
    "business": {"chips-en"},
    "fortune": {"summary-zh"},
    "!!!": set(),
    "NASA & Roscosmos": {"space-en", "space-fr"},
    "nasa sort:date": SPACE | {"chips-zh"},
    'unknown:operator "': set(),
}


@pytest.mark.parametrize("query", QUERIES)
def test_a_query_finds_exactly_what_it_says(shelf: Index, query: str) -> None:
    assert found(shelf, query) == QUERIES[query]


def test_both_backends_find_the_same_for_every_query(stocked: Callable[[str], Index]) -> None:
    one, other = (stocked(backend) for backend in BACKENDS)

    for query in QUERIES:
        assert found(one, query) == found(other, query), query
        assert ask(one, query).total == ask(other, query).total, query
        assert ask(one, query).facets == ask(other, query).facets, query


def test_both_backends_agree_on_the_order_by_date_and_on_what_is_shown(stocked: Callable[[str], Index]) -> None:
    one, other = (ask(stocked(backend), "sort:date") for backend in BACKENDS)

    assert one.hits == other.hits


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.text(max_size=60) | st.text(alphabet='ab"“()（）-|:国 OR\u0000\ud800', max_size=40))
def test_no_typed_text_makes_a_search_fail(shelf: Index, query: str) -> None:
    answer = ask(shelf, query, limit=2)

    assert answer.total >= len(answer.hits)


@pytest.mark.parametrize(
    "query",
    [
        "(" * 900,
        '"' * 999,
        "-" * 999,
        "a OR " * 200,
        "国际空间站" * 200,
        "tag:" * 200,
        "w " * 500,
        "*?~^[]{}\\/",
        "a" * 50_000,
    ],
)
def test_hostile_queries_are_answered(shelf: Index, query: str) -> None:
    answer = ask(shelf, query)

    assert len(answer.understood) <= 1200


@pytest.mark.parametrize("cursor", ["", "x", "é", "AAAA", "eyJxIjoxfQ", "9" * 10_000, "\x00", "W10"])
def test_a_cursor_of_nobody_begins_anew(shelf: Index, cursor: str) -> None:
    assert ask(shelf, "", cursor=cursor).hits == ask(shelf, "").hits


# --- answers ---------------------------------------------------------------------------------------------------------


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


# --- related ---------------------------------------------------------------------------------------------------------


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
