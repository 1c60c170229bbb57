"""How the command line tells a moment: no more exactly than it is known."""

from datetime import UTC, datetime

import pytest

from cli.article_view import short_time
from contracts.article import Moment, Precision


@pytest.mark.parametrize(
    ("precision", "shown"),
    [
        ("second", "2025-06-12 09:30 UTC"),
        ("minute", "2025-06-12 09:30 UTC"),
        ("hour", "2025-06-12 09h UTC"),
        ("day", "2025-06-12"),
        ("month", "2025-06"),
        ("year", "2025"),
    ],
)
def test_a_moment_is_told_no_more_exactly_than_it_is_known(precision: Precision, shown: str) -> None:
    moment = Moment(instant=datetime(2025, 6, 12, 9, 30, tzinfo=UTC), precision=precision, basis="url")

    assert short_time(moment) == shown
