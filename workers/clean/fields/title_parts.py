"""What a title is made of: its parts between separators, the names of site and section at its ends, its cut-off end."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final
from urllib.parse import urlsplit

from contracts.urls import host_of
from workers.clean.pages.dom import text_of
from workers.clean.pages.facts import Facts, text_values, types_of

_SEPARATOR: Final = re.compile(
    r"\s*(?:--+|——|[<＜])\s*|\s*ㅣ\s*|\s+\*\s+|\s+[|\-–—·•»«:/~]+\s+|\s*[|｜_＿»]\s*|\s*—\s*"
    r"|(?<=[\u3000-\u9fff\uac00-\ud7a3])[-－](?=[\u3000-\u9fff\uac00-\ud7a3])|[:：]\s+|\s*[:：]\s*(?=\S{2,12}$)"
)
_ELLIPSIS: Final = re.compile(r"\.{3}|[…⋯]")
_SITE_LIKE: Final = re.compile(
    r"(?:网|網|报|報|在线|在線|频道|頻道|新闻|新聞|中心|社|电视台|電視台|论坛|論壇|博客|日报|日報|晚报|晚報|時報|时报|门户|资讯|資訊"
    r"|社区|社區|財經|财经|官网|ニュース|オンライン|デジタル|新聞|通信|뉴스|일보|신문|방송|닷컴)$"
)
_SECTION_NAME: Final = re.compile(r"section|categor")
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_STRONG_MARKS: Final = frozenset(["_", "＿", "|", "｜", "--", "——", "ㅣ", "»"])
_LONGEST_LABEL: Final = 30
_LONGEST_SITE: Final = 10
_MAX_LINKS: Final = 3_000
_MAX_PARTS: Final = 12


@dataclass(frozen=True)
class Neighbours:
    """What stands beside titles: the names of the site, and the labels of its sections, folded."""

    facts: Facts
    sites: frozenset[str]

    @cached_property
    def sections(self) -> frozenset[str]:
        """The labels of sections; looked for only where a title has a part that may be one."""
        return _section_names(self.facts)

    def names_site(self, text: str) -> bool:
        """Return whether a text is the site's name, with or without more behind it."""
        key = folded(text)
        return bool(key) and any(key == site or (len(site) > 3 and key.startswith(site)) for site in self.sites)

    def is_label(self, text: str) -> bool:
        """Return whether a text only names the site or one of its sections."""
        key = folded(text)
        is_site = any(key.startswith(site) and len(key) <= 2 * len(site) for site in self.sites)
        is_section = len(key) <= 2 * _LONGEST_LABEL and key in self.sections
        return is_section or is_site or _is_called_as_sites_are(text)


def neighbours_of(facts: Facts) -> Neighbours:
    """Return the names and labels that the page gives its site and its sections."""
    return Neighbours(facts, _site_names(facts))


def without_ends(claim: str, near: Neighbours) -> str:
    """Return a title without the parts at its ends that name the site, and the section's beside them."""
    claim = claim.strip()
    whole = claim
    for _ in range(_MAX_PARTS):
        shorter = _without_last(claim, near, is_signed=claim != whole)
        if shorter == claim:
            break
        claim = shorter
    return _without_first(claim, near)


def folded(text: str) -> str:
    """Return the letters and digits of a text alone, so that two ways to write a title compare equal."""
    plain = text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()
    return plain if plain.isalnum() else "".join(filter(str.isalnum, plain))


def likeness(text: str, other: str) -> float:
    """Return from 0 to 1 how much of the shorter text's pairs of letters the other holds too."""
    first, second = _pairs(text), _pairs(other)
    least = min(sum(first.values()), sum(second.values()))
    return sum((first & second).values()) / least if least else 0.0


def is_cut(text: str, others: Iterable[str]) -> bool:
    """Return whether a title was cut off: by its dots, or by another that goes on in the middle of its last word."""
    stem = _uncut(text)
    if stem != text:
        return True
    return any(len(other) > len(stem) and other.startswith(stem) and other[len(stem)].isalnum() for other in others)


