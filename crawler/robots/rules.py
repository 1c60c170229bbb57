"""robots.txt by RFC 9309: its groups of rules, and which rule decides on an address.

Of the lines that the standard does not know, Crawl-delay and those on the use of content belong to the group that they
stand in: the next User-agent begins another, as their authors mean it and every parser that knows them reads it. By
the letter (RFC 9309 §2.2.4), a group of a Crawl-delay alone would be told what the next one is told. All others are no
part of any group.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import ada_url

MAX_SITEMAPS: Final = 50
_MAX_NOTES: Final = 200
_LINE_ENDS: Final = re.compile(r"\r\n|\r|\n")
_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPE: Final = re.compile(r"%([0-9A-Fa-f]{2})")
_UNSAFE: Final = re.compile(r"[^\x21-\x7e]")
_UNRESERVED: Final = re.compile(r"[A-Za-z0-9._~-]")
_NAMES: Final = {
    "useragent": "user-agent",
    "user agent": "user-agent",
    "dissallow": "disallow",
    "dissalow": "disallow",
    "disalow": "disallow",
    "diasllow": "disallow",
    "disallaw": "disallow",
    "site-map": "sitemap",
}
"""What authors write by mistake, and mean (the list of Google's parser)."""
_NOTED: Final = frozenset({"content-signal", "content-usage", "disallowaitraining", "allowaitraining"})
"""Lines on the use of content: contentsignals.org, IETF aipref, draft-canel-robots-ai-control."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One allow or disallow line: the texts between its stars, in order; `whole`: it ends where the address ends."""

    allow: bool
    pieces: tuple[str, ...]
    whole: bool
    octets: int

    def matches(self, path: str) -> bool:
        """Return whether an escaped path with its query falls under the rule; linear in both, whatever they hold."""
        first, *others = self.pieces
        if not path.startswith(first):
            return False
        if not others:
            return not self.whole or len(path) == len(first)
        last = others.pop() if self.whole else ""
        at = len(first)
        for piece in others:
            found = path.find(piece, at)
            if found < 0:
                return False
            at = found + len(piece)
        return len(path) - len(last) >= at and path.endswith(last)


@dataclass(slots=True)
class Group:
    """What one set of crawlers is told. `notes` are the lines on the use of content, as (name, value)."""

    rules: list[Rule] = field(default_factory=list)
    crawl_delay_s: float | None = None
    notes: list[tuple[str, str]] = field(default_factory=list)

    def allows(self, path: str) -> bool:
        """Return the word of the longest rule that matches; of two as long, allow; without any, allow."""
        decides = next((rule for rule in self.rules if rule.matches(path)), None)
        return decides is None or decides.allow


@dataclass(frozen=True, slots=True)
class RobotsFile:
    """A robots.txt as read: whom each section names (lower-case product tokens, `*` among them), and what it tells.

    `named` is everybody whom some section names; `sitemaps` are as written, in order.
    """

    sections: tuple[tuple[frozenset[str], Group], ...]
    sitemaps: tuple[str, ...] = ()
    named: frozenset[str] = frozenset()
    _joined: dict[str, Group] = field(default_factory=dict, compare=False)

    @property
    def size(self) -> int:
        """How much there is to remember: rules, names and notes."""
        return sum(len(tokens) + len(group.rules) + len(group.notes) for tokens, group in self.sections)

    def group_for(self, token: str) -> Group:
        """Return what the crawler is told: by its own group if there is one, else by that of all, else nothing."""
        name = token.lower() if self.names(token) else "*"
        if name not in self._joined:
            self._joined[name] = _joined([group for tokens, group in self.sections if name in tokens])
        return self._joined[name]

    def names(self, token: str) -> bool:
        """Return whether the crawler has a group of its own."""
        return token.lower() in self.named


def _joined(groups: list[Group]) -> Group:
    """Several groups of one crawler are one (RFC 9309 §2.2.1); the longest rule comes first, allow before disallow."""
    rules = sorted((rule for group in groups for rule in group.rules), key=lambda rule: (-rule.octets, not rule.allow))
    delays = [group.crawl_delay_s for group in groups if group.crawl_delay_s is not None]
    return Group(rules, max(delays, default=None), [note for group in groups for note in group.notes])


def read_robots(text: str) -> RobotsFile:
    """Return what the file says; lines that say nothing are passed over, so any text at all is a robots.txt."""
    sections: list[tuple[set[str], Group]] = []
    sitemaps: list[str] = []
    begun = True
    for name, value in _lines(text):
        if name == "sitemap":
            sitemaps.append(value)
        elif name == "user-agent":
            if begun:
                sections.append((set(), Group()))
                begun = False
            sections[-1][0].update(_tokens_of(value))
        elif sections:
            begun = True
            _tell(sections[-1][1], name, value)
    told = tuple((frozenset(tokens), group) for tokens, group in sections if tokens)
    named = frozenset[str]().union(*(tokens for tokens, _ in told))
    return RobotsFile(told, tuple(dict.fromkeys(sitemaps))[:MAX_SITEMAPS], named)


def _tell(group: Group, name: str, value: str) -> None:
    if name in ("allow", "disallow"):
        rule = rule_of(value, allow=name == "allow")
        group.rules.extend([rule] if rule is not None else [])
    elif name == "crawl-delay":
        group.crawl_delay_s = _seconds(value) if group.crawl_delay_s is None else group.crawl_delay_s
    elif len(group.notes) < _MAX_NOTES:
        group.notes.append((name, value))


def path_of(url: str) -> str:
    """Return the part of an address that rules are matched with: path and query, escaped as rules are."""
    parsed = ada_url.URL(url)
    return _escaped(f"{parsed.pathname}{parsed.search}").replace("*", "%2A").replace("$", "%24")


def rule_of(value: str, *, allow: bool) -> Rule | None:
    """Return the rule of a path, None of an empty one; a path without its leading slash is meant to have one."""
    if not value:
        return None
    pattern = _escaped(value if value[0] in "/*" else f"/{value}")
    whole = pattern.endswith("$")
    body = (pattern[:-1] if whole else pattern).replace("$", "%24")
    first, *others = body.split("*")
    # Empty pieces (of two stars in a row) match anywhere: only the last one counts, where it must end the address.
    kept = [piece for n, piece in enumerate(others) if piece or n == len(others) - 1]
    return Rule(allow, (first, *kept), whole, len(pattern))


def _lines(text: str) -> Iterator[tuple[str, str]]:
    for line in _LINE_ENDS.split(text.removeprefix("\ufeff")):
        name, colon, value = line.partition("#")[0].partition(":")
        name = " ".join(name.lower().split())
        name = _NAMES.get(name, name)
        if colon and (name in ("user-agent", "allow", "disallow", "sitemap", "crawl-delay") or name in _NOTED):
            yield name, value.strip()


def _tokens_of(value: str) -> Iterator[str]:
    if value == "*" or re.match(r"\*\s", value):
        yield "*"
    elif token := _TOKEN.match(value):
        yield token[0].lower()


def _escaped(path: str) -> str:
    """Return the path with each octet in its one spelling: unreserved as itself, all else that may be escaped so."""
    return _UNSAFE.sub(_percent, _ESCAPE.sub(_unescaped, path))


def _unescaped(found: re.Match[str]) -> str:
    octet = chr(int(found[1], 16))
    return octet if _UNRESERVED.fullmatch(octet) else found[0].upper()


def _percent(found: re.Match[str]) -> str:
    return "".join(f"%{octet:02X}" for octet in found[0].encode("utf-8", "surrogatepass"))


def _seconds(value: str) -> float | None:
    try:
        seconds = float(value.replace(",", "."))
    except ValueError:
        return None
    return seconds if math.isfinite(seconds) and seconds >= 0 else None
