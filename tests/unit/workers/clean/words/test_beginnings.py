"""What is known of a pattern's beginnings never hides a match."""

import re

import pytest

from workers.clean.words.beginnings import AtWords, beginnings_of, needed_by
from workers.clean.words.rules import rules

PATTERNS = (
    "all rights(?: are)? reserved",
    "(?:sign|log) ?in",
    "we.{0,20}use",
    "s[uo]bscribe+ now",
    "[点點]击这里",
    "ab{2,3}c",
    r"\d+ comments",
    "(?<!no )news(?!paper)",
)
TEXTS = (
    "© 2026. all rights reserved",
    "all rights are reserved",
    "please log in or signin",
    "we do use it",
    "sobscribe now",
    "点击这里",
    "abbc",
    "abc",
    "12 comments",
    "no news",
    "newspaper",
    "the plain words of a report",
    "",
)


@pytest.mark.parametrize("text", TEXTS)
def test_patterns_fit_at_the_beginnings_of_words_where_the_plain_search_finds_them(text: str) -> None:
    plain = [re.search(rf"\b(?:{pattern})", text) is not None for pattern in PATTERNS]

    assert [AtWords([pattern]).fits(text) for pattern in PATTERNS] == plain
    assert AtWords(PATTERNS).fits(text) == any(plain)


@pytest.mark.parametrize("text", TEXTS)
def test_patterns_fit_at_the_beginning_of_the_text_where_the_plain_match_does(text: str) -> None:
    edged = [rf"[\s\W]*(?:{pattern})" for pattern in PATTERNS]
    plain = [re.match(pattern, text) is not None for pattern in edged]

    assert [AtWords([pattern], is_first=True).fits(text) for pattern in edged] == plain


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("all rights(?: are)? reserved", {"all ri"}),
        ("(?:a|bc)?d", {"ad", "bcd", "d"}),
        ("we.*", {"we"}),
        ("[ab]c{2}d", {"a", "b"}),
        ("x+y", {"x"}),
        (r"\w+", {""}),
        ("a|b", {"a", "b"}),
    ],
)
def test_the_beginnings_of_a_pattern_are_its_first_certain_letters(pattern: str, found: set[str]) -> None:
    assert beginnings_of(pattern) == found


def test_letters_that_every_match_needs_are_told() -> None:
    found = [
        needed_by(pattern) for pattern in (r"[\w.]{1,40}@\w+", "a|b", "in your? inbox", r"\d+% off", "x*", "ab.*?c")
    ]

    assert found == ["@", "", "in you", "% off", "", "ab"]


def test_a_rule_that_is_tried_by_its_beginnings_finds_what_its_patterns_find() -> None:
    lines = ("Advertisement", "Read more: a headline", "Share", "The council met on Monday.", "© 2026", "Tags:")
    for rule in rules():
        starts = [re.compile(pattern) for pattern in rule.words.starts]
        for line in map(str.lower, lines):
            assert rule.tried.starts.fits(line) == any(pattern.match(line) for pattern in starts)
