"""Chinese pages with their truth: `pages` reads them, `ChinesePage.content` is the page as a server would send it."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape, unescape
from itertools import groupby
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
PARAGRAPHS = {
    "portal": "<p>　　{}</p>",
    "government": '<p style="text-indent:2em;line-height:2"><span style="font-family:宋体">{}</span></p>',
    "wechat": '<section style="margin:8px"><p><span style="font-size:15px;letter-spacing:1px">{}</span></p></section>',
    "forum": "{}<br />\r\n<br />",
    "edition": "<P>　　{}</P>",
    "breaks": "　　{}<br><br>",
    "taiwan": "<p>{}</p>",
    "hongkong": '<div class="newsText">{}</div>',
    "singapore": '<p dir="ltr">{}</p>',
    "blog": "<p>{}</p>",
    "spans": '<span class="txt">{}</span><i class="sp"></i>',
    "lazy": '<div class="lazyload-wrapper"><p class="lazy-text" data-loaded="0">{}</p></div>',
    "tablecell": '<font size="3">　　{}</font><br>',
    "campus": '<p class="vsbcontent_start">{}</p>',
    "answer": '<p data-pid="x">{}</p>',
    "stream": '<div data-type="paragraph"><span>{}</span></div>',
    "bare": "　　{}<br>",
    "mobile": '<div class="wap_txt">{}</div>',
    "pre": "    {}\n",
    "card": '<dd class="card-text">{}</dd>',
    "headline": '<p cms-style="font-L">　　{}</p>',
    "account": '<p style="text-indent:0;margin:0 16px"><span leaf="" style="letter-spacing:2px">{}</span></p>',
    "authority": '<p style="text-align:justify;text-indent:2em"><font face="仿宋">{}</font></p>',
    "board": "{}<br />\r\n<br />",
    "daily": "<p>{}</p>",
    "liberty": "<p>{}</p>",
    "harbour": '<div class="break-words mb-4">{}</div>',
    "longpost": "<p>{}</p>",
    "column": '<p data-first-child data-pid="x">{}</p>',
    "feedcard": '<p data-track="3">{}</p>',
    "post": '<p id="x">{}</p>',
    "bureau": '<p><span style="font-size:16px">{}</span></p>',
}
_LINE = re.compile(r"(?:\[(?P<kind>h|li|tr|q|cap|drop)\] ?)?(?P<html>.*)")
_IMAGE = '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" data-src="/upload/pic.jpg" alt="">'
_PRODUCTS = {"gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "big5": "cp950", "utf-8": "utf-8"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page's story: its kind ("" for a paragraph, `drop` for what is not the article), its inner HTML."""

    kind: str
    html: str

    @property
    def text(self) -> str:
        """The line as a reader sees it; the cells of a table's row stand apart by a space."""
        words = unescape(re.sub(r"<[^>]+>", "", re.sub(r"<br\s*/?>", " ", self.html)))
        return " ".join(words.replace("|", " ").split() if self.kind == "tr" else words.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class ChinesePage:
    """A page and its truth. `published` is an ISO day, or an ISO moment with its zone; "" where the page has none."""

    id: str
    url: str
    language: str
    layout: str
    encoding: str
    publication: str
    title: str
    authors: tuple[str, ...]
    published: str
    source: str
    info: str
    head: str
    lines: tuple[Line, ...]

    @property
    def body(self) -> tuple[str, ...]:
        """The article in order: paragraphs, headings, list items, quotations, captions, rows of tables."""
        return tuple(line.text for line in self.lines if line.kind != "drop")

    @property
    def text(self) -> str:
        """The body as one text, a blank line between its parts."""
        return "\n\n".join(self.body)

    @property
    def content(self) -> bytes:
        """The page in the encoding it declares."""
        return self.html.encode(_PRODUCTS[self.encoding])

    @property
    def html(self) -> str:
        """The page as text."""
        return _filled((FOLDER / "layouts" / f"{self.layout}.html").read_text("utf-8"), self)


def pages(split: str) -> Iterator[ChinesePage]:
    """Yield the pages of one split (`dev`, `held` or `second`), publication by publication."""
    for path in sorted((FOLDER / split).glob("*.toml")):
        publication = tomllib.loads(path.read_text("utf-8"))
        for number, page in enumerate(publication["pages"], start=1):
            yield _page(f"{path.stem}-{number}", {"layout": "", "encoding": "utf-8", **publication, **page})


def _page(page_id: str, stated: dict[str, Any]) -> ChinesePage:
    matches = (_LINE.fullmatch(line) for line in stated["story"].strip("\n").splitlines() if line)
    return ChinesePage(
        id=page_id,
        url=f"http://{stated['host']}/{stated.get('path', page_id + '.html')}",
        language=stated["language"],
        layout=stated["layout"],
        encoding=stated["encoding"],
        publication=stated["publication"],
        title=stated["title"],
        authors=tuple(stated.get("authors", ())),
        published=stated.get("published", ""),
        source=stated.get("source", ""),
        info=stated.get("info", ""),
        head=stated.get("head", ""),
        lines=tuple(Line(match["kind"] or "", match["html"]) for match in matches if match),
    )


def _filled(skeleton: str, page: ChinesePage) -> str:
    words = tomllib.loads((FOLDER / "furniture.toml").read_text("utf-8"))[page.language]
    slots = {
        "charset": page.encoding,
        "title": escape(page.title, quote=False),
        "publication": page.publication,
        "url": page.url,
        "info": page.info,
        "head": page.head,
        "story": _story(page),
        "nav": "".join(f'<li><a href="/c{n}/">{word}</a></li>' for n, word in enumerate(words["nav"])),
        "hot": "\n".join(f'<li><a href="/h{n}.html">{word}</a></li>' for n, word in enumerate(words["hot"])),
        **{name: text for name, text in words.items() if isinstance(text, str)},
    }
    return re.sub(r"\{\{(\w+)\}\}", lambda slot: slots[slot[1]], skeleton)


def _story(page: ChinesePage) -> str:
    runs = groupby(page.lines, key=lambda line: line.kind)
    return "\n".join(_run(kind, lines, PARAGRAPHS[page.layout]) for kind, lines in runs)


def _run(kind: str, lines: Iterable[Line], paragraph: str) -> str:
    texts = [line.html for line in lines]
    if kind == "tr":
        rows = ("<tr>" + "".join(f"<td>{cell.strip()}</td>" for cell in text.split("|")) + "</tr>" for text in texts)
        return "<table border=1>\n" + "\n".join(rows) + "\n</table>"
    if kind == "li":
        return "<ul>\n" + "\n".join(f"<li>{text}</li>" for text in texts) + "\n</ul>"
    return "\n".join(_ELEMENTS.get(kind, paragraph).format(text) for text in texts)


_ELEMENTS = {
    "h": "<h3>{}</h3>",
    "q": "<blockquote>{}</blockquote>",
    "cap": f"<div class='pic'>{_IMAGE}<div class='pic-note'>{{}}</div></div>",
}
