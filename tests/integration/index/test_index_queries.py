"""What every index backend promises of queries: the same tests for tantivy and for a real Elasticsearch."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.index import Index
from tests.integration.index.asking import SPACE, ask, found
from tests.integration.index.conftest import BACKENDS

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
