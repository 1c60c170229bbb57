"""What a publication's YAML file may say; every field is data, none is code."""

from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Final, Literal

import msgspec
import yaml

from newsroom.expectations import ExpectedOutcome, Family, Said
from newsroom.texts import Edit

Channel = Literal["feed", "sitemap", "listing"]
FeedKind = Literal["rss", "atom", "json", "none"]


class _Data(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Data read from YAML: a misspelt field is refused."""


class Charset(_Data, frozen=True, kw_only=True):
    """How pages are encoded (a Python codec), and what the header and the page itself say of it."""

    codec: str = "utf-8"
    header: str | None = "utf-8"
    meta: str | None = "utf-8"


class Piece(_Data, frozen=True, kw_only=True):
    """Text within the article's markup that is no part of it; `text` as a reader sees it, one string a line.

    It stands before the text (`top`), after block N (`after:N`), below (`end`), or where the template has it
    (`template`); in each `every`-th article of the publication, counted from `start`, or only in those of `only`.
    """

    family: Family
    where: str
    html: str
    text: tuple[str, ...]
    every: int = 1
    start: int = 0
    only: tuple[str, ...] = ()


class Says(_Data, frozen=True, kw_only=True):
    """How the publication's pages tell each field."""

    publisher: Said = "metadata"
    authors: Said = "metadata"
    section: Said = "metadata"
    tags: Said = "metadata"


class Times(_Data, frozen=True, kw_only=True):
    """How pages tell when they were published, in general and by event.

    One of json-ld, meta, visible, feed, url, missing, or relative:8h (35m, 2d). `shown` is the printed form;
    `zone_said` whether that form names its zone.
    """

    default: str
    shown: str | None = None
    zone_said: bool = True
    events: dict[str, str] = {}


class Copy(_Data, frozen=True, kw_only=True):
    """A text of another publication, carried with small edits."""

    of: str
    published_at: datetime
    edits: tuple[Edit, ...] = ()
    section: str
    tags: tuple[str, ...] = ()
    time: str | None = None
    claims_original: bool = False


class Variant(_Data, frozen=True, kw_only=True):
    """The same article once more under another address of the same publication."""

    event: str
    kind: Literal["amp", "print"]
    path: str


class Redirect(_Data, frozen=True, kw_only=True):
    """An address that leads to an article through one answer for each status of `hops`; announced in its stead."""

    event: str
    path: str
    hops: tuple[int, ...] = (301,)


class Revision(_Data, frozen=True, kw_only=True):
    """What the publication changed in an article for the second edition."""

    event: str
    modified_at: datetime
    edits: tuple[Edit, ...]


class Behaviour(_Data, frozen=True, kw_only=True):
    """How the server treats one address: late, or with an error the first time it is asked."""

    delay_s: float = 0.0
    fail_once: int | None = None
    retry_after_s: int | None = None


PROMPT: Final = Behaviour()


class Other(_Data, frozen=True, kw_only=True):
    """An announced address that is no article."""

    path: str
    kind: str
    title: str
    outcome: ExpectedOutcome
    template: str | None = None
    status: int = 200
    content_type: str | None = None
    lines: tuple[str, ...] = ()


class Robots(_Data, frozen=True, kw_only=True):
    """The publication's robots.txt; None: it has none, which allows everything."""

    text: str | None = None
    delay_s: float = 0.0


class Rules(_Data, frozen=True, kw_only=True):
    """Which links are articles and which are further listings; see `contracts.records.LinkRules`."""

    allow: tuple[str, ...]
    deny: tuple[str, ...] = ()
    follow: tuple[str, ...] = ()


class Calendar(_Data, frozen=True, kw_only=True):
    """A calendar whose months link to the next for ever; `prefix` is the path before year and month."""

    prefix: str
    at_most: int


class Site(_Data, frozen=True, kw_only=True):
    """One publication: its look is the templates in `templates/ID/`, its texts lie in `articles/`."""

    id: str
    name: str
    country: str
    language: str
    html_lang: str
    charset: Charset = Charset()
    charset_events: dict[str, Charset] = {}
    path: str
    sections: dict[str, str]
    feed: FeedKind = "none"
    feed_path: str = "/feed.xml"
    feed_dates: bool = True
    tracking: str = ""
    sitemap: Literal["plain", "index", "none"] = "none"
    listings: int = 0
    listing_path: str = "/"
    listing_next: str = "/page/{number}"
    links: Rules
    robots: Robots = Robots()
    says: Says = Says()
    times: Times
    own_canonical: bool = True
    false_canonical: dict[str, str] = {}
    cross_canonical: dict[str, str] = {}
    publishers: dict[str, str] = {}
    title_cuts: dict[str, int] = {}
    pieces: tuple[Piece, ...] = ()
    copies: tuple[Copy, ...] = ()
    variants: tuple[Variant, ...] = ()
    redirects: tuple[Redirect, ...] = ()
    revisions: tuple[Revision, ...] = ()
    behaviours: dict[str, Behaviour] = {}
    others: tuple[Other, ...] = ()
    calendar: Calendar | None = None

    @property
    def host(self) -> str:
        """The publication's host name."""
        return f"{self.id}.localhost"


@cache
def sites() -> tuple[Site, ...]:
    """Return every publication of the package, sorted by id."""
    folder = files("newsroom").joinpath("sites", "data")
    entries = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".yaml")), key=lambda e: e.name)
    return tuple(msgspec.convert(yaml.safe_load(entry.read_text(encoding="utf-8")), Site) for entry in entries)
