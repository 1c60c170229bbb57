"""Real pages of many publications: nearly all become articles, in their right language, as well as the figures say.

The pages are not part of the project; without them these tests are skipped.
"""

import gzip
import json
from pathlib import Path
from typing import Any, Final

import pytest

from tests.benchmarks.clean_adapter import extract

DATA: Final = Path(__file__).resolve().parents[3] / "shared" / "data" / "articles"
MIN_SHARE: Final = 0.97
pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason="../shared/data/articles is not here: real pages are kept apart"
)


@pytest.fixture(scope="module")
def results() -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
    truth = json.loads((DATA / "ground-truth.json").read_text(encoding="utf-8"))
    return [
        (name, gold, extract(gzip.decompress((DATA / gold["file"]).read_bytes()), gold["url"]))
        for name, gold in truth.items()
    ]


def test_nearly_every_real_page_becomes_an_article(results: list[tuple[str, dict[str, Any], dict[str, Any]]]) -> None:
    articles = [name for name, _, found in results if found]

    assert len(articles) >= MIN_SHARE * len(results)


def test_the_language_is_right_wherever_the_truth_names_it(
    results: list[tuple[str, dict[str, Any], dict[str, Any]]],
) -> None:
    named = [(name, gold["language"], found.get("language")) for name, gold, found in results if gold.get("language")]

    assert [case for case in named if case[1].split("-")[0] != case[2]] == []
