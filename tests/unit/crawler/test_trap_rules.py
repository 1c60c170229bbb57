"""The rules behind the trap budgets: shapes of addresses, forms that are a trap, new text, canonical names."""

import pytest

from crawler.traps.novelty import SaidBefore, canonical_of, text_blocks
from crawler.traps.patterns import groups_of, repeats_a_segment, shape_of, trap_rule


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://a.test/calendar/2026/01", "http://a.test/calendar/1999/12"),
        ("http://a.test/list?page=2&x=a", "http://a.test/list?x=b&page=31"),
        ("http://a.test/p/3f2504e04f8911d3", "http://a.test/p/9a0c0305e82c3301"),
        ("http://a.test/2026/the-first-long-title", "http://a.test/2025/another-quite-different-one"),
        ("http://a.test/s/(S(ab12cd34ef56))/x", "http://a.test/s/(S(zz98yy76xx54))/x"),
    ],
)
def test_addresses_that_differ_in_numbers_ids_or_titles_have_one_shape(one: str, other: str) -> None:
    assert shape_of(one) == shape_of(other)


def test_addresses_with_other_words_have_other_shapes_in_one_host() -> None:
    world, sport = groups_of("http://a.test/world/x"), groups_of("http://a.test/sport/x?page=1")

    assert {group.name for group in world} & {group.name for group in sport} == {"a.test"}


@pytest.mark.parametrize(
    ("url", "rule"),
    [
        ("http://a.test/x/x/x/x/y", "repeated_segments"),
        ("http://a.test/a/b/a/b/a/b/", "repeated_segments"),
        ("http://a.test/" + "/".join(f"s{n}" for n in range(21)), "path_depth"),
        ("http://a.test/?" + "&".join(f"p{n}=1" for n in range(16)), "parameter_growth"),
        ("http://a.test/?f=1&f=2&f=3&f=4", "parameter_growth"),
        ("http://a.test/" + "x" * 1500, "url_length"),
        ("http://a.test/2026/01/01/a?tag=x&tag=y", None),
    ],
)
def test_an_address_that_is_a_trap_by_its_form_is_told_with_its_rule(url: str, rule: str | None) -> None:
    assert trap_rule(url) == rule


def test_dates_do_not_repeat_themselves() -> None:
    assert not repeats_a_segment("http://a.test/2026/01/01/01/a")


def page(text: str) -> bytes:
    return f"<html><body><nav>Home and all the sections</nav><p>{text}</p></body></html>".encode()


def test_a_page_is_news_until_its_text_was_said() -> None:
    said, story = SaidBefore(), "The harbour council met for a third night and agreed on nothing at all. " * 3

    assert said.is_news("alpha", page(story))
    assert not said.is_news("alpha", page(story))
    assert said.is_news("beta", page(story))


def test_days_of_an_empty_calendar_say_the_same() -> None:
    said = SaidBefore()
    days = [
        said.is_news("alpha", page(f"There are no events on {day}.5.2026, try another day.")) for day in range(1, 9)
    ]

    assert days == [True, *[False] * 7]


def test_scripts_say_nothing_and_tags_within_a_sentence_do_not_divide_it() -> None:
    body = (
        b"<head><title>A title that is long enough</title></head><script>var text = 'not a sentence at all';</script>"
    )

    assert text_blocks(body + b"<p>One <b>bold</b> sentence of the story.</p>") == ["one bold sentence of the story"]


@pytest.mark.parametrize(
    "evil", [b"<script>" * 60_000, b"<" * 500_000, b"<a " * 160_000, b"<link " * 80_000, b"<b x" * 100_000]
)
def test_markup_without_end_is_read_in_one_pass(evil: bytes) -> None:
    assert len(text_blocks(evil)) <= 400
    assert canonical_of(evil, "http://a.test/") is None


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ('<link rel="canonical" href="/story?a=1&amp;b=2">', "http://a.test/story?a=1&b=2"),
        ("<LINK HREF='http://a.test/x#top' REL='canonical'>", "http://a.test/x"),
        ("<link rel=canonical href=/y>", "http://a.test/y"),
        ('<link rel="alternate" href="/amp"><link rel="canonical" href="ftp://a.test/">', None),
        ("<p>none</p>", None),
    ],
)
def test_the_address_that_a_page_names_as_its_own_is_read(head: str, expected: str | None) -> None:
    assert canonical_of(head.encode(), "http://a.test/view?id=1") == expected
