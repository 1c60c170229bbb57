"""The shape of an address: what a trap's endless addresses have in common, and those that are a trap by their form."""

import re
from collections import Counter
from functools import lru_cache
from typing import Final, NamedTuple

import ada_url

_DIGITS: Final = re.compile(r"\d+")
_LONG_HEX: Final = re.compile(r"\b[0-9a-f]{12,}\b")
_TOKEN: Final = re.compile(r"(?=(?:.*\d){3})(?=(?:.*[A-Za-z]){2})[A-Za-z0-9_~.()=-]{8,}$")
_ENDING: Final = re.compile(r"\.[a-z]{2,5}$")
_MOST_SEGMENTS: Final = 20
_MOST_PARAMETERS: Final = 15
_MOST_OF_A_NAME: Final = 3
_LONGEST: Final = 1500


class Group(NamedTuple):
    """A set of addresses that are counted together, and the name of the rule that bounds it."""

    rule: str
    name: str


@lru_cache(maxsize=8192)
def groups_of(url: str) -> tuple[Group, ...]:
    """Return the groups of an address from the narrowest to its host: its shape first.

    In a shape numbers are N, what looks like an id or a session is X, and words joined by hyphens are `*`.
    """
    parsed = ada_url.URL(url)
    kinds = [_kind(part) for part in parsed.pathname.split("/")[1:]]
    path = "/".join(kinds)
    names = sorted({_DIGITS.sub("N", name) for name in _names(parsed.search)})
    groups = [Group("pattern_quota", f"{parsed.host}/{path}" + (f"?{'&'.join(names)}" if names else ""))]
    if names:
        groups.append(Group("parameter_growth", f"{parsed.host}/{path}?"))
    section = f"{kinds[0]}/" if len(kinds) > 1 else ""
    return (*groups, Group("section_quota", f"{parsed.host}/{section}.."), Group("host_quota", parsed.host))


def shape_of(url: str) -> str:
    """Return the narrowest group's name."""
    return groups_of(url)[0].name


def path_of(url: str) -> str:
    """Return the name of the shape of its path, whatever its parameters."""
    return shape_of(url).partition("?")[0]


def trap_rule(url: str) -> str | None:
    """Return the rule that the form of an address breaks, or None."""
    parsed = ada_url.URL(url)
    segments = [part for part in parsed.pathname.split("/") if part]
    names = Counter(_names(parsed.search))
    if len(url) > _LONGEST:
        return "url_length"
    if repeats_a_segment(url):
        return "repeated_segments"
    if len(segments) > _MOST_SEGMENTS:
        return "path_depth"
    if sum(names.values()) > _MOST_PARAMETERS or max(names.values(), default=0) > _MOST_OF_A_NAME:
        return "parameter_growth"
    return None


def repeats_a_segment(url: str, *, most: int = 3) -> bool:
    """Return whether some path segment occurs more than `most` times, as relative links gone wrong make them.

    Two or more segments in a row count as a repetition the second time they follow themselves.
    """
    segments = [part for part in ada_url.URL(url).pathname.split("/") if part]
    return any(number > most for number in Counter(segments).values()) or any(
        segments[i : i + n] == segments[i + n : i + 2 * n] == segments[i + 2 * n : i + 3 * n]
        for n in (2, 3, 4)
        for i in range(len(segments) - 3 * n + 1)
    )


def _names(search: str) -> list[str]:
    return [pair.split("=", 1)[0] for pair in search.removeprefix("?").split("&") if pair]


def _kind(segment: str) -> str:
    ending = _ENDING.search(segment)
    bare, tail = (segment[: ending.start()], ending.group()) if ending else (segment, "")
    if bare.count("-") + bare.count("_") >= 2 or len(bare) > 30 or "%" in bare:
        return f"*{tail}"
    if _TOKEN.match(bare) or _LONG_HEX.search(bare):
        return f"X{tail}"
    return _DIGITS.sub("N", bare) + tail
