"""What a page's head says of itself: meta tags, JSON-LD, microdata, links; read once, judged by other modules."""

import json
import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from lxml.html import HtmlElement

from contracts.errors import UnusableUrl
from contracts.urls import fetch_url
from workers.clean.pages.dom import squeezed

_MAX_JSON: Final = 400_000
_MAX_NODES: Final = 2_000
_COMMENT: Final = re.compile(
    r"^\s*(?:<!--|/\*.*?\*/|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>|;)\s*$", re.DOTALL
)
_TRAILING_COMMA: Final = re.compile(r",\s*([}\]])")
_ARTICLE_TYPE: Final = re.compile(r"(?:Article|BlogPosting|Posting|Report|Review|NewsItem|Opinion)$")
Node = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Facts:
    """A page's own statements. `metas`: lower-case name → contents in order; `nodes`: all JSON-LD objects.

    `properties`: the elements that carry a property of microdata or RDFa, by its name. `elements` are all of the
    page's: lxml makes an element anew each time that it is looked at and nobody holds it.
    """

    root: HtmlElement
    url: str
    metas: dict[str, list[str]]
    nodes: tuple[Node, ...]
    article: Node
    canonical_links: tuple[str, ...]
    declared_language: str | None
    title_tag: str
    elements: tuple[HtmlElement, ...] = field(default=(), repr=False, compare=False)
    properties: dict[str, list[HtmlElement]] = field(default_factory=dict, repr=False, compare=False)

    def meta(self, *names: str) -> str | None:
        """Return the first content of the first of these meta names that the page gives."""
        return next((value for name in names for value in self.metas.get(name, ()) if value), None)

    def all_meta(self, *names: str) -> list[str]:
        """Return every content of these meta names, in the order of the names."""
        return [value for name in names for value in self.metas.get(name, ()) if value]

    def itemprops(self, name: str) -> list[HtmlElement]:
        """Return the elements that carry a property of microdata or RDFa."""
        return self.properties.get(name, [])

    def node_of(self, *types: str) -> Node | None:
        """Return the first JSON-LD object of one of these types."""
        return next((node for node in self.nodes if types_of(node) & set(types)), None)


def read_facts(root: HtmlElement, url: str) -> Facts:
    """Return what the page says of itself; `url` resolves its relative addresses."""
    elements = tuple(root.iter())
    nodes = tuple(_json_ld(root))
    metas = _metas(root)
    title_tag = squeezed(next((node.text_content() for node in root.iter("title")), ""))
    return Facts(
        root=root,
        url=url,
        metas=metas,
        nodes=nodes,
        article=_article_node(nodes, [title_tag, *metas.get("og:title", ())]),
        canonical_links=_canonical_links(root),
        declared_language=_declared_language(root),
        title_tag=title_tag,
        elements=elements,
        properties=_properties(elements),
    )


def types_of(node: Node) -> set[str]:
    """Return a JSON-LD object's types, without a vocabulary's address."""
    kind = node.get("@type")
    kinds = kind if isinstance(kind, list) else [kind]
    return {str(one).rpartition("/")[2] for one in kinds if isinstance(one, str)}


def text_values(value: Any) -> list[str]:
    """Return the texts that a JSON-LD value holds: itself, a list's, an object's name."""
    if isinstance(value, str):
        return [squeezed(value)] if squeezed(value) else []
    if isinstance(value, list):
        return [text for item in value[:200] for text in text_values(item)]
    if isinstance(value, dict):
        return text_values(value.get("name") or value.get("@value") or value.get("headline"))
    return []


def absolute(url: str | None, base: str) -> str | None:
    """Return an address made absolute, or None if it is none that we would fetch."""
    if not url or not url.strip():
        return None
    try:
        return fetch_url(url, base)
    except UnusableUrl:
        return None


def _metas(root: HtmlElement) -> dict[str, list[str]]:
    metas: dict[str, list[str]] = {}
    for element in root.iter("meta"):
        content = squeezed(element.get("content"))
        names = [element.get(key) for key in ("property", "name", "itemprop", "http-equiv")]
        for name in dict.fromkeys(name.strip().lower() for name in names if name):
            metas.setdefault(name, []).append(content)
    return metas


def _canonical_links(root: HtmlElement) -> tuple[str, ...]:
    links = (node for node in root.iter("link") if "canonical" in (node.get("rel") or "").lower().split())
    return tuple(address for node in links if (address := squeezed(node.get("href"))))


def _declared_language(root: HtmlElement) -> str | None:
    for value in (root.get("lang"), root.get("{http://www.w3.org/XML/1998/namespace}lang"), root.get("xml:lang")):
        if value and value.strip():
            return str(value).strip()
    for xpath in (
        "//meta[translate(@http-equiv,'CL','cl')='content-language']/@content",
        "//meta[@property='og:locale']/@content",
    ):
        for value in root.xpath(xpath):
            if str(value).strip():
                return str(value).strip()
    return None


def _json_ld(root: HtmlElement) -> Iterator[Node]:
    count = 0
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower() or not script.text:
            continue
        for node in _walk(_loaded(script.text[:_MAX_JSON])):
            count += 1
            if count > _MAX_NODES:
                return
            yield node


def _loaded(text: str) -> Any:
    """The JSON of a script, mended where pages commonly break it; None if it stays broken."""
    mended = _COMMENT.sub("", text.strip())
    for attempt in (text, mended, _TRAILING_COMMA.sub(r"\1", mended)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _walk(value: Any) -> Iterator[Node]:
    pending: deque[tuple[Any, int]] = deque([(value, 0)])
    while pending:
        current, depth = pending.popleft()
        if isinstance(current, dict):
            yield current
            children = [child for child in current.values() if isinstance(child, dict | list)]
        else:
            children = list(current) if isinstance(current, list) else []
        if depth < 8:
            pending.extend((child, depth + 1) for child in children[:500])


def _article_node(nodes: tuple[Node, ...], titles: Sequence[str]) -> Node:
    """The page's article: of several the first whose headline the title tells, for lists of others may precede it."""
    articles = [node for node in nodes if any(map(_ARTICLE_TYPE.search, types_of(node)))]
    articles = [
        node for node in articles if node.get("headline") or node.get("datePublished") or node.get("articleBody")
    ]
    if not articles:
        return next((node for node in nodes if types_of(node) & {"WebPage", "VideoObject"}), {})
    told = (node for node in articles if len(articles) > 1 and _is_told(node.get("headline"), titles))
    return next(told, articles[0])


def _is_told(headline: Any, titles: Sequence[str]) -> bool:
    words = " ".join(text_values(headline)[:1]).casefold()
    return bool(words) and any(words in title.casefold() for title in titles)


def _properties(elements: Iterable[HtmlElement]) -> dict[str, list[HtmlElement]]:
    """The elements by the properties that they carry, those of a meta tag's own kind aside."""
    found: dict[str, list[HtmlElement]] = {}
    for element in elements:
        item, stated = element.get("itemprop"), element.get("property")
        if item or (stated and element.tag != "meta"):
            for name in set(f"{item or ''} {stated or ''}".split()):
                found.setdefault(name, []).append(element)
    return found
