"""The page's own tags: keywords in its head, `article:tag`, JSON-LD keywords, and lists such as 相关标签."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from lxml.html import HtmlElement

from contracts.article import Tag
from search.text import fold_name
from workers.clean.fields.language import dominant_script
from workers.clean.pages.blocks import Block
from workers.clean.pages.dom import hints_of, is_hidden, squeezed, text_of
from workers.clean.pages.facts import Facts, text_values
from workers.clean.words.any_case import AnyCase

_MAX_TAGS: Final = 30
_LONGEST_LABEL: Final = 40
_LONGEST_BLOCK: Final = 300
_WORDS: Final = (
    r"(?:相关|相關|文章|热门|熱門)?(?:标签|標籤|标记)|关键[词字]|關鍵[詞字]|话题|話題"
    r"|tags?|tagged(?: (?:with|in|as))?|topics?|related topics|keywords?|filed under"
    r"|schlagw(?:ö|oe)rter|schlagworte|themen"
    r"|mots?[- ]clés|sur le même sujet|thèmes|étiquettes"
    r"|etiquetas|temas|palabras clave|palavras-chave|argomenti|etichette|теги|темы|метки|мітки|теґи"
    r"|الوسوم|كلمات (?:مفتاحية|دلالية)|وسوم|برچسب‌?ها|タグ|キーワード|関連(?:タグ|キーワード|ワード)|태그|키워드|แท็ก"
    r"|ämnen|emneord|nøgleord|taggar|trefwoorden|avainsanat|etiketler|konular|címkék|štítky|etichete|ετικέτες"
    r"|tagi|słowa kluczowe"
)
_LABEL: Final = re.compile(rf"^(?:{_WORDS})(?![a-zà-žа-я])\s*[:：]?\s*", re.IGNORECASE)
_LABEL_INSIDE: Final = AnyCase(rf"(?:(?<=\s)|(?<=[|｜·•]))(?:{_WORDS})\s*[:：]\s*")
_SPLIT: Final = re.compile(r"\s*[,;，、；|｜]\s*")
_BESIDE: Final = re.compile(r"(?:^|[\s_-])(?:sidebar|widget\w*|tag-?cloud|related\w*|recent\w*|popular\w*)(?:[\s_-]|$)")
_LIST_HINT: Final = re.compile(
    r"(?:^|[\s_-])(?:tags?|keywords?|topics?|topic-?pills|tag-?list|tags?-?(?:box|links)|schlagw\w+)(?:[\s_-]|$)"
)


@dataclass(frozen=True, slots=True)
class PageTags:
    """What the page's tags are called, and the numbers of the blocks that showed them."""

    labels: tuple[str, ...]
    shown_in: frozenset[int]

    def written_in(self, language: str) -> tuple[Tag, ...]:
        """Return the tags of a page in a language."""
        return _as_tags(self.labels, language)


def page_tags_of(facts: Facts, blocks: Sequence[Block]) -> PageTags:
    """Return the tags in the page's order: those made for machines, else those marked or shown, else mere keywords.

    Many sites fill the keywords of their head with what every page of theirs is to be found by.
    """
    shown, shown_in = _shown(blocks)
    labels = _stated(facts) or _marked(facts) or _keywords(facts) or shown or _shown_inside(blocks) or _listed(facts)
    told = {label.casefold() for label in (facts.title_tag, facts.meta("og:title")) if label}
    return PageTags(tuple(label for label in labels if label.casefold() not in told), frozenset(shown_in))


def tag_of(label: str, language: str) -> Tag:
    """Return a page's tag under its label, in the language whose script the label is in."""
    return Tag(concept=fold_name(label) or label.lower(), labels={label_language(label, language): label}, basis="page")


def label_language(label: str, language: str) -> str:
    """Return the language of a name: the article's where the scripts agree, else the script's most common one."""
    script = dominant_script(label)
    by_script = {
        "han": ("zh", "ja"),
        "kana": ("ja",),
        "hangul": ("ko",),
        "cyrillic": ("ru",),
        "arabic": ("ar",),
        "greek": ("el",),
    }
    usual = by_script.get(script)
    if usual is None:
        return "en" if language in {code for codes in by_script.values() for code in codes} else language
    cyrillic_or_arabic = script in ("cyrillic", "arabic") and language in (
        "uk",
        "bg",
        "sr",
        "mk",
        "be",
        "kk",
        "fa",
        "ur",
        "ps",
    )
    return language if language in usual or cyrillic_or_arabic else usual[0]


def _as_tags(labels: Iterable[str], language: str) -> tuple[Tag, ...]:
    tags: dict[str, Tag] = {}
    for label in labels:
        label = squeezed(label).strip(" #＃\"'“”.,")
        if 1 < len(label) <= 60 or (len(label) == 1 and label > "\u2e80"):
            tag = tag_of(label, language)
            tags.setdefault(tag.concept, tag)
    return tuple(tags.values())[:_MAX_TAGS]


