"""Where on a page an element stands: with the article, or among comments, teasers and the page's furniture."""

import re
from typing import Final

from lxml.html import HtmlElement

from workers.clean.pages.dom import hints_of, text_of

_ELSEWHERE_TAGS: Final = frozenset({"footer", "aside", "nav", "form"})
_ELSEWHERE: Final = re.compile(
    r"(?:^|[\s_-])(?:comments?(?!-(?:count|link|number))|commentlist|kommentar\w*|disqus|respond|reviews?"
    r"|related\w*|recommend\w*|sidebar|teasers?|(?<!post-)(?<!entry-)(?<!article-)footer|newsletter|most-?read|most-?viewed|popular\w*|trending|also-?read|read-?more|more-?news|latest\w*"
    r"|outbrain|taboola|recirc\w*|carousel|replies|reply)(?:[\s_-]|$)"
)
_COMMENT: Final = re.compile(r"(?:^|[\s_-])comment-(?!count|link|number)")
_LONG_LINK: Final = 20


def stands_elsewhere(node: HtmlElement) -> bool:
    """Return whether an element stands beside the article: in a foot, a sidebar, a comment or another's teaser."""
    if _COMMENT.search(hints_of(node)) is not None:
        return True
    for ancestor in node.iterancestors():
        if ancestor.tag in ("body", "html"):
            return False
        named = ancestor.tag in _ELSEWHERE_TAGS or _ELSEWHERE.search(hints_of(ancestor)) is not None
        if (named or _is_teaser(ancestor)) and next(ancestor.iter("h1"), None) is None:
            return True
    return False


def _is_teaser(element: HtmlElement) -> bool:
    """Whether an item or an article of its own is announced by a heading that links to it."""
    if element.tag not in ("li", "article"):
        return False
    if element.tag == "li":
        return any(len(text_of(link)) >= _LONG_LINK for link in element.iter("a"))
    headings = list(element.iter("h2", "h3", "h4", "h5"))
    return bool(headings) and len(list(element.iter("p"))) <= 2 and next(headings[0].iter("a"), None) is not None
