"""Pages made to cost as much as they can: huge, deep, flat, odd, and of what slows parsers and patterns down.

Each is a name and what makes its bytes, mostly as large as `clean` reads; `clean_worst` measures them.
"""

import json
from collections.abc import Callable, Iterator

from workers.clean.cleaner import MAX_PAGE_BYTES

SIZE = MAX_PAGE_BYTES - 4_096
SENTENCE = b"The harbour was quiet on Tuesday morning when the first of the new ferries left its berth. "
STORY = b"<h1>New ferry leaves the harbour</h1><p>" + SENTENCE * 3 + b"</p><p>" + SENTENCE * 4 + b"</p>"
Maker = Callable[[], bytes]


def filled(start: bytes, piece: bytes, end: bytes = b"", size: int = SIZE) -> bytes:
    """Return as many whole pieces as fit between start and end."""
    return start + piece * max(1, (size - len(start) - len(end)) // len(piece)) + end


def page(body: bytes, head: bytes = b"") -> bytes:
    """Return a page with a title, this head and a body that begins with a short story."""
    return b"<!DOCTYPE html><html><head><title>New ferry</title>" + head + b"</head><body>" + STORY + body


def nested(tag: str, depth: int, inside: str = "deep", attributes: str = "") -> bytes:
    """Return one element within another, to a depth, each with a word."""
    return page((f"<{tag}{attributes}>w " * depth + inside + f"</{tag}>" * depth).encode())


def flat(piece: bytes, times: int) -> bytes:
    """Return a page of one piece again and again, no larger than is read."""
    room = (SIZE - 2_000) // len(piece)
    return page(piece * min(times, room))


def script(text: bytes, kind: bytes = b"application/ld+json") -> bytes:
    """Return a page with one script."""
    return page(b"<script type='" + kind + b"'>" + text + b"</script>")


def pages() -> Iterator[tuple[str, Maker]]:
    """Yield each page's name and what makes it."""
    yield from _sizes()
    yield from _depths()
    yield from _crowds()
    yield from _attributes()
    yield from _scripts()
    yield from _lines()
    yield from _sets()


def _sizes() -> Iterator[tuple[str, Maker]]:
    yield "10 MB of paragraphs", lambda: filled(b"<html><body>", b"<p>word word word.</p>", size=10_000_000)
    yield "8 MB of paragraphs", lambda: filled(b"<html><body>", b"<p>word word word.</p>")
    yield "one line of 8 MB", lambda: filled(page(b"<p>"), b"word ")
    yield "one word of 8 MB", lambda: filled(page(b"<p>"), b"w")
    yield "one line of 8 MB without a tag", lambda: filled(b"", SENTENCE)
    yield "8 MB of preformatted lines", lambda: filled(page(b"<pre>"), b"a line of text.\n")
    yield "8 MB of line breaks", lambda: filled(page(b"<pre>"), b"\n")
    yield "a Chinese line of 8 MB", lambda: filled(page(b"<p>"), "港口一片宁静。".encode())
    yield "a title of 8 MB", lambda: filled(b"<html><head><title>", b"New ferry - ", b"</title></head>" + STORY)
    yield "a comment of 8 MB", lambda: filled(page(b"<!--"), b"- ->")
    yield "a textarea of 8 MB", lambda: filled(page(b"<textarea>"), b"<p>x")
    yield "8 MB of text in 50,000 paragraphs", lambda: flat(b"<p>" + SENTENCE + b"and so on, to the end." * 2, 50_000)


def _depths() -> Iterator[tuple[str, Maker]]:
    for tag in ("div", "ul><li", "b", "table><tr><td", "blockquote", "span", "a href=x", "font", "svg><g", "select"):
        for depth in (230, 2_500, 9_000, 100_000):
            yield f"{depth} nested <{tag}>", lambda tag=tag, depth=depth: nested_open(tag, depth)  # type: ignore[misc]
    yield "19,000 nested and closed divs", lambda: nested("div", 9_400)
    yield "15,000 formatting tags over paragraphs", lambda: page(b"<b><i><u>" * 100 + b"<p>x" * 15_000)


def nested_open(tag: str, depth: int) -> bytes:
    """Return elements within one another that nothing closes."""
    return page(f"<{tag}>w ".encode() * depth + b"deep")


def _crowds() -> Iterator[tuple[str, Maker]]:
    sentence = b"<p>" + SENTENCE + b"</p>"
    yield "50,000 equal paragraphs", lambda: flat(sentence, 50_000)
    yield "50,000 paragraphs, each its own", lambda: page(b"".join(b"<p>%d " % n + SENTENCE for n in range(50_000)))
    yield "58,000 links", lambda: page(b"".join(b"<a href=/n/%d>A headline %d</a> " % (n, n) for n in range(58_000)))
    yield "29,000 linked items", lambda: flat(b"<li><a href=/n/1>A headline about the sea</a></li>", 29_000)
    yield "a table of 55,000 cells", lambda: page(b"<table>" + (b"<tr>" + b"<td>cell 1</td>" * 20) * 2_700)
    yield "a heading of 50,000 links", lambda: page(b"<h1>" + b"<a href='/'>x </a>" * 50_000)
    yield "a heading of 36,000 nested elements", lambda: page(b"<h1>" + (b"<b>" * 180 + b"x" + b"</b>" * 180) * 200)
    yield "40 headings, never closed", lambda: page((b"<h1><div>" + b"<i><s>word</s></i>" * 400) * 40)
    yield "a table of one row", lambda: page(b"<table><tr>" + b"<td>cell number one</td>" * 55_000)
    yield "55,000 line breaks", lambda: page(b"<p>" + b"a line of text<br>" * 55_000)
    yield "55,000 unclosed paragraphs", lambda: flat(b"<p>short", 55_000)
    yield "55,000 headings", lambda: flat(b"<h2>What changes</h2>", 55_000)
    yield "55,000 images", lambda: flat(b"<img src=/a.jpg alt='The harbour on Tuesday'>", 55_000)
    yield "55,000 times", lambda: flat(b"<time datetime='2025-06-18T10:00:00Z'>8 hours ago</time>", 55_000)
    yield "55,000 authors", lambda: flat(b"<span class=author rel=author itemprop=author>By Mary Nill</span>", 55_000)
    yield "55,000 tags", lambda: flat(b"<a rel=tag class='tag' href='/tag/sea'>Sea</a>", 55_000)
    yield "55,000 bylines", lambda: flat(b"<p class=byline>By Mary Nill, 18 June 2025, 10:00</p>", 27_000)
    yield "55,000 metas", lambda: flat(b"<meta property='article:tag' content='the sea'>", 55_000)
    yield (
        "55,000 microdata",
        lambda: flat(b"<div itemscope itemtype='https://schema.org/Article' itemprop=articleBody>x</div>", 55_000),
    )
    yield (
        "55,000 promotions",
        lambda: flat(b"<p>Subscribe to our newsletter</p><p>Read more: <a href=/a>The sea</a></p>", 27_000),
    )
    yield "a million stray ends", lambda: filled(page(b""), b"</p></b>")
    yield "a million entities", lambda: filled(page(b"<p>"), b"&amp;&#x4e00;&nope;")
    yield "a million angles", lambda: filled(page(b"<p>"), b"< ")


def _attributes() -> Iterator[tuple[str, Maker]]:
    names = b" ".join(b"a%d=%d" % (n, n) for n in range(600_000))
    yield "600,000 attributes of one tag", lambda: page(b"<div " + names + b">x</div>")
    yield "a million equal attributes", lambda: filled(page(b"<div"), b" a=1", b">x</div>")
    yield "attributes of 8 MB of classes", lambda: filled(page(b"<div class='"), b"byline share ", b"'>x</div>")
    yield "a style of 8 MB", lambda: filled(page(b"<div style='"), b"display ", b"'>x</div>")
    yield "an address of 8 MB", lambda: filled(page(b"<a href='"), b"https://a/", b"'>x</a>")
    yield "a meta of 8 MB", lambda: filled(page(b"<meta name='author' content='"), b"Mary Nill, ", b"'>")
    yield "a description of 8 MB", lambda: filled(page(b"<meta property='og:title' content='"), b"New ferry - ", b"'>")
    yield "a time of 8 MB", lambda: filled(page(b"<time datetime='"), b"2025-06-18T", b"'>x</time>")
    yield "half a tag of 8 MB", lambda: filled(page(b"<div"), b" class")


def _scripts() -> Iterator[tuple[str, Maker]]:
    story = {"@type": "NewsArticle", "headline": "New ferry", "datePublished": "2025-06-18"}
    yield (
        "JSON-LD of 8 MB",
        lambda: filled(page(b"<script type='application/ld+json'>["), json.dumps(story).encode() + b","),
    )
    yield "JSON-LD of many lists", lambda: script(b"[" + b"[]," * 130_000 + b"[]]")
    yield "JSON-LD of lists of lists", lambda: script(b"[" + (b"[" + b"[]," * 400 + b"[]],") * 320 + b"[]]")
    yield "JSON-LD 100,000 deep", lambda: script(b"[" * 100_000)
    yield "JSON-LD 900 deep", lambda: script(b'{"author":[' * 900 + b"1" + b"]}" * 900)
    yield (
        "JSON-LD of 20 broken scripts",
        lambda: flat(b"<script type='application/ld+json'>{" + b'"a":1,}, ' * 40_000 + b"</script>", 20),
    )
    yield "JSON-LD of white space", lambda: script(b'{"a": 1,' + b" " * 390_000 + b"x")
    yield "JSON-LD of comments", lambda: script(b"/* */" * 80_000)
    yield "JSON-LD of semicolons", lambda: script(b"; \n" * 130_000 + b"x")
    yield (
        "JSON-LD with a body of 390 kB",
        lambda: script(json.dumps(story | {"articleBody": "A line.\n" * 45_000}).encode()),
    )
    yield (
        "JSON-LD of 10,000 authors",
        lambda: script(json.dumps(story | {"author": [{"name": f"Mary {n}"} for n in range(10_000)]}).encode()),
    )
    yield (
        "JSON-LD of 10,000 keywords",
        lambda: script(json.dumps(story | {"keywords": [f"sea {n}" for n in range(20_000)]}).encode()),
    )
    yield "a script of quotation marks", lambda: filled(b"<html><body><script>", b'"a', b"</script>")
    yield "a script of one open string", lambda: filled(b"<html><body><script>x='", b'"aaaa\\\\', b"</script>")
    yield "a script of backslashes", lambda: filled(b'<html><body><script>x="', b"\\", b"</script>")
    yield (
        "a script of long strings",
        lambda: filled(b"<html><body><script>", b'"' + b"<p>word " * 60 + b'",', b"</script>"),
    )
    yield (
        "a script of strings within strings",
        lambda: filled(b"<html><body><script>", b'"' + b'\\"<p>a\\":\\"' * 60 + b'",', b"</script>"),
    )
    yield "8 MB of style", lambda: filled(page(b"<style>"), b"a{b:c}")


BAITS = (
    " ", "\t", "\u00a0", "-", " - ", "|", " | ", "1", "1 ", "12:", "12/", "1-", "2025-06-18 ", "a ", "A. ",
    "Mary Nill, ", "By ", "by by ", "and ", "@", "a@a.", "http://", "www.", "page you ", "not ",
    "verify that you are ", "error 404 ", "(", "[", "(((", "\"", "“", "…", ". ", "。", "、", "年", "2025年", "8小时前",
    "小时", "来源：", "记者", "作者 ", "の", "시간 ", "il y a ", "vor ", "hace ", "час ", "قبل ",
    "read more ", "subscribe ",
    "subscribe to ", "share ", "cookie ", "#", "/", "index_new5.html ", "_", "•", "·", "<",
)  # fmt: skip


def _lines() -> Iterator[tuple[str, Maker]]:
    for bait in BAITS:
        yield f"lines of {bait!r}", lambda bait=bait: lines_of(bait)  # type: ignore[misc]


def lines_of(bait: str) -> bytes:
    """Return a page where one piece, again and again, is title, description, byline, time, heading and paragraph."""
    long, short = (bait * (20_000 // len(bait))), (bait * (400 // len(bait) + 1))
    safe = long.replace("<", "&lt;").replace('"', "&quot;").replace("'", "&#39;")
    less = short.replace("<", "&lt;")
    head = "".join(f'<meta property="{name}" content="{safe}">' for name in HEAD_NAMES)
    spoken = f"<p class=byline>{safe}x</p><p class=date>{less}x</p><time>{safe}x</time><h1>{safe}x</h1><h2>{less}x</h2>"
    body = spoken + f"<p>{safe}x</p>" * 40 + f"<p>{less}x</p>" * 400 + f"<li><a href=/a>{safe}</a></li>"
    return page(body.encode(), f"<title>{safe}x</title>{head}".encode())


HEAD_NAMES = (
    "og:title",
    "description",
    "og:description",
    "author",
    "article:published_time",
    "keywords",
    "og:site_name",
)


def _sets() -> Iterator[tuple[str, Maker]]:
    yield "8 MB of bytes of no set", lambda: filled(page(b"<p>"), bytes(range(128, 256)))
    yield "8 MB of 0xFF", lambda: filled(page(b"<p>"), b"\xff")
    yield "8 MB of GB 18030", lambda: filled(page(b"<p>"), "港口一片宁静。".encode("gb18030"))
    yield "8 MB of windows-1251", lambda: filled(page(b"<p>"), "Первый новый паром вышел. ".encode("cp1251"))
    yield "8 MB of zeros", lambda: filled(page(b"<p>"), b"\x00")
    yield "8 MB of escapes", lambda: filled(page(b"<meta charset=iso-2022-jp><p>"), b"\x1b$B$3$l\x1b(B")
    yield "metas of 8 MB", lambda: filled(b"", b"<meta charset")
