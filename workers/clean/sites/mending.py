"""How a source's selectors and the generic reading share a page: each thing by its selector while that still fits.

A selector fits no more when it finds nothing, or a text that is far both from what it used to find and from what the
generic reading finds: one of the two may be odd, for that is why there are selectors and why articles differ in length.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from lxml.html import HtmlElement

from contracts.article import Moment
from contracts.records import Selectors
from contracts.selectors import selectors_id
from workers.clean.body import Body
from workers.clean.fields.moments import Clock, read_moment
from workers.clean.fields.relative_time import read_relative
from workers.clean.pages.blocks import Block
from workers.clean.sites.selectors import NOTHING, Found, find

FIELDS: Final = ("body", "title", "time", "author")
_ENOUGH_CHARS: Final = 200
_FAR_FROM_USUAL: Final = 8
_FAR_FROM_GENERIC: Final = 3


@dataclass(frozen=True, slots=True)
class Fit:
    """What is known of how a set of selectors (by its id) fits its source's pages; part of a numbered snapshot.

    `usual_chars` is what `body` finds on the middle page, `failing` are those of `FIELDS` that fit too few pages.
    """

    selectors: str = ""
    usual_chars: int = 0
    failing: tuple[str, ...] = ()


NO_FIT: Final = Fit()


@dataclass(frozen=True, slots=True)
class Yield:
    """What selectors brought on one page: characters by `body` and by the generic reading, and what else was found.

    -1: not asked for, 0: not found. `title` tells titles apart. It does not depend on the snapshot.
    """

    selectors: str = ""
    chars: int = -1
    generic_chars: int = 0
    title: int = -1
    time: int = -1
    author: int = -1

    @property
    def asked(self) -> tuple[str, ...]:
        """Which of `FIELDS` the selectors are there for."""
        values = (self.chars, self.title, self.time, self.author)
        return tuple(name for name, value in zip(FIELDS, values, strict=True) if value >= 0)


NO_YIELD: Final = Yield()


@dataclass(frozen=True, slots=True)
class Mended:
    """A page's body with what its selectors changed; `used` names the fields that were read by them.

    `dropped` and `spared` are numbers of blocks that selectors take away, and that nothing may.
    """

    body: Body
    found: Found = NOTHING
    used: tuple[str, ...] = ()
    dropped: frozenset[int] = frozenset()
    spared: frozenset[int] = frozenset()
    brought: Yield = NO_YIELD

    @property
    def title(self) -> str:
        """The title that its selector tells, "" if it is to be read as on any page."""
        return self.found.title if "title" in self.used else ""

    @property
    def times(self) -> tuple[str, ...]:
        """Texts that tell the time of publication, by its selector."""
        return self.found.times if "time" in self.used else ()

    @property
    def authors(self) -> tuple[str, ...]:
        """Texts that name the writers, by their selector."""
        return self.found.authors if "author" in self.used else ()

    @property
    def told(self) -> str:
        """What was read by the source's selectors, for the article's trace."""
        asked = self.brought.asked
        missing = [name for name in asked if name not in self.used]
        used = f"; by its source's selectors: {', '.join(self.used)}" if self.used else ""
        return used + (f"; its selectors do not fit: {', '.join(missing)}" if missing else "")


def body_agrees(chars: int, generic_chars: int, usual_chars: int) -> bool:
    """Return whether a text of so many characters is one that `body` may have found; `usual_chars` 0: none known."""
    if chars <= 0:
        return False
    is_short = _FAR_FROM_GENERIC * chars < generic_chars
    is_long = chars > _FAR_FROM_GENERIC * generic_chars
    if usual_chars == 0:
        return chars >= _ENOUGH_CHARS or not is_short
    return not (is_short and _FAR_FROM_USUAL * chars < usual_chars) and not (
        is_long and chars > _FAR_FROM_USUAL * usual_chars
    )


def mended(selectors: Selectors | None, root: HtmlElement, blocks: Sequence[Block], body: Body, fit: Fit) -> Mended:
    """Return the generic body as the source's selectors mend it; as it is where there are none."""
    if selectors is None:
        return Mended(body)
    found, own = find(selectors, root, blocks), selectors_id(selectors)
    known = fit if fit.selectors == own else Fit(own)
    brought = _yield_of(selectors, found, blocks, body, own)
    told = {
        "body": body_agrees(brought.chars, brought.generic_chars, known.usual_chars),
        "title": bool(found.title),
        "time": bool(found.times),
        "author": bool(found.authors),
    }
    used = tuple(name for name in FIELDS if told[name] and name not in known.failing)
    if body.rescued and "body" not in used:
        return Mended(body, found, used, brought=brought)
    inside = {*(found.body if "body" in used else body.kept), *found.keep}
    region = Body(tuple(blocks), tuple(sorted(inside)))
    return Mended(region, found, used, found.drop & inside, found.keep, brought)


def _yield_of(selectors: Selectors, found: Found, blocks: Sequence[Block], body: Body, own: str) -> Yield:
    shows = Yield(own, generic_chars=sum(len(block.text) for block in body.kept_blocks))
    if selectors.body:
        shows = replace(shows, chars=sum(len(blocks[index].text) for index in found.body - found.drop))
    if selectors.title:
        shows = replace(shows, title=_mark_of(found.title))
    if selectors.time:
        shows = replace(shows, time=int(bool(found.times)))
    return replace(shows, author=int(bool(found.authors))) if selectors.author else shows


def _mark_of(title: str) -> int:
    """A number by which titles are told apart; 0 for none."""
    return zlib.crc32(title.casefold().encode()) or 1 if title else 0


def moment_told(texts: Sequence[str], clock: Clock) -> Moment | None:
    """Return the first moment that the texts tell, absolute or relative to the fetch."""
    for text in texts:
        moment = read_moment(text, clock, "visible") or read_relative(text, clock)
        if moment is not None:
            return moment
    return None
