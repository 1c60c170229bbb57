"""Which language a headline alone is in: on lines of our own in 36 languages, with and without a declared one."""

import pytest

from tests.benchmarks.clean_language import share, told
from workers.clean.fields.language import language_of

FOUND = told()


@pytest.mark.parametrize(("way", "floor"), [("alone", 0.94), ("declared", 0.99), ("belied", 0.93)])
def test_the_language_of_a_headline_is_told(way: str, floor: float) -> None:
    assert len(FOUND) >= 300
    assert len({one.language for one in FOUND}) >= 25
    assert share(FOUND, way) >= floor


@pytest.mark.parametrize(
    ("line", "declared", "language"),
    [
        ("首相、内閣改造を表明", None, "ja"),
        ("県議会選挙、三党対決", None, "ja"),
        ("首相辞意、与党動揺", "ja", "ja"),
        ("首相辞意、与党動揺", "zh-TW", "zh"),
        ("市長說明停電原因", "ja", "zh"),
        ("鲜の每日：早餐店排起长队", None, "zh"),
    ],
)
def test_a_few_ideographs_are_told_apart_by_what_only_one_language_writes(
    line: str, declared: str | None, language: str
) -> None:
    assert language_of(line, "", declared) == language
