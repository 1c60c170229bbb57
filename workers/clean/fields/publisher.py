"""Who wrote the article, by the page's own words: "Fortune | FORTUNE 8小时前", 来源：…, JSON-LD's publisher."""

import re
from collections.abc import Iterable
from typing import Final

from lxml import etree

from contracts.article import Publisher
from workers.clean.fields.relative_time import relative_part
from workers.clean.pages.dom import squeezed, text_of
from workers.clean.pages.facts import Facts, absolute, text_values

_SAID: Final = re.compile(
    r"(?:^|[\s　|（(·])(?:来源|來源|稿源|文章来源|信息来源|出典|提供元?|출처|source|quelle|fuente|"
    r"fonte|источник|المصدر|kilde|källa"
    r"|bron|źródło|kaynak)"
    r"\s*[:：]\s*(?P<name>[^\s:：|｜()（）,，。;；/][^|｜()（）,，。;；\n]{0,60})",
    re.IGNORECASE,
)
_TWICE: Final = re.compile(r"^(?P<name>[^|｜\d][^|｜]{1,60}?)\s*[|｜]\s*(?P<again>[^|｜]{2,60}?)$")
_DATE_AFTER: Final = re.compile(
    r"\s*(?:[|｜·•—–-]\s*)?(?:(?:19|20)\d\d\s*[-/.年]|\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{1,2}:\d\d).*$"
)


def publisher_of(facts: Facts, lines: Iterable[str], title: str = "") -> Publisher | None:
    """Return the writer that a line near the title names, else the one in JSON-LD; None if the page names none."""
    lines = [line for line in lines if line != title]
    return _visible(lines) or _from_json_ld(facts) or _from_microdata(facts) or _from_meta(facts)


def _visible(lines: list[str]) -> Publisher | None:
    for line in lines:
        if len(line) > 160:
            continue
        publisher = _said(line) or _written_twice(line)
        if publisher is not None:
            return publisher
    return None


def _said(line: str) -> Publisher | None:
    match = _SAID.search(line)
    if match is None:
        return None
    name = _without_time(match["name"]).split("  ")[0].strip(" 　-–—·")
    name = re.split(r"\s+(?:作者|编辑|編輯|记者|責任編輯|责任编辑|字号|分享|浏览|阅读|评论)", name)[0]
    return Publisher(name=name, as_written=name) if 2 <= len(name) <= 60 else None


def _written_twice(line: str) -> Publisher | None:
    """ "Name | NAME" with a time after it: a source's name and its mark, as aggregators sign what they carry."""
    if "|" not in line and "｜" not in line:
        return None
    signed = _without_time(line)
    if signed == line:
        return None
    match = _TWICE.match(signed)
    if match is None or not _is_mark(match["name"], match["again"]):
        return None
    return Publisher(name=squeezed(match["name"]), as_written=squeezed(signed))


def _is_mark(name: str, again: str) -> bool:
    return again.isupper() or again.casefold() == name.casefold()


def _without_time(line: str) -> str:
    relative = relative_part(line)
    without = line.split(relative, maxsplit=1)[0] if relative else line
    return _DATE_AFTER.sub("", without).strip(" 　|｜·•-–—,，")


def _from_json_ld(facts: Facts) -> Publisher | None:
    publisher = facts.article.get("publisher")
    if isinstance(publisher, dict) and "@id" in publisher and "name" not in publisher:
        publisher = next(
            (node for node in facts.nodes if node.get("@id") == publisher["@id"] and node.get("name")), None
        )
    names = text_values(publisher)
    if not names or len(names[0]) > 100:
        return None
    url = publisher.get("url") if isinstance(publisher, dict) else None
    return Publisher(name=names[0], host=_host(url if isinstance(url, str) else None, facts.url))


def _from_microdata(facts: Facts) -> Publisher | None:
    for node in facts.itemprops("publisher"):
        named = [child for child in node.iter(etree.Element) if "name" in (child.get("itemprop") or "").split()]
        name = squeezed(named[0].get("content") or text_of(named[0])) if named else squeezed(node.get("content"))
        if 2 <= len(name) <= 100:
            return Publisher(name=name)
    return None


def _host(url: str | None, base: str) -> str | None:
    from contracts.urls import host_of

    resolved = absolute(url, base)
    return host_of(resolved) if resolved else None


def _from_meta(facts: Facts) -> Publisher | None:
    name = facts.meta("dc.publisher", "dcterms.publisher", "publisher", "source")
    return Publisher(name=name) if name and len(name) <= 60 and not re.search(r"https?:|/", name) else None
