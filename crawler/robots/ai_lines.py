"""What a robots.txt says on the use of a page by AI: to AI crawlers by their names, and to us in lines of their own."""

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Final

from crawler.directives.ai_usage import Statement, Use, said_in_words
from crawler.robots.rules import RobotsFile, path_of, rule_of

_MOST_NAMES: Final = 6


def said_by_robots(file: RobotsFile, url: str, token: str) -> Iterator[Statement]:
    """Yield what a robots.txt says of a page: to AI crawlers by their names, and to us on the use of content."""
    path = path_of(url)
    yield from _said_to_ai_crawlers(file, path)
    for name, value in _most_specific(file.group_for(token).notes, path):
        if name.endswith("aitraining"):
            yield Statement("train", "denied" if name.startswith("dis") else "allowed", f"robots.txt {name}")
        else:
            yield from said_in_words(value, f"robots.txt {name.title()}")


def _said_to_ai_crawlers(file: RobotsFile, path: str) -> Iterator[Statement]:
    for use, tokens in _crawlers().items():
        banned = [token for token in tokens if file.names(token) and not file.group_for(token).allows(path)]
        if banned:
            more = " …" if len(banned) > _MOST_NAMES else ""
            yield Statement(use, "denied", f"robots.txt: {', '.join(banned[:_MOST_NAMES])}{more}")


def _most_specific(notes: list[tuple[str, str]], path: str) -> Iterator[tuple[str, str]]:
    """Yield, of each kind of line, the values that speak for the path: those of its longest matching pattern."""
    for name in dict.fromkeys(name for name, _ in notes):
        told = [(octets, value) for n, value in notes if n == name and (octets := _speaks_for(value, path)) is not None]
        longest = max((octets for octets, _ in told), default=0)
        yield from ((name, value) for octets, value in told if octets == longest)


def _speaks_for(value: str, path: str) -> int | None:
    """Return how long the pattern is that a line begins with, if it matches; 0 where it has none."""
    pattern = value.split(" ", 1)[0]
    if not pattern.startswith(("/", "*")):
        return 0
    rule = rule_of(pattern, allow=True)
    return rule.octets if rule is not None and rule.matches(path) else None


@cache
def _crawlers() -> dict[Use, tuple[str, ...]]:
    told = tomllib.loads((files("crawler.robots") / "ai_crawlers.toml").read_text(encoding="utf-8"))
    return {"train": tuple(told["train"]), "answer": tuple(told["answer"])}
