"""Who reads a page: the language of its words, the moment it is read, and addresses that keep what was chosen."""

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from urllib.parse import quote, urlencode, urlsplit

from starlette.requests import Request

from contracts.article import Moment
from web.times import ToldTime, told, told_instant
from web.wording import LANGUAGES, Language, Wording, chosen_language


@dataclass(frozen=True)
class Reader:
    """What a page needs to know of its reader; `explicit` says that the address names the language, so links do too."""

    words: Wording
    explicit: bool
    path: str
    parameters: tuple[tuple[str, str], ...]
    now: datetime
    zone: tzinfo = UTC

    @property
    def language(self) -> Language:
        """The language of the page's own words."""
        return self.words.language

    def url(self, path: str, **parameters: str | int | None) -> str:
        """Return the address of one of our pages with what is set of `parameters`, in the chosen language."""
        pairs = [(name, str(value)) for name, value in parameters.items() if value not in (None, "")]
        if self.explicit:
            pairs.append(("ui", self.language))
        return f"{path}?{urlencode(pairs, quote_via=quote)}" if pairs else path

    def in_language(self, language: str) -> str:
        """Return the address of this very page in another language."""
        kept = [(name, value) for name, value in self.parameters if name != "ui"]
        return f"{quote(self.path)}?{urlencode([*kept, ('ui', language)], quote_via=quote)}"

    def told(self, moment: Moment) -> ToldTime:
        """Return a published time in words."""
        return told(moment, self.words, now=self.now, zone=self.zone)

    def told_instant(self, instant: datetime) -> ToldTime:
        """Return a moment of our own doing in words."""
        return told_instant(instant, self.words, now=self.now, zone=self.zone)


def reader_of(request: Request, *, now: datetime, zone: tzinfo = UTC) -> Reader:
    """Return who reads, by the address and then the browser's languages."""
    asked = request.query_params.get("ui")
    language = chosen_language(asked, request.headers.get("accept-language"))
    return Reader(
        words=Wording(language),
        explicit=asked in LANGUAGES,
        path=request.url.path,
        parameters=tuple(request.query_params.multi_items()),
        now=now,
        zone=zone,
    )


def outside_href(url: str | None) -> str | None:
    """Return an address of someone else's that is safe to link to: http or https with a host; else None."""
    if not url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme.lower() in ("http", "https") and parts.netloc else None


def shown_host(url: str) -> str:
    """Return the host to show for an address; the address's beginning where it has none."""
    try:
        return (urlsplit(url).hostname or url[:60]).removeprefix("www.")
    except ValueError:
        return url[:60]
