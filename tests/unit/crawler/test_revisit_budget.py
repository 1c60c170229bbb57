"""The price of a visit follows from how many endpoints there are, how fast they are and what the budget is."""

from collections import Counter

import pytest

from crawler.revisits.budget import Shared, place_of, price_for, shared_price
from crawler.revisits.estimates import DAY_S, Bounds, Pace, rate, usual_polls

BOUNDS = Bounds(least_s=60, longest_s=DAY_S)
BEGAN = 1_767_225_600.0
MIXED = {place_of(rate): number for rate, number in ((0.2, 50), (6, 100), (80, 40), (2000, 2))}


def asked(population: dict[int, int], price: float) -> float:
    """Return how many visits a day a population asks for, each endpoint at the rate of its place."""
    return sum(number * usual_polls(2 ** (place / 3), price, BOUNDS) for place, number in population.items())


@pytest.mark.parametrize("budget", [300.0, 5_000.0, 100_000.0])
def test_the_price_spends_the_budget_and_no_more(budget: float) -> None:
    spent = asked(MIXED, price_for(MIXED, budget, BOUNDS))

    assert budget * 0.98 <= spent <= budget


def test_a_budget_below_what_the_bounds_demand_leaves_the_longest_rest_to_all() -> None:
    price = price_for(MIXED, 10.0, BOUNDS)

    assert asked(MIXED, price) == sum(MIXED.values())


def test_a_budget_that_is_never_spent_lets_all_be_asked_as_often_as_the_bounds_allow() -> None:
    assert asked(MIXED, price_for(MIXED, 1e9, BOUNDS)) == sum(MIXED.values()) * 1440


def test_more_visits_than_foreseen_raise_the_price() -> None:
    calm = Shared(sources=192, population=MIXED, visits=9000, foreseen=9000)
    restless = Shared(sources=192, population=MIXED, visits=12_000, foreseen=9000)

    assert shared_price(restless, 48, BOUNDS) > shared_price(calm, 48, BOUNDS)


def test_a_source_not_visited_yet_is_counted_with_the_others() -> None:
    known = Shared(sources=192, population=MIXED, visits=0, foreseen=0)
    new = Shared(sources=192, population={}, visits=0, foreseen=0)

    unknown_price = shared_price(new, 48, BOUNDS)
    assert usual_polls(12, unknown_price, BOUNDS) == pytest.approx(48, rel=0.1)
    assert shared_price(known, 48, BOUNDS) > 0


def test_thousands_of_archives_that_stay_silent_take_little_from_the_news() -> None:
    silent = Pace(since=BEGAN - 30 * DAY_S, last=BEGAN)
    archives = Counter(MIXED) + Counter({place_of(rate(silent)): 20_000})

    alone = shared_price(Shared(sources=192, population=MIXED, visits=0, foreseen=0), 48, BOUNDS)
    beside = shared_price(Shared(sources=192, population=archives, visits=0, foreseen=0), 48, BOUNDS)

    assert usual_polls(80, beside, BOUNDS) > usual_polls(80, alone, BOUNDS) * 0.9
