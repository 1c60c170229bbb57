"""The names of elements give a reason one by one: the first of the hints that any of them fits."""

from workers.clean.words.rules import reason_of_names


def test_one_of_several_names_is_enough() -> None:
    assert reason_of_names("col-6 share-bar js-sticky") == "share"


def test_of_several_the_first_hint_counts_wherever_its_name_stands() -> None:
    assert reason_of_names("share-bar cookie-note") == reason_of_names("cookie-note share-bar") == "cookie notice"


def test_two_names_side_by_side_are_not_one() -> None:
    assert reason_of_names("read more") is None
    assert reason_of_names("read-more") == "related"


def test_no_names_give_no_reason() -> None:
    assert reason_of_names("") is None
