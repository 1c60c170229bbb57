"""What the labelled page kinds promise of themselves; nothing here looks at how a page is cleaned."""

from collections import Counter
from typing import get_args
from urllib.parse import urlsplit

import pytest

from tests.gold.kinds.pages import KINDS, LabelledPage, Split, pages


@pytest.fixture(scope="module")
def dev() -> list[LabelledPage]:
    return list(pages("dev"))


@pytest.fixture(scope="module")
def held() -> list[LabelledPage]:
    return list(pages("held"))


@pytest.fixture(scope="module")
def fresh() -> list[LabelledPage]:
    return list(pages("fresh"))


@pytest.fixture(scope="module")
def wide() -> list[LabelledPage]:
    return list(pages("wide"))


def test_there_are_at_least_340_pages_half_of_them_held(dev: list[LabelledPage], held: list[LabelledPage]) -> None:
    assert min(len(dev), len(held)) >= 170


def test_there_are_at_least_90_fresh_pages_of_fifteen_publications_and_every_kind(fresh: list[LabelledPage]) -> None:
    counted = Counter(page.kind for page in fresh)

    assert len(fresh) >= 90
    assert len(_hosts(fresh)) >= 15
    assert min(counted[kind] for kind in KINDS) >= 3


@pytest.mark.parametrize("split", ["trial", "final", "check", "proof", "audit"])
def test_a_later_part_has_a_hundred_pages_of_twenty_publications_all_kinds_and_twelve_languages(split: Split) -> None:
    part = list(pages(split))
    counted = Counter(page.kind for page in part)

    assert len(part) >= 100
    assert len({page.id.split("/")[1] for page in part}) >= 20
    assert len({page.language for page in part}) >= 12
    assert min(counted[kind] for kind in KINDS) >= 3


@pytest.mark.parametrize("split", ["dev", "held"])
def test_every_kind_is_in_both_halves_many_times(split: Split) -> None:
    counted = Counter(page.kind for page in pages(split))

    assert min(counted[kind] for kind in KINDS) >= 5


def test_no_publication_is_in_two_parts() -> None:
    hosts = Counter(host for split in get_args(Split) for host in _hosts(list(pages(split))))

    assert [host for host, parts in hosts.items() if parts > 1] == []


def test_ids_and_addresses_are_unique() -> None:
    every = [page for split in get_args(Split) for page in pages(split)]

    assert len({page.id for page in every}) == len({page.url for page in every}) == len(every)


def test_rendering_is_deterministic(dev: list[LabelledPage]) -> None:
    assert dev == list(pages("dev"))


def test_the_pages_are_in_at_least_twelve_languages(dev: list[LabelledPage], held: list[LabelledPage]) -> None:
    assert len({page.language for page in [*dev, *held]}) >= 12


def _hosts(every: list[LabelledPage]) -> set[str | None]:
    return {urlsplit(page.url).hostname for page in every}
