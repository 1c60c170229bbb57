"""When a block that recurs on a source's pages is furniture, and when it is not."""

from dataclasses import replace
from random import Random

from tests.unit.workers.furniture.sightings import OLD_PROMOTION, PROMOTION, SENTENCE, sightings
from workers.furniture.learning import furniture_of


def test_what_most_articles_have_is_furniture_even_of_one_day() -> None:
    assert furniture_of(sightings(16, {PROMOTION: range(14)}, days=1)) == {PROMOTION}


def test_eleven_articles_are_too_few_to_say_so() -> None:
    assert furniture_of(sightings(11, {PROMOTION: range(11)})) == frozenset()


def test_what_a_fourth_of_the_articles_have_over_days_is_furniture() -> None:
    assert furniture_of(sightings(100, {PROMOTION: range(0, 100, 4)})) == {PROMOTION}


def test_what_a_fourth_of_the_articles_have_on_one_day_is_a_story() -> None:
    assert furniture_of(sightings(100, {SENTENCE: range(0, 100, 4)}, days=2)) == frozenset()


def test_syndicated_copies_of_one_story_count_once() -> None:
    copies = sightings(40, {SENTENCE: range(40)}, title="One story under forty addresses")

    assert furniture_of(copies) == frozenset()


def test_a_new_campaign_is_known_before_it_fills_the_window() -> None:
    window = sightings(120, {OLD_PROMOTION: range(100), PROMOTION: range(100, 120)})

    assert furniture_of(window) == {OLD_PROMOTION, PROMOTION}


def test_a_burst_of_articles_on_one_day_is_no_campaign() -> None:
    assert furniture_of(sightings(120, {SENTENCE: range(100, 120)}, days=2)) == frozenset()


def test_what_a_tenth_of_the_articles_end_with_over_days_is_a_section_s() -> None:
    window = sightings(120, {PROMOTION: range(0, 120, 9)}, own_blocks=5)

    assert furniture_of(window) == {PROMOTION}
    assert furniture_of([replace(one, blocks=one.blocks[::-1]) for one in window]) == {PROMOTION}
    assert furniture_of([replace(one, day=one.day % 4) for one in window]) == frozenset()


def test_what_stands_before_other_furniture_ends_the_article_too() -> None:
    window = sightings(120, {PROMOTION: range(0, 120, 9), OLD_PROMOTION: range(120)}, own_blocks=5)

    assert furniture_of(window) == {PROMOTION, OLD_PROMOTION}


def test_background_amid_a_tenth_of_the_articles_stays() -> None:
    window = sightings(120, {SENTENCE: range(0, 120, 9)}, own_blocks=5)
    amid = [replace(one, blocks=(*one.blocks[:2], *one.blocks[:1:-1])) for one in window]

    assert furniture_of(amid) == frozenset()


def test_articles_too_short_to_have_a_middle_say_nothing_of_edges() -> None:
    assert furniture_of(sightings(120, {SENTENCE: range(0, 120, 9)}, own_blocks=2)) == frozenset()


def test_what_is_known_stays_while_a_twentieth_of_the_articles_have_it() -> None:
    window = sightings(120, {OLD_PROMOTION: range(6)})

    assert furniture_of(window) == frozenset()
    assert furniture_of(window, frozenset({OLD_PROMOTION})) == {OLD_PROMOTION}


def test_a_source_whose_template_changed_forgets() -> None:
    window = sightings(120, {OLD_PROMOTION: range(5), PROMOTION: range(5, 120)})

    assert furniture_of(window, frozenset({OLD_PROMOTION})) == {PROMOTION}


def test_the_order_in_which_articles_came_does_not_matter() -> None:
    window = sightings(90, {PROMOTION: range(0, 90, 3), SENTENCE: range(80, 90)})
    shuffled = Random(7).sample(window, len(window))

    assert furniture_of(shuffled) == furniture_of(window) == {PROMOTION}


def test_a_source_without_articles_teaches_nothing() -> None:
    assert furniture_of([], frozenset({PROMOTION})) == frozenset()
