"""A pattern of any case fits what `re.IGNORECASE` fits, wherever capitals stand."""

import re

import pytest

from workers.clean.words.any_case import AnyCase

_PATTERN = r"(?:^|(?<=\s))(?:updated|обновлен|mis[e]? à jour)\s*(?P<when>[A-Z]\w+)?"


@pytest.mark.parametrize(
    "text",
    ["Updated today", "UPDATED TODAY", "Last UpDaTeD", "ОБНОВЛЕНО", "MISE À JOUR Lundi", "outdated", "", "unupdated"],
)
def test_it_finds_what_a_pattern_that_ignores_case_finds(text: str) -> None:
    plain, found = re.compile(_PATTERN, re.IGNORECASE).search(text), AnyCase(_PATTERN).search(text)

    assert (found and (found.span(), found["when"])) == (plain and (plain.span(), plain["when"]))


def test_it_splits_a_text_at_its_matches_and_leaves_others_whole() -> None:
    label = AnyCase("updated|modified")

    assert label.split("3 May, UPDATED 4 May, Modified 5 May") == ["3 May, ", " 4 May, ", " 5 May"]
    assert label.split("3 May") == ["3 May"]


def test_it_tells_whether_a_pattern_is_all_of_a_text() -> None:
    label = AnyCase("published(?: on)?:?")

    assert label.fullmatch("PUBLISHED ON:") is not None
    assert label.fullmatch("Published on: Monday") is None
