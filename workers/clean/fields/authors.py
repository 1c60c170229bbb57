"""Who wrote the article: names only, without "By", titles, addresses or the publication's own name."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Any, Final

from workers.clean.fields.author_marks import linked_author, marked_authors, posters
from workers.clean.fields.bare_names import bare_names, signature
from workers.clean.fields.bylines import (
    byline_names,
    is_author_label,
    names_beside_date,
    says_written_by,
    signature_names,
    stamp_names,
)
from workers.clean.fields.people import people_in
from workers.clean.pages.blocks import Block
from workers.clean.pages.facts import Facts, text_values

_ORGANISATION: Final = re.compile(r"\be\. ?V\b|\bGmbH\b|\b(?:Inc|Ltd|LLC)\b|Stiftung\b|verband\b|有限公司")
_EDITOR: Final = re.compile(
    r"(?:责任编辑|責任編輯|责编|編輯|编辑)\s*[:：]\s*"
    r"([\u4e00-\u9fff]{2,4}(?:[ 、][\u4e00-\u9fff]{2,4}){0,3})(?=[\s)）\]】]|$)"
)
_METAS: Final = (
    "author",
    "article:author",
    "dc.creator",
    "dcterms.creator",
    "parsely-author",
    "sailthru.author",
    "byl",
    "og:article:author",
    "cxenseparse:author",
    "citation_author",
)
_LAST_METAS: Final = ("dable:author", "articleauthor")
_MARK: Final = re.compile(r"\s[-–—:•·]\s|\s*[|｜»]\s*")
_OPENING: Final = 3
_CLOSING: Final = 3


@dataclass(frozen=True, slots=True)
class Shown:
    """Where a page may show its writers: lines about the article, its paragraphs, what stands above and below them."""

    lines: Sequence[str] = ()
    paragraphs: Sequence[str] = ()
    near: Sequence[Block] = ()
    below: Block | None = None


def authors_of(facts: Facts, shown: Shown, language: str, publications: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the writers' names in the page's order; JSON-LD before meta tags, marked bylines, a visible line."""
    own = {name.casefold() for name in (*publications, facts.meta("og:site_name"), _signed(facts.title_tag)) if name}
    stated = _from_json_ld(facts)
    named = [*facts.all_meta(*_METAS), *_labelled_metas(facts)]
    for found in chain((stated, named), _shown(facts, shown)):
        names = people_in(found, own, language)
        if names and not all(map(_ORGANISATION.search, names)):
            return names
    last = [*stated, *linked_author(facts.root), *_editors(shown.lines)]
    rest = (people_in(texts, set(), language) for texts in (last, named, facts.all_meta(*_LAST_METAS)))
    return people_in(named, own, language) or next(filter(None, rest), ())


def _signed(title_tag: str) -> str:
    """What stands behind the last mark of the page's title: the site's name, as most write it."""
    parts = _MARK.split(title_tag)
    return parts[-1].strip() if len(parts) > 1 else ""


def _shown(facts: Facts, shown: Shown) -> Iterator[list[str]]:
    """What the page shows, looked for where its head names nobody: the plainest ways of saying it first."""
    yield marked_authors(facts.root)
    yield from (byline_names(line) for line in shown.lines)
    yield from (stamp_names(line) for line in shown.lines)
    yield from ([name] for label, name in pairwise(shown.lines) if is_author_label(label))
    ends = dict.fromkeys([*shown.paragraphs[:_OPENING], *shown.paragraphs[-_CLOSING:], *shown.lines])
    yield from (signature_names(paragraph) for paragraph in ends)
    yield posters(shown.near)
    yield from (names_beside_date(line) for line in shown.lines)
    yield bare_names([block.text for block in shown.near])
    yield signature(shown.below)


def stated_authors(facts: Facts, language: str) -> tuple[str, ...]:
    """Return the names of those whom the page's head names as its writers."""
    stated = [*_from_json_ld(facts), *facts.all_meta("author", "article:author", "dc.creator", "byl")]
    return people_in(stated, set(), language)


def told_authors(facts: Facts, language: str) -> tuple[str, ...]:
    """Return the names of those whom the page's head names as its writers, or whom else its elements are marked for."""
    return stated_authors(facts, language) or people_in(marked_authors(facts.root), set(), language)


def names_in(texts: Iterable[str], language: str, publications: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the names that texts name which are known to name the writers, without the publications' own."""
    return people_in(texts, {name.casefold() for name in publications}, language)


def _from_json_ld(facts: Facts) -> list[str]:
    by_id = {str(node["@id"]): node for node in facts.nodes if isinstance(node.get("@id"), str) and node.get("name")}
    authors: Any = facts.article.get("author") or facts.article.get("creator")
    items = authors if isinstance(authors, list) else [authors]
    resolved = [by_id.get(str(item.get("@id")), item) if isinstance(item, dict) else item for item in items[:50]]
    return [text for item in resolved for text in text_values(item)]


def _labelled_metas(facts: Facts) -> list[str]:
    """What a card's rows tell behind a label such as "Written by", as common plug-ins and systems write them."""
    rows = ((facts.meta(f"twitter:label{row}"), facts.meta(f"twitter:data{row}")) for row in (1, 2))
    return [told for label, told in rows if label and told and says_written_by(label)]


def _editors(lines: Iterable[str]) -> list[str]:
    """Who edited the article, where nobody else is named: many Chinese pages name no other person."""
    return [match.group(1) for line in lines if (match := _EDITOR.search(line))][:1]
