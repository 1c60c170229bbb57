"""What the facets' links do to a query."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.operators import filters, has_term, shorter, term, with_term, without_field, without_term


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("nasa", "tag:nasa"),
        ("国际空间站", "tag:国际空间站"),
        ("space station", 'tag:"space station"'),
        ('the "best" of', 'tag:"the best of"'),
        ("-minus", 'tag:"-minus"'),
        ("a)b", 'tag:"a)b"'),
        ("<script>", 'tag:"<script>"'),
    ],
)
def test_a_value_is_quoted_where_the_query_language_needs_it(value: str, written: str) -> None:
    assert term("tag", value) == written


def test_a_filter_is_added_once() -> None:
    once = with_term("moon", "lang", "zh")

    assert once == "moon lang:zh"
    assert with_term(once, "lang", "ZH") == once


def test_alternatives_are_bracketed_before_a_filter_is_added() -> None:
    assert with_term("moon OR mars", "lang", "zh") == "(moon OR mars) lang:zh"


def test_a_filter_is_taken_off_by_any_of_its_names() -> None:
    assert without_term('moon tag:"Space Station" x', "tag", "space-station", "space station") == "moon x"


def test_a_negated_or_bracketed_filter_stays() -> None:
    query = '-tag:nasa -tag:"a b" (tag:nasa x)'

    assert not has_term(query, "tag", "nasa", "a b")
    assert without_term(query, "tag", "nasa") == query


def test_a_phrase_that_looks_like_a_filter_is_no_filter() -> None:
    assert filters('"tag:nasa" moon') == []


def test_all_filters_of_a_field_are_taken_off() -> None:
    assert without_field("a lang:zh b lang:en", "lang") == "a b"


def test_a_query_without_hits_is_offered_with_one_thing_less() -> None:
    assert shorter('moon -tag:"a b" lang:zh') == ['-tag:"a b" lang:zh', "moon lang:zh", 'moon -tag:"a b"']
    assert shorter("moon") == []
    assert shorter("moon OR mars") == []


@given(
    query=st.text(alphabet='ab:"() -|国\tORtag', max_size=40),
    value=st.text(alphabet='ab:"() -国<', min_size=1, max_size=12).filter(lambda text: text.replace('"', " ").strip()),
)
def test_taking_off_what_was_added_leaves_no_such_filter(query: str, value: str) -> None:
    taken_off = without_term(with_term(query, "tag", value), "tag", value)

    assert not has_term(taken_off, "tag", value)
