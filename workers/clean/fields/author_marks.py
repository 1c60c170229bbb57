"""Which elements of a page are marked as naming its writers: by rel, itemprop, class, or the address they link to."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from lxml import etree
from lxml.html import HtmlElement

from workers.clean.fields.bare_names import is_people
from workers.clean.fields.places import stands_elsewhere
from workers.clean.pages.blocks import Block
from workers.clean.pages.dom import hints_of, is_hidden, squeezed, text_of

_BYLINE_HINT: Final = re.compile(
    r"(?:^|[\s_-])(?:byline|author|autor[aei]?|auteur|firma|forfatter|författare|kirjoittaja|yazar|writer|reporter|source-author)(?:[\s_-]|name|s\b|$)",
    re.IGNORECASE,
)
_MARKED_TAGS: Final = frozenset({"a", "span", "p", "div", "address", "cite", "strong"})
_PROFILE: Final = re.compile(
    r"(?:^|[/?&.])(?:(?:authors?|autor(?:en|es|i)?|auteurs?|by|bylines?|reporters?|writers?|journalists?|columnists?"
    r"|contributors?|people|profil(?:es?)?)/(?!log|sign|regist|home|index|share)(?:[^/?#]+/){0,3}[^/?#]+/?(?:\?|$)"
    r"|space(?:-uid-|\.php\?uid=|/)\d+)",
    re.IGNORECASE,
)
_POSTER_HINT: Final = re.compile(
    r"(?:^|[\s_-])(?:user-?link|user-?name|nick-?name|up-?name|author-?info-?name)(?:[\s_-]|$)", re.IGNORECASE
)
_COMMENTS: Final = re.compile(r"comment|kommentar|disqus|respond|related|recommend")
_MAX_MARKED: Final = 3
_MAX_MARKS: Final = 30
_SHORTEST: Final = 2
_LONGEST: Final = 80
_LONGEST_POSTER: Final = 30


def marked_authors(root: HtmlElement) -> list[str]:
    """Return the texts of the first elements that the page marks as naming its writers."""
    found: list[str] = []
    for node in root.iter(etree.Element):
        if _says_author(node) and not is_hidden(node) and not _is_elsewhere(node):
            text = _named(node)
            if _SHORTEST <= len(text) <= _LONGEST:
                found.append(text)
            if len(found) >= _MAX_MARKED:
                break
    return found


def linked_author(root: HtmlElement) -> list[str]:
    """Return the name that a link marked as the author's shows, though it may be the publication's."""
    links = (node for node in root.iter("a") if "author" in (node.get("rel") or "").split())
    return [text_of(node) for node in links if not is_hidden(node) and not _is_elsewhere(node)][:1]


def posters(near: Iterable[Block]) -> list[str]:
    """Return the first name between title and text that links to a profile, or is classed as a user's."""
    named = ((text_of(node), block) for block in near for node in marks_in(block) if _says_poster(node))
    names = (name for name, block in named if name in block.text)
    return [name for name in names if _SHORTEST <= len(name) <= _LONGEST_POSTER][:1]


def marks_in(block: Block) -> Iterator[HtmlElement]:
    """Yield the first elements of a block by which a page may mark a name in it."""
    if block.element is not None:
        yield block.element
        yield from islice(block.element.iterdescendants("a", "span", "em", "strong", "b", "cite"), _MAX_MARKS)


def _says_poster(node: HtmlElement) -> bool:
    if node.tag == "a" and _PROFILE.search(node.get("href") or ""):
        return True
    return len(node) <= 1 and _POSTER_HINT.search(node.get("class") or "") is not None


def _named(node: HtmlElement) -> str:
    """What the element says, or the part of it that is marked as the name."""
    inside = (child for child in node.iterdescendants() if "name" in (child.get("itemprop") or "").split())
    told = next(inside, node)
    linked = [text_of(link) for link in node.iter("a") if _PROFILE.search(link.get("href") or "")]
    people = [text for text in linked if is_people(text)] if told is node else []
    if people:
        return ", ".join(dict.fromkeys(people))
    return squeezed(told.get("content")) if told.tag == "meta" else text_of(told)


def _is_elsewhere(node: HtmlElement) -> bool:
    """Whether the element stands among comments, in the page's foot, in a teaser or beside the article."""
    return stands_elsewhere(node) or any(_COMMENTS.search(hints_of(ancestor)) for ancestor in node.iterancestors())


def _says_author(node: HtmlElement) -> bool:
    said, stated = node.get("rel"), node.get("itemprop")
    if (said and "author" in said.split()) or (stated and "author" in stated.split()):
        return True
    if node.tag not in _MARKED_TAGS:
        return False
    classed, called = node.get("class"), node.get("id")
    return bool((classed and _BYLINE_HINT.search(classed)) or (called and _BYLINE_HINT.search(called)))
