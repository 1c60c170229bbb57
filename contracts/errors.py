"""The three kinds of failure, and the concrete ones that more than one room meets.

`Transient`: the world was not ready, try again. `Rejected`: this input can never become an article; count it under its
class name and drop it. `Misconfigured`: a person must act. Anything else that is raised is a bug.
"""

from typing import ClassVar


class TrawlnetError(Exception):
    """The root of what we raise on purpose; its text is one sentence that says what to do or what was wrong."""


class Transient(TrawlnetError):
    """The world was not ready; the same call may succeed later.

    `retry_after_s` is how long to wait at least, in seconds; None leaves it to the caller's back-off.
    """

    def __init__(self, detail: str, *, retry_after_s: float | None = None) -> None:
        super().__init__(detail)
        self.retry_after_s = retry_after_s


class StoreUnreachable(Transient):
    """Redis or Valkey did not answer."""


class IndexUnreachable(Transient):
    """The index did not answer, or said that it is too busy."""


class LedgerFull(Transient):
    """So many bytes are in flight that handing over another page must wait."""


class Misconfigured(TrawlnetError):
    """A person must act: the text says what to change, in one sentence."""


class Rejected(TrawlnetError):
    """This page can never become an article; counted under `reason`, its class name."""

    outcome: ClassVar[str] = "rejected"

    def __init__(self, detail: str = "", *, url: str | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.url = url

    @property
    def reason(self) -> str:
        """The name this rejection is counted and shown under."""
        return type(self).__name__


class Malformed(Rejected):
    """Bytes at one of our doors that are not the record they should be."""


class NoArticleText(Rejected):
    """The page holds no running text that could be an article."""


class NotAnArticle(Rejected):
    """The page is a listing, a home page or another kind of page that is no article."""


class Withdrawn(Rejected):
    """The publisher took the page back: an article that it told before goes with it."""


class PageGone(Withdrawn):
    """The page was there, and is missing for good (404 or 410, asked for again and again)."""


class NoIndex(Withdrawn):
    """The page's publisher asks that it not be indexed: noindex, none, or a moment of unavailable_after that passed."""


class UnsupportedType(Rejected):
    """The response's media type is not one that we read; counted by `media_type`, which must be one of a few names."""

    def __init__(self, detail: str = "", *, url: str | None = None, media_type: str = "") -> None:
        super().__init__(detail, url=url)
        self.media_type = media_type

    @property
    def reason(self) -> str:
        """The class name, with the type where it is known: `UnsupportedType:image/png`."""
        return f"{super().reason}:{self.media_type}" if self.media_type else super().reason


class TooLarge(Rejected):
    """The page, or what it unpacks to, exceeds a bound."""


class AddressRefused(Rejected):
    """The address is private, loopback or link-local, or its scheme is not http(s)."""


class UnusableUrl(Rejected):
    """The text is not an absolute http(s) URL (WHATWG URL standard)."""
