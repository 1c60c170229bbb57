"""Labelled tails of articles and the pages they stand on: `cases` reads them, `Case.html` renders one."""

import json
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape, unescape
from itertools import groupby
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
KEEP = "keep"
_REASONS = """
advertisement app comment contact cookie copyright credit disclaimer promotion related residue share social
subscription tags
"""
REASONS = frozenset(_REASONS.split())
CALLED = {
    "advertisement": "advertising",
    "app": "app promotion",
    "comment": "comments",
    "copyright": "notice",
    "cookie": "cookie notice",
    "disclaimer": "notice",
    "residue": "template residue",
    "social": "promotion",
    "subscription": "subscribe",
}
"""What cleaning calls a reason, where it has another name for it."""
PARAGRAPHS = {
    "article": "<p>{}</p>",
    "microdata": '<p class="story-text">{}</p>',
    "divsoup": "<div>{}</div>",
    "nested": '<div class="c-text"><p class="c-text__p"><span>{}</span></p></div>',
    "breaks": "{}<br>\n<br>",
    "table": '<p align="left"><font face="Arial" size="2">{}</font></p>',
    "amp": '<p class="i-amphtml-p">{}</p>',
    "portal": '<p style="text-indent: 2em;">{}</p>',
    "aggregator": '<section><p><span style="font-size: 16px;">{}</span></p></section>',
    "blocks": '<div data-component="text-block"><p>{}</p></div>',
    "gutenberg": '<p class="wp-block-paragraph">{}</p>',
    "hashed": '<div class="sc-e0aa-1 rTyUiO"><p class="sc-e0aa-2 qWeRtY">{}</p></div>',
    "richmedia": '<section style="margin: 0 8px;"><p style="line-height: 1.75em"><span leaf="">{}</span></p></section>',
    "tailwind": '<p class="leading-8">{}</p>',
    "oldcms": "<P>\u3000\u3000{}</P>",
    "pressview": "<p>{}</p>\n<p>&nbsp;</p>",
    "arc": '<p class="c-paragraph">{}</p>',
    "ghost": "<p>{}</p>",
    "tagdiv": "<p>{}</p>",
    "drupal": "<p>{}</p>",
    "blox": "<p>{}</p>",
    "trs": '<p align="justify" style="text-indent: 2em;">{}</p>',
    "elementor": "<p>{}</p>",
    "typo3": '<p class="bodytext">{}</p>',
    "newsletter": "<p><span>{}</span></p>",
}
_LINE = re.compile(r"(?:\[(?P<label>[a-z]+)(?: (?P<tag>[a-z0-9]+))?(?: @(?P<after>\d+))?\] ?)?(?P<html>.*)")


@dataclass(frozen=True, slots=True)
class Piece:
    """One paragraph: its label (`keep` or a reason), its element, its inner HTML."""

    label: str
    tag: str
    html: str

    @property
    def text(self) -> str:
        """The paragraph as a reader sees it, on one line."""
        broken = re.sub(r"<br\s*/?>|</(?:p|div|li)>", " ", self.html)
        return " ".join(unescape(re.sub(r"<[^>]+>", "", broken)).split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One page: an article of an invented publication, its pieces in order, and the layout it stands in."""

    id: str
    language: str
    publication: str
    host: str
    title: str
    author: str
    published: str
    layout: str
    pieces: tuple[Piece, ...]

    @property
    def url(self) -> str:
        """The page's address, on its publication's own host."""
        return f"https://{self.host}/news/{self.id}.html"

    @property
    def kept(self) -> tuple[str, ...]:
        """The paragraphs that are the article, in order."""
        return tuple(piece.text for piece in self.pieces if piece.label == KEEP)

    @property
    def removed(self) -> tuple[tuple[str, str], ...]:
        """What is not the article, as (text, reason), in order."""
        return tuple((piece.text, piece.label) for piece in self.pieces if piece.label != KEEP)

    @property
    def html(self) -> str:
        """The whole page: its layout's skeleton, furniture in its language, and the pieces."""
        return _filled((FOLDER / "layouts" / f"{self.layout}.html").read_text("utf-8"), self)


def cases(split: str) -> Iterator[Case]:
    """Yield the cases of one split, a folder here such as `dev` or `check`, publication by publication."""
    for path in sorted((FOLDER / split).glob("*.toml")):
        yield from _cases_of(path.stem, tomllib.loads(path.read_text("utf-8")))


def labelled_lines() -> Iterator[tuple[str, str, str]]:
    """Yield the lines that stand by themselves, each as its label, its language and its text."""
    for path in sorted((FOLDER / "lines").glob("*.tsv")):
        for row in path.read_text("utf-8").splitlines():
            label, language, text = row.split("\t")
            yield label, language, text


def _cases_of(slug: str, publication: dict[str, Any]) -> Iterator[Case]:
    layouts, count = publication["layouts"], 0
    for story in publication["stories"]:
        for tail in story["tails"]:
            count += 1
            yield Case(
                id=f"{slug}-{count:02}",
                language=publication["language"],
                publication=publication["publication"],
                host=publication["host"],
                title=story["title"],
                author=story.get("author", ""),
                published=publication["published"],
                layout=layouts[(count - 1) % len(layouts)],
                pieces=tuple(_pieces(story["body"], tail)),
            )


def _pieces(body: str, tail: str) -> Iterator[Piece]:
    """Yield the body's paragraphs and then the tail's; what is marked `@2` comes after the body's second."""
    lines = [_LINE.fullmatch(line) for line in tail.strip().splitlines()]
    for place, paragraph in enumerate(body.strip().splitlines(), start=1):
        yield from _read([_LINE.fullmatch(paragraph)])
        yield from _read(line for line in lines if line and line["after"] == str(place))
    yield from _read(line for line in lines if line and line["after"] is None)


def _read(lines: Iterable[re.Match[str] | None]) -> Iterator[Piece]:
    for line in lines:
        if line is not None:
            yield Piece(line["label"] or KEEP, line["tag"] or "p", line["html"])


def _filled(skeleton: str, case: Case) -> str:
    words = tomllib.loads((FOLDER / "furniture.toml").read_text("utf-8"))[case.language]
    slots = {
        "language": case.language,
        "title": escape(case.title),
        "publication": escape(case.publication),
        "host": case.host,
        "url": case.url,
        "author": escape(case.author),
        "published": case.published,
        "json_title": json.dumps(case.title, ensure_ascii=False),
        "story": _story(case),
        "nav": "\n".join(f'<li><a href="/s{n}/">{word}</a></li>' for n, word in enumerate(words["nav"])),
        "share": "\n".join(f'<a class="share-btn" href="#s{n}">{word}</a>' for n, word in enumerate(words["share"])),
        "related_heading": words["related_heading"],
        "related": "\n".join(f'<li><a href="/r{n}.html">{word}</a></li>' for n, word in enumerate(words["related"])),
        "footer": words["footer"].format(publication=escape(case.publication)),
    }
    return re.sub(r"\{\{(\w+)\}\}", lambda slot: slots[slot[1]], skeleton)


def _story(case: Case) -> str:
    runs = groupby(case.pieces, key=lambda piece: piece.tag)
    return "\n".join(_run(tag, tuple(pieces), PARAGRAPHS[case.layout]) for tag, pieces in runs)


def _run(tag: str, pieces: tuple[Piece, ...], paragraph: str) -> str:
    if tag == "p":
        return "\n".join(paragraph.format(piece.html) for piece in pieces)
    elements = "\n".join(f"<{tag}>{piece.html}</{tag}>" for piece in pieces)
    return f"<ul>\n{elements}\n</ul>" if tag == "li" else elements
