"""Who wrote the article, by the page's own words: "Fortune | FORTUNE 8小时前", 来源：…, JSON-LD's publisher."""

import re
from collections.abc import Iterable
from typing import Final

from lxml import etree

from contracts.article import Publisher
from workers.clean.fields.author_marks import marks_in
from workers.clean.fields.relative_time import relative_part
from workers.clean.pages.blocks import Block
from workers.clean.pages.dom import squeezed, text_of
from workers.clean.pages.facts import Facts, absolute, text_values
from workers.clean.words.any_case import AnyCase

_LABELS: Final = (
    r"来源|來源|稿源|出处|出處|供稿|发布机构|發布機關|发布单位|發布單位|发布部门|來稿|出典|提供元?|출처|제공|source|quelle|fuente|fonte|źródło|источник|المصدر"
    r"|منبع|kilde|källa|bron|kaynak|nguồn|sumber|πηγή|מקור"
)
_SAID: Final = AnyCase(
    rf"(?:^|(?<=[\s　|（(·>》\d]))(?:文章|信息|稿件|本文|消息)?(?:{_LABELS})\s*[:：|｜]\s*"
    r"(?P<name>[^\s:：|｜()（）,，。;；/【\[][^|｜()（）,，。;；\n【\[]{0,60})"
)
_CARRIED: Final = AnyCase(
    r"(?:(?:来源于|來源於|转载自|轉載自|转自|轉自|源自|选自|原载于?|原刊于?|首发于)\s*[:：]?\s*[“《「]?|(?:^|(?<=\d\W)|(?<=\d\W\W)|(?<=\d\W{3}))via\s+"
    r"|(?:article|story|piece|essay)\s+(?:was\s+)?(?:first|originally)\s+(?:published|appeared)\s+(?:in|on|by|at)\s+"
    r"(?![A-Z][a-z]+\.? \d)(?:the\s+website\s+of\s+)?"
    r"|^(?:originally|first) published (?:in|by|at)\s+"
    r"|dieser (?:text|artikel|beitrag) (?:ist zuerst|erschien zuerst) (?:bei|in|auf)\s+)"
    r"(?P<name>[^\s:：“《「，,。.;；|｜()（）】”》」][^:：，,。.;；|｜()（）”》」\n]{0,50})"
)
_NEXT: Final = (
    r"作者|编辑|編輯|记者|記者|責任編輯|责任编辑|责编|审核|日期|时间|時間|点击|點閱|浏览|瀏覽|阅读|閱讀|访问"
    r"|字号|字體|字体|分享|评论|發布|发布"
)
_NEXT_LABEL: Final = re.compile(
    rf"(?:\s+(?:{_NEXT})|(?:{_NEXT})(?:时间|時間|日期)?\s*[:：]).*$|\s+(?:under|on|in|and|erschienen)\s.*$"
)
_SOURCE_HINT: Final = AnyCase(r"(?:^|[\s_-])(?:source|ent-source|media-?name|laiyuan|copyfrom)(?:[\s_-]|$)")
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_LONGEST_MARKED: Final = 30
_TWICE: Final = re.compile(r"^(?P<name>[^|｜\d][^|｜]{1,60}?)\s*[|｜]\s*(?P<again>[^|｜]{2,60}?)$")
_DATE_AFTER: Final = re.compile(
    r"\s*(?:[|｜·•—–-]\s*)?(?:(?:19|20)\d\d\s*[-/.年]|\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{1,2}:\d\d).*$"
)


def publisher_of(facts: Facts, lines: Iterable[str], title: str = "", near: Iterable[Block] = ()) -> Publisher | None:
    """Return the writer that a line near the title names, else the one in JSON-LD; None if the page names none.

    `near` are the blocks between title and text: one may hold an element that is named for the source.
    """
    lines = [line for line in lines if line != title]
    return _visible(lines) or _marked(near) or _from_json_ld(facts) or _from_microdata(facts) or _from_meta(facts)


def _visible(lines: list[str]) -> Publisher | None:
    for line in lines:
        if len(line) > 160:
            continue
        publisher = _said(line) or _written_twice(line)
        if publisher is not None:
            return publisher
    return None


def _marked(near: Iterable[Block]) -> Publisher | None:
    """The short text of an element that is classed as the source, between title and text."""
    for block in near:
        for node in marks_in(block):
            text = text_of(node) if _SOURCE_HINT.search(f"{node.get('class') or ''} {node.get('id') or ''}") else ""
            name = _without_time(text)
            if 2 <= len(name) <= _LONGEST_MARKED and name in block.text and not re.search(r"[:：]|\d{2}", name):
                return Publisher(name=name, as_written=name)
    return None


def _said(line: str) -> Publisher | None:
    match = _SAID.search(line) or _CARRIED.search(line)
    if match is None:
        return None
    name = _NEXT_LABEL.sub("", _without_time(match["name"]).split("  ")[0]).strip(" 　-–—·")
    name = name.split()[0] if _HAN.match(name) else name
    is_name = 2 <= len(name) <= 60 and not re.search(r"[=\"<>{}]", name)
    return Publisher(name=name, as_written=name) if is_name else None


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
    name = facts.meta("dc.publisher", "dcterms.publisher", "publisher", "source", "contentsource")
    return Publisher(name=name) if name and len(name) <= 60 and not re.search(r"https?:|/", name) else None
