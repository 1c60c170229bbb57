"""Every state of a source's health has its words, in every language that the pages speak."""

from datetime import timedelta

import pytest

from contracts.records import Source
from crawler.health import STATES, Observed, State, health_of
from tests.unit.web.builders import NOW
from web.wording import LANGUAGES, Language, Wording, messages

LONG_AGO = NOW - timedelta(days=60)
DAILY = Source(id="daily", name="Daily", host="daily.example", language="en")
SEEN = Observed(first_at=LONG_AGO, last_success_at=NOW, last_new_at=NOW, news=100, totals={"pages": 1})
IN_STATE = {
    "ok": SEEN,
    "new": Observed(),
    "silent": Observed(
        first_at=LONG_AGO, last_success_at=NOW, last_new_at=NOW, news=100, quiet_s=9e5, totals={"pages": 1}
    ),
    "blocked": Observed(failures=3, reason="HTTP 403"),
    "failing": Observed(failures=3, reason="HTTP 500"),
    "empty": Observed(totals={"endpoints": 9}),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", STATES)
def test_each_state_has_a_name(language: Language, state: State) -> None:
    assert Wording(language)(f"health.{state}")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", sorted(IN_STATE))
def test_the_sentence_of_each_state_can_be_filled_in(language: Language, state: str) -> None:
    health = health_of(DAILY, IN_STATE[state], now=NOW)

    assert health.state == state
    assert "{" not in Wording(language)(f"health_why.{state}", **health.facts)


def test_the_english_page_says_what_the_command_says() -> None:
    for state, observed in IN_STATE.items():
        health = health_of(DAILY, observed, now=NOW)
        assert messages("en")[f"health_why.{state}"].format(**health.facts) == health.why
    foreign = health_of(DAILY, SEEN, now=NOW, languages={"es": 90})
    assert messages("en")["health_why.off-language"].format(**foreign.facts) == foreign.why
    changed = health_of(DAILY, SEEN, now=NOW, failing=("body", "time"))
    assert messages("en")["health_why.off-template"].format(**changed.facts) == changed.why
    assert "body, time" in changed.why
