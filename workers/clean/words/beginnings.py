"""With which letters a pattern's matches can begin: where a text's words begin with none of them, nothing is searched.

A pattern of hundreds of options is tried at every place of a text, and fits hardly ever. Those of a text's words that
begin as one of its options does are found at one look.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final

_LONG: Final = 6
_SHORT: Final = 3
_TOKEN: Final = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\{\d*,?\d*\}|\(\?(?:<?[=!]|:|-?[a-z]+:)|.", re.DOTALL)
_NO_WIDTH: Final = frozenset({"^", "$", r"\b", r"\B"})
_LOOKS: Final = ("(?=", "(?!", "(?<")
_FIRST_START: Final = re.compile(rf"(\W*)(\w.{{0,{_LONG - 1}}})", re.DOTALL)
_EDGE: Final = re.compile(r"\^?(?:\[\\s\\W\]\*|\\W\*)?")
_WORD: Final = re.compile(r"\w")
_NOTHING: Final = frozenset[str]()
_NOTHING_YET: Final = frozenset({""})
_Found = tuple[frozenset[str], frozenset[str]]


_Try = Callable[[str], re.Match[str] | None]


class Starts:
    """Some beginnings of words, each of six letters with what follows, or of three, as `starts_of` gives them."""

    def __init__(self, starts: Iterable[str]) -> None:
        found = frozenset(starts)
        first = re.escape("".join(sorted({start[0] for start in found})))
        look = rf"\b(?=[{first}])(?={_tree(found)})(?=(.{{1,{_LONG}}}))" if found else "(?!)()"
        self._find = re.compile(look, re.DOTALL).findall

    def of(self, text: str) -> frozenset[str]:
        """Return with what those of a text's words begin that begin as one of these: six letters, and three."""
        long = self._find(text)
        return frozenset([*long, *[start[:_SHORT] for start in long]]) if long else _NOTHING


def _tree(starts: Iterable[str]) -> str:
    """A pattern of some beginnings that looks at each letter once: those that go on alike stand together."""
    rests: dict[str, list[str]] = {}
    for start in starts:
        if not start:
            return ""
        rests.setdefault(start[0], []).append(start[1:])
    return f"(?:{'|'.join(re.escape(letter) + _tree(those) for letter, those in sorted(rests.items()))})"


class AtWords:
    """Patterns in small letters that are tried at the beginning of each of a text's words, or of the text alone.

    Only those are tried that begin as one of the words does, and those of which nobody knows how they begin.
    """

    def __init__(self, patterns: Sequence[str], *, is_first: bool = False) -> None:
        by_start: dict[str, list[str]] = {}
        others: list[str] = []
        for pattern in patterns:
            starts = starts_of(pattern, is_first=is_first)
            for start in starts:
                by_start.setdefault(start, []).append(pattern)
            if not starts:
                others.append(pattern)
        self._starts = _first_starts if is_first else Starts(by_start).of
        self._tried = {start: _tried(some, is_first) for start, some in by_start.items()}
        self._others = _tried(others, is_first) if others else None

    def fits(self, text: str) -> bool:
        """Return whether a pattern fits; the text is in small letters."""
        for start in self._starts(text):
            tried = self._tried.get(start)
            if tried is not None and tried(text):
                return True
        return self._others is not None and self._others(text) is not None


def _tried(patterns: Sequence[str], is_first: bool) -> _Try:
    options = "|".join(f"(?:{pattern})" for pattern in patterns)
    return re.compile(options).match if is_first else re.compile(rf"\b(?:{options})").search


@lru_cache(maxsize=8_192)
def starts_of(pattern: str, *, is_first: bool) -> frozenset[str]:
    """Return one of which a text's beginnings must be where a pattern fits; none where that is uncertain.

    They are as `Starts` has them; of a text's first word, one letter or the mark before it is enough.
    """
    found = {_cut(one) for one in beginnings_of(_EDGE.sub("", pattern, count=1))}
    least = 1 if is_first else _SHORT
    is_certain = all(len(one) >= least and (is_first or _WORD.match(one)) for one in found)
    return frozenset(found) if is_certain else frozenset()


def _cut(beginning: str) -> str:
    if not _WORD.match(beginning):
        return beginning[:1]
    return next((beginning[:length] for length in (_LONG, _SHORT, 1) if len(beginning) >= length), "")


@lru_cache(maxsize=256)
def _first_starts(text: str) -> frozenset[str]:
    """With what a text's first word begins: six letters with what follows, three, one; and the marks before it."""
    found = _FIRST_START.match(text)
    if found is None:
        return frozenset(text)
    marks, start = found.groups()
    return frozenset((*marks, start, start[:_SHORT], start[:1]))


