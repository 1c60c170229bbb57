"""The health of a source: how much it is expected to bring, when it last did, and what is wrong if something is.

The crawler keeps a few numbers for each source (`keeper.py`); what they mean is decided here, when it is asked.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, Literal

from contracts.errors import Malformed, TrawlnetError
from contracts.names import KEY_PREFIX
from contracts.records import Source
from contracts.wire import decode
from workers.furniture.reports import failing_of, failing_selectors

if TYPE_CHECKING:
    from search.index import Index

State = Literal["ok", "new", "resting", "silent", "blocked", "failing", "empty", "off-template", "off-language"]
STATES: Final[tuple[State, ...]] = (
    "ok",
    "new",
    "resting",
    "silent",
    "blocked",
    "failing",
    "empty",
    "off-template",
    "off-language",
)
TROUBLES: Final[tuple[State, ...]] = ("silent", "blocked", "failing", "empty", "off-template", "off-language")
SOURCES_KEY: Final = f"{KEY_PREFIX}health:sources"

_SURPRISE: Final = 0.001
_SHARE: Final = 0.5
_FEW_ATTEMPTS: Final = 4
_ROW: Final = 3
_PATIENCE: Final = timedelta(hours=12)
_REFUSALS: Final = frozenset(f"HTTP {status}" for status in (401, 402, 403, 407, 429, 451)) | {"robots.txt"}
_MEMORY: Final = timedelta(days=14)
_LEAST_SILENCE: Final = timedelta(hours=12)
_LEAST_SILENCE_OF_THE_YOUNG: Final = timedelta(days=3)
_YOUNG: Final = timedelta(days=14)
_NEW: Final = timedelta(days=1)
_EMPTY_VISITS: Final = 3
_FEW_ARTICLES: Final = 5
_MOST_ASKED: Final = 100
_FOREIGN_SHARE: Final = 0.7


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """What the crawler keeps of a source. Shares are moving averages over about the last 50 requests, or pages.

    `news` is a sum of articles that fades within weeks, as it was at `last_new_at`; articles of the first day, mostly
    old ones, are not in it. `quiet_s` is how long we have asked since then: outages and pauses are not in it.
    `failures` came since the last success, `reason` names the last. `totals` are the counts last looked at.
    """

    first_at: datetime | None = None
    last_success_at: datetime | None = None
    last_new_at: datetime | None = None
    news: float = 0.0
    quiet_s: float = 0.0
    longest_gap_s: float = 0.0
    attempts: int = 0
    failures: int = 0
    refused_share: float = 0.0
    forbidden_share: float = 0.0
    failed_share: float = 0.0
    wall_share: float = 0.0
    reason: str = ""
    wall: str = ""
    totals: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How a source does: `why` says it in one sentence, and what to do; `facts` are what the sentence names."""

    state: State
    why: str
    articles_a_day: float | None = None
    last_success_at: datetime | None = None
    last_new_at: datetime | None = None
    facts: Mapping[str, str | float | int] = field(default_factory=dict)

    @property
    def is_trouble(self) -> bool:
        """Whether a person should look."""
        return self.state in TROUBLES


def observations(client: Any) -> dict[str, Observed]:
    """Return what is observed of each source, by its id."""
    found = {}
    for source_id, data in client.hgetall(SOURCES_KEY).items():
        try:
            found[source_id.decode()] = decode(data, Observed)
        except Malformed:
            continue
    return found


Facts = dict[str, str | float | int]


def health_of(
    source: Source,
    observed: Observed,
    *,
    now: datetime,
    languages: Mapping[str, int] | None = None,
    failing: Sequence[str] = (),
) -> Health:
    """Return the source's health; `languages` counts its articles by language, None if that is not known.

    `failing` names those of its selectors that fit its pages no more.
    """
    rate = articles_a_day(observed)
    state, facts = _state(source, observed, rate, now, languages or {}, failing)
    return Health(
        state=state,
        why=_WHY[state](facts),
        articles_a_day=None if rate is None else round(rate, 2),
        last_success_at=observed.last_success_at,
        last_new_at=observed.last_new_at,
        facts=facts,
    )


def health_by_id(
    client: Any, sources: Iterable[Source], *, now: datetime, index: "Callable[[], Index] | None" = None
) -> dict[str, Health]:
    """Return the health of each source by its id, in their order; `index` tells the languages of its articles.

    It is asked for the first hundred sources, and done without where it is away.
    """
    observed, failing = observations(client), failing_selectors(client)
    return {
        source.id: health_of(
            source,
            observed.get(source.id, Observed()),
            now=now,
            languages=_languages(source, index) if index is not None and at < _MOST_ASKED else None,
            failing=failing_of(source, failing),
        )
        for at, source in enumerate(sources)
    }


def _languages(source: Source, index: "Callable[[], Index]") -> dict[str, int] | None:
    if source.language is None:
        return None
    try:
        return {facet.value: facet.count for facet in index().facets(f'source:"{source.id}"').language}
    except TrawlnetError:
        return None


def articles_a_day(observed: Observed) -> float | None:
    """Return how many new articles a day the source has brought of late; None while that can't be told."""
    if observed.first_at is None or observed.last_new_at is None:
        return None
    age = observed.last_new_at - observed.first_at - _NEW
    if age <= timedelta(0):
        return None
    memory_days = _MEMORY / timedelta(days=1)
    seen_days = memory_days * (1 - math.exp(-(age / _MEMORY)))
    return observed.news / max(seen_days, 1.0)


def faded(news: float, since: timedelta) -> float:
    """Return what is left of a sum of articles after some time."""
    return news * math.exp(-max(0.0, since / _MEMORY))


