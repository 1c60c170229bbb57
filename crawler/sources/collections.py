"""Collections of sources: nested folders, written as a path such as "Asia/Space".

A folder whose title holds a slash is written with a backslash before it: "News\\/Talk" is one folder.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

DEEPEST: Final = 10
LONGEST: Final = 300
_PART: Final = re.compile(r"(?:[^\\/]|\\.)+", re.DOTALL)
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)
_SPECIAL: Final = re.compile(r"[\\/]")


def path_of(titles: Iterable[str]) -> str:
    r"""Return the path of nested folders with these titles; a slash or backslash in a title gets a `\` before it."""
    return "/".join(_SPECIAL.sub(lambda found: "\\" + found[0], title) for title in titles)


def titles_of(path: str) -> tuple[str, ...]:
    """Return the titles of the folders that a path leads through, outermost first; empty ones are left out."""
    parts = (_ESCAPED.sub(r"\1", part).strip() for part in _PART.findall(path))
    return tuple(part for part in parts if part)


def normal_path(path: str) -> str:
    """Return the path in the one way that it is kept; raises `ValueError`, saying what is wrong, for one that is none.

    Slashes at either end, doubled ones and blanks around titles do not count.
    """
    titles = titles_of(path)
    if not titles:
        raise ValueError("it names no folder")
    if len(titles) > DEEPEST:
        raise ValueError(f"it is more than {DEEPEST} folders deep")
    if any(unicodedata.category(character) == "Cc" for character in path):
        raise ValueError("it holds a control character")
    if len(path) > LONGEST:
        raise ValueError(f"it is longer than {LONGEST} characters")
    return path_of(titles)


def is_within(path: str, folder: str) -> bool:
    """Return whether a collection is the folder or lies somewhere below it; capitals do not count."""
    inner, outer = _folded(titles_of(path)), _folded(titles_of(folder))
    return bool(outer) and inner[: len(outer)] == outer


def _folded(titles: Sequence[str]) -> list[str]:
    return [title.casefold() for title in titles]
