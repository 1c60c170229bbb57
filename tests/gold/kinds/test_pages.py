"""What the labelled page kinds promise of themselves; nothing here looks at how a page is cleaned."""

from collections import Counter
from urllib.parse import urlsplit

import pytest

from tests.gold.kinds.pages import KINDS, LabelledPage, Split, pages


@pytest.fixture(scope="module")
def dev() -> list[LabelledPage]:
    return list(pages("dev"))


@pytest.fixture(scope="module")
def held() -> list[LabelledPage]:
    return list(pages("held"))


def test_there_are_at_least_340_pages_half_of_them_held(dev: list[LabelledPage], held: list[LabelledPage]) -> None:
    assert min(len(dev), len(held)) >= 170


@pytest.mark.parametrize("split", ["dev", "held"])
def test_every_kind_is_in_both_halves_many_times(split: Split) -> None:
    counted = Counter(page.kind for page in pages(split))

    assert min(counted[kind] for kind in KINDS) >= 5


def test_no_publication_is_in_both_halves(dev: list[LabelledPage], held: list[LabelledPage]) -> None:
    assert not {urlsplit(page.url).hostname for page in dev} & {urlsplit(page.url).hostname for page in held}


def test_ids_and_addresses_are_unique(dev: list[LabelledPage], held: list[LabelledPage]) -> None:
    every = [*dev, *held]

    assert len({page.id for page in every}) == len({page.url for page in every}) == len(every)


def test_rendering_is_deterministic(dev: list[LabelledPage]) -> None:
    assert dev == list(pages("dev"))


def test_the_pages_are_in_at_least_twelve_languages(dev: list[LabelledPage], held: list[LabelledPage]) -> None:
    assert len({page.language for page in [*dev, *held]}) >= 12
