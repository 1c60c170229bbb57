"""The meta tags of a page, read from its bytes only where a quick look finds one that could matter."""

import codecs
import re
from collections.abc import Set as AbstractSet
from typing import Final

from lxml import etree
from lxml.html import HTMLParser, document_fromstring

_MOST_BYTES: Final = 1024 * 1024
_MATTERS: Final = re.compile(
    rb"<meta\b[^<>]{0,2000}?(?:no(?:ne|index|follow|archive|ai|imageai)|unavailable_after|disallowaitraining|tdm-)",
    re.IGNORECASE,
)
_PAGES: Final = ("", "text/html", "application/xhtml+xml", "application/xml", "text/xml", "text/plain")
_WIDE: Final = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def metas_of(body: bytes, content_type: str | None, names: AbstractSet[str]) -> list[tuple[str, str]]:
    """Return (lower-case name, content) of the meta tags of these names that ask for something, in order.

    Tags within comments, scripts and templates are none. Bounded: what stands beyond the first MiB is not read.
    """
    if (content_type or "").partition(";")[0].strip().lower() not in _PAGES:
        return []
    head = _narrow(body[:_MOST_BYTES])
    ends = [found.end() for found in _MATTERS.finditer(head)]
    if not ends:
        return []
    end = head.find(b">", ends[-1])
    return _parsed(head[: end + 1 if end >= 0 else len(head)], names)


def _parsed(head: bytes, names: AbstractSet[str]) -> list[tuple[str, str]]:
    parser = HTMLParser(encoding="iso-8859-1", no_network=True, remove_comments=True, collect_ids=False)
    try:
        root = document_fromstring(head, parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return []
    found = (
        ((meta.get("name") or "").strip().lower(), meta.get("content") or "")
        for meta in root.iter("meta")
        if not any(ancestor.tag == "template" for ancestor in meta.iterancestors())
    )
    return [(name, content) for name, content in found if name in names]


def _narrow(head: bytes) -> bytes:
    """Return the bytes with an octet for each ASCII character, as all encodings of the web have it but for UTF-16."""
    for mark, name in _WIDE:
        if head.startswith(mark):
            return head.decode(name, "replace").encode("ascii", "replace")
    return head