def _stated(facts: Facts) -> list[str]:
    values: Any = facts.article.get("keywords")
    candidates = (
        [part for text in text_values(values) for part in _SPLIT.split(text)],
        _each(facts.all_meta("article:tag", "og:article:tag", "og:video:tag")),
        _split_keywords(facts.meta("news_keywords")),
        _split_keywords(facts.meta("parsely-tags", "sailthru.tags")),
    )
    return next((found for labels in candidates if (found := [label for label in labels if label])), [])


def _each(labels: list[str]) -> list[str]:
    """The labels; one that lists several with two commas or more taken apart."""
    is_list = len(labels) == 1 and len(_SPLIT.findall(labels[0])) > 1 and "&" not in labels[0]
    return _SPLIT.split(labels[0]) if is_list else labels


def _keywords(facts: Facts) -> list[str]:
    return _split_keywords(facts.meta("keywords"))


def _split_keywords(value: str | None) -> list[str]:
    """Keywords at their commas; those of a page that writes none at its spaces, if they are in an unspaced script."""
    if not value:
        return []
    parts = _SPLIT.split(value)
    if len(parts) == 1 and re.search(r"[\u3040-\u30ff\u4e00-\u9fff]", value):
        parts = value.split()
    return [part for part in parts if part]


def _shown(blocks: Sequence[Block]) -> tuple[list[str], list[int]]:
    """The short items that follow a line such as "Tags:"; and the numbers of the line and the items."""
    for index in range(len(blocks) - 1, -1, -1):
        block = blocks[index]
        if len(block.text) > _LONGEST_BLOCK:
            continue
        label = _LABEL.match(block.text)
        if label is None:
            continue
        rest = block.text[label.end() :]
        if not rest and (items := _items_after(blocks, index)):
            return [name.lstrip("#") for item in items for name in _labels_in(blocks[item])], [index, *items]
        if rest and re.search(r"[:：]", label.group()) and block.element is not None:
            parts = [part for part in re.split(r"[,，、;；|]\s*|\s{2,}", rest) if part]
            labels = _linked_in(block, rest) or parts
            if labels and all(len(text) <= _LONGEST_LABEL for text in labels):
                return labels, [index]
    return [], []


def _linked_in(block: Block, rest: str) -> list[str]:
    links = [text_of(node) for node in block.element.iter("a")] if block.element is not None else []
    return [link for link in links if link and link in rest]


def _shown_inside(blocks: Sequence[Block]) -> list[str]:
    """The links behind such a label in the midst of a line about the article, which stays what it is."""
    for block in reversed(blocks):
        label = _LABEL_INSIDE.search(block.text) if block.links and len(block.text) <= _LONGEST_BLOCK else None
        labels = _linked_in(block, block.text[label.end() :]) if label is not None else []
        if labels and all(len(text) <= _LONGEST_LABEL for text in labels):
            return labels
    return []


def _labels_in(block: Block) -> list[str]:
    """The labels of an item: what its links say, if it is nothing but several links; else its text."""
    links = [text for node in block.element.iter("a") if (text := text_of(node))] if block.element is not None else []
    return links if len(links) > 1 and "".join("".join(links).split()) == block.compact else [block.text]


def _items_after(blocks: Sequence[Block], index: int) -> list[int]:
    items = []
    for following in range(index + 1, min(index + 1 + _MAX_TAGS, len(blocks))):
        block = blocks[following]
        if block.kind == "heading" or len(block.text) > _LONGEST_LABEL or block.links < 0.8:
            break
        items.append(following)
    return items


def _marked(facts: Facts) -> list[str]:
    """Links that are marked rel=tag: those with the article, before any other."""
    nodes = [node for node in facts.root.iter("a") if "tag" in (node.get("rel") or "").split()]
    own = [node for node in nodes if not _is_beside(node)] or nodes
    return [text for node in own if len(text := text_of(node)) <= _LONGEST_LABEL]


def _is_beside(node: HtmlElement) -> bool:
    """Whether a link stands in a bar beside the article; its own foot holds its tags."""
    return any(up.tag in ("aside", "nav") or _BESIDE.search(hints_of(up)) is not None for up in node.iterancestors())


def _listed(facts: Facts) -> list[str]:
    """The links of a list that is named for tags."""
    for node in facts.root.iter("ul", "div", "p", "section", "span", "ol", "nav"):
        hints = hints_of(node)
        if hints and _LIST_HINT.search(hints) and not is_hidden(node):
            links = [text for anchor in node.iter("a") if (text := text_of(anchor))]
            if (
                links
                and sum(map(len, links)) > 0.7 * len(text_of(node))
                and all(len(text) <= _LONGEST_LABEL for text in links)
                and len(links) <= 15
            ):
                return links
    return []
