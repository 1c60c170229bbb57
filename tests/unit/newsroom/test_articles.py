"""The articles on disk: enough of them, each readable in its publication's encoding, none copied from another."""

import re
from collections import defaultdict

import pytest

from newsroom.sites.site import sites
from newsroom.texts import Telling, parse, tellings

_CHARACTER_BY_CHARACTER = ("zh", "zh-Hant", "ja")
_LEGACY = {"ja": ("shift_jis", "cp932"), "zh-Hant": ("big5", "big5hkscs"), "zh": ("gb18030", "gb18030")}
_TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_]+")


def _length(telling: Telling) -> int:
    by_character = telling.head.language in _CHARACTER_BY_CHARACTER
    return len("".join(telling.text.split())) if by_character else len(telling.text.split())


def _runs(telling: Telling, size: int) -> set[tuple[str, ...]]:
    tokens = _TOKEN.findall(f"{telling.head.title}\n{telling.text}".lower())
    return {tuple(tokens[start : start + size]) for start in range(len(tokens) - size + 1)}


def test_there_are_at_least_ninety_articles_on_some_twenty_five_events() -> None:
    events = {telling.head.event for telling in tellings().values()}

    assert len(tellings()) >= 90
    assert 23 <= len(events) <= 30


def test_every_event_is_told_by_two_to_six_publications_in_at_least_two_languages() -> None:
    by_event = defaultdict(list)
    for telling in tellings().values():
        by_event[telling.head.event].append(telling.head)

    assert {event for event, heads in by_event.items() if not 2 <= len(heads) <= 6} == set()
    assert {event for event, heads in by_event.items() if len({head.language for head in heads}) < 2} == set()


def test_english_chinese_and_five_more_languages_of_four_scripts_are_there() -> None:
    assert {telling.head.language for telling in tellings().values()} >= {"en", "zh", "ja", "de", "fr", "ru", "ar"}


@pytest.mark.parametrize("telling", tellings().values(), ids=lambda telling: telling.name)
def test_an_article_is_of_ordinary_length_and_fully_labelled(telling: Telling) -> None:
    shortest, longest = (280, 800) if telling.head.language in _CHARACTER_BY_CHARACTER else (100, 600)

    assert shortest <= _length(telling) <= longest
    assert 10 <= len(telling.head.title) <= 110
    assert 3 <= len(telling.head.tags) <= 6
    assert len(telling.head.authors) <= 2
    assert telling.head.published_at.utcoffset() is not None
    assert telling.head.description not in telling.text


@pytest.mark.parametrize("telling", tellings().values(), ids=lambda telling: telling.name)
def test_an_article_lies_where_its_head_says_and_its_publication_knows_its_section(telling: Telling) -> None:
    site = next(site for site in sites() if site.id == telling.head.publication)

    assert tellings()[f"{telling.head.event}/{site.id}"] is telling
    assert telling.head.section in site.sections


@pytest.mark.parametrize(
    "telling", [t for t in tellings().values() if t.head.language in _LEGACY], ids=lambda telling: telling.name
)
def test_an_article_survives_its_legacy_encoding_however_strictly_that_is_read(telling: Telling) -> None:
    strict, lenient = _LEGACY[telling.head.language]
    text = telling.head.title + telling.text

    assert text.encode(strict).decode(lenient) == text


def test_no_two_articles_on_different_events_share_a_run_of_twelve_words() -> None:
    events = defaultdict(set)
    for telling in tellings().values():
        for run in _runs(telling, 12):
            events[run].add(telling.head.event)

    assert [" ".join(run) for run, told in events.items() if len(told) > 1] == []


def test_all_tellings_of_an_event_lie_within_a_day_and_a_half() -> None:
    by_event = defaultdict(list)
    for telling in tellings().values():
        by_event[telling.head.event].append(telling.head.published_at)

    apart = {event: max(moments) - min(moments) for event, moments in by_event.items()}

    assert {event for event, span in apart.items() if span.total_seconds() > 36 * 3600} == set()


def test_blocks_of_a_file_are_paragraphs_headings_quotations_and_lists() -> None:
    head = next(iter(tellings().values())).head
    source = (
        f"---\nevent: e\npublication: p\nlanguage: en\ntitle: T\nauthors: []\nsection: S\ntags: [a]\n"
        f'published_at: "{head.published_at.isoformat()}"\ndescription: D\n---\n'
        "One.\n\n## Two\n\n> Three.\n\n- four\n- five\n"
    )

    told = parse(source)

    assert [block.kind for block in told.blocks] == ["paragraph", "heading", "quote", "list"]
    assert told.text == "One.\n\nTwo\n\nThree.\n\nfour\n\nfive"
