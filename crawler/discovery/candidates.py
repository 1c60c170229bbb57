"""What may announce a site's news: candidates, what a look at each gave, and where such things usually lie."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal

CandidateKind = Literal["feed", "news sitemap", "sitemap", "sitemap index", "listing", "unknown"]

USUAL_FEEDS: Final = (
    "/feed/",
    "/rss.xml",
    "/feed.xml",
    "/atom.xml",
    "/rss",
    "/index.xml",
    "/feed.json",
    "/feeds",
    "/rss/index.xml",
    "/index.rdf",
)
USUAL_SITEMAPS: Final = ("/sitemap.xml", "/sitemap_index.xml", "/news-sitemap.xml", "/sitemap-news.xml", "/sitemap.txt")


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """An article that a candidate names, and when it says that it was published; `sure`: it names nothing else."""

    url: str
    at: datetime | None = None
    sure: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a look at an address gave. `named` is by URL key; `children` are the sitemaps of an index."""

    url: str
    kind: CandidateKind
    found_by: str
    named: dict[str, Named] = field(default_factory=dict)
    children: tuple[str, ...] = ()
    problem: str | None = None
    title: str | None = None
    language: str | None = None
    next_page: str | None = None
    cost: float = 1.0

    @property
    def newest(self) -> datetime | None:
        """The latest time that it states, None if it states none."""
        return max((one.at for one in self.named.values() if one.at is not None), default=None)

    @property
    def states_times(self) -> bool:
        """Whether it says of most articles when they were published."""
        return 2 * sum(one.at is not None for one in self.named.values()) > len(self.named)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One row of what was decided. `articles` are those named, `recent` the newest month's; `overlap` is the share of
    the recent ones that others of the chosen name too."""

    kind: CandidateKind
    url: str
    found_by: str
    articles: int
    recent: int
    newest: datetime | None
    states_times: bool
    overlap: float
    chosen: bool
    reason: str
