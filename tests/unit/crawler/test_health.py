"""What the numbers kept of a source say of its health, and what a person is told to do."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from contracts.names import Outcome
from contracts.records import Source
from contracts.wire import decode, encode
from crawler.frontier import SourceFetches
from crawler.health import STATES, Observed, articles_a_day, health_of
from crawler.health.keeper import grown
from workers.queue import Counts

BEGIN = datetime(2026, 3, 2, 6, tzinfo=UTC)
DAILY = Source(id="daily", name="Daily", host="daily.example", language="en", feeds=("https://daily.example/rss",))
HOUR = timedelta(hours=1)


class Life:
    """What happens at one source, hour by hour, as the crawler's counts tell it."""

    def __init__(self) -> None:
        self.now = BEGIN
        self.observed = Observed()
        self._results: dict[str, int] = {}
        self._reasons: dict[str, int] = {}
        self._outcomes: dict[Outcome, int] = {}
        self._rejected: dict[str, int] = {}

    def passes(
        self,
        hours: float = 1,
        *,
        articles: int = 0,
        walls: Mapping[str, int] | None = None,
        failed: str = "",
        results: Mapping[str, int] | None = None,
    ) -> "Life":
        self.now += HOUR * hours
        pages = articles + sum((walls or {}).values())
        for name, number in ({"page": pages} | dict(results or {}) | ({"failed": 1} if failed else {})).items():
            self._results[name] = self._results.get(name, 0) + number
        if failed:
            self._reasons[failed] = self._reasons.get(failed, 0) + 1
        self._outcomes["indexed"] = self._outcomes.get("indexed", 0) + articles
        for reason, number in (walls or {}).items():
            self._outcomes["rejected"] = self._outcomes.get("rejected", 0) + number
            self._rejected[reason] = self._rejected.get(reason, 0) + number
        fetches = SourceFetches(results=dict(self._results), reasons=dict(self._reasons))
        counts = Counts(handed_over=0, outcomes=dict(self._outcomes), reasons=dict(self._rejected))
        self.observed = decode(encode(grown(self.observed, fetches, counts, self.now)), Observed)
        return self

    def asked(self, hours: int, *, articles_every: int = 0) -> "Life":
        """Let hours pass, a feed read in each, an article found every so many."""
        for hour in range(1, hours + 1):
            found = int(articles_every > 0 and hour % articles_every == 0)
            self.passes(articles=found, results={"feed": 1})
        return self

    def state(self, source: Source = DAILY, languages: Mapping[str, int] | None = None) -> str:
        health = health_of(source, self.observed, now=self.now, languages=languages)
        assert health.why.endswith(".")
        return health.state


def test_what_was_never_asked_is_new() -> None:
    assert Life().state() == "new"


def test_a_source_that_brings_what_it_always_brought_is_ok() -> None:
    life = Life().passes(articles=500, results={"feed": 1}).asked(24 * 14, articles_every=3)

    assert life.state() == "ok"
    assert articles_a_day(life.observed) == pytest.approx(8, rel=0.15)


def test_the_first_days_old_articles_do_not_count_as_its_rate() -> None:
    life = Life().passes(articles=5000, results={"feed": 1}).asked(24 * 4, articles_every=24)

    assert articles_a_day(life.observed) == pytest.approx(1, rel=0.7)


def test_a_source_is_silent_when_its_silence_is_too_long_for_its_own_rate() -> None:
    busy = Life().asked(24 * 20, articles_every=1)
    weekly = Life().asked(24 * 28, articles_every=24 * 7)

    assert busy.asked(11).state() == "ok"
    assert busy.asked(3).state() == "silent"
    assert weekly.asked(24 * 13).state() == "ok"
    assert weekly.asked(24 * 60).state() == "silent"


def test_nights_that_the_source_always_has_are_no_silence() -> None:
    life = Life()
    for _ in range(20):
        life.asked(12, articles_every=1).asked(12)

    assert life.state() == "ok"
    assert life.asked(14).state() == "silent"


