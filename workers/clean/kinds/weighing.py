"""What kind of page is likeliest, by what is seen of it: linear judgements with fixed weights, learned from pages.

`tests/benchmarks/train_kinds.py` learns the weights, `weights.toml`. No kind is found without a ground of its own: no
gallery without pictures, no wall that says nothing of the kind.
"""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Final

from workers.clean.kinds.seen import Seen
from workers.clean.kinds.wall_words import WALLS

Table = Mapping[str, Mapping[str, float]]
WEIGHTS: Final = files(__package__).joinpath("weights.toml")
ARTICLE: Final = "Article"
COLLECTION: Final = "Collection"
VOICE: Final = 3.0
"""What it counts for a kind that the rules found it, in logarithms of chances."""

CLEAR: Final = 0.6
"""How much words must speak for a kind to be a ground by themselves."""

LEAST: Final = -1.0
"""How likely a kind must be, an article too, where the text is too short for one, in logarithms of chances."""

_WHOLLY_SPOKEN: Final = frozenset(WALLS) - {"PaywallTeaser"}
"""Walls in place of all text: what they say is all that there is. A teaser's words are those of its article."""

_A_STORY: Final = frozenset({"told >= 240", "sentences >= 3"})
_A_BRIEF: Final = frozenset({"told >= 60", "sentences >= 2", "story below its name", "stops ended"})
_GROUNDS: Final[Mapping[str, tuple[str, ...]]] = {
    # Cookies are named, and agreed to, on pages of every kind: a mention, a button or a single line is no ground.
    COLLECTION: ("headlines", "alike", "listed", "listing address", "search", "shows what", "called listing", "front"),
    "VideoPage": ("player", "states video", "og:type video", "called video"),
    "GalleryPage": ("pictures >= 2", "states gallery"),
    "PaywallTeaser": ("PaywallTeaser", "offer", "says locked", "sells"),
    "ConsentWall": tuple(f"ConsentWall: {ground}" for ground in ("says", "called", "built", "asks mostly", "words")),
    "BotWall": ("BotWall", "status refused"),
    "LoginWall": ("LoginWall", "password"),
    "ErrorPage": ("ErrorPage", "status lost"),
    "SiteFailure": ("SiteFailure", "status broken", "signed by a server"),
}


def likeliest(seen: Seen, voice: str, table: Table) -> str:
    """Return the likeliest kind, `ARTICLE` and `COLLECTION` among them; `voice` is the one that the rules found."""
    voice = "" if _is_denied(voice, seen) else voice
    points = {
        kind: points_of(seen, of) + VOICE * (kind == voice)
        for kind, of in table.items()
        if kind in (ARTICLE, voice) or (grounds_for(kind, seen) and not _is_vetoed(kind, seen))
    }
    return max(points, key=lambda kind: points[kind])


def likeliest_beside_articles(seen: Seen, voice: str, table: Table) -> str | None:
    """Return the likeliest kind of a page that tells too little for an article, or None if none is likely enough."""
    voice = "" if _is_denied(voice, seen) else voice
    points = {
        kind: points_of(seen, of) + VOICE * (kind == voice)
        for kind, of in table.items()
        if kind != ARTICLE and (kind == voice or (_may_be(kind, seen) and not _is_vetoed(kind, seen)))
    }
    found = max(points, key=lambda kind: points[kind], default=None)
    return found if found is not None and points[found] >= LEAST else None


def is_brief(seen: Seen, table: Table) -> bool:
    """Whether a text too short for an article is one all the same: a few sentences below a name, likely enough."""
    return seen.keys() >= _A_BRIEF and points_of(seen, table[ARTICLE]) >= LEAST


def _is_denied(kind: str, seen: Seen) -> bool:
    """Whether the page's words as a whole clearly deny a wall, whatever one line or name of the page says.

    Words deny nothing that a page is called and built as: a form for a password needs few of them.
    """
    if kind not in _WHOLLY_SPOKEN or seen.keys() >= {f"{kind}: called", f"{kind}: built"}:
        return False
    return seen.get(f"{kind}: words", 0.0) <= -CLEAR


def _may_be(kind: str, seen: Seen) -> bool:
    """Whether a page that is no article anyhow may be of a kind: of a wall's where its words rather say so."""
    return seen.get(f"{kind}: words", 0.0) > 0 or bool(grounds_for(kind, seen))


def _is_vetoed(kind: str, seen: Seen) -> bool:
    """Whether only the rules may find a kind: a wall on a dated article, pictures with a story, a check by password."""
    if _is_denied(kind, seen):
        return True
    if kind in ("GalleryPage", "VideoPage"):
        return seen.keys() >= _A_STORY
    if kind in ("ErrorPage", "SiteFailure") and "shows what was searched" in seen:
        return True
    if kind == "BotWall" and "password, little told" in seen:
        return True
    return kind in ("ErrorPage", "SiteFailure", "BotWall") and "says article" in seen


def grounds_for(kind: str, seen: Seen) -> list[str]:
    """Return what is seen of a page that speaks of this kind and no other."""
    named = _GROUNDS.get(COLLECTION if kind in ("HomePage", "ListingPage") else kind, ())
    return [name for name, value in seen.items() if name.startswith(named) and (value >= CLEAR or "words" not in name)]


def points_of(seen: Seen, of: Mapping[str, float]) -> float:
    """Return how much speaks for a kind, as the logarithm of its chance against all others."""
    return sum(value * of.get(name, 0.0) for name, value in seen.items())


@lru_cache(maxsize=1)
def weights() -> Table:
    """Return what each thing that is seen counts, by kind."""
    table = tomllib.loads(WEIGHTS.read_text(encoding="utf-8"))
    return {kind: {name: float(value) for name, value in row.items()} for kind, row in table.items()}
