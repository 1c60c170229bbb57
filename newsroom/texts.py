"""What the sample publications tell: the articles on disk, each one publication's own telling of one event."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Literal

import msgspec
import yaml

BlockKind = Literal["paragraph", "heading", "quote", "list"]


class Point(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One key point that a page prints above its text."""

    emoji: str
    headline: str
    sentence: str


class Points(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The summary and the key points that a page prints above its text."""

    summary: str
    points: tuple[Point, ...]


class FrontMatter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The head of an article's file."""

    event: str
    publication: str
    language: str
    title: str
    authors: tuple[str, ...]
    section: str
    tags: tuple[str, ...]
    published_at: datetime
    description: str


class Edit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A small change of a text: the first occurrence of `find` becomes `put`."""

    find: str
    put: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading or quotation (one line of text), or a list (one line an item)."""

    kind: BlockKind
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """One publication's telling of one event."""

    head: FrontMatter
    blocks: tuple[Block, ...]
    points: Points | None = None

    @property
    def name(self) -> str:
        """How the sites' data name this telling: event/publication."""
        return f"{self.head.event}/{self.head.publication}"

    @property
    def text(self) -> str:
        """The text without markup: paragraphs, headings and list items, separated by one blank line."""
        return "\n\n".join(line for block in self.blocks for line in block.lines)


@cache
def tellings() -> dict[str, Telling]:
    """Return every telling of the package by its name, sorted by name."""
    found = (
        _telling(entry, event)
        for event in sorted(files("newsroom").joinpath("articles").iterdir(), key=lambda folder: folder.name)
        if event.is_dir()
        for entry in sorted(event.iterdir(), key=lambda file: file.name)
        if entry.name.endswith(".md")
    )
    return {telling.name: telling for telling in found}


def _telling(entry: Traversable, folder: Traversable) -> Telling:
    telling = parse(entry.read_text(encoding="utf-8"))
    points = folder.joinpath(entry.name.removesuffix(".md") + ".points.yaml")
    if not points.is_file():
        return telling
    return replace(telling, points=msgspec.convert(yaml.safe_load(points.read_text(encoding="utf-8")), Points))


def parse(source: str) -> Telling:
    """Return the telling that an article's file holds: YAML between two `---` lines, then the text."""
    _, head, body = re.split(r"^---\n", source, maxsplit=2, flags=re.MULTILINE)
    front = msgspec.convert(yaml.safe_load(head), FrontMatter)
    return Telling(head=front, blocks=tuple(_block(part) for part in re.split(r"\n{2,}", body.strip())))


def _block(part: str) -> Block:
    if part.startswith("## "):
        return Block("heading", (part.removeprefix("## ").strip(),))
    if part.startswith("> "):
        return Block("quote", (" ".join(line.removeprefix(">").strip() for line in part.splitlines()),))
    if part.startswith("- "):
        return Block("list", tuple(line.removeprefix("- ").strip() for line in part.splitlines()))
    return Block("paragraph", (" ".join(part.splitlines()).strip(),))


def edited(telling: Telling, edits: Iterable[Edit]) -> Telling:
    """Return the telling after each edit, without blocks that became empty; `LookupError` if an edit finds nothing."""
    for edit in edits:
        blocks = tuple(Block(block.kind, _replaced(block.lines, edit)) for block in telling.blocks)
        title = telling.head.title.replace(edit.find, edit.put, 1)
        if blocks == telling.blocks and title == telling.head.title:
            raise LookupError(f"{telling.name} holds no {edit.find!r}")
        kept = tuple(block for block in blocks if any(block.lines))
        telling = replace(telling, head=msgspec.structs.replace(telling.head, title=title), blocks=kept)
    return telling


def _replaced(lines: tuple[str, ...], edit: Edit) -> tuple[str, ...]:
    return tuple(line.replace(edit.find, edit.put, 1).strip() for line in lines)
