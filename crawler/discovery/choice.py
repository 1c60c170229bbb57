"""Which of the candidates to keep: a small set that names what all of them together name, judged by recent articles."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from crawler.discovery.candidates import Candidate, Seen

_RECENT: Final = timedelta(days=30)
_AHEAD: Final = timedelta(days=1)
_MANY_UNDATED: Final = 1000
_ENOUGH: Final = 0.98
_UNDATED_COST: Final = 1.5
_LEAST_SHARE: Final = 0.01
_MOST_CHOSEN: Final = 12


@dataclass(frozen=True, slots=True)
class Choice:
    """What was kept, why the rest was not, and what share of the recent articles the kept ones name."""

    candidates: tuple[Candidate, ...]
    chosen: tuple[Seen, ...]
    recent: frozenset[str]
    coverage: float


def choose(seen: Sequence[Seen], *, now: datetime | None = None) -> Choice:
    """Return the choice: greedy by what each adds for its cost; what states times goes before what does not."""
    recent = _recent_articles(seen, now or datetime.now(UTC))
    names = {one.url: frozenset(one.named) & recent for one in seen}
    chosen = _without_idle(_greedy(seen, names, recent), names)
    covered = _union(names[one.url] for one in chosen)
    rows = [_row(one, names, chosen, recent) for one in seen]
    rows.sort(key=lambda row: (not row.chosen, -row.recent, row.url))
    return Choice(tuple(rows), tuple(chosen), recent, len(covered) / len(recent) if recent else 0.0)


def _recent_articles(seen: Sequence[Seen], now: datetime) -> frozenset[str]:
    """The articles of the last month before the newest; one without a time counts, unless it stands in an archive."""
    stated: dict[str, datetime] = {}
    undated: set[str] = set()
    for one in seen:
        is_archive = "sitemap" in one.kind and one.kind != "news sitemap" and len(one.named) > _MANY_UNDATED
        for key, named in one.named.items():
            if named.at is not None and named.at <= now + _AHEAD:
                stated[key] = max(stated.get(key, named.at), named.at)
            elif not is_archive:
                undated.add(key)
    newest = max(stated.values(), default=now)
    return frozenset({key for key, at in stated.items() if at >= newest - _RECENT} | (undated - stated.keys()))


def _greedy(seen: Sequence[Seen], names: dict[str, frozenset[str]], recent: frozenset[str]) -> list[Seen]:
    chosen: list[Seen] = []
    covered: set[str] = set()
    left = [one for one in seen if one.problem is None and names[one.url]]
    least = max(1.0, _LEAST_SHARE * len(recent))
    while left and len(chosen) < _MOST_CHOSEN and len(covered) < _ENOUGH * len(recent):
        best = max(left, key=lambda one: (len(names[one.url] - covered) / _cost(one), one.next_page is not None))
        gain = names[best.url] - covered
        if len(gain) < least:
            break
        chosen.append(best)
        left.remove(best)
        covered |= gain
    return chosen


def _cost(one: Seen) -> float:
    return one.cost * (1.0 if one.states_times else _UNDATED_COST)


def _without_idle(chosen: list[Seen], names: dict[str, frozenset[str]]) -> list[Seen]:
    """The chosen without those that later choices made needless, the dearest first."""
    kept = list(chosen)
    for one in sorted(chosen, key=_cost, reverse=True):
        others = _union(names[other.url] for other in kept if other is not one)
        if len(kept) > 1 and names[one.url] <= others:
            kept.remove(one)
    return kept


def _union(sets: Iterable[Collection[str]]) -> set[str]:
    return {key for one in sets for key in one}


# -- saying why ------------------------------------------------------------------------------------------------------


def _row(one: Seen, names: dict[str, frozenset[str]], chosen: Sequence[Seen], recent: frozenset[str]) -> Candidate:
    own = names[one.url]
    others = _union(names[other.url] for other in chosen if other is not one)
    is_chosen = one in chosen
    return Candidate(
        kind=one.kind,
        url=one.url,
        found_by=one.found_by,
        articles=len(one.named),
        recent=len(own),
        newest=one.newest,
        states_times=one.states_times,
        overlap=len(own & others) / len(own) if own else 0.0,
        chosen=is_chosen,
        reason=_why_chosen(own, others, recent) if is_chosen else _why_not(one, own, others),
    )


def _why_chosen(own: frozenset[str], others: set[str], recent: frozenset[str]) -> str:
    alone = len(own - others)
    said = f"names {len(own)} of {len(recent)} recent articles"
    return f"{said}, {alone} of them alone" if others and alone else said


def _why_not(one: Seen, own: frozenset[str], others: set[str]) -> str:
    if one.problem:
        return one.problem
    if not one.named:
        return "names no article"
    if not own:
        return f"nothing recent: newest {one.newest:%Y-%m-%d}" if one.newest else "nothing recent"
    missing = len(own - others)
    return f"adds {missing} that the chosen lack, too few" if missing else "the chosen name all that it names"
