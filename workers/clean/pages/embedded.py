"""The article that a page keeps as data for its scripts: for pages that show nothing until a browser has run them."""

import json
import re
from collections.abc import Iterator
from typing import Final

from lxml.html import HtmlElement

from workers.clean.pages.blocks import Block, blocks_of
from workers.clean.pages.dom import SILENT, is_hidden, parse
from workers.clean.pages.facts import Facts, text_values
from workers.clean.pages.instructions import instructions_of

_LITERAL: Final = re.compile(r'"((?:[^"\\]|\\.){300,400000})"', re.DOTALL)
_MARKUP: Final = re.compile(r"<(?:p|br|div)\b", re.IGNORECASE)
_MAX_SCRIPT: Final = 1_000_000
_MIN_TAGS: Final = 3
_MIN_MORE: Final = 1.5
_MIN_SAME: Final = 0.6


def embedded_blocks(facts: Facts) -> list[Block]:
    """Return the blocks of JSON-LD's articleBody, else of its instruction or a script's marked-up text, the longer."""
    stated = [text for text in text_values(facts.article.get("articleBody")) if len(text) > 200]
    if stated:
        return _plain_blocks(str(facts.article["articleBody"]))
    best = max((instructions_of(facts), *_marked_up(facts.root)), key=len)
    root = parse(f"<html><body>{best}</body></html>") if best else None
    return blocks_of(root) if root is not None else []


def unshown_blocks(facts: Facts, shown: str) -> list[Block]:
    """Return the rest of an article of which the page shows a part: what it hides, and states as its articleBody.

    None where it shows most of that, where what it shows is another text, or where the page says that it is not free.
    """
    stated = _compact(" ".join(text_values(facts.article.get("articleBody"))))
    if not stated:
        return []
    seen = [_compact(line) for line in shown.split("\n")]
    size = sum(map(len, seen))
    if str(facts.article.get("isAccessibleForFree")).lower() == "false" or len(stated) < _MIN_MORE * size:
        return []
    if sum(len(line) for line in seen if line in stated) < _MIN_SAME * size:
        return []
    hidden = [block for element in _hidden(facts) for block in blocks_of(element)]
    return [block for block in hidden if block.compact in stated and block.compact not in seen]


def _hidden(facts: Facts) -> Iterator[HtmlElement]:
    """The outermost elements that are hidden though their tag is one for text."""
    inside: HtmlElement | None = None
    for element in facts.elements:
        is_within = inside is not None and any(above is inside for above in element.iterancestors())
        if not is_within and element.tag not in SILENT and is_hidden(element):
            inside = element
            yield element


def _compact(text: str) -> str:
    return "".join(text.split())


def _plain_blocks(text: str) -> list[Block]:
    return [Block(line.strip(), "paragraph") for line in re.split(r"\n+", text) if line.strip()]


def _marked_up(root: HtmlElement) -> Iterator[str]:
    """The string literals in scripts that hold paragraphs of HTML."""
    for script in root.iter("script"):
        text = (script.text or "")[:_MAX_SCRIPT]
        for match in _LITERAL.finditer(text):
            for value in _unescaped(match.group(1)):
                if len(_MARKUP.findall(value)) >= _MIN_TAGS:
                    yield value


def _unescaped(literal: str) -> Iterator[str]:
    """The literal's text; and, where it is itself JSON within a string, the literals within."""
    try:
        value = json.loads(f'"{literal}"', strict=False)
    except ValueError:
        return
    inner = _LITERAL.findall(value) if '":"' in value or '\\"' in value else []
    if not inner:
        yield value
    for deeper in inner:
        try:
            yield json.loads(f'"{deeper}"', strict=False)
        except ValueError:
            continue
