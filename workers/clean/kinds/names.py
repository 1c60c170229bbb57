"""The names under which pages that are no articles are rejected."""

from typing import Final

from contracts.errors import NoArticleText, NotAnArticle


class ErrorPage(NotAnArticle):
    """What was asked for is not there: the server says so, or the page does where the server says 200 (a soft 404)."""


class SiteFailure(NotAnArticle):
    """The site is broken, closed or not yet open: a server's or a database's error, maintenance, a parked domain."""


class HomePage(NotAnArticle):
    """The front page of a site: its newest headlines of all sections."""


class ListingPage(NotAnArticle):
    """A way to articles and none itself: a section, a tag, an author, an archive, what a search found."""


class VideoPage(NotAnArticle):
    """A page with a film to watch, and no more text than a caption."""


class GalleryPage(NotAnArticle):
    """A page with pictures to look at, and no text but what explains them."""


class PaywallTeaser(NotAnArticle):
    """The beginning of an article that goes on for subscribers, members or registered readers only."""


class ConsentWall(NotAnArticle):
    """A page that asks for consent before it shows anything."""


class LoginWall(NotAnArticle):
    """A page that wants a reader to log in before it shows anything."""


class BotWall(NotAnArticle):
    """A page that asks whether we are human, or refuses us."""


class TooLittleText(NoArticleText):
    """The page's text is too short to be an article."""


KINDS: Final[dict[str, type[NotAnArticle]]] = {
    kind.__name__: kind
    for kind in (
        *(ErrorPage, SiteFailure, BotWall, ConsentWall, LoginWall),
        *(HomePage, ListingPage, VideoPage, GalleryPage, PaywallTeaser),
    )
}
"""Every kind of page that is none, by its name."""
