"""The article that a page keeps as data for its scripts: for pages that show nothing until a browser has run them."""

import json
import re
from collections.abc import Iterator
from typing import Final

from lxml.html import HtmlElement

from workers.clean.pages.blocks import Block, blocks_of
from workers.clean.pages.dom import parse
from workers.clean.pages.facts import Facts, text_values

_LITERAL: Final = re.compile(r'"((?:[^"\\]|\\.){300,400000})"', re.DOTALL)
_MARKUP: Final = re.compile(r"<(?:p|br|div)\b", re.IGNORECASE)
_MAX_SCRIPT: Final = 1_000_000
_MIN_TAGS: Final = 3


def embedded_blocks(facts: Facts) -> list[Block]:
    """Return the blocks of JSON-LD's articleBody, else of the longest marked-up text in a script; none if neither."""
    stated = [text for text in text_values(facts.article.get("articleBody")) if len(text) > 200]
    if stated:
        return _plain_blocks(str(facts.article["articleBody"]))
    best = max(_marked_up(facts.root), key=len, default="")
    root = parse(f"<html><body>{best}</body></html>") if best else None
    return blocks_of(root) if root is not None else []


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
