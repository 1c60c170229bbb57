"""How soon a process that ended is started again."""

import signal

import pytest

from cli.crew import pause_s

FOR_HOURS = 5_000


def test_a_process_that_keeps_failing_is_waited_for_longer_each_time_up_to_five_seconds() -> None:
    pauses = [pause_s(failures, 1) for failures in range(FOR_HOURS)]

    assert pauses == sorted(pauses)
    assert pauses[-1] == 5.0


def test_a_process_that_is_killed_again_and_again_is_waited_for_a_second_at_most() -> None:
    pauses = [pause_s(failures, -signal.SIGKILL) for failures in range(FOR_HOURS)]

    assert pauses == sorted(pauses)
    assert pauses[-1] == 1.0


@pytest.mark.parametrize("status", [0, 1, -signal.SIGTERM, -signal.SIGKILL])
def test_a_process_that_ended_once_after_a_long_life_is_back_almost_at_once(status: int) -> None:
    assert pause_s(0, status) == 0.1
