"""What a publication adds below its articles goes, in many languages; a report that speaks of the same stays."""

import tomllib
from pathlib import Path
from typing import Final

import pytest

from tests.benchmarks.clean_tails import score, verdicts
from workers.clean.pages.blocks import Block
from workers.clean.removal.wording import Wording, wording_for

LINES: Final[dict[str, dict[str, list[str]]]] = tomllib.loads(
    (Path(__file__).parent / "tail_lines.toml").read_text(encoding="utf-8")
)
NAMES: Final = {"en": "The Lamp", "de": "Die Lampe", "fr": "La Lampe", "es": "La Lámpara", "zh": "明灯日报"}


def wording_of(language: str) -> Wording:
    return wording_for(language, [NAMES.get(language), "lamp.example"])


def reason_in_tail(line: str, language: str) -> str | None:
    return wording_of(language).reason(Block(line, "paragraph"), in_tail=True)


@pytest.mark.parametrize("language", LINES)
def test_lines_below_an_article_tell_that_they_are_not_of_it(language: str) -> None:
    unseen = [line for line in LINES[language]["goes"] if reason_in_tail(line, language) is None]

    assert unseen == []


@pytest.mark.parametrize("language", LINES)
def test_a_report_may_end_with_newsletters_apps_tickets_and_telephones(language: str) -> None:
    lost = {line: reason for line in LINES[language]["stays"] if (reason := reason_in_tail(line, language))}

    assert lost == {}


@pytest.mark.parametrize("language", LINES)
def test_no_line_of_a_report_goes_for_its_words_within_the_article(language: str) -> None:
    wording = wording_of(language)

    lost = [line for line in LINES[language]["stays"] if wording.reason(Block(line, "paragraph"), in_tail=False)]

    assert lost == []


@pytest.mark.parametrize("part", ["dev", "held", "audit"])
def test_labelled_tails_are_told_from_their_articles(part: str) -> None:
    figures = score(verdicts(part))

    assert figures.precision >= 0.985
    assert figures.recall >= 0.97
    assert figures.explanation == 1.0
