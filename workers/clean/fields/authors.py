"""Who wrote the article: names only, without "By", titles, addresses or the publication's own name."""

import re
from collections.abc import Iterable, Iterator, Sequence
from html import unescape
from itertools import chain
from typing import Any, Final

from lxml import etree
from lxml.html import HtmlElement

from workers.clean.fields.places import stands_elsewhere
from workers.clean.pages.dom import hints_of, is_hidden, squeezed, text_of
from workers.clean.pages.facts import Facts, text_values

_BY: Final = re.compile(
    r"^(?:(?:written|reported|posted|text|words|story|article|published|author|autor|autore|auteur|foto"
    r"|photo)\s*(?:by|von|par|por|di|:|：)?"
    r"|by|von|par|por|di|da|de la redacción|av|af|door|przez|yazan|автор|текст|بقلم|كتب"
    r"|作者|记者|記者|文|撰文|编辑|編輯|글|기자|文・|取材・文|執筆)(?:\s*[:：/／|]\s*|\s+)",
    re.IGNORECASE,
)
_AFTER: Final = re.compile(
    r"\s*(?:[|｜•·(（\[]|\s[-–—]\s|,\s+(?:dpa|afp|ap|reuters|efe|apa|afp/|bbc|cnn|staff|senior|chief|editor"
    r"|reporter)\b).*$",
    re.IGNORECASE,
)
_SUFFIX: Final = re.compile(r"\s*(?:記者|记者|기자|特派員|编辑|編輯|報道|报道)$")
_SPLIT: Final = re.compile(
    r"\s*(?:[;；、/／&]|\s+(?:and|und|et|y|e|och|og|und|i|и|ve)\s+|\s+و(?=\S)|,\s*(?![JS]r\b))\s*"
)
_NO_NAME: Final = re.compile(
    r"https?:|www\.|@|\d{3}|^[a-z]+[._][a-z0-9._]+$|文章|阅读|评论|关注|分享"
    r"|^(?:admin|administrator|editor|redaktion|redaction|staff|none|null|unknown|guest|anonymous|"
    r"author|share|follow|comments?|newsroom|webmaster|user|fr|mo|di|mi|do|sa|so|name \\*)$",
    re.IGNORECASE,
)
_BYLINE_HINT: Final = re.compile(
    r"(?:^|[\s_-])(?:byline|author|autor|auteur|writer|reporter|source-author)(?:[\s_-]|name|s\b|$)", re.IGNORECASE
)
_CJK_BYLINE: Final = re.compile(
    r"(?:(?:作者|撰文)\s*[:：]|文\s*[:：/／]|(?:记者|記者)\s*[:：\s])\s*"
    r"([\u4e00-\u9fff·]{2,4}(?:[ 、][\u4e00-\u9fff·]{2,4}){0,3})"
    r"(?=[\s)）\]】,，。/／|]|$)"
)
_CJK_SIGNATURE: Final = re.compile(
    r"[（(]\s*(?:[^（()）]{0,8}记者|[^（()）]{0,8}記者|文/)?\s*"
    r"([\u4e00-\u9fff]{2,4}(?:[ 、][\u4e00-\u9fff]{2,4}){0,3}?)(?:\s+[\u4e00-\u9fff]{2,6}报道)?\s*[）)]\s*$"
)
_ROLE: Final = re.compile(
    r"(?:^|\s+)(?:(?-i:[A-Z]{2,5})\s+)?"
    r"(?:(?:senior|chief|staff|political|national|sports|business|science|health|foreign|managing)\s+)*"
    r"(?:writer|reporter|correspondent|editor(?:-at-large)?|columnist|chefredakteur(?:in)?|redakteur(?:in)?|journaliste?"
    r"|rédact(?:eur|rice)(?: en chef)?|redactora?)$",
    re.IGNORECASE,
)
_ORGANISATION: Final = re.compile(r"\be\. ?V\b|\bGmbH\b|\b(?:Inc|Ltd|LLC)\b|Stiftung\b|verband\b|有限公司")
_EDITOR: Final = re.compile(
    r"(?:责任编辑|責任編輯|责编|編輯|编辑)\s*[:：]\s*"
    r"([\u4e00-\u9fff]{2,4}(?:[ 、][\u4e00-\u9fff]{2,4}){0,3})(?=[\s)）\]】]|$)"
)
_COMMENTS: Final = re.compile(r"comment|kommentar|disqus|respond|related|recommend")
_MAX_AUTHORS: Final = 12
_MAX_MARKED: Final = 3
_LONGEST_LIST: Final = 600


def authors_of(
    facts: Facts, top_lines: Iterable[str], language: str, publications: Iterable[str] = ()
) -> tuple[str, ...]:
    """Return the writers' names in the page's order; JSON-LD before meta tags, marked bylines, a visible line."""
    top_lines = list(top_lines)
    own = {name.casefold() for name in (*publications, facts.meta("og:site_name")) if name}
    stated = _from_json_ld(facts)
    named = facts.all_meta(
        "author", "article:author", "dc.creator", "dcterms.creator", "parsely-author", "sailthru.author", "byl"
    )
    for found in chain((stated, named), _shown(facts, top_lines)):
        names = _names(found, own, language)
        if names and not all(map(_ORGANISATION.search, names)):
            return names
    last = [*stated, *_linked(facts.root), *_editors(top_lines)]
    return _names(named, own, language) or _names(last, set(), language)


