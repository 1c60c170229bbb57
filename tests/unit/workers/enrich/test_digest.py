"""Summary and key points: sentences that stand alone and carry facts, headlines that are whole or absent."""

from dataclasses import replace

import pytest

from contracts.article import Article
from tests.unit.workers.articles import an_article
from workers.enrich import enrich
from workers.enrich.headlines import headline
from workers.enrich.standing import facts, is_torn, looseness

HARBOUR = (
    "The harbour of Ellinge opened a tidal pool of 1,200 square metres on Monday. "
    "It cost less than feared. "
    "The town council had set aside 3.4 million crowns in 2021. "
    "Who will clean it? "
    "They do not know yet. "
    "Engineer Tove Malm designed walls that lose 40 litres a day. "
    "That is little. "
    "Swimmers from Ellinge and Norrby may enter from 6 a.m. to 9 p.m. "
    "“We waited for years. "
    "Now we swim.” "
    "The old pool closed in 2014 after a storm broke its northern wall. "
    "However, nobody was hurt. "
    "A ticket costs 25 crowns for adults. "
    "Malm plans a second pool at Norrby for 2027."
)


def _article() -> Article:
    return an_article(text=HARBOUR, title="Ellinge opens a tidal pool")


def test_key_points_stand_alone_and_repeat_nothing_of_the_summary() -> None:
    told = enrich(_article())

    assert told.summary is not None
    sentences = [point.sentence for point in told.key_points]
    assert 3 <= len(sentences) <= 5
    assert not [sentence for sentence in sentences if sentence in told.summary.text]
    assert not [sentence for sentence in sentences if looseness(sentence) >= 0.5]


def test_key_points_come_from_all_over_the_article() -> None:
    starts = [point.evidence[0].start for point in enrich(_article()).key_points]

    assert starts == sorted(starts)
    assert starts[0] < len(HARBOUR) * 0.6
    assert starts[-1] > len(HARBOUR) * 0.7


def test_the_summary_is_two_or_three_sentences_from_the_opening() -> None:
    summary = enrich(_article()).summary

    assert summary is not None
    assert 2 <= len(summary.evidence) <= 3
    assert summary.text.startswith("The harbour of Ellinge opened")
    assert summary.evidence[-1].end < len(HARBOUR) * 0.6


def test_a_headline_is_never_cut_off() -> None:
    points = enrich(_article()).key_points

    assert not [point.headline for point in points if "…" in point.headline or "..." in point.headline]


@pytest.mark.parametrize(
    ("sentence", "language", "short"),
    [
        ("The station has been occupied since 2000, officials said.", "en", "The station has been occupied since 2000"),
        ("Water levels were falling at noon; boats stayed in.", "en", "Water levels were falling at noon"),
        ("双方同意继续合作，并就月球展开磋商。", "zh", "双方同意继续合作"),
        ("Die Brücke ist seit Montag gesperrt, weil Risse auftraten.", "de", ""),
        ("Die Brücke ist seit Montag gesperrt, Lastwagen fahren Umwege.", "de", "Die Brücke ist seit Montag gesperrt"),
        ("Музей открыли после ремонта, вход бесплатный.", "ru", "Музей открыли после ремонта"),
    ],
)
def test_a_headline_is_the_sentences_short_first_clause(sentence: str, language: str, short: str) -> None:
    assert headline(sentence, language) == short


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("With forty others, the mayor signed the letter.", "en"),
        ("Tove Malm, who designed the pool, swims daily.", "en"),
        ("Boats were carrying pears, plums and figs.", "en"),
        ("It was cold, the divers said.", "en"),
        ("The engineer said, after a pause, that it would hold.", "en"),
        ("The pool opened on Monday.", "en"),
        ("The harbour council of the old northern town was ready to vote today, officials said.", "en"),
        ("住在河边的裁缝说，水来得很快。", "zh"),
        ("按照现有安排，工厂明年投产。", "zh"),
        ("6月9日，志愿者公开了档案。", "zh"),
        ("海水浴場は月曜日に開き、初日は千人が訪れた。", "ja"),
    ],
)
def test_a_sentence_without_a_short_whole_clause_gets_no_headline(sentence: str, language: str) -> None:
    assert headline(sentence, language) == ""


@pytest.mark.parametrize(
    "sentence",
    [
        "It was finished by the end of the summer.",
        "However, the council had other plans for it.",
        "对此，博物馆方面没有立即作出任何回应。",
        "同时，另外两家工厂也宣布将要停产检修。",
        "Elle avait grandi de l'autre côté de la baie.",
        "Dort standen sie bis zum Morgen im Regen herum.",
        "Они вернулись в порт только на следующий день.",
        "Who is going to pay for all of these repairs?",
    ],
)
def test_a_sentence_that_leans_on_others_or_asks_does_not_stand_alone(sentence: str) -> None:
    assert looseness(sentence) >= 0.5


@pytest.mark.parametrize(
    "sentence", ["“We waited for years.", "Now we swim.”", "„Wir warten seit Jahren.", "他说：“我们等了很久。"]
)
def test_a_quotation_torn_apart_is_never_picked(sentence: str) -> None:
    text = f"{HARBOUR} {sentence}"

    assert is_torn(sentence)
    assert sentence not in {point.sentence for point in enrich(replace(_article(), text=text)).key_points}


def test_a_sentence_with_numbers_and_names_tells_more_than_one_without() -> None:
    assert facts("Tove Malm paid 25 crowns at Norrby.") > facts("Somebody paid a little there.")
