"""The labelled sets keep their promises: known labels, pages that hold their truth, no publication in two halves."""

import re

import lxml.html
import pytest

from tests.gold.chinese.pages import ChinesePage, pages
from tests.gold.tails.pages import KEEP, REASONS, Case, cases

TAILS = {split: tuple(cases(split)) for split in ("dev", "held", "fresh", "trial", "final", "check", "proof", "audit")}
CHINESE = {split: tuple(pages(split)) for split in ("dev", "held", "second")}
ALL_TAILS = tuple(case for part in TAILS.values() for case in part)
ALL_CHINESE = CHINESE["dev"] + CHINESE["held"] + CHINESE["second"]


def test_each_half_is_large_enough_and_its_publications_are_its_own() -> None:
    assert min(len(TAILS["dev"]), len(TAILS["held"])) >= 160
    assert min(len(CHINESE["dev"]), len(CHINESE["held"])) >= 30
    assert not {case.host for case in TAILS["dev"]} & {case.host for case in TAILS["held"]}
    assert not {page.publication for page in CHINESE["dev"]} & {page.publication for page in CHINESE["held"]}


def test_the_fresh_tails_are_of_at_least_ten_publications_of_their_own() -> None:
    fresh = {case.host for case in TAILS["fresh"]}

    assert len(TAILS["fresh"]) >= 60
    assert len(fresh) >= 10
    assert not fresh & {case.host for case in TAILS["dev"] + TAILS["held"]}


@pytest.mark.parametrize("part", ["trial", "final"])
def test_a_later_part_has_sixty_tails_of_twenty_publications_of_its_own_in_fourteen_languages(part: str) -> None:
    own = {case.host for case in TAILS[part]}

    assert len(TAILS[part]) >= 60
    assert len(own) >= 20
    assert len({case.language for case in TAILS[part]}) >= 14
    assert not own & {case.host for other, tails in TAILS.items() if other != part for case in tails}


@pytest.mark.parametrize("part", ["check", "proof", "audit"])
def test_a_last_part_has_eighty_tails_of_twenty_six_publications_of_its_own_in_sixteen_languages(part: str) -> None:
    own = {case.host for case in TAILS[part]}

    assert len(TAILS[part]) >= 80
    assert len(own) >= 26
    assert len({case.language for case in TAILS[part]}) >= 16
    assert not own & {case.host for other, tails in TAILS.items() if other != part for case in tails}


def test_ids_are_unique() -> None:
    assert len({case.id for case in ALL_TAILS}) == len(ALL_TAILS)
    assert len({page.id for page in ALL_CHINESE}) == len(ALL_CHINESE)


def test_every_label_is_one_that_the_readme_explains() -> None:
    assert {piece.label for case in ALL_TAILS for piece in case.pieces} <= REASONS | {KEEP}


def test_no_text_of_a_page_is_both_kept_and_removed() -> None:
    assert [case.id for case in ALL_TAILS if {text for text, _ in case.removed} & set(case.kept)] == []


def test_every_paragraph_stands_in_its_page() -> None:
    assert [case.id for case in ALL_TAILS if not _holds(case.html, _texts(case))] == []
    assert [page.id for page in ALL_CHINESE if not _holds(page.html, (page.title, *page.body, *page.authors))] == []


def test_a_chinese_page_can_be_read_in_the_encoding_that_it_declares() -> None:
    assert [page.id for page in ALL_CHINESE if page.content.decode(_decoder(page)) != page.html] == []


def _texts(case: Case) -> tuple[str, ...]:
    return (case.title, *(piece.text for piece in case.pieces))


def _holds(html: str, texts: tuple[str, ...]) -> bool:
    shown = _dense(str(lxml.html.fromstring(html).xpath("string()")))
    return all(text and _dense(text) in shown for text in texts)


def _dense(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _decoder(page: ChinesePage) -> str:
    return "gb18030" if page.encoding.startswith("gb") else page.encoding
