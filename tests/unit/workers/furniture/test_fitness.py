"""When a source's selectors fit its pages no more, by what they brought on its recent articles."""

from dataclasses import replace

from tests.unit.workers.furniture.sightings import a_sighting
from workers.clean.sites.mending import NO_FIT, Fit, Yield
from workers.furniture.fitness import fit_of
from workers.furniture.sightings import Sighting

GOOD = Yield("own", chars=3000, generic_chars=3200, title=1, time=1, author=1)
UNFOUND = replace(GOOD, chars=0)


def window(*brought: Yield) -> list[Sighting]:
    """Return articles, one after the other, on which the selectors brought this."""
    return [
        replace(a_sighting(number), brought=replace(one, title=number + 1) if one.title > 0 else one)
        for number, one in enumerate(brought)
    ]


def test_a_source_without_selectors_has_no_fit() -> None:
    assert fit_of([a_sighting(1)] * 30, Fit("own", 3000, ("body",))) == NO_FIT


def test_selectors_that_find_what_they_always_found_fit() -> None:
    assert fit_of(window(*[GOOD] * 30), NO_FIT) == Fit("own", 3000)


def test_nothing_is_said_of_a_few_articles() -> None:
    assert fit_of(window(*[UNFOUND] * 11), NO_FIT) == Fit("own")


def test_a_body_that_is_found_no_more_fails() -> None:
    known = Fit("own", 3000)

    assert fit_of(window(*[GOOD] * 30, *[UNFOUND] * 7), known) == Fit("own", 3000, ("body",))
    assert fit_of(window(*[GOOD] * 30, *[UNFOUND] * 6), known) == known


def test_a_body_that_became_a_scrap_fails() -> None:
    scrap = replace(GOOD, chars=90)

    assert fit_of(window(*[GOOD] * 30, *[scrap] * 12), Fit("own", 3000)).failing == ("body",)


def test_longer_articles_are_no_failure() -> None:
    assert fit_of(window(*[GOOD] * 30, *[replace(GOOD, chars=20_000, generic_chars=21_000)] * 12), NO_FIT).failing == ()


def test_each_field_fails_on_its_own() -> None:
    changed = replace(GOOD, title=0, author=0)

    assert fit_of(window(*[GOOD] * 20, *[changed] * 12), NO_FIT).failing == ("title", "author")


def test_a_title_that_all_articles_share_is_none() -> None:
    shared = [replace(one, brought=GOOD) for one in window(*[GOOD] * 20)]

    assert fit_of(shared, NO_FIT).failing == ("title",)


def test_what_was_never_there_on_most_pages_is_no_failure() -> None:
    unsigned = replace(GOOD, author=0)

    assert fit_of(window(*[GOOD, unsigned, unsigned] * 20), NO_FIT).failing == ()


def test_selectors_that_never_fitted_fail() -> None:
    assert fit_of(window(*[UNFOUND] * 40), NO_FIT).failing == ("body",)


def test_what_failed_goes_on_failing_when_nothing_else_is_remembered() -> None:
    assert fit_of(window(*[UNFOUND] * 120), Fit("own", 3000, ("body",))) == Fit("own", 3000, ("body",))


def test_what_finds_its_thing_again_fits_again() -> None:
    assert fit_of(window(*[UNFOUND] * 40, *[GOOD] * 12), Fit("own", 3000, ("body",))) == Fit("own", 3000)


def test_selectors_that_were_changed_begin_anew() -> None:
    changed = replace(GOOD, selectors="new", chars=500)

    assert fit_of(window(*[UNFOUND] * 40, *[changed] * 3), Fit("own", 3000, ("body",))) == Fit("new")
    assert fit_of(window(*[UNFOUND] * 40, *[changed] * 12), Fit("own", 3000, ("body",))) == Fit("new", 500)


def test_the_usual_length_keeps_still_while_it_is_about_right() -> None:
    assert fit_of(window(*[replace(GOOD, chars=4000)] * 30), Fit("own", 3000)) == Fit("own", 3000)
    assert fit_of(window(*[replace(GOOD, chars=7000)] * 30), Fit("own", 3000)) == Fit("own", 7000)
