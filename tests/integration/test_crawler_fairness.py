"""One host with a great many URLs costs the others nothing; the figures are `tests.benchmarks.fairness`'s."""

import pytest

from tests.benchmarks.fairness import Contest, held


@pytest.mark.timeout(120)
def test_hosts_with_few_urls_are_not_kept_waiting_by_one_with_thousands() -> None:
    contest = Contest(big=3000, hosts=19, each=6, delay_s=1.0, processes=2, concurrency=8)

    outcome = held(contest)

    assert outcome.small_s <= 3 * contest.shortest_s
    assert outcome.big_pages <= 3 * contest.each
