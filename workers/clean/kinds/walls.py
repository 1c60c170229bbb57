"""What a page shows in place of an article: an error, a question whether we are human, a demand for consent or a login.

Such pages come with status 200 and enough words to look like articles. What tells them is in `walls.toml`: how they are
called, how they speak to their reader, and the machinery that they are made of. A page that says of itself that it is
an article, with its date, is believed against words that a report on such pages might use as well.
"""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final

from workers.clean.kinds.amounts import weight_of
from workers.clean.kinds.shown import LONGEST_BUTTON, Shown, named
from workers.clean.words.patterns import Tried, holding, small_letters

_SHORT: Final = 700
_SOME: Final = 400
_FEW: Final = 240
_NEARLY_NONE: Final = 120
_SHARE_OF_TITLE: Final = 0.5
_SHARE_OF_BELIEVED: Final = 0.9
_SHARE_OF_TEXT: Final = 0.45
_SHARE_BESIDE_CONSENT: Final = 0.35
_CLEAR: Final = frozenset({"BotWall", "LoginWall"})
_VETOED: Final = frozenset({"ErrorPage", "SiteFailure", "BotWall"})
_REFUSAL: Final = re.compile(r"\b(?:40[13567]|412|418|429|451)\b")


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a wall says to its reader, tried in small letters: the lines are many, and so are the words."""

    tried: Tried

    def search(self, line: str) -> bool:
        """Return whether a line says so."""
        return self.tried.found_in(line, small_letters(line))


@dataclass(frozen=True, slots=True)
class Wall:
    """One kind of wall: the name that it is rejected under, and what tells it."""

    reason: str
    titles: re.Pattern[str]
    lines: Spoken
    machinery: re.Pattern[str] | None
    vague: re.Pattern[str] | None = None
    buttons: re.Pattern[str] | None = None
    mentions: Spoken | None = None


def wall_reason(shown: Shown) -> str | None:
    """Return the name of the wall that a page of no more text than `LONGEST` is, or None."""
    if _is_refused(shown):
        return "BotWall"
    for is_shown in (_is_boxed, _is_called, _is_spoken, _is_built, _is_vaguely_called):
        if found := [wall for wall in walls() if is_shown(wall, shown)]:
            return max(found, key=lambda wall: _names_borne(wall, shown)).reason
    return None


def _names_borne(wall: Wall, shown: Shown) -> int:
    return sum(1 for title in shown.titles if share(wall.titles, title) >= _SHARE_OF_TITLE)


def _is_refused(shown: Shown) -> bool:
    """Whether a page bears the number of a refusal and says that someone was refused, not that something is missing."""
    if shown.says_article or shown.weight >= _SOME or not any(map(_REFUSAL.search, shown.titles)):
        return False
    bot = next(wall for wall in walls() if wall.reason == "BotWall")
    return any(bot.lines.search(line) or bot.titles.search(line) for line in (*shown.titles, *shown.lines))


def is_named(reason: str, names: Sequence[str]) -> bool:
    """Return whether one of a page's names is that of such a wall."""
    titles = next(wall.titles for wall in walls() if wall.reason == reason)
    return any(share(titles, part) >= _SHARE_OF_TITLE for name in names for part in named(name))


def _is_boxed(wall: Wall, shown: Shown) -> bool:
    """Whether all that there is to read stands in a box of consent software."""
    return wall.reason == "ConsentWall" and shown.boxed >= LONGEST_BUTTON and not shown.told and not shown.shows_more


def _is_called(wall: Wall, shown: Shown) -> bool:
    """Whether the page bears a wall's name; the more text there is, the less else the name may say."""
    if shown.weight >= _SHORT and shown.says_article:
        return False
    is_doubted = _is_believed(wall, shown) or shown.weight >= _SOME
    least = _SHARE_OF_BELIEVED if is_doubted else _SHARE_OF_TITLE
    names = shown.tag_titles if shown.is_crowded and wall.reason in _CLEAR else shown.titles
    if not any(share(wall.titles, title) >= least for title in names):
        return False
    return shown.weight < _SOME or any(map(wall.lines.search, shown.lines))


def _is_vaguely_called(wall: Wall, shown: Shown) -> bool:
    if wall.vague is None or shown.weight >= _FEW or _is_believed(wall, shown):
        return False
    return any(share(wall.vague, title) >= _SHARE_OF_TITLE for title in shown.titles)


