"""What a query means in clauses: which fields a word is sought in, and what each counts for.

A word is found as typed (folded) in title, text and names, or by its stem. A run of an unspaced script is found by its
pairs of characters: all of a short run's, three in four of a longer one's, so that 国际空间站合作 finds what says both
国际空间站 and 合作. Filters and dates decide, and do not score.
"""

from datetime import datetime, time
from itertools import groupby, pairwise
from typing import Final
from zoneinfo import ZoneInfo

from search.analysis import Token, fold_name, spans
from search.clauses import All, AnyToken, Between, Clause, Everything, Nothing, Sequence, Some, Term, Without
from search.documents import NEVER, keyword, milliseconds
from search.query import HOURS, And, Filter, InField, Node, Not, Or, Phrase, Query, Since, Until, Within, Word
from search.stems import possible_stems

_TEXT_FIELDS: Final = (("title", 3.0), ("text", 1.0), ("names", 1.5))
_TITLE_FIELD: Final = (("title", 3.0),)
_AUTHOR_FIELD: Final = (("authors", 1.0),)
_STEMS: Final = ("stems", 0.5)
_TITLE_STEMS: Final = ("title_stems", 0.5)
_SHORT_RUN_PAIRS: Final = 2
_SHARE_OF_PAIRS: Final = 0.75
_MAX_PAIRS: Final = 60

NOT_GONE: Final = Between("gone", high=1)

Fields = tuple[tuple[str, float], ...]


def clause_of(query: Query, *, now: datetime, timezone: ZoneInfo, gone: bool = False) -> Clause:
    """Return the clause that finds what a query asks for; what is gone only if that is asked for."""
    if query.hopeless:
        return Nothing()
    wanted = Everything() if query.tree is None else _Meaning(now, timezone).of(query.tree)
    return wanted if gone else All((wanted, NOT_GONE))


def scores(node: Node | None) -> bool:
    """Return whether a query holds anything by which one article can match better than another."""
    match node:
        case Word() | Phrase() | InField():
            return True
        case And(nodes) | Or(nodes):
            return any(scores(part) for part in nodes)
        case _:
            return False


class _Meaning:
    def __init__(self, now: datetime, timezone: ZoneInfo) -> None:
        self._now = now
        self._timezone = timezone

    def of(self, node: Node) -> Clause:  # one case a kind of node
        match node:
            case And(nodes):
                return self._all(nodes)
            case Or(nodes):
                return Some(tuple(self.of(part) for part in nodes))
            case Not(inner):
                return Without(Everything(), self.of(inner))
            case Word(text):
                return _word(text, _TEXT_FIELDS, _STEMS)
            case Phrase(text):
                return _phrase(text, (*_TEXT_FIELDS, ("authors", 1.0)))
            case InField("title", Word(text)):
                return _word(text, _TITLE_FIELD, _TITLE_STEMS)
            case InField("author", Word(text)):
                return _word(text, _AUTHOR_FIELD, None)
            case InField(field, sought):
                return _phrase(sought.text, _TITLE_FIELD if field == "title" else _AUTHOR_FIELD)
            case Filter():
                return _filter(node)
            case Since(day):
                return Between("published", low=self._start_of(datetime.combine(day, time())))
            case Until(day):
                return Between("published", low=NEVER + 1, high=self._start_of(datetime.combine(day, time())))
            case Within(amount, unit):
                return Between("published", low=milliseconds(self._now) - amount * HOURS[unit] * 3_600_000)

    def _all(self, nodes: tuple[Node, ...]) -> Clause:
        wanted = tuple(self.of(node) for node in nodes if not isinstance(node, Not))
        unwanted = tuple(self.of(node.node) for node in nodes if isinstance(node, Not))
        found: Clause = All(wanted) if wanted else Everything()
        return Without(found, Some(unwanted)) if unwanted else found

    def _start_of(self, day: datetime) -> int:
        return milliseconds(day.replace(tzinfo=self._timezone))


def _filter(node: Filter) -> Clause:
    match node.name:
        case "tag":
            return AnyToken("tag_names", (keyword(fold_name(node.value)),))
        case "source":
            return AnyToken("source_names", (keyword(fold_name(node.value)),))
        case "publisher":
            return AnyToken("publisher_names", (keyword(fold_name(node.value)),))
        case "lang":
            return AnyToken("languages", (keyword(node.value),))
        case "site":
            return AnyToken("hosts", (keyword(node.value),))


def _word(text: str, fields: Fields, stemmed: tuple[str, float] | None) -> Clause:
    """Return what finds one typed word, which may hold several tokens: `U.S.`, `COVID-19`, `NASA局长`."""
    parts = [list(tokens) for _, tokens in groupby(spans(text), key=lambda token: token.run)]
    if len(parts) == 1 and len(parts[0]) == 1 and not parts[0][0].run:
        return _anywhere(parts[0][0].text, fields, _stem_clauses(text, stemmed))
    return _one_or_all([_part(tokens, fields) for tokens in parts])


def _part(tokens: list[Token], fields: Fields) -> Clause:
    if len(tokens) == 1:
        return _anywhere(tokens[0].text, fields)
    if not tokens[0].run:
        return _sequence(tuple(token.text for token in tokens), fields)
    found = list(dict.fromkeys(first.text + second.text for first, second in pairwise(tokens)))[:_MAX_PAIRS]
    enough = max(min(len(found), _SHORT_RUN_PAIRS), int(len(found) * _SHARE_OF_PAIRS))
    return Some(tuple(_anywhere(pair, fields) for pair in found), at_least=enough)


def _stem_clauses(text: str, stemmed: tuple[str, float] | None) -> tuple[Clause, ...]:
    if stemmed is None:
        return ()
    field, boost = stemmed
    return tuple(Term(field, stem, boost) for word in text.split() for stem in possible_stems(_bare(word)))


def _bare(word: str) -> str:
    return "".join(word[token.start : token.end] for token in spans(word))


def _phrase(text: str, fields: Fields) -> Clause:
    tokens = tuple(token.text for token in spans(text))
    return _anywhere(tokens[0], fields) if len(tokens) == 1 else _sequence(tokens, fields)


def _anywhere(token: str, fields: Fields, more: tuple[Clause, ...] = ()) -> Clause:
    return Some((*(Term(field, token, boost) for field, boost in fields), *more))


def _sequence(tokens: tuple[str, ...], fields: Fields) -> Clause:
    return Some(tuple(Sequence(field, tokens, boost) for field, boost in fields))


def _one_or_all(clauses: list[Clause]) -> Clause:
    return clauses[0] if len(clauses) == 1 else All(tuple(clauses))
