"""Which section of its publication the article stands in: as its head states it, else by the trail above its title."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from workers.clean.fields.title_parts import folded
from workers.clean.pages.blocks import Block
from workers.clean.pages.dom import hints_of, squeezed, text_of
from workers.clean.pages.facts import Facts, Node, text_values

_METAS: Final = (
    "article:section",
    "og:article:section",
    "articlesection",
    "parsely-section",
    "cxenseparse:section",
    "section",
    "columnname",
    "category",
)
_HOME_NAMES: Final = (
    "home|homepage|startseite|start|accueil|inicio|início|portada|hjem|hem|etusivu|strona główna|главная|головна"
    "|anasayfa|ana sayfa|首页|首頁|主页|主頁|网站首页|トップ|ホーム|top|홈|الرئيسية|beranda|trang chủ"
)
_HOME: Final = frozenset(_HOME_NAMES.split("|"))
_TRAIL: Final = re.compile(r"breadcrumb|crumbs?(?:[\s_-]|$)|ariane|migas|brotkrume|dqwz")
_STEP: Final = re.compile(r"\s*(?:[>›»→]|&gt;|＞)\s*")
_WHERE: Final = re.compile(
    r"^(?:您?的?当前位置|您?现在的?位置|您的位置|目前位置|sie sind hier|you are here|vous êtes ici)\s*[:：]?\s*",
    re.IGNORECASE,
)
_LONGEST: Final = 40
_ABOVE: Final = 200
_FEW_LINKS: Final = 0.1


def section_of(facts: Facts, blocks: Sequence[Block], title: str) -> str | None:
    """Return the section's name; None if the page names none."""
    sites = {folded(name) for name in facts.all_meta("og:site_name", "application-name", "sitename")}
    for told in _told(facts, blocks, title):
        name = squeezed(re.split(r"[,;，；]", told)[0])
        is_name = 1 < len(name) <= _LONGEST and not re.search(r"[/{}<>]|https?:", name) and not name.isdigit()
        if is_name and folded(name) not in sites | {folded(title)} and name.casefold() not in _HOME:
            return name
    return None


def _told(facts: Facts, blocks: Sequence[Block], title: str) -> Iterator[str]:
    yield from text_values(facts.article.get("articleSection"))
    yield from facts.all_meta(*_METAS)
    yield from _listed(facts)
    filed = (node for node in facts.root.iter("a") if "category" in (node.get("rel") or "").split())
    yield from (text_of(node) for node in islice(filed, 1))
    yield from _shown(blocks, title)


def _listed(facts: Facts) -> Iterator[str]:
    """The steps of the trail in JSON-LD, the nearest to the article first."""
    trail = facts.node_of("BreadcrumbList") or {}
    items = trail.get("itemListElement")
    steps = [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    own = facts.url.partition("?")[0]
    steps = [step for step in steps[:12] if _address(step).partition("?")[0] != own]
    for step in reversed(steps):
        yield from text_values(step.get("name") or step.get("item"))


def _address(step: Node) -> str:
    item = step.get("item")
    address = (item.get("@id") or item.get("url")) if isinstance(item, dict) else item
    return address if isinstance(address, str) else ""


def _shown(blocks: Sequence[Block], title: str) -> Iterator[str]:
    """The steps of a trail that the page shows, the nearest to the article first."""
    for block in blocks[:_ABOVE]:
        if block.element is None or block.links < _FEW_LINKS:
            continue
        near = (block.element, *islice(block.element.iterancestors(), 3))
        steps = [text for text in _STEP.split(_WHERE.sub("", block.text.replace("\n", " "))) if text]
        is_trail = len(steps) >= 2 and (steps[0].casefold() in _HOME or _WHERE.match(block.text) is not None)
        if is_trail and all(len(step) <= _LONGEST or step == title for step in steps):
            yield from reversed([step for step in steps if step not in ("正文", title)])
            return
        named = next((node for node in near if _TRAIL.search(hints_of(node))), None)
        if named is not None:
            yield from reversed([text_of(link) for link in named.iter("a") if text_of(link)])
            return
