"""Reads XML of strangers record by record: in bounds, without DTD or entities, and as far as it can be read."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from lxml import etree

from crawler.discovery.texts import NotAFeed

_RECORDS: Final = frozenset({"item", "entry", "url", "sitemap"})
_HEADS: Final = frozenset({"channel", "feed"})
_ROOTS: Final = frozenset({"rss", "rdf", "channel", "feed", "urlset", "sitemapindex"})
_MOST_RECORDS: Final = 60_000
_MOST_OF_ONE: Final = 20_000
"""Elements within one record, and outside of all."""
_CHUNK: Final = 65_536
_SNIFFED: Final = 4096

_DECLARED: Final = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']""")
_CHARSET: Final = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_DECLARATION: Final = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_ILLEGAL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_BARE_AMPERSAND: Final = re.compile(r"&(?!#\d{1,7};|#x[0-9a-fA-F]{1,6};|(?:amp|lt|gt|quot|apos);)")
_FIRST_TAG: Final = re.compile(r"<(?:[\w.-]{1,40}:)?([A-Za-z][\w.-]{0,40})[\s/>]")
_COMMENT: Final = re.compile(r"<!--.{0,4096}?-->", re.DOTALL)
_NAMESPACES: Final = (
    ("purl.org/dc/", "dc"),
    ("purl.org/rss/1.0/modules/content", "content"),
    ("www.w3.org/2005/atom", ""),
    ("purl.org/atom/ns", ""),
    ("purl.org/rss/1.0/", ""),
    ("backend.userland.com/rss", ""),
    ("my.netscape.com/rdf", ""),
    ("sitemaps.org", ""),
    ("google.com/schemas/sitemap/", ""),
    ("google.com/schemas/sitemap-news", "news"),
    ("feedburner", "feedburner"),
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A record (an item, an entry, a URL, a sitemap), or an element of the head; before all others "(root)", yet empty.

    The element is good until the next piece is asked for.
    """

    name: str
    element: Any
    is_record: bool


def pieces(body: bytes, *, charset: str | None = None) -> Iterator[Piece]:
    """Yield the records and the head's elements in their order, as far as the document can be read.

    Raises `NotAFeed` if it is neither a feed nor a sitemap.
    """
    text = _plain_xml(decoded_xml(body, charset))
    if first_tag(text) not in _ROOTS | _RECORDS:
        raise NotAFeed("XML, but neither a feed nor a sitemap" if text.lstrip().startswith("<") else "not XML")
    parser = etree.XMLPullParser(
        events=("start", "end"),
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    yield from _walked(_events(parser, text.encode("utf-8", "replace")))


def _events(parser: Any, data: bytes) -> Iterator[tuple[str, Any]]:
    for start in range(0, len(data), _CHUNK):
        try:
            parser.feed(data[start : start + _CHUNK])
        except etree.XMLSyntaxError:
            break
        yield from parser.read_events()
    try:
        parser.close()
    except etree.XMLSyntaxError:
        return
    yield from parser.read_events()


def _walked(events: Iterator[tuple[str, Any]]) -> Iterator[Piece]:
    """Yield what is wanted of the tree as it grows, and prune what was passed."""
    open_names: list[str] = []
    within = inside = outside = records = 0
    for event, element in events:
        name = local_name(element)
        if event == "start":
            if not open_names:
                yield Piece("(root)", element, is_record=False)
            open_names.append(name)
            within += name in _RECORDS
            inside += within > 0
            outside += within == 0
            if max(inside, outside) > _MOST_OF_ONE or records > _MOST_RECORDS:
                return
            continue
        open_names.pop()
        within -= name in _RECORDS
        if within:
            continue
        if name in _RECORDS:
            records, inside = records + 1, 0
            yield Piece(name, element, is_record=True)
        elif open_names and open_names[-1] in _HEADS:
            yield Piece(qualified_name(element), element, is_record=False)
        elif open_names and open_names[-1] not in _ROOTS:
            continue
        _prune(element)


def _prune(element: Any) -> None:
    element.clear(keep_tail=False)
    parent = element.getparent()
    while parent is not None and len(parent) > 1 and parent[0] is not element:
        del parent[0]


def decoded_xml(body: bytes, charset: str | None = None) -> str:
    """Return the text: by its byte-order mark, else its declaration, else `charset`, else UTF-8; never raises."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body.decode("utf-16", "replace")
    if body.startswith(b"\xef\xbb\xbf"):
        return body[3:].decode("utf-8", "replace")
    declared = _DECLARED.search(body[:_SNIFFED])
    for name in (declared[1].decode() if declared else None, charset, "utf-8"):
        if name is None:
            continue
        try:
            return body.decode(name)
        except (LookupError, UnicodeError):
            continue
    return body.decode(charset if charset and _is_known(charset) else "utf-8", "replace")


def charset_in(content_type: str | None) -> str | None:
    """Return the charset that a Content-Type header names, or None."""
    found = _CHARSET.search(content_type or "")
    return found[1] if found else None


def _is_known(charset: str) -> bool:
    try:
        "".encode(charset)
    except (LookupError, UnicodeError):
        return False
    return True


def first_tag(text: str) -> str:
    """Return the local name of the document's first element, lower case; "" if it has none near its beginning."""
    found = _FIRST_TAG.search(_COMMENT.sub("", _without_doctype(text[:_SNIFFED])))
    return found[1].lower() if found else ""


def _plain_xml(text: str) -> str:
    """The text without declaration, DTD and what XML forbids; each undefined entity and bare & stands for itself."""
    text = _without_doctype(_DECLARATION.sub("", _ILLEGAL.sub("", text.lstrip("\ufeff \t\r\n")), count=1))
    parts: list[str] = []
    at = 0
    while (start := text.find("<![CDATA[", at)) >= 0:
        end = text.find("]]>", start)
        end = len(text) if end < 0 else end + 3
        parts += (_BARE_AMPERSAND.sub("&amp;", text[at:start]), text[start:end])
        at = end
    return "".join((*parts, _BARE_AMPERSAND.sub("&amp;", text[at:])))


def _without_doctype(text: str) -> str:
    start = text[:_SNIFFED].upper().find("<!DOCTYPE")
    if start < 0:
        return text
    end, subset = text.find(">", start), text.find("[", start)
    if 0 <= subset < end:
        closing = text.find("]", subset)
        end = text.find(">", closing) if closing >= 0 else -1
    return text[:start] + text[end + 1 :] if end >= 0 else ""


# -- what an element says --------------------------------------------------------------------------------------------


def local_name(element: Any) -> str:
    """Return the element's name without its namespace, lower case."""
    return _local(element.tag) if isinstance(element.tag, str) else ""


@lru_cache(maxsize=1024)
def _local(tag: str) -> str:
    return tag.rsplit("}", 1)[-1].rsplit(":", 1)[-1].lower()


def qualified_name(element: Any) -> str:
    """Return the name with a short prefix for its namespace: none for feeds and sitemaps, "x:" if unknown."""
    tag = element.tag if isinstance(element.tag, str) else ""
    if tag.startswith("{"):
        namespace = tag[1:].partition("}")[0].lower()
        unknown = "" if element.prefix is None or _is_of(element.getparent(), namespace) else "x"
        prefix = next((short for part, short in _NAMESPACES if part in namespace), unknown)
    else:
        prefix = tag.rpartition(":")[0].lower()
    return f"{prefix}:{local_name(element)}" if prefix else local_name(element)


def _is_of(parent: Any, namespace: str) -> bool:
    return parent is not None and str(parent.tag).lower().startswith(f"{{{namespace}}}")


def text_of(element: Any) -> str:
    """Return all the text within an element, trimmed."""
    return "".join(element.itertext()).strip()


def markup_of(element: Any) -> str:
    """Return what stands within an element: its text, or where it holds elements, their markup without namespaces."""
    if not len(element):
        return (element.text or "").strip()
    parts = [element.text or ""]
    for child in element:
        copied = etree.fromstring(etree.tostring(child, with_tail=False), etree.XMLParser(recover=True))
        _plain_names(copied)
        parts += (etree.tostring(copied, encoding="unicode", with_tail=False), child.tail or "")
    return "".join(parts).strip()


def _plain_names(element: Any) -> None:
    for one in element.iter():
        if isinstance(one.tag, str):
            one.tag = re.sub(r"[^\w.-]", "-", one.tag.rsplit("}", 1)[-1])
    etree.cleanup_namespaces(element)
