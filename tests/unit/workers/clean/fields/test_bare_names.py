"""Which capitalised words beside a date are people: also those whom a month, a town or a wind gave the name."""

import pytest

from workers.clean.fields.bare_names import bare_names, is_people


@pytest.mark.parametrize(
    "name",
    [
        "Diego Rivera",
        "Francisco Lima",
        "May Berg",
        "April Ekman",
        "Ann West",
        "Washington Brandt",
        "Octavia Paz",
        "Maria de la Cruz",
        "Anna van den Berg",
        "Min Jin Li",
        "Bo Ek and Domingo Rios",
    ],
)
def test_a_person_may_be_called_as_a_month_or_a_town_is(name: str) -> None:
    assert bare_names([f"{name} | 18 June 2025"]) == [name]


@pytest.mark.parametrize(
    "words",
    [
        "San Diego",
        "New York",
        "Los Angeles",
        "La Paz",
        "South Korea",
        "West Virginia",
        "Washington Post",
        "Hong Kong",
        "Costa Rica",
        "Cape Town",
        "World News",
        "Son Dakika",
        "Friday May",
    ],
)
def test_a_place_a_section_or_a_day_is_nobody(words: str) -> None:
    assert not is_people(words)
    assert bare_names([f"{words} | 18 June 2025"]) == []


def test_a_name_without_a_date_beside_it_tells_nothing() -> None:
    assert bare_names(["Diego Rivera", "The ferry leaves at dawn."]) == []
