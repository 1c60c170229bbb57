"""How a source's selectors fit its pages, learned from its recent articles: what they usually find, and what fails.

A field fails when, on the last dozen of articles, its selector found its thing on less than half as many as on the
best dozen that is remembered (or on none of ten, for selectors that never fitted). It fits again once it finds it.
A title that many articles share is none: it is the site's name, or a notice.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from statistics import median
from typing import Final

from workers.clean.sites.mending import FIELDS, Fit, Yield, body_agrees
from workers.furniture.sightings import Sighting

RECENT: Final = 12
"""So many articles are judged together: fewer would take two odd pages for a change of the site."""
_LEAST_EXPECTED: Final = 0.2
_MOVED: Final = 2
_MOST_TOLD: Final = 3


def fit_of(window: Sequence[Sighting], known: Fit) -> Fit:
    """Return how the selectors of the source's newest article fit; `known` is what was known until now."""
    ordered = sorted(window, key=lambda one: (one.fetched_ms, one.article))
    own = ordered[-1].brought.selectors if ordered else ""
    if not own:
        return Fit()
    before = known if known.selectors == own else Fit(own)
    brought = [one.brought for one in ordered if one.brought.selectors == own]
    if len(brought) < RECENT:
        return before
    usual = _usual(brought, before)
    found = _finders(usual, Counter(one.title for one in brought))
    failing = tuple(name for name in FIELDS if name in brought[-1].asked and _fails([*map(found[name], brought)]))
    return Fit(own, before.usual_chars if "body" in failing and before.usual_chars else usual, failing)


def _usual(brought: Sequence[Yield], before: Fit) -> int:
    """What `body` finds on the middle page; what was known before holds until it is far off, so that it keeps still."""
    chars = [one.chars for one in brought if one.chars > 0]
    now = round(median(chars)) if chars else 0
    known = before.usual_chars
    return known if known and now < _MOVED * known and known < _MOVED * now else now or known


def _finders(usual: int, titles: Mapping[int, int]) -> Mapping[str, Callable[[Yield], bool]]:
    return {
        "body": lambda one: body_agrees(one.chars, one.generic_chars, usual),
        "title": lambda one: one.title > 0 and titles[one.title] <= _MOST_TOLD,
        "time": lambda one: one.time > 0,
        "author": lambda one: one.author > 0,
    }


def _fails(found: Sequence[bool]) -> bool:
    """Whether the last dozen found it less than half as often as the best dozen before it."""
    ends = range(len(found), RECENT - 1, -RECENT)
    shares = [sum(found[end - RECENT : end]) / RECENT for end in ends]
    return 2 * shares[0] < max(*shares, _LEAST_EXPECTED)
