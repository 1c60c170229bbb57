"""Who wrote the article: names only, without "By", titles, addresses or the publication's own name."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from itertools import chain, pairwise
from typing import Any, Final

from workers.clean.fields.author_marks import linked_author, marked_authors, posters
from workers.clean.fields.bare_names import bare_names, signature
from workers.clean.fields.bylines import (
    byline_names,
    is_author_label,
    names_beside_date,
    says_posted,
    says_written_by,
    signature_names,
    stamp_names,
    without_beginning,
)
from workers.clean.fields.stamps import labels_date
from workers.clean.pages.blocks import Block
from workers.clean.pages.dom import squeezed
from workers.clean.pages.facts import Facts, text_values

_AFTER: Final = re.compile(
    r"\s*(?:[|｜•·(（\[]|\s[-–—]\s|,\s+(?:dpa|afp|ap|reuters|efe|apa|afp/|bbc|cnn|staff|senior|chief|editor"
    r"|reporter)\b|\s[^\W\d_]{3,}\s?[:：](?=\s|$)).*$",
    re.IGNORECASE,
)
_IN_PLACE: Final = re.compile(r"^((?:\S+\s+){1,3}\S+)\s+(?:in|aus|à|en|em)\s+[^\W\d_a-z][^\W\d_]+(?:[ -]\S+){0,2}$")
_OURS: Final = re.compile(
    r"^(?i:our|unser\w{0,2}|onze|notre|nuestr[oa]|noss[oa]|(?:dal )?nostr[oa]|vores|vår)\s+[^\W\d_]+\s+(?=[^\W\d_a-z])"
)
_INITIALS: Final = re.compile(r"[A-Z]{2,6}|[a-z][a-z0-9]{0,5}|[A-Z]+\d+")
_DATED: Final = re.compile(
    r"\s+(?:on\s+(?:[A-Z][a-z]+day\b|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b|[A-Z][a-z]{2,8}\.? \d)"
    r"|at\s+\d|(?:Published|Updated|Posted)\b(?! by)).*$"
)
_DAY: Final = r"\d{1,2}(?:st|nd|rd|th|er|\.)?"
_MONTH: Final = r"[^\W\d_]{3,}\.?"
_STAMPED: Final = re.compile(
    r"\s+(?:(?:on|am|le|el|il|den|op|at|en|um|kl\.?|klo)\s+(?:[^\W\d_]{2,10}[.,]*\s+)?)?(?:\d{1,2}\s?[./-]\s?\d{1,2}\s?[./-]\s?\d|(?:19|20)\d\d\s?[./-]|\d{1,2}:\d\d"
    rf"|\d+\s\w+\sago\b|(?:vor|hace|il y a|há)\s\d"
    rf"|(?:{_DAY}\s+(?:de\s+)?{_MONTH}|{_MONTH}\s{_DAY}),?\s+(?:de\s+)?(?:19|20)\d\d).*$"
)
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_ADDRESS: Final = re.compile(r"\s*\S+@\S+\.\w+")
_LISTED_ASIDE: Final = re.compile(r"\s*\([^()]{0,60},[^()]{0,60}\)")
_SUFFIX: Final = re.compile(r"\s*(?:記者|记者|기자|特派員|编辑|編輯|報道|报道)$")
_SPLIT: Final = re.compile(
    r"\s*(?:[;；、/／]|\s&\s|\s+(?:and|AND|und|UND|et|y|e|och|og|i|и|ve|im (?:Gespräch|Interview) mit"
    r"|in conversation with|interviewed by)\s+|\s+و(?=\S)"
    r"|,\s*(?:(?:and|und|et|y|e|och|og|i|и|ve|en)\s+)?(?![JS]r\b))\s*"
)
_NO_NAME: Final = re.compile(
    r"https?:|www\.|[@=<>\"]|\d{3}|(?:^|\s)\d{1,2}(?:\s|$)|^[a-z]+[._][a-z0-9._]+$|文章|阅读|评论|关注|分享|[社时]论(?:$|\s)|社論|社説|编辑部|編輯部"
    r"|^(?:admin|administrator|editor|redaktion|redaction|staff|none|null|unknown|guest|anonymous|"
    r"author|share|follow|comments?|newsroom|webmaster|super user|discuz! team|comsenz ui team|user"
    r"|humans\.txt|m\.?[asd]\.?|ph\.?d\.?|r\.?d\.?n?\.?|mba|jd|rn|bsc|msc|dds|cpa|esq\.?"
    r"|fr|mo|di|mi|do|sa|so|name \\*)$",
    re.IGNORECASE,
)
_ROLE: Final = re.compile(
    r"(?:^|\s+)(?:(?-i:[A-Z]{2,5})\s+)?"
    r"(?:(?:senior|chief|staff|political|national|sports|business|science|health|foreign|managing)\s+)*"
    r"(?:writer|reporter|correspondent|editor(?:-at-large)?|columnist|chefredakteur(?:in)?|redakteur(?:in)?|journaliste?"
    r"|rédact(?:eur|rice)(?: en chef)?|redactora?)$",
    re.IGNORECASE,
)
_AGENCY: Final = re.compile(
    r"reuters|afp|dpa|apa?|epd|kna|sid|efe|ansa|tass|pti|ani|upi|bloomberg|associated press|agencies|agenturen"
    r"|europa press|新华社|新華社|中新社|中央社|共同通信|時事通信|연합뉴스|뉴시스|뉴스1|тасс|риа новости|интерфакс",
    re.IGNORECASE,
)
_FOR_AGENCY: Final = re.compile(r"(?<=\w\s\w\w)(\w*)\s+(?:Associated Press|Reuters|Bloomberg|AFP|dpa)$")
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
_MAX_AUTHORS: Final = 12
_MARK: Final = re.compile(r"\s[-–—:•·]\s|\s*[|｜»]\s*")
_LONGEST_NAME: Final = 16
_OPENING: Final = 3
_CLOSING: Final = 3
_LONGEST_LIST: Final = 600


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
        names = _names(found, own, language)
        if names and not all(map(_ORGANISATION.search, names)):
            return names
    last = [*stated, *linked_author(facts.root), *_editors(shown.lines)]
    rest = (_names(texts, set(), language) for texts in (last, named, facts.all_meta(*_LAST_METAS)))
    return _names(named, own, language) or next(filter(None, rest), ())


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
    yield from ([name] for name, line in pairwise(shown.lines) if says_posted(line) and len(name) <= _LONGEST_NAME)
    yield from (names_beside_date(line) for line in shown.lines)
    yield bare_names([block.text for block in shown.near])
    yield signature(shown.below)


def stated_authors(facts: Facts, language: str) -> tuple[str, ...]:
    """Return the names of those whom the page's head names as its writers."""
    stated = [*_from_json_ld(facts), *facts.all_meta("author", "article:author", "dc.creator", "byl")]
    return _names(stated, set(), language)


