"""In which hours a source may be asked, and how long it is until they begin."""

from datetime import UTC, datetime

import pytest

from crawler.sources.hours import opens_in_s


def at(clock: str) -> datetime:
    return datetime.fromisoformat(f"2026-03-01T{clock}+00:00").astimezone(UTC)


@pytest.mark.parametrize(
    ("hours", "clock", "seconds"),
    [
        ((), "03:00:00", 0),
        (("06:00-22:30",), "06:00:00", 0),
        (("06:00-22:30",), "22:29:59", 0),
        (("06:00-22:30",), "22:30:00", 7.5 * 3600),
        (("06:00-22:30",), "05:59:30", 30),
        (("22:00-06:00",), "23:00:00", 0),
        (("22:00-06:00",), "05:59:59", 0),
        (("22:00-06:00",), "06:00:00", 16 * 3600),
        (("00:00-24:00",), "23:59:59", 0),
        (("12:00-24:00",), "00:00:01", 12 * 3600 - 1),
        (("01:00-02:00", "05:00-06:00"), "02:30:00", 2.5 * 3600),
    ],
)
def test_a_source_rests_until_its_next_opening(hours: tuple[str, ...], clock: str, seconds: float) -> None:
    assert opens_in_s(hours, at(clock)) == seconds
