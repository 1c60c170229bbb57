"""Addresses that lead to an article already known, as the pages fetched so far have said by their canonical address.

Two lessons are learnt: a parameter that every page of a path leaves out of its canonical address
selects nothing, and is taken off; and a shape whose pages all name one and the same canonical address leads to that
one article. Both are held only while no page says otherwise, and are tried again as more addresses are held.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import ada_url

from contracts.records import SourceRef
from contracts.urls import fetch_url, host_of, is_front_page, url_key
from crawler.traps.patterns import path_of, shape_of
from crawler.traps.tallies import Tally

_ENOUGH_OF_A_PARAMETER: Final = 10
_ENOUGH_OF_A_SHAPE: Final = 20
_TRIED_EVERY: Final = 128
_OBJECTIONS: Final = ("other:", "selects:")


@dataclass(frozen=True, slots=True)
class Lesson:
    """What one page teaches: counts and notes for the tally."""

    counts: dict[str, int] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)


def lesson_of(tally: Tally, url: str, canonical: str | None, source: SourceRef) -> Lesson:
    """Return what the page at `url` teaches by the canonical address it names, or by naming none."""
    shape, path, key = shape_of(url), path_of(url), url_key(url)
    if canonical is None or not _is_credible(canonical, source):
        return Lesson({f"other:{shape}": 1} | {f"selects:{path}:{name}": 1 for name in _parameters(key)})
    named = url_key(canonical)
    counts = dict(_of_parameters(path, key, named))
    known = tally.notes.get(f"canonical:{shape}")
    if known in (None, named):
        if named != key:
            counts[f"agrees:{shape}"] = 1
    else:
        counts[f"other:{shape}"] = 1
    return Lesson(counts, {f"canonical:{shape}": named})


def what_is_new(tally: Tally, lesson: Lesson) -> dict[str, int]:
    """Return the lesson's counts without those that can change nothing any more."""
    settled = [name for name in lesson.counts if name.startswith(_OBJECTIONS) and tally.count(name)]
    late = [name for name in lesson.counts if name.startswith("agrees:") and tally.count(f"other:{name[7:]}")]
    return {name: number for name, number in lesson.counts.items() if name not in settled and name not in late}


def is_taken_back(tally: Tally, lesson: Lesson) -> bool:
    """Return whether the lesson, not yet counted, contradicts for the first time what was learnt before."""
    return any(name.startswith(_OBJECTIONS) and not tally.count(name) for name in lesson.counts)


def canonical_instead(tally: Tally, url: str) -> str | None:
    """Return the address without the parameters that select nothing, if it has such, else None."""
    parsed, path = ada_url.URL(url), path_of(url)
    pairs = [pair for pair in parsed.search.removeprefix("?").split("&") if pair]
    kept = [pair for pair in pairs if not _selects_nothing(tally, path, pair.split("=", 1)[0])]
    if len(kept) == len(pairs):
        return None
    parsed.search = "&".join(kept)
    return fetch_url(parsed.href)


def leads_to_a_known_one(tally: Tally, url: str) -> bool:
    """Return whether the address is of a shape whose pages all were one article, which has another address."""
    shape = shape_of(url)
    return (
        tally.count(f"agrees:{shape}") >= _ENOUGH_OF_A_SHAPE
        and tally.count(f"other:{shape}") == 0
        and tally.notes.get(f"canonical:{shape}") != url_key(url)
    )


def is_to_be_tried(tally: Tally, url: str) -> bool:
    """Return whether an address that would be held is fetched all the same, to see whether the lesson still holds."""
    held = tally.count(f"held:{shape_of(url)}")
    return held & (held - 1) == 0 or held % _TRIED_EVERY == 0


def _of_parameters(path: str, key: str, named: str) -> Iterator[tuple[str, int]]:
    """Yield what two keys tell of the parameters; if they differ in their paths, only those in both tell something."""
    asked, kept = _parameters(key), _parameters(named)
    for name, value in asked.items():
        if name in kept:
            yield f"selects:{path}:{name}", 1
        elif key.partition("?")[0] == named.partition("?")[0] and value:
            yield f"nothing:{path}:{name}", 1


def _selects_nothing(tally: Tally, path: str, name: str) -> bool:
    told = tally.count(f"nothing:{path}:{name}")
    return told >= _ENOUGH_OF_A_PARAMETER and tally.count(f"selects:{path}:{name}") == 0


def _parameters(key: str) -> dict[str, str]:
    pairs = (pair.partition("=") for pair in key.partition("?")[2].split("&") if pair)
    return {name: value for name, _, value in pairs}


def _is_credible(canonical: str, source: SourceRef) -> bool:
    hosts = {host.removeprefix("www.") for host in source.all_hosts}
    return host_of(canonical).removeprefix("www.") in hosts and not is_front_page(canonical)
