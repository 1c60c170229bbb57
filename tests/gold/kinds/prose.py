"""How the pages' own short markup becomes HTML: paragraphs, headings, lists, quotations, pictures, films, entries."""

import re
from collections.abc import Callable
from datetime import datetime
from html import escape

_LINK = re.compile(r"\[([^\]]+)\]\(([^)]+)\)")
_BOLD = re.compile(r"\*\*([^*]+)\*\*")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def to_html(text: str, style: str = "p") -> str:
    """Return the HTML of a text; `style` is how a paragraph is written: p, div, br, indent or span."""
    written = [_block(block.strip(), style) for block in re.split(r"\n\s*\n", text.strip()) if block.strip()]
    return "\n".join(written)


def shown_date(moment: datetime, language: str) -> str:
    """Return a moment as a page of that language would print it."""
    hour = f"{moment:%H:%M}"
    if language[:2] in {"zh", "ja"}:
        return f"{moment:%Y年%m月%d日} {hour}"
    if language == "ko":
        return f"{moment:%Y.%m.%d} {hour}"
    if language == "en":
        return f"{_MONTHS[moment.month - 1]} {moment.day}, {moment.year} {hour}"
    return f"{moment:%d.%m.%Y} {hour}"


def _block(block: str, style: str) -> str:
    for mark, write in _MARKS.items():
        if block.startswith(mark):
            return write(block.removeprefix(mark).strip())
    return _PARAGRAPHS[style](_inline(block))


def _inline(text: str) -> str:
    linked = _LINK.sub(r'<a href="\2">\1</a>', escape(text, quote=False))
    return _BOLD.sub(r"<strong>\1</strong>", linked)


def _list(block: str) -> str:
    entries = [line.removeprefix("-").strip() for line in block.splitlines()]
    return "<ul>" + "".join(f"<li>{_inline(entry)}</li>" for entry in entries) + "</ul>"


def _figure(caption: str) -> str:
    name = f"{len(caption) * 7919 % 99991:05}"
    return (
        f'<figure><img src="/media/{name}-1200x800.jpg" alt="" loading="lazy" width="1200" height="800">'
        f"<figcaption>{_inline(caption)}</figcaption></figure>"
    )


def _film(title: str) -> str:
    return (
        f'<div class="embed-video"><iframe src="https://player.example/embed/{len(title) * 6151}" '
        f'title="{escape(title)}" allowfullscreen></iframe></div>'
    )


def _entry(line: str) -> str:
    time, _, title = line.partition(" ")
    return f'<h3 class="entry"><time>{escape(time)}</time> {_inline(title)}</h3>'


def _aside(title: str) -> str:
    return f'<div class="read-also"><a href="/a/{len(title) * 4099}">{_inline(title)}</a></div>'


_MARKS: dict[str, Callable[[str], str]] = {
    "## ": lambda text: f"<h2>{_inline(text)}</h2>",
    "- ": _list,
    "> ": lambda text: f"<blockquote><p>{_inline(text)}</p></blockquote>",
    "!img ": _figure,
    "!video ": _film,
    "!entry ": _entry,
    "!also ": _aside,
    "!raw ": lambda text: text,
}
_PARAGRAPHS: dict[str, Callable[[str], str]] = {
    "p": lambda text: f"<p>{text}</p>",
    "div": lambda text: f'<div class="par">{text}</div>',
    "br": lambda text: f"{text}<br><br>",
    "indent": lambda text: f"<p>\u3000\u3000{text}</p>",
    "span": lambda text: f'<p class="css-1y0x"><span>{text}</span></p>',
}
