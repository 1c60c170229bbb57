"""What one endpoint's visits teach, and when it is asked again at a price."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.revisits.estimates import (
    DAY_S,
    UNKNOWN,
    Bounds,
    Pace,
    Visit,
    after,
    next_in_s,
    pace_from,
    rate,
    usual_polls,
)

BOUNDS = Bounds(least_s=60, longest_s=DAY_S)
BEGAN = 1_767_225_600.0
PRICE = 0.05


def visited(pace: Pace, *, days: float, every_s: float, a_day: float, stating: bool = True) -> Pace:
    """Return the pace after so many days of steady news, one visit every `every_s`."""
    at, end = pace.last or BEGAN, (pace.last or BEGAN) + days * DAY_S
    gap_s = DAY_S / a_day
    while (at := at + every_s) <= end:
        new = int(at / gap_s) - int((at - every_s) / gap_s)
        stated = [(int(at / gap_s) - one) * gap_s for one in range(new)] if stating else []
        pace = after(pace, Visit(at, new, stated))
    return pace


@pytest.mark.parametrize("a_day", [0.5, 6, 300])
@pytest.mark.parametrize("stating", [True, False])
def test_the_rate_of_steady_news_is_learnt_within_a_week(a_day: float, stating: bool) -> None:
    pace = visited(after(UNKNOWN, Visit(BEGAN)), days=7, every_s=1800, a_day=a_day, stating=stating)

    assert rate(pace) == pytest.approx(a_day, rel=0.15, abs=0.2)


def test_the_first_visit_learns_from_the_stated_moments_and_not_from_how_many_links_are_new() -> None:
    stated = [BEGAN - hours * 3600.0 for hours in range(1, 25)]

    one_an_hour, unstated = after(UNKNOWN, Visit(BEGAN, 24, stated)), after(UNKNOWN, Visit(BEGAN, 24))

    assert rate(one_an_hour) == pytest.approx(24, rel=0.1)
    assert rate(unstated) == rate(UNKNOWN)


def test_an_archive_is_told_from_news_at_the_first_visit() -> None:
    old = [BEGAN - days * DAY_S for days in range(100, 1000)]

    assert rate(after(UNKNOWN, Visit(BEGAN, 900, old))) < 0.1


def test_new_links_to_old_articles_are_not_news() -> None:
    pace = visited(after(UNKNOWN, Visit(BEGAN)), days=3, every_s=1800, a_day=6)

    flooded = after(pace, Visit(pace.last + 1800, 500, [BEGAN - 90 * DAY_S] * 500))

    assert rate(flooded) < rate(pace)


def test_an_endpoint_that_invents_links_counts_for_no_more_than_a_great_agency() -> None:
    flooding = visited(after(UNKNOWN, Visit(BEGAN)), days=0.5, every_s=600, a_day=1e6)

    assert rate(flooding) == 5000
    assert next_in_s(flooding, PRICE, BOUNDS) > 300


def test_what_the_publisher_says_of_its_pace_counts_until_visits_tell_more() -> None:
    hourly, weekly = (after(UNKNOWN, Visit(BEGAN, 20, said_every_s=every)) for every in (3600.0, 7 * DAY_S))

    assert (rate(hourly) > 10, rate(weekly) < 1.5) == (True, True)
    assert rate(visited(weekly, days=3, every_s=1800, a_day=100)) > 80


def test_a_source_that_wakes_up_is_asked_often_again_within_a_day() -> None:
    asleep = visited(after(UNKNOWN, Visit(BEGAN)), days=20, every_s=6 * 3600, a_day=0.2)

    awake = visited(asleep, days=1, every_s=3600, a_day=100)

    assert next_in_s(awake, PRICE, BOUNDS) < next_in_s(asleep, PRICE, BOUNDS) / 4


def test_an_endpoint_is_asked_less_at_night_once_its_days_are_known() -> None:
    pace = after(UNKNOWN, Visit(BEGAN))
    for day in range(10):
        morning = BEGAN + day * DAY_S
        by_day = [morning + 9 * 3600 + n * 600 for n in range(48)]
        pace = after(pace, Visit(morning + DAY_S, 48, by_day))

    evening = after(pace, Visit(pace.last + 20 * 3600))
    noon = after(pace, Visit(pace.last + 12 * 3600))

    assert next_in_s(evening, PRICE, BOUNDS) > 2 * next_in_s(noon, PRICE, BOUNDS)


def test_a_burst_is_followed_closely_and_then_let_go() -> None:
    calm = visited(after(UNKNOWN, Visit(BEGAN)), days=7, every_s=3600, a_day=6)
    usual_s = next_in_s(calm, PRICE, BOUNDS)

    now = calm.last + 3600
    burst = after(calm, Visit(now, 6, [now - minutes * 60 for minutes in range(6)]))
    later = after(burst, Visit(now + 6 * 3600))

    assert next_in_s(burst, PRICE, BOUNDS) < usual_s * 0.7
    assert next_in_s(later, PRICE, BOUNDS) > usual_s * 0.8


@given(
    st.floats(0, 1e6), st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.floats(0, 1e6), st.floats(0, 1e9),
    st.floats(1e-9, 1e6),
)  # fmt: skip
def test_no_source_is_left_alone_longer_or_asked_sooner_than_the_bounds_say(
    number: float, cosine: float, sine: float, excited: float, observed_s: float, price: float
) -> None:
    pace = Pace(BEGAN, BEGAN + observed_s, number, cosine, sine, excited)

    assert BOUNDS.least_s * 0.999 <= next_in_s(pace, price, BOUNDS) <= BOUNDS.longest_s


def test_twice_the_price_means_fewer_visits_by_the_root_of_two() -> None:
    assert usual_polls(50, PRICE, BOUNDS) / usual_polls(50, 2 * PRICE, BOUNDS) == pytest.approx(math.sqrt(2))


@given(st.lists(st.tuples(st.floats(1, 1e7), st.integers(0, 2000)), max_size=8))
@settings(deadline=None, max_examples=50)
def test_a_pace_is_a_short_text_that_says_all_of_it(visits: list[tuple[float, int]]) -> None:
    pace, at = after(UNKNOWN, Visit(BEGAN)), BEGAN
    for wait_s, new in visits:
        at += wait_s
        pace = after(pace, Visit(at, new, [at - 1.0] * new))

    assert len(pace.text()) <= 60
    assert pace_from(pace_from(pace.text()).text()) == pace_from(pace.text())
    assert rate(pace_from(pace.text())) == pytest.approx(rate(pace), rel=0.01)


@pytest.mark.parametrize(
    "text", ["", "2 0 0 0 0 0 0", "1 a", "1 5 4 0 0 0 0", "1 0 1 nan 0 0 0", "1 0 1 -1 0 0 0", "x" * 500]
)
def test_a_pace_that_nobody_wrote_counts_as_unknown(text: str) -> None:
    assert pace_from(text) == UNKNOWN
