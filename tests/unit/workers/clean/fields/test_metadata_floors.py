"""No change lowers how well small pages are read beside their text: floors under the figures of both parts."""

import pytest

from tests.benchmarks.clean_metadata import figures_of, read_all

FLOORS = {
    "first": {
        "title": 0.97,
        "day": 0.97,
        "minute": 0.97,
        "updated": 0.97,
        "authors": 0.88,
        "tags": 0.97,
        "language": 1,
    },
    "second": {
        "title": 0.95,
        "day": 0.95,
        "minute": 0.95,
        "updated": 0.85,
        "authors": 0.84,
        "tags": 0.95,
        "language": 1,
    },
}


@pytest.mark.parametrize("part", sorted(FLOORS))
def test_each_field_is_read_at_least_as_well_as_it_was(part: str) -> None:
    figures = figures_of(read_all(part, fast=True))

    assert {name: figures[name] for name, floor in FLOORS[part].items() if (figures[name] or 0) < floor} == {}
    assert figures["invented"] == 0