def told_authors(facts: Facts, language: str) -> tuple[str, ...]:
    """Return the names of those whom the page's head names as its writers, or whom else its elements are marked for."""
    return stated_authors(facts, language) or _names(marked_authors(facts.root), set(), language)


def names_in(texts: Iterable[str], language: str, publications: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the names that texts name which are known to name the writers, without the publications' own."""
    return _names(texts, {name.casefold() for name in publications}, language)


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


def _names(texts: Iterable[str], own: set[str], language: str) -> tuple[str, ...]:
    texts = [_undressed(text[:_LONGEST_LIST]) for text in texts if "://" not in text]
    texts = (name for text in texts for name in (_as_byline(text) or [text]))
    pieces = (piece for text in texts for piece in _SPLIT.split(unescape(without_beginning(squeezed(text)))))
    names = [
        name
        for piece in pieces
        for part in (_han_names(piece) if language == "zh" else [piece])
        if (name := _tidy(part))
    ]
    kept = _without_initials([name for name in names if _is_name(name) and name.casefold() not in own])
    full = [name for name in kept if " " in name or not any(other.startswith(f"{name} ") for other in kept)]
    whole = [name for name in full if not any(name.startswith(f"{other} ") for other in full)]
    persons = [name for name in whole if not _AGENCY.fullmatch(name)]
    once = {name.casefold(): name for name in reversed(persons or whole)}
    return tuple(reversed(once.values()))[:_MAX_AUTHORS]


def _undressed(text: str) -> str:
    """A byline without addresses, the list in its brackets, and what follows from its date on."""
    text = _ADDRESS.sub("", text) if "@" in text else text
    text = _LISTED_ASIDE.sub("", text) if "(" in text else text
    text = next(iter(stamp_names(text)), text)
    stamp = _STAMPED.search(text) if any(map(str.isdigit, text)) and not _HAN.search(text) else None
    if stamp is not None and not labels_date(without_beginning(text[: stamp.start()])):
        text = text[: stamp.start()]
    return _DATED.sub("", text)


def _without_initials(names: list[str]) -> list[str]:
    """The names but for a newsroom's initials beside whole ones: "João da Silva, g1", "Jane Doe, CNN"."""
    whole = [name for name in names if not _INITIALS.fullmatch(name)]
    return whole if any(" " in name for name in whole) else names


def _as_byline(text: str) -> list[str]:
    """The names in a text that is a whole byline in a script without spaces: "〔記者陳宥任／澎湖報導〕"."""
    return [] if text.isascii() else [name for name in byline_names(text) or signature_names(text) if name != text]


def _han_names(piece: str) -> list[str]:
    """The names of a piece: whole Chinese names stand beside each other with but a space between them."""
    parts = piece.split()
    return parts if len(parts) > 1 and all(re.fullmatch(r"[\u4e00-\u9fff·]{2,4}", part) for part in parts) else [piece]


def _tidy(part: str) -> str:
    name = _SUFFIX.sub("", _ROLE.sub("", _AFTER.sub("", _OURS.sub("", without_beginning(part))))).strip(
        " \t,.:;|-–—·@\"'“”"
    )
    name = _IN_PLACE.sub(r"\1", _FOR_AGENCY.sub(r"\1", name))
    return name.title() if name.isupper() and len(name) > 5 and " " in name else name


def _is_name(name: str) -> bool:
    return 2 <= len(name) <= 60 and len(name.split()) <= 6 and not _NO_NAME.search(name) and any(map(str.isalpha, name))
