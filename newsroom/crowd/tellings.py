"""Four ways in which an invented site tells its stories: feeds in RSS and Atom, a sitemap, a listing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Final, Literal

Telling = Literal["rss", "atom", "sitemap", "listing"]
EPOCH: Final = datetime(2025, 1, 6, tzinfo=UTC)
"""When the virtual clock stands at 0."""
EDITED_AFTER_S: Final = 6 * 3600.0
_HEAD: Final = '<?xml version="1.0" encoding="utf-8"?>'
_SITEMAPS: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"


@dataclass(frozen=True)
class Story:
    """One article at a moment: its number at its site, and whether it was edited or is gone by then."""

    number: int
    published: float
    edited: bool
    gone: bool

    @property
    def changed(self) -> float:
        """When it was published or edited, in virtual seconds."""
        return self.published + (EDITED_AFTER_S if self.edited else 0.0)


def moment(at: float) -> datetime:
    """Return the time at which the virtual clock stands at `at`, to the second."""
    return EPOCH + timedelta(seconds=int(at))


@dataclass(frozen=True, slots=True)
class _Form:
    """How one telling is written: the page around its stories, each story in it, and how that states its time."""

    content_type: str
    page: str
    story: str
    time: Callable[[Story], str]


_FORMS: Final[Mapping[Telling, _Form]] = {
    "rss": _Form(
        "application/rss+xml",
        _HEAD + '<rss version="2.0"><channel><title>News</title>{stories}</channel></rss>',
        "<item><title>Story {number}</title><link>{origin}/a/{number}</link>{time}</item>",
        lambda story: f"<pubDate>{format_datetime(moment(story.published))}</pubDate>",
    ),
    "atom": _Form(
        "application/atom+xml",
        _HEAD + '<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title>{stories}</feed>',
        '<entry><title>Story {number}</title><link href="{origin}/a/{number}"/>{time}</entry>',
        lambda story: f"<updated>{moment(story.changed).isoformat()}</updated>",
    ),
    "sitemap": _Form(
        "application/xml",
        _HEAD + f'<urlset xmlns="{_SITEMAPS}">{{stories}}</urlset>',
        "<url><loc>{origin}/a/{number}</loc>{time}</url>",
        lambda story: f"<lastmod>{moment(story.changed).isoformat()}</lastmod>",
    ),
    "listing": _Form(
        "text/html; charset=utf-8",
        "<!DOCTYPE html><html><head><title>News</title></head><body>{stories}</body></html>",
        '<div><a href="/a/{number}">Story {number}</a>{time}</div>',
        lambda story: f'<time datetime="{moment(story.published).isoformat()}"></time>',
    ),
}


def told(telling: Telling, stories: Sequence[Story], origin: str, *, states: bool) -> tuple[str, str]:
    """Return what tells these stories, and its content type; `states`: with their times."""
    form = _FORMS[telling]
    parts = (
        form.story.format(number=story.number, origin=origin, time=form.time(story) if states else "")
        for story in stories
    )
    return form.page.format(stories="".join(parts)), form.content_type