def _is_spoken(wall: Wall, shown: Shown) -> bool:
    if wall.reason == "ConsentWall":
        return _is_consent(wall, shown)
    if shown.weight >= _SHORT or _is_believed(wall, shown) or (shown.shows_more and wall.reason == "LoginWall"):
        return False
    spoken = [line for line in shown.lines if wall.lines.search(line)]
    few = _FEW if wall.reason in _CLEAR else _NEARLY_NONE
    return bool(spoken) and (shown.weight < few or _tells_most(spoken, shown))


def _is_consent(wall: Wall, shown: Shown) -> bool:
    """Whether there is nothing to read but what asks for consent; a bar that does so stands on many an article."""
    if shown.shows_more:
        return False
    is_offered = not shown.says_article and _offers_consent(wall, shown)
    asking = [line for line in shown.all_lines if wall.lines.search(line) or (is_offered and _mentions(wall, line))]
    asked = set(asking)
    other = sum(weight_of(text) for text in shown.told if text not in asked)
    if shown.says_article and shown.weight >= _NEARLY_NONE and _tells_of_it(asking, shown):
        return False
    enough = len(asking) >= 2 or (is_offered and sum(map(weight_of, asking)) > LONGEST_BUTTON)
    return enough and other <= _SHARE_BESIDE_CONSENT * sum(map(weight_of, asking))


def _tells_of_it(asking: Sequence[str], shown: Shown) -> bool:
    """Whether a text that is long, or that more than one paragraph tells, only speaks of such questions itself."""
    if shown.weight >= _SOME:
        return min(map(weight_of, asking), default=0) > LONGEST_BUTTON
    return len(shown.told) > 1 and not all(text in asking for text in shown.told)


def _offers_consent(wall: Wall, shown: Shown) -> bool:
    return wall.buttons is not None and shown.weight < _SHORT and any(map(wall.buttons.search, shown.buttons))


def _mentions(wall: Wall, line: str) -> bool:
    return wall.mentions is not None and wall.mentions.search(line)


def _is_built(wall: Wall, shown: Shown) -> bool:
    if wall.machinery is None or shown.weight >= _room(wall) or _is_believed(wall, shown):
        return False
    if shown.shows_more:
        return False
    return any(wall.machinery.search(name) for name in shown.machine_names)


def _is_believed(wall: Wall, shown: Shown) -> bool:
    """Whether the page's own word that it is an article counts against such a wall: a paywall says so too."""
    return shown.says_article and wall.reason in _VETOED


def _room(wall: Wall) -> float:
    """How much text may stand beside machinery: a password field stands on many a page that has other things to say."""
    return _FEW if wall.reason == "BotWall" else _NEARLY_NONE


def _tells_most(spoken: Sequence[str], shown: Shown) -> bool:
    """Whether what is said to the reader is much of what there is: a report quotes it within more."""
    told = sum(weight_of(line) for line in spoken)
    return not shown.says_article and told >= _SHARE_OF_TEXT * shown.weight


def share(pattern: re.Pattern[str], text: str) -> float:
    """Return how much of a text the pattern's matches make up, letters and digits alone."""
    found = sum(_letters(match[0]) for match in pattern.finditer(text))
    return found / _letters(text) if found else 0.0


def _letters(text: str) -> int:
    return sum(character.isalnum() for character in text)


@lru_cache(maxsize=1)
def walls() -> tuple[Wall, ...]:
    """Return the kinds of `walls.toml`, in its order."""
    table = tomllib.loads((files(__package__) / "walls.toml").read_text(encoding="utf-8"))
    return tuple(
        Wall(
            reason=wall["reason"],
            titles=_any(wall["titles"]),
            lines=_spoken(wall["lines"]),
            machinery=_any(wall["machinery"]) if "machinery" in wall else None,
            vague=_any(wall["vague"]) if "vague" in wall else None,
            buttons=_any(wall["buttons"]) if "buttons" in wall else None,
            mentions=_spoken(wall["mentions"]) if "mentions" in wall else None,
        )
        for wall in table["wall"]
    )


def _spoken(patterns: Sequence[str]) -> Spoken:
    return Spoken(holding(patterns, re.MULTILINE))


def _any(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE | re.MULTILINE)
