"""Whether a paragraph speaks to the reader instead of telling: an invitation to something that a publication offers.

Words of one kind alone prove nothing: reports tell of newsletters, apps and accounts too. What counts is how much comes
together: an invitation at a sentence's start, something offered, the publication's own name or "our", a link, an
address. The words are in `appeals.toml`, by language.
"""

import re
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import chain
from typing import Any, Final

from workers.clean.words.beginnings import Starts, opening_of, starts_of
from workers.clean.words.patterns import small_letters, small_pattern

_LONGEST: Final = 420
_LONGEST_INSIDE: Final = 280
_LONGEST_SOFT: Final = 200
_LONG: Final = 240
_ENOUGH: Final = 3.0
_PLAIN: Final = 2.0
_ASKED: Final = 2.5
_ENOUGH_INSIDE: Final = 4.0
_SENTENCE_STARTS: Final = re.compile(r"(?:^|[.!?…:;。！？：；؟।|▶▷■●◆※►»«“”】\"]|\s[–—-]\s)[\W_]*")
_OPENS_WITH_OUR: Final = re.compile(
    r"^\W*(?:(?:our|unser\w{0,2}|notre|nos|nuestr[oa]s?|noss[oa]s?|(?:il |la |i |le )?nostr[oaie]|onze?|ons|nasz\w{0,3}"
    r"|наш\w{0,3}|vår[at]?|vores)\b|我[们們]的|本[报報刊台]|小[编編]|当社|本紙|弊紙|저희|본지)",
    re.IGNORECASE,
)
_CLAUSE_STARTS: Final = re.compile(r"[,，、،]\s*")
_QUOTED: Final = re.compile(r"^\s*(?:[“«\"„「『‘][^”»\"“」』’]{8,}[”»\"“」』’])\W*\s*\w")
_OPENING_QUOTE: Final = re.compile(r"^\s*[“«\"„「『‘](?P<call>[^”»\"“」』’]{3,40})[”»\"“」』’]\s*\w")
_CONTACT: Final = re.compile(
    r"[\w.+-]+@[\w-]+\.\w|(?<![\w.])@\w{2,30}|https?://|\bwww\.|\+?\(?\d[\d\s().-]{6,}\d|[:：]\s*[A-Za-z][\w-]{5,}$"
)
_PRICE: Final = re.compile(r"[$€£¥₹₽₩]\s?\d|\d\s?(?:[€£元円원%]|euro|TL|zł|руб)|R\$\s?\d", re.IGNORECASE)
_SCRIPTS: Final = (
    ("ja", re.compile("[\u3041-\u30fe]")),
    ("ko", re.compile("[\uac00-\ud7a3]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("hi", re.compile("[\u0900-\u097f]")),
)
_ANY_SCRIPT: Final = re.compile("|".join(letters.pattern for _, letters in _SCRIPTS))
_REASONS: Final = {"social": "promotion"}
_FILLERS: Final = (
    r"(?:(?:and|or|so|then|now|please|also|today|dann|also|jetzt|bitte|und|auch|alors|puis|et|ou|y|e|o|ora|poi|dan|en|i|oraz|ve|dan|"
    r"och|og|и|или|тогда|а|también|também|anche|ook|aussi|zo)\s+){0,2}"
)
_UNSPACED: Final = ("ja", "zh", "ko")
_KINDS: Final = ("invites", "soft", "asks", "ours", "reports")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """What tells an appeal: the words and their language, the share in links, whether the site is named, and whole."""

    text: str
    language: str = ""
    links: float = 0.0
    names_itself: bool = False
    is_by_name: bool = False


@dataclass(frozen=True, slots=True)
class _AnyOf:
    """Some words as one pattern; `starts`: with what one of a text's words begins where any but `others` fit.

    `seen` tells with what those of a text's words begin that any words of the language begin with.
    """

    pattern: re.Pattern[str]
    seen: "_Look"
    starts: frozenset[str] = frozenset()
    others: re.Pattern[str] | None = None

    def fitting(self, text: str) -> re.Pattern[str] | None:
        """Return the pattern of those words that may be in a text; None where none is."""
        is_seen = not self.starts or not self.starts.isdisjoint(self.seen(text))
        return self.pattern if is_seen else self.others

    def is_in(self, text: str) -> bool:
        """Return whether one of the words is in a text."""
        fitting = self.fitting(text)
        return fitting is not None and fitting.search(text) is not None


_Look = Callable[[str], frozenset[str]]


def _look_for(starts: frozenset[str]) -> _Look:
    """A look at a text for words with these beginnings, which is taken once for all words of a language."""
    found = Starts(starts)
    return lru_cache(maxsize=64)(lambda text: found.of(small_letters(text)))


@dataclass(frozen=True, slots=True)
class _Words:
    """One script's words, compiled."""

    invites: _AnyOf
    soft: _AnyOf
    asks: _AnyOf
    ours: _AnyOf
    reports: _AnyOf
    offers: tuple[tuple[str, _AnyOf], ...]
    weak: _AnyOf


def appeal_of(paragraph: Paragraph, *, in_tail: bool) -> str | None:
    """Return the reason under which an appeal to the reader goes; None where the paragraph tells something."""
    text = paragraph.text
    if is_too_long(text, in_tail=in_tail):
        return None
    words = _words_for(text, paragraph.language)
    invited = _invited(text, words)
    if not (invited or in_tail) or (paragraph.links < 0.5 and tells_of_someone(text, paragraph.language)):
        return None
    if not invited:
        return "promotion" if in_tail and _praises_itself(paragraph, words) else None
    reason = next((reason for reason, offers in words.offers if offers.is_in(text)), None)
    if invited < _PLAIN and (len(text) > _LONGEST_SOFT or not (reason or paragraph.names_itself)):
        return None
    weight = invited + _weight(paragraph, words, reason, is_asked=invited == _ASKED)
    enough = _ENOUGH if in_tail and len(text) <= _LONG else _ENOUGH_INSIDE
    return _REASONS.get(reason or "", reason or "promotion") if weight >= enough else None


def is_too_long(text: str, *, in_tail: bool) -> bool:
    """Return whether a paragraph is longer than any appeal to the reader."""
    return len(text) > (_LONGEST if in_tail else _LONGEST_INSIDE)


def offered_in(text: str, language: str) -> str | None:
    """Return the reason under which a line goes whose publication offers something in it; None where nothing is."""
    offers = _words_for(text, language).offers
    reason = next((reason for reason, words in offers if words.is_in(text)), None)
    return _REASONS.get(reason, reason) if reason else None


def tells_of_someone(text: str, language: str) -> bool:
    """Return whether a paragraph reports what somebody says or does: then its calls are not the publication's own."""
    words = _words_for(text, language)
    return _QUOTED.match(text) is not None or _quotes_a_call(text, words) or words.reports.is_in(text)


def _quotes_a_call(text: str, words: _Words) -> bool:
    """Whether a paragraph opens with a call in quotation marks and goes on: then it speaks of the call."""
    quoted = _OPENING_QUOTE.match(text)
    if quoted is None:
        return False
    call = quoted.group("call")
    return words.invites.pattern.match(call) is not None or words.asks.is_in(call)


def _praises_itself(paragraph: Paragraph, words: _Words) -> bool:
    """Whether a short paragraph below an article names its own site whole, or opens with "our", and an offer."""
    is_own = paragraph.is_by_name or _OPENS_WITH_OUR.match(paragraph.text) is not None
    if not is_own or len(paragraph.text) > _LONGEST_SOFT:
        return False
    is_shown = paragraph.links >= 0.1 and paragraph.is_by_name and words.weak.is_in(paragraph.text)
    return is_shown or any(offers.is_in(paragraph.text) for _, offers in words.offers)


def _invited(text: str, words: _Words) -> float:
    """How plainly a paragraph invites: by an asking form, at a sentence's start, within one or by a softer word."""
    if words.asks.is_in(text):
        return _ASKED
    invites, soft = words.invites.fitting(text), words.soft.fitting(text)
    starts = [match.end() for match in _SENTENCE_STARTS.finditer(text)] if invites or soft else []
    if invites and any(invites.match(text, start) for start in starts):
        return _PLAIN
    if soft and any(soft.match(text, start) for start in starts):
        return 1.0
    clauses = (match.end() for match in _CLAUSE_STARTS.finditer(text))
    return 1.0 if invites and any(invites.match(text, clause) for clause in clauses) else 0.0


def _weight(paragraph: Paragraph, words: _Words, reason: str | None, *, is_asked: bool) -> float:
    """What else speaks for an appeal; 0 where nothing is offered and nobody can be reached."""
    is_reachable = _CONTACT.search(paragraph.text) is not None
    offered = 1.0 if reason else 0.5 if words.weak.is_in(paragraph.text) else 0.0
    is_ours = words.ours.is_in(paragraph.text)
    if not (offered or is_reachable or paragraph.names_itself or (is_asked and is_ours)):
        return 0.0
    return (
        offered
        + is_reachable
        + is_ours
        + paragraph.names_itself
        + (paragraph.links >= 0.1)
        + 0.5 * (paragraph.links >= 0.9)
        + 0.5 * (_PRICE.search(paragraph.text) is not None)
    )


def _words_for(text: str, language: str) -> _Words:
    """The words of a text's language, which its script tells unless that is Latin; those of all where nobody knows."""
    script = None
    if not text.isascii() and _ANY_SCRIPT.search(text):
        script = next((script for script, letters in _SCRIPTS if letters.search(text)), None)
    return _compiled(script or (language if language in _latin() else "latin"))


@lru_cache(maxsize=32)
def _compiled(script: str) -> _Words:
    """The words of a language, with the English ones, which stand in all."""
    languages = [_table()[script], _table()["en"]] if script in _table() else [_table()[name] for name in _latin()]
    offers: dict[str, list[str]] = {}
    for language in languages:
        for reason, nouns in language["offers"].items():
            offers.setdefault(reason, []).extend(nouns)
    words = {kind: [word for language in languages for word in language.get(kind, ())] for kind in _KINDS}
    seen = _look_for(frozenset().union(*map(_starts_of, chain(*words.values(), *offers.values()))))
    before, after = _edges(script)

    def any_of(those: Sequence[str], before: str = before, after: str = after) -> _AnyOf:
        return _any_of(those, before, after, seen if script not in _UNSPACED else None)

    weak = offers.pop("weak")
    return _Words(
        invites=any_of(words["invites"], _FILLERS),
        soft=any_of(words["soft"], _FILLERS),
        asks=any_of(words["asks"], after=""),
        ours=any_of(words["ours"]),
        reports=any_of(words["reports"]),
        offers=tuple((reason, any_of(nouns)) for reason, nouns in offers.items()),
        weak=any_of(weak),
    )


def _edges(script: str) -> tuple[str, str]:
    """What stands before a word of a script and after it."""
    if script in _UNSPACED:
        return "", ""
    return r"(?<!\w)", "" if script == "hi" else r"(?!\w)"


def _any_of(words: Sequence[str], before: str, after: str, seen: _Look | None) -> _AnyOf:
    """Some words as one pattern; `seen` looks for their beginnings, None where no text tells where a word begins."""
    found = {word: _starts_of(word) if seen else frozenset[str]() for word in words}
    others = [word for word, starts in found.items() if not starts]
    pattern = _pattern_of(list(found), before, after)
    if seen is None or len(others) == len(found):
        return _AnyOf(pattern, _look_for(frozenset()))
    starts = frozenset[str]().union(*found.values())
    return _AnyOf(pattern, seen, starts, _pattern_of(others, before, after) if others else None)


def _starts_of(word: str) -> frozenset[str]:
    return starts_of(small_pattern(word), is_first=False)


def _pattern_of(words: Sequence[str], before: str, after: str) -> re.Pattern[str]:
    alternatives = "|".join(f"(?:{word})" for word in words) or "(?!)"
    return re.compile(f"{before}{opening_of(words)}(?:{alternatives}){after}", re.IGNORECASE)


@lru_cache(maxsize=1)
def _latin() -> Sequence[str]:
    others = {script for script, _ in _SCRIPTS}
    return tuple(language for language in _table() if language not in others)


@lru_cache(maxsize=1)
def _table() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files(__package__).joinpath("appeals.toml").read_text(encoding="utf-8"))
