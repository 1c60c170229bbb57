"""How what a person typed is read, and echoed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.parser import parse
from search.query import And, Filter, InField, Not, Or, Phrase, Query, Since, Until, Within, Word, printed


@pytest.mark.parametrize(
    ("typed", "tree"),
    [
        ("", None),
        ("nasa", Word("nasa")),
        ("space station", And((Word("space"), Word("station")))),
        ('"space  station"', Phrase("space station")),
        ("“space station”", Phrase("space station")),
        ("「国際宇宙」", Phrase("国際宇宙")),
        ('"never closed', Phrase("never closed")),
        ("a -b", And((Word("a"), Not(Word("b"))))),
        ("DO NOT ENTER", And((Word("DO"), Word("NOT"), Word("ENTER")))),
        ("标题 －副标题", And((Word("标题"), Word("－副标题")))),
        ("--a", Not(Word("a"))),
        ("-(-a)", Word("a")),
        ("well-known", Word("well-known")),
        ("a - b", And((Word("a"), Word("b")))),
        ("a OR b", Or((Word("a"), Word("b")))),
        ("a OR b c", Or((Word("a"), And((Word("b"), Word("c")))))),
        ("Headline | Site", And((Word("Headline"), Word("Site")))),
        ("(a OR b) c", And((Or((Word("a"), Word("b"))), Word("c")))),
        ("a AND b", And((Word("a"), Word("b")))),
        ("(a", Word("a")),
        ("a) b", And((Word("a"), Word("b")))),
        ("OR a OR", Word("a")),
        ("a a", Word("a")),
        ("tag:NASA", Filter("tag", "NASA")),
        ('tag:"space station"', Filter("tag", "space station")),
        ("Tag：国际空间站", Filter("tag", "国际空间站")),
        ("-source:fortune", Not(Filter("source", "fortune"))),
        ("language:zh_Hant", Filter("lang", "zh-hant")),
        ("site:https://www.Fortune.com/x?y", Filter("site", "fortune.com")),
        ("title:moon", InField("title", Word("moon"))),
        ('author:"Ann Li"', InField("author", Phrase("Ann Li"))),
        ("after:2026-01-05", Since(date(2026, 1, 5))),
        ("after:2026", Since(date(2026, 1, 1))),
        ("before:2026/2", Until(date(2026, 2, 1))),
        ("when:7D", Within(7, "d")),
        ("other:thing", Word("other:thing")),
        ("tag:", Word("tag:")),
        ("a & b", And((Word("a"), Word("b")))),
    ],
)
def test_a_query_is_read_as_its_tree(typed: str, tree: object) -> None:
    assert parse(typed).tree == tree


@pytest.mark.parametrize(
    "typed", ["after:soon", "before:2026-13", "after:0000", "when:never", "tag:!!!", "...", "-", "OR", "( )", '""']
)
def test_what_cannot_be_searched_for_is_dropped_and_alone_finds_nothing(typed: str) -> None:
    assert parse(typed) == Query(tree=None, hopeless=True)
    assert parse(f"nasa {typed}").tree == Word("nasa")


def test_the_last_sort_that_is_known_counts() -> None:
    assert parse("nasa sort:date") == Query(tree=Word("nasa"), sort="date")
    assert parse("sort:newest sort:relevance").sort == "relevance"
    assert parse("sort:date") == Query(tree=None, sort="date")


def test_a_query_is_read_up_to_its_bounds() -> None:
    assert printed(parse("x" * 5000)) == "x" * 1000
    assert len(printed(parse(" ".join(f"w{n}" for n in range(200)))).split()) == 48
    assert parse("(" * 500 + "a" + ")" * 499).tree == Word("a")


@given(st.text(max_size=80) | st.text(alphabet='ab"“”()（）-|: ORNTAD国tag', max_size=60))
def test_what_was_understood_is_understood_so_again(typed: str) -> None:
    query = parse(typed)

    assert parse(printed(query)) in (query, Query(tree=None, sort=query.sort))
    assert query.tree is None or parse(printed(query)).tree == query.tree


@given(
    st.lists(
        st.sampled_from(
            [
                "a",
                '"b c"',
                "-d",
                "(e OR f)",
                "tag:g",
                'tag:"h i"',
                "title:j",
                "after:2026-01-01",
                "OR",
                "sort:date",
                "(",
                ")",
                "k:l",
            ]
        ),
        max_size=12,
    )
)
def test_canonical_text_round_trips(pieces: list[str]) -> None:
    query = parse(" ".join(pieces))

    assert parse(printed(query)).tree == query.tree
    assert printed(parse(printed(query))) == printed(query)
