"""When a block that recurs is furniture: pure rules over a source's recent articles.

What must not be taken for furniture also recurs: a story told under several addresses, an article fetched again after
an edit, a sentence of background that a newsroom repeats while a story lasts. So articles count once, and once by their
title; twelve of them must agree, which no source's copies of one text come to; and a block that only some pages have
must have had them over several days, or end (or open) nearly all of them, which background does not.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from workers.furniture.sightings import Sighting

FEWEST_ARTICLES: Final = 12
"""Fewer say nothing: a series of articles shares its opening, a wire service's text its last line."""
USUAL_SHARE: Final = 0.75
"""What three of four articles have is no story of theirs, even if all were published on one day (a first crawl)."""
SOME_SHARE: Final = 0.25
"""What a fourth of the articles have, over days, is a section's or a campaign's; background stays far below."""
FEWEST_DAYS: Final = 3
EDGE_SHARE: Final = 0.1
"""What a tenth of the articles end with, over more days than a story lasts: a section's newsletter, a writer's note."""
EDGE_DAYS: Final = 5
AT_THE_EDGE: Final = 0.9
STAYING_SHARE: Final = 0.05
"""What is known stays until half of what made it known is gone, so that snapshots do not flicker."""
_LAST: Final = 2


def furniture_of(window: Sequence[Sighting], known: frozenset[str] = frozenset()) -> frozenset[str]:
    """Return the blocks that are furniture by a source's recent articles; `known` are those that were until now.

    `window` may come in any order: it is read by the time of the fetches, then by the articles' ids.
    """
    ordered = _told_once(sorted(window, key=lambda one: (one.fetched_ms, one.article)))
    places = _places(one.blocks for one in ordered)
    days = [one.day for one in ordered]
    found = {
        block for block, at in places.items() if _is_furniture(at, days) or (block in known and _stays(at, len(days)))
    }
    edges = _places(_edges([block for block in one.blocks if block not in found]) for one in ordered)
    return frozenset(found.union(block for block, at in edges.items() if _is_edge(at, places[block], days)))


def _told_once(ordered: Iterable[Sighting]) -> list[Sighting]:
    """One sighting a title, the newest: copies and editions of a story say their paragraphs once."""
    return list({one.title: one for one in ordered}.values())


def _edges(blocks: Sequence[str]) -> set[str]:
    """The blocks that open or end an article, once what is furniture for other reasons is gone."""
    return {*blocks[:1], *blocks[-_LAST:]} if len(blocks) > _LAST + 1 else set()


def _places(shown: Iterable[Iterable[str]]) -> Mapping[str, list[int]]:
    """The numbers of the articles that show each block."""
    places: dict[str, list[int]] = {}
    for place, blocks in enumerate(shown):
        for block in blocks:
            places.setdefault(block, []).append(place)
    return places


def _is_furniture(found: Sequence[int], days: Sequence[int]) -> bool:
    """Whether a block that the articles at these places have is furniture."""
    if len(found) < FEWEST_ARTICLES:
        return False
    share = len(found) / len(days)
    if share >= USUAL_SHARE:
        return True
    if len({days[place] for place in found}) < FEWEST_DAYS:
        return False
    return share >= SOME_SHARE or len(found) / (len(days) - found[0]) >= USUAL_SHARE


def _is_edge(edge: Sequence[int], found: Sequence[int], days: Sequence[int]) -> bool:
    """Whether a block opens or ends nearly all articles that have it, and enough of them."""
    return (
        len(edge) >= max(FEWEST_ARTICLES, EDGE_SHARE * len(days), AT_THE_EDGE * len(found))
        and len({days[place] for place in edge}) >= EDGE_DAYS
    )


def _stays(found: Sequence[int], articles: int) -> bool:
    return 2 * len(found) >= FEWEST_ARTICLES and len(found) / articles >= STAYING_SHARE