def made_whole(title: str, others: Iterable[str], *, may_be_short: bool = False) -> str:
    """Return the shortest text that continues a title which was cut off; the title itself if none does.

    A title that `may_be_short` is also continued where it ends with a whole word and the other goes on with one.
    """
    stem = _uncut(title)
    key = folded(stem)
    longer = [other for other in others if len(folded(other)) > len(key) >= 6 and folded(other).startswith(key)]
    gap = "[^\\W_]| +[^\\W_]" if may_be_short else "[^\\W_]"
    whole = [text for text in longer if _uncut(text) == text and (stem != title or _goes_on(stem, text, gap))]
    return min(whole, key=len) if whole else title


def _uncut(text: str) -> str:
    """The text without the ellipsis that it ends with; itself where it ends with none."""
    stem = text.rstrip(".…⋯")
    return stem.rstrip() if _ELLIPSIS.search(text, len(stem)) else text


def _goes_on(stem: str, other: str, gap: str) -> bool:
    """Whether the other text runs on where this one ends, with no mark between that begins another part."""
    return other.startswith(stem) and re.match(gap, other[len(stem) :]) is not None


def _pairs(text: str) -> Counter[str]:
    key = folded(text)
    return Counter(key[at : at + 2] for at in range(len(key) - 1))


def _without_last(claim: str, near: Neighbours, *, is_signed: bool) -> str:
    """The claim without its last part, if that is the site's or, where the site's was behind it, a section's."""
    for match in list(_SEPARATOR.finditer(claim))[-_MAX_PARTS:]:
        before, after = claim[: match.start()].rstrip(), claim[match.end() :]
        if before and (near.names_site(after) or _is_label(after, before, match.group().strip(), near, is_signed)):
            return before
    return claim


def _is_label(part: str, title: str, mark: str, near: Neighbours, is_signed: bool) -> bool:
    if len(part) > _LONGEST_LABEL:
        return False
    if mark in ("_", "＿") and _HAN.search(title):
        return True
    if len(folded(part)) * 2 > len(folded(title)):
        return False
    if mark in (":", "："):
        return False
    is_section = (mark in _STRONG_MARKS or is_signed) and folded(part) in near.sections
    return is_section or _is_called_as_sites_are(part)


def _is_called_as_sites_are(text: str) -> bool:
    return len(text) <= _LONGEST_SITE and _SITE_LIKE.search(text) is not None


def _without_first(claim: str, near: Neighbours) -> str:
    for match in reversed(list(_SEPARATOR.finditer(claim))[:_MAX_PARTS]):
        before, after = claim[: match.start()], claim[match.end() :]
        if after.strip() and near.names_site(before) and len(folded(before)) <= 2 * len(folded(after)):
            return after.strip()
    return claim


def _site_names(facts: Facts) -> frozenset[str]:
    names = facts.all_meta(
        "og:site_name", "application-name", "apple-mobile-web-app-title", "twitter:site", "twitter:creator", "sitename"
    )
    for node in (facts.article.get("publisher"), facts.node_of("WebSite", "NewsMediaOrganization", "Organization")):
        names += text_values(node)
    names += [label for label in _host_labels(facts.url) if len(label) > 3]
    return frozenset(key for name in names if (key := folded(name.lstrip("@"))))


def _host_labels(url: str) -> list[str]:
    """The parts of the host's name, by which a site calls itself: `homify` in www.homify.de, and the whole."""
    host = host_of(url).removeprefix("www.")
    return [host, *host.split(".")[:-1]]


def _section_names(facts: Facts) -> frozenset[str]:
    """The labels of sections: those stated, the trail above it, and what short links elsewhere are called."""
    stated = [*text_values(facts.article.get("articleSection"))]
    stated += [text for name, texts in facts.metas.items() if _SECTION_NAME.search(name) for text in texts]
    trail = [node for node in facts.nodes if "ListItem" in types_of(node)][:_LONGEST_LABEL]
    stated += [text for node in trail for text in text_values(node.get("name") or node.get("item"))]
    own = urlsplit(facts.url).path.rstrip("/") or "/"
    nodes = (node for _, node in zip(range(_MAX_LINKS), facts.root.iter("a"), strict=False))
    links = (text_of(node) for node in nodes if not (node.get("href") or "").rstrip("/").endswith(own))
    labels = {key for text in {*stated, *links} if 1 < len(text) <= _LONGEST_LABEL and (key := folded(text))}
    return frozenset(labels - {folded(facts.title_tag)})