def _state(
    source: Source,
    observed: Observed,
    rate: float | None,
    now: datetime,
    languages: Mapping[str, int],
    failing: Sequence[str],
) -> tuple[State, Facts]:
    """Return what most needs saying of the source, with what the sentence will name."""
    if not source.enabled or source.paused:
        return "resting", {"switch": "enabled" if not source.enabled else "paused", "id": source.id}
    judges: tuple[tuple[State, Facts | None], ...] = (
        ("blocked", _blocked(observed, now)),
        ("failing", _failing(observed, now)),
        ("empty", _empty(observed)),
        ("off-template", {"fields": ", ".join(failing)} if failing else None),
        ("off-language", _off_language(source, languages)),
        ("silent", _silent(observed, rate)),
    )
    for state, facts in judges:
        if facts is not None:
            return state, {"id": source.id, **facts}
    is_new = observed.first_at is None or now - observed.first_at < _NEW or observed.last_new_at is None
    return ("new" if is_new else "ok"), {"id": source.id, "rate": round(rate or 0.0, 1)}


def is_refusal(reason: str) -> bool:
    """Return whether a request that ended so was refused, rather than failed."""
    return reason in _REFUSALS


def _only_fails(observed: Observed, now: datetime) -> bool:
    """Whether nothing but failures has come for some time: a source that is down is asked but seldom."""
    last = observed.last_success_at
    return observed.failures >= _ROW or (observed.failures > 0 and (last is None or now - last > _PATIENCE))


def _blocked(observed: Observed, now: datetime) -> Facts | None:
    if _only_fails(observed, now) and is_refusal(observed.reason):
        return {"percent": 100, "cause": observed.reason}
    shares = (
        (observed.refused_share, observed.reason),
        (observed.forbidden_share, "robots.txt"),
        (observed.wall_share, observed.wall),
    )
    share, cause = max(shares)
    if observed.attempts < _FEW_ATTEMPTS or share < _SHARE:
        return None
    return {"percent": round(100 * share), "cause": cause or "walls"}


def _failing(observed: Observed, now: datetime) -> Facts | None:
    if _only_fails(observed, now):
        return {"percent": 100, "cause": observed.reason or "no answer"}
    if observed.attempts < _FEW_ATTEMPTS or observed.failed_share < _SHARE:
        return None
    return {"percent": round(100 * observed.failed_share), "cause": observed.reason or "no answer"}


def _empty(observed: Observed) -> Facts | None:
    visits = observed.totals.get("endpoints", 0)
    links = observed.totals.get("pages", 0) + observed.totals.get("pages_lost", 0)
    return {"visits": visits} if visits >= _EMPTY_VISITS and not links else None


def _off_language(source: Source, languages: Mapping[str, int]) -> Facts | None:
    total = sum(languages.values())
    if source.language is None or total < _FEW_ARTICLES:
        return None
    own = source.language.lower().split("-", maxsplit=1)[0]
    foreign = sum(number for language, number in languages.items() if language.lower().split("-")[0] != own)
    if foreign < _FOREIGN_SHARE * total:
        return None
    most = max(languages, key=lambda language: languages[language])
    return {"percent": round(100 * foreign / total), "language": most, "expected": source.language}


def _silent(observed: Observed, rate: float | None) -> Facts | None:
    if rate is None or observed.last_success_at is None or observed.first_at is None:
        return None
    silence = timedelta(seconds=observed.quiet_s)
    is_young = observed.last_success_at - observed.first_at < _YOUNG
    least = max(
        _LEAST_SILENCE_OF_THE_YOUNG if is_young else _LEAST_SILENCE, 2 * timedelta(seconds=observed.longest_gap_s)
    )
    expected = rate * (silence / timedelta(days=1))
    if silence < least or math.exp(-expected) >= _SURPRISE:
        return None
    return {"hours": round(silence / timedelta(hours=1)), "missed": round(expected), "rate": round(rate, 1)}


_WHY: Final[Mapping[State, Callable[[Facts], str]]] = {
    "ok": lambda f: f"It brings about {f['rate']} new articles a day, as expected.",
    "new": lambda f: "It is too new to judge: look again in a day.",
    "resting": lambda f: (
        f"It is paused: `trawlnet sources resume {f['id']}` goes on."
        if f["switch"] == "paused"
        else f"It is switched off: `trawlnet sources enable {f['id']}` crawls it again."
    ),
    "silent": lambda f: (
        f"Nothing new for {f['hours']} hours, where about {f['missed']} articles were to be expected: open its site; "
        f"if it still publishes, `trawlnet sources check {f['id']}` shows which of its addresses are out of date."
    ),
    "blocked": lambda f: (
        f"{f['percent']} % of what we ask for is refused ({f['cause']}): ask less often (delay_s, hours), name "
        "yourself with a contact address (user_agent), sign in (sign_in), or ask the publisher."
    ),
    "failing": lambda f: (
        f"{f['percent']} % of our requests fail ({f['cause']}): `trawlnet sources check {f['id']}` shows which; "
        "correct the addresses, or wait if the site is down."
    ),
    "empty": lambda f: (
        f"Its addresses were read {f['visits']} times and named no article: correct feeds, sitemaps, start_pages or "
        f"the links rules; `trawlnet sources check {f['id']}` tries them."
    ),
    "off-template": lambda f: (
        f"Its selectors find too little on its pages of late ({f['fields']}), which are read as any page instead: "
        f"`trawlnet sources check {f['id']}` shows both; correct its selectors, or leave them out."
    ),
    "off-language": lambda f: (
        f"{f['percent']} % of its articles are not in {f['expected']} but mostly in {f['language']}: correct its "
        "language, or choose the feed of the other edition."
    ),
}
