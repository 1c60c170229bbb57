"""What is known of a page whose kind is asked: what it states, its body as cleaned, all its blocks, and its shape."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final
from urllib.parse import parse_qsl, urlsplit

import ada_url

from workers.clean.kinds.elements import first
from workers.clean.kinds.kind_words import kind_words
from workers.clean.kinds.shape import Shape
from workers.clean.kinds.shown import Shown, shown_of
from workers.clean.pages.blocks import Block
from workers.clean.pages.facts import Facts

_FRONT: Final = re.compile(
    r"^/?(?:(?P<language>[a-z]{2})(?:[-_][a-z]{2,4})?/?)?"
    r"(?:home/(?=index|default))?(?:(?:index|default|home|homepage|main|front|frontpage|portada|accueil|startseite|page/1)"
    r"(?:\.\w{2,5})?/?)?(?:\?(?:m|amp|lang|locale|edition|region|hl|ref|from|source|src|utm_\w+)=[\w-]*)?$"
)

_SEARCHED: Final = frozenset(
    ("q", "s", "query", "search", "keyword", "keywords", "keys", "wd", "kw", "text", "term", "word")
)
_MOST_FIELDS: Final = 200


@dataclass(frozen=True)
class Evidence:
    """What tells a page's kind: its body as cleaned, and all of its blocks."""

    facts: Facts
    title: str
    body: Sequence[Block]
    blocks: Sequence[Block]
    status: int = 200

    @cached_property
    def shape(self) -> Shape:
        """What the page is built of around its text."""
        return Shape(self.facts.root, self.blocks, self.body, self.title)

    @cached_property
    def shown(self) -> Shown:
        """What the page shows to its reader in names, lines and machinery."""
        return shown_of(self.facts, self.title, self.shape)

    @cached_property
    def is_front(self) -> bool:
        """Whether the address is a site's root, or that of the language that the page says it is in."""
        found = _FRONT.match(self.path)
        if found is None or found["language"] is None:
            return found is not None
        return (self.facts.declared_language or "en").lower().startswith(found["language"])

    @cached_property
    def is_edition(self) -> bool:
        """Whether a page at the first level of a site names the site before all else, or calls itself an edition."""
        if self.path.strip("/").count("/") or "?" in self.path:
            return False
        site, title = self.facts.meta("og:site_name") or "", self.facts.title_tag
        return bool(site and title.startswith(site)) or kind_words().edition.search(title[:300]) is not None

    @cached_property
    def names(self) -> list[str]:
        """What the page calls itself: its title, and its first headings."""
        headings = [block.text for block in self.blocks[:200] if block.kind == "heading" and block.level == 1][:2]
        return [name[:300] for name in dict.fromkeys((self.title, self.facts.title_tag, *headings)) if name]

    @cached_property
    def shows_what_was_searched(self) -> bool:
        """Whether the page repeats the words that its address asks for, in a field or in its name, as a search does."""
        asked = {word.strip().lower() for key, word in parse_qsl(urlsplit(self.facts.url).query) if key in _SEARCHED}
        asked.discard("")
        fields = first(self.facts.root.iter("input"), _MOST_FIELDS)
        return bool(asked) and (
            any((field.get("value") or "").strip().lower() in asked for field in fields)
            or any(word in name.lower() for word in asked for name in self.names)
        )

    @cached_property
    def path(self) -> str:
        """The address's path and query, lower-case."""
        parsed = ada_url.URL(self.facts.url)
        return (parsed.pathname + parsed.search).lower()
