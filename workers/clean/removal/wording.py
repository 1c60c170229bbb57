"""Why a block's own words show that it is not the article: by a rule, by an appeal to the reader, or by links alone."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from workers.clean.pages.blocks import Block
from workers.clean.pages.sentences import ends_sentence
from workers.clean.removal.appeals import Paragraph, appeal_of, is_too_long, tells_of_someone
from workers.clean.words.rules import is_kept, reason_of_text

CALLS: Final = frozenset(
    {"cookie notice", "subscribe", "app promotion", "promotion", "contact", "comments", "notice", "share", "credit"}
)
_SHORTEST_NAME: Final = 5
_SHORTEST_WHOLE: Final = 4
_SHORTEST_ROOT: Final = 2
_LONGEST_NOTE: Final = 300
_KIND_OF_PAPER: Final = re.compile(
    r"(?:(?:都市|青年|[经經][济濟]|[日晚早晨商快周时時])[报報]|周刊|[财財][讯訊]|新[闻聞](?:[网網]|社)?|[资資][讯訊]|[网網]|在线|新報|新聞社?|일보|신문|뉴스){1,4}+$"
)
_LINKED: Final = 0.9
_LONGEST_LINKED: Final = 240
_EMAIL: Final = re.compile(r"(?<![\w.+-])[\w.+-]{1,40}@(?P<domain>[\w-]{1,60}(?:\.[\w-]{2,30})+)")
_OPEN_TO_ALL: Final = re.compile(
    r"^(?:gmail|googlemail|outlook|hotmail|yahoo|icloud|proton|gmx|web|mail|yandex|qq|163|126|sina|naver|daum)\w*\."
)
_GENERAL: Final = frozenset({"daily", "times", "online", "today", "media", "press", "world", "local", "group", "radio"})


@dataclass(frozen=True, slots=True)
class Wording:
    """How to read a page's words: its language, its site's names and their words, who wrote the article, its title."""

    language: str = ""
    names: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()
    writers: tuple[str, ...] = ()
    title: str = ""

    def reason(self, block: Block, *, in_tail: bool) -> str | None:
        """Return why a block is not the article, or None; `in_tail`: it stands where an article may have ended."""
        reason = self._reason(block, in_tail=in_tail)
        return reason if reason and not is_kept(block.text) else None

    def _reason(self, block: Block, *, in_tail: bool) -> str | None:
        text = block.text
        if in_tail and text.strip().casefold() in self.names:
            return "app promotion"
        if in_tail and self._is_about_the_writer(text):
            return "credit"
        read = _EMAIL.sub("", text) if in_tail and self._gives_address_of_others(text) else text
        found = reason_of_text(read, in_tail=in_tail) or _reason_of_lines(read, in_tail=in_tail)
        if found in CALLS and block.links < 0.5 and tells_of_someone(text, self.language):
            found = None
        return found or self._appeal(block, in_tail=in_tail) or _linked(block, in_tail=in_tail)

    def _appeal(self, block: Block, *, in_tail: bool) -> str | None:
        text = block.text
        if is_too_long(text, in_tail=in_tail):
            return None
        paragraph = Paragraph(text, self.language, block.links, self._names_site(text), self._is_by_name(text))
        return appeal_of(paragraph, in_tail=in_tail)

    def own_reason(self, block: Block, *, in_tail: bool = False) -> str | None:
        """Return the reason that all lines of a block give."""
        lines = [replace(block, text=line) for line in block.text.split("\n")] if "\n" in block.text else [block]
        reasons = [self.reason(line, in_tail=in_tail) for line in lines]
        if all(reasons):
            return reasons[0]
        return "caption" if block.kind == "caption" else None

    def line_reason(self, line: str, *, in_tail: bool) -> str | None:
        """Return why a line of a block is not the article."""
        return self.reason(Block(line, "paragraph"), in_tail=in_tail)

    def _is_about_the_writer(self, text: str) -> bool:
        """Whether a short paragraph begins with the writer's name and goes on: nobody tells of himself by name."""
        folded = text.casefold().lstrip("—–-*• ")
        is_short = len(text) <= _LONGEST_NOTE
        return is_short and any(folded.startswith(writer) and len(folded) > len(writer) for writer in self.writers)

    def _gives_address_of_others(self, text: str) -> bool:
        """Whether a sentence has the e-mail addresses of others than the site: an address by itself proves nothing."""
        domains = _EMAIL.findall(text)
        return bool(domains and self.names) and ends_sentence(text) and not any(map(self._may_own, domains))

    def _may_own(self, domain: str) -> bool:
        """Whether a domain may be the site's own, or gives addresses to everybody."""
        own = [name.casefold().replace(" ", "") for name in (*self.names, *self.parts)]
        labels = [label for label in domain.casefold().split(".")[:-1] if len(label) > _SHORTEST_ROOT]
        is_shared = any(label in name or name in label for label in labels for name in own)
        return is_shared or _OPEN_TO_ALL.match(domain.casefold()) is not None

    def _is_by_name(self, text: str) -> bool:
        folded = text.casefold()
        return any(len(name) >= _SHORTEST_WHOLE and name in folded for name in self.names)

    def _names_site(self, text: str) -> bool:
        folded = text.casefold()
        return any(name in folded for name in (*self.names, *self.parts))


def wording_for(
    language: str, site_names: Iterable[str | None], writers: Iterable[str] = (), title: str = ""
) -> Wording:
    """Return the wording of a page in a language, of a site with these names; a host is no name that a line may be."""
    names = {name.strip().casefold() for name in site_names if name and name.strip()}
    words = {word for name in names for word in name.split()[:6] if len(word) >= _SHORTEST_NAME}
    words |= {root for name in names if (root := _KIND_OF_PAPER.sub("", name)) != name and len(root) >= _SHORTEST_ROOT}
    whole = frozenset(name for name in names if "." not in name)
    return Wording(language, whole, frozenset(words - _GENERAL), tuple(_by_full_name(writers)), title)


def _by_full_name(writers: Iterable[str]) -> Iterable[str]:
    """The writers whose name has several words; a single one may be a word of the report, and a comma ends a name."""
    names = (writer.split(",", maxsplit=1)[0].strip() for writer in writers)
    return (name.casefold() for name in names if " " in name)


def _reason_of_lines(text: str, *, in_tail: bool) -> str | None:
    """The first line's reason, where every line of several has one."""
    lines = text.split("\n")
    reasons = [reason_of_text(line, in_tail=in_tail) for line in lines] if len(lines) > 1 else []
    return reasons[0] if reasons and all(reasons) else None


def _linked(block: Block, *, in_tail: bool) -> str | None:
    """A line that is nothing but a link, below the article: a further headline."""
    is_linked = in_tail and block.links >= _LINKED and len(block.text) <= _LONGEST_LINKED
    return "related" if is_linked and block.kind not in ("cell", "caption") else None