def _shown(facts: Facts, top_lines: Sequence[str]) -> Iterator[list[str]]:
    """What the page shows, looked for where its head names nobody."""
    yield _marked(facts.root)
    yield _visible(top_lines)


def stated_authors(facts: Facts, language: str) -> tuple[str, ...]:
    """Return the names of those whom the page's head names as its writers."""
    stated = [*_from_json_ld(facts), *facts.all_meta("author", "article:author", "dc.creator", "byl")]
    return _names(stated, set(), language)


def names_in(texts: Iterable[str], language: str, publications: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the names that texts name which are known to name the writers, without the publications' own."""
    return _names(texts, {name.casefold() for name in publications}, language)


def _from_json_ld(facts: Facts) -> list[str]:
    by_id = {str(node["@id"]): node for node in facts.nodes if isinstance(node.get("@id"), str) and node.get("name")}
    authors: Any = facts.article.get("author") or facts.article.get("creator")
    items = authors if isinstance(authors, list) else [authors]
    resolved = [by_id.get(str(item.get("@id")), item) if isinstance(item, dict) else item for item in items[:50]]
    return [text for item in resolved for text in text_values(item)]


def _marked(root: HtmlElement) -> list[str]:
    found: list[str] = []
    for node in root.iter(etree.Element):
        if _says_author(node) and not is_hidden(node) and not _is_elsewhere(node):
            text = squeezed(node.get("content")) if node.tag == "meta" else text_of(node)
            if 2 <= len(text) <= 80:
                found.append(text)
            if len(found) >= _MAX_AUTHORS:
                break
    return found[:_MAX_MARKED]


def _linked(root: HtmlElement) -> list[str]:
    """The name that a link marked as the author's shows, though it may be the publication's."""
    links = (node for node in root.iter("a") if "author" in (node.get("rel") or "").split())
    return [text_of(node) for node in links if not is_hidden(node) and not _is_elsewhere(node)][:1]


def _editors(lines: Iterable[str]) -> list[str]:
    """Who edited the article, where nobody else is named: many Chinese pages name no other person."""
    return [match.group(1) for line in lines if (match := _EDITOR.search(line))][:1]


def _is_elsewhere(node: HtmlElement) -> bool:
    """Whether the element stands among comments, in the page's foot, in a teaser or beside the article."""
    return stands_elsewhere(node) or any(_COMMENTS.search(hints_of(ancestor)) for ancestor in node.iterancestors())


def _says_author(node: HtmlElement) -> bool:
    marks = f"{node.get('rel') or ''} {node.get('itemprop') or ''}".split()
    if "author" in marks:
        return True
    return node.tag in ("a", "span", "p", "div", "address", "cite", "strong") and bool(
        _BYLINE_HINT.search(f"{node.get('class') or ''} {node.get('id') or ''}")
    )


def _visible(lines: Iterable[str]) -> list[str]:
    for line in lines:
        if len(line) <= 160 and (match := _CJK_BYLINE.search(line) or _CJK_SIGNATURE.search(line)):
            return [match.group(1)]
        if len(line) <= 80 and re.match(r"(?:by|von|par|por)\s+[A-ZÀ-Þ]", line, re.IGNORECASE) and line[:1].isupper():
            return [line]
    return []


def _names(texts: Iterable[str], own: set[str], language: str) -> tuple[str, ...]:
    texts = (text[:_LONGEST_LIST] for text in texts if "://" not in text)
    pieces = (piece for text in texts for piece in _SPLIT.split(unescape(_BY.sub("", squeezed(text)))))
    names = [
        name
        for piece in pieces
        for part in (_han_names(piece) if language == "zh" else [piece])
        if (name := _tidy(part))
    ]
    kept = [name for name in names if _is_name(name) and name.casefold() not in own]
    full = [name for name in kept if " " in name or not any(other.startswith(f"{name} ") for other in kept)]
    whole = [name for name in full if not any(name.startswith(f"{other} ") for other in full)]
    return tuple(dict.fromkeys(whole))[:_MAX_AUTHORS]


def _han_names(piece: str) -> list[str]:
    """The names of a piece: whole Chinese names stand beside each other with but a space between them."""
    parts = piece.split()
    return parts if len(parts) > 1 and all(re.fullmatch(r"[\u4e00-\u9fff·]{2,4}", part) for part in parts) else [piece]


def _tidy(part: str) -> str:
    name = _SUFFIX.sub("", _ROLE.sub("", _AFTER.sub("", _BY.sub("", part)))).strip(" \t,.:;|-–—·@\"'“”")
    return name.title() if name.isupper() and len(name) > 5 and " " in name else name


def _is_name(name: str) -> bool:
    return 2 <= len(name) <= 60 and len(name.split()) <= 6 and not _NO_NAME.search(name) and any(map(str.isalpha, name))