def test_time_in_which_nobody_asked_is_no_silence() -> None:
    life = Life().asked(24 * 20, articles_every=1)
    life.now += timedelta(days=30)

    assert life.state() == "ok"


@pytest.mark.parametrize(
    ("reason", "state"),
    [("HTTP 403", "blocked"), ("HTTP 429", "blocked"), ("HTTP 500", "failing"), ("HostUnknown", "failing")],
)
def test_a_source_that_only_fails_is_noticed_after_a_few_requests(reason: str, state: str) -> None:
    first = Life().passes(failed=reason)
    later = Life().asked(24 * 20, articles_every=1).passes(24, failed=reason)

    assert (first.state(), later.state()) == (state, state)
    assert reason in health_of(DAILY, later.observed, now=later.now).why
    assert later.asked(1).state() == "ok"


def test_one_failure_among_many_requests_is_no_trouble() -> None:
    assert Life().asked(24 * 3, articles_every=1).passes(failed="HTTP 500").state() == "ok"


def test_pages_that_are_mostly_walls_mean_that_we_are_blocked() -> None:
    life = Life().asked(24 * 5, articles_every=1)
    for _ in range(50):
        life.passes(walls={"BotWall": 1}, results={"feed": 1})

    assert life.state() == "blocked"
    assert "BotWall" in health_of(DAILY, life.observed, now=life.now).why


def test_a_robots_txt_that_forbids_everything_is_a_block_of_its_own() -> None:
    life = Life().passes(results={"robots_refused": 3})

    assert life.state() == "blocked"
    assert "robots.txt" in health_of(DAILY, life.observed, now=life.now).why


def test_addresses_that_name_nothing_are_empty() -> None:
    assert Life().asked(2).state() == "new"
    assert Life().asked(3).state() == "empty"


def test_articles_in_another_language_than_the_sources_are_noticed() -> None:
    life = Life().asked(24 * 3, articles_every=1)

    assert life.state(languages={"es": 70, "en": 20}) == "off-language"
    assert life.state(languages={"en": 70, "es": 20}) == "ok"
    assert life.state(languages={"es": 3}) == "ok"
    assert life.state(replace(DAILY, language=None), languages={"es": 70}) == "ok"
    assert life.state(replace(DAILY, language="zh-Hant"), languages={"zh": 70}) == "ok"


@pytest.mark.parametrize("changes", [{"paused": True}, {"enabled": False}])
def test_a_source_that_is_not_asked_rests(changes: dict[str, bool]) -> None:
    assert Life().passes(failed="HTTP 500").state(replace(DAILY, **changes)) == "resting"


def test_what_is_kept_of_a_source_stays_small_however_long_it_is_watched() -> None:
    life = Life().asked(24 * 30, articles_every=1)
    for status in range(400, 600):
        life.passes(failed=f"HTTP {status}")

    assert len(encode(life.observed)) < 3000
    assert life.state() in STATES


def test_a_source_whose_selectors_fit_no_more_is_named_after_what_stops_it() -> None:
    working, stopped = Life().passes(articles=9, results={"feed": 1}), Life()
    for _ in range(3):
        stopped.passes(failed="HTTP 500")
    states = [health_of(DAILY, life.observed, now=life.now, failing=("body",)).state for life in (working, stopped)]

    assert states == ["off-template", "failing"]


def test_what_the_archive_gave_back_is_no_news() -> None:
    fetches = SourceFetches(results={"feed": 1, "page": 9}, reasons={})
    first = Counts(handed_over=9, outcomes={"indexed": 9}, reasons={})
    again = Counts(handed_over=129, outcomes={"indexed": 129}, reasons={}, indexed_again=120)
    now = Life().now
    before = grown(Observed(), fetches, first, now)

    after = grown(before, fetches, again, now + 48 * HOUR)

    assert (after.news, after.last_new_at) == (before.news, before.last_new_at)