def opening_of(patterns: Iterable[str]) -> str:
    """Return a look ahead for one of the letters with which matches of the patterns begin; "" where that is open."""
    found = frozenset[str]().union(*map(beginnings_of, patterns))
    return f"(?=[{re.escape(''.join(sorted({one[0] for one in found})))}])" if found and all(found) else ""


def needed_by(pattern: str) -> str:
    """Return the longest letters that every match of a pattern holds, as far as they are plain to see; "" if none."""
    tokens = _TOKEN.findall(pattern)
    if len(list(_split(tokens))) > 1:
        return ""
    runs, at = [""], 0
    while at < len(tokens):
        end = _end_of(tokens, at)
        is_plain = end - at == 1 and _of_part(tokens[at:end])[0] == {tokens[at][-1]}
        behind = _behind_quantifier(tokens, end)
        if is_plain and behind == end:
            runs[-1] += tokens[at][-1]
        else:
            runs.append("")
        at = behind
    return max(runs, key=len)


def _behind_quantifier(tokens: list[str], at: int) -> int:
    """Where a pattern goes on behind what says how often a part comes, if that stands here."""
    if at >= len(tokens) or (tokens[at] not in "?*+" and tokens[at][0] != "{"):
        return at
    return at + (2 if tokens[at + 1 : at + 2] == ["?"] else 1)


def beginnings_of(pattern: str) -> frozenset[str]:
    """Return with what matches of a pattern can begin: six letters, or as many as are certain."""
    whole, cut = _of_options(_TOKEN.findall(pattern))
    return whole | cut


def _of_options(tokens: list[str]) -> _Found:
    """The beginnings that are whole matches, and those after which it is open what follows."""
    found = [_of_sequence(option) for option in _split(tokens)]
    return frozenset().union(*(whole for whole, _ in found)), frozenset().union(*(cut for _, cut in found))


def _of_sequence(tokens: list[str]) -> _Found:
    whole, cut, at = _NOTHING_YET, frozenset[str](), 0
    while at < len(tokens) and whole:
        end = _end_of(tokens, at)
        ended, open_ = _of_part(tokens[at:end])
        at = _behind_quantifier(tokens, end)
        if at > end:
            ended, open_ = _repeated(ended, open_, tokens[end])
        cut |= _joined(whole, open_)
        grown = _joined(whole, ended)
        cut |= {one for one in grown if len(one) == _LONG}
        whole = frozenset(one for one in grown if len(one) < _LONG)
    return whole, cut


def _repeated(ended: frozenset[str], open_: frozenset[str], how: str) -> _Found:
    """The beginnings of a part that may come not at all, once, or more often: then it is open what follows."""
    if how == "?":
        return ended | _NOTHING_YET, open_
    return frozenset(), (ended | open_ if how == "+" else _NOTHING_YET)


def _of_part(tokens: list[str]) -> _Found:
    """The beginnings of one letter, class or group."""
    first = tokens[0]
    if first in _NO_WIDTH or first.startswith(_LOOKS):
        return _NOTHING_YET, frozenset()
    if first == "(?:":
        return _of_options(tokens[1:-1])
    if first[0] == "[":
        letters = _letters_of(first)
        return (letters, frozenset()) if letters else (frozenset(), _NOTHING_YET)
    if first == "." or first[0] == "(" or (first[0] == "\\" and first[1].isalnum()):
        return frozenset(), _NOTHING_YET
    return frozenset({first[-1]}), frozenset()


def _letters_of(a_class: str) -> frozenset[str]:
    """The letters of a class that only lists some; none for any other."""
    inner = a_class[1:-1]
    is_list = inner and inner[0] != "^" and "\\" not in inner and "-" not in inner[1:-1]
    return frozenset(inner) if is_list else frozenset()


def _joined(firsts: frozenset[str], rests: frozenset[str]) -> frozenset[str]:
    return frozenset((first + rest)[:_LONG] for first in firsts for rest in rests)


def _end_of(tokens: list[str], at: int) -> int:
    """Where a part ends: a group with its closing bracket, all else at once."""
    depth = 0
    for place in range(at, len(tokens)):
        depth += (tokens[place][0] == "(") - (tokens[place] == ")")
        if depth <= 0:
            return place + 1
    return len(tokens)


def _split(tokens: list[str]) -> Iterator[list[str]]:
    """The options of a pattern, those within its groups aside."""
    option: list[str] = []
    depth = 0
    for token in tokens:
        depth += (token[0] == "(") - (token == ")")
        if token == "|" and depth == 0:
            yield option
            option = []
        else:
            option.append(token)
    yield option
