"""Guesses a source's link rules from what was seen of it, and only where the guess loses nothing that was seen."""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from typing import Final

import ada_url

from contracts.urls import url_key
from crawler.discovery.pages import PageLink, PageView
from crawler.discovery.shapes import is_likely_article, shape_of, text_weight

_LEAST_SEEN: Final = 12
_MOST_SHAPES: Final = 6
_LEAST_OF_A_SHAPE: Final = 2
_KINDS: Final = {"Y": r"\d{4}", "D": r"\d{1,2}", "N": r"\d+", "A": r"[^/?]*\d[^/?]*", "S": r"[^/?]+", "W": r"[^/?]+"}
_NUMBER: Final = re.compile(r"\d+")
_SHORT_TEXT: Final = 30
_NEXT: Final = re.compile(
    r"^\W*(?:next|older|(?:load|show|view) more|weiter|nächste|ältere|mehr laden|(?:page )?suivant|précédents|voir plus"
    r"|siguiente|anteriores|ver más|próxima|carregar|successiv|далее|следующ|показать|загрузить|التالي|المزيد"
    r"|下一?页|下一?頁|加[载載]更多|更多|次|もっと|다음|더 ?보기)|^[>»›→]+$",
    re.IGNORECASE,
)


def guessed_allow(articles: Collection[str], others: Collection[str]) -> tuple[str, ...]:
    """Return patterns that match every article and hardly any other link, or () where none are safe.

    `articles` and `others` are addresses seen on the source's pages. An address whose shape occurs once, a shape
    without a number or a long title, too many shapes: each makes the guess unsafe.
    """
    shapes = Counter(map(shape_of, articles))
    if len(articles) < _LEAST_SEEN or len(shapes) > _MOST_SHAPES or min(shapes.values()) < _LEAST_OF_A_SHAPE:
        return ()
    patterns = tuple(sorted({_pattern(shape) for shape in shapes}))
    rules = [re.compile(pattern) for pattern in patterns]
    if not all(any(rule.search(url) for rule in rules) for url in articles):
        return ()
    strays = sum(any(rule.search(url) for rule in rules) for url in others)
    return patterns if strays * 10 <= len(others) and others else ()


def _pattern(shape: str) -> str:
    path, _, names = shape.partition("?")
    parts = path.strip("/").split("/")
    shaped = [r"[^/?]+" if not position and len(parts) > 1 else _part(part) for position, part in enumerate(parts)]
    query = r"\?" if names else "$"
    return f"//[^/]+/{'/'.join(shaped)}/?{query}"


def _part(part: str) -> str:
    kind, dot, ending = part.partition(".")
    return _KINDS.get(kind, re.escape(kind)) + (re.escape(dot + ending) if dot else "")


def following_of(view: PageView) -> str | None:
    """Return the listing's next page: what the page calls so, else the link that goes on by a number."""
    if view.next_page is not None and url_key(view.next_page) != url_key(view.url):
        return view.next_page
    ranked = [(*rank, link.url) for link in view.links if (rank := _rank(view.url, link)) is not None]
    return min(ranked)[2] if ranked else None


def _rank(url: str, link: PageLink) -> tuple[int, int] | None:
    """How surely a link goes on from a listing, the surest least, and its page number; None: it does not.

    Told by its words ("next"), by a number one larger than the listing's, or by the listing's address with a 2 added:
    list?page=2, /page/2, list_2.html.
    """
    here, there = ada_url.URL(url), ada_url.URL(link.url)
    own, other = f"{here.pathname}{here.search}", f"{there.pathname}{there.search}"
    if here.host != there.host or own == other:
        return None
    says_next = text_weight(link.text) <= _SHORT_TEXT and _NEXT.search(link.text) and not is_likely_article(link.url)
    for found in reversed(list(_NUMBER.finditer(other))):
        before, number, after = other[: found.start()], int(found[0][:9]), other[found.end() :]
        if says_next:
            return 0, number
        if number >= 2 and own == f"{before}{number - 1}{after}" and len(found[0]) <= 5:
            return 1, number
        if number in (2, 3) and _is_stem(own, before, after):
            return 2, number
    return None


def _is_stem(own: str, before: str, after: str) -> bool:
    """Whether an address is another's without its page number: /list and /list/page/2, /a.html and /a_2.html."""
    stem, _, ending = own.rpartition(".") if re.search(r"\.[a-z]{2,5}$", own) else (own, "", "")
    tail = f".{ending}" if ending else ""
    if after.strip("/") not in ("", tail):
        return False
    joint = before[len(stem.rstrip("/")) :] if before.startswith(stem.rstrip("/")) else None
    return joint is not None and re.fullmatch(r"(?:/?[?&_-]?[A-Za-z]{0,12}[=/_-]?)", joint) is not None


def following_rule(url: str, following: str) -> str | None:
    """Return the pattern of the listing's further pages, made from its second; None if no number tells them apart."""
    parsed, own = ada_url.URL(following), ada_url.URL(url)
    there, here = f"{parsed.pathname}{parsed.search}", f"{own.pathname}{own.search}"
    for found in reversed(list(_NUMBER.finditer(there))):
        before, after = there[: found.start()], there[found.end() :]
        if found[0] in ("2", "3") and not here.startswith(f"{before}{found[0]}"):
            return f"//[^/]+{re.escape(before)}\\d+{re.escape(after)}$"
    return None


def others_among(links: Sequence[PageLink], articles: Collection[str], host: str) -> list[str]:
    """Return the page's links on the host that are none of the articles, which are given by URL key."""
    own = [link.url for link in links if ada_url.URL(link.url).hostname == host]
    return [url for url in own if url_key(url) not in articles]
