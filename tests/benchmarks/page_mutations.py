"""What may happen to a page: pieces cut, doubled, swapped, mistyped, misencoded; all drawn from a seed."""

import random
import re
from collections.abc import Callable
from typing import Final

Mutation = Callable[[random.Random, bytes], bytes]
_TAG: Final = re.compile(rb"<[^<>]{1,400}>")
_VALUE: Final = re.compile(rb"(?<=[=:])\s*\"[^\"]{0,200}\"")
_DIGITS: Final = re.compile(rb"\d{1,4}")
_WORD: Final = re.compile(rb"[\w\x80-\xff]{3,}")
CHARSETS: Final = (
    "utf-8", "utf-16", "utf-16-be", "utf-32", "utf-7", "gb18030", "big5", "cp932", "euc_jp", "iso2022_jp", "cp949",
    "cp1251", "cp1252", "cp1256", "koi8-r", "iso8859-5", "iso8859-8", "cp037",
)  # fmt: skip
TYPES: Final = (
    "text/html",
    "text/html; charset=utf-8",
    "text/html; charset=gbk",
    "text/html; charset=utf-16",
    "text/html;charset=",
    "text/html; charset=iso-2022-jp",
    "application/xhtml+xml",
    "text/plain",
    "",
    "text/html; charset=\x00\xff",
    "text/xml",
    "text/html; charset=base64",
    "text/html; charset=idna",
    "text/html; charset=utf-7",
    "text/html; charset=unicode_escape",
)
_PIECES: Final = r"""
<p> </p> <div> </div> <table> <tr> <td> <ul><li> <!-- --> <![CDATA[ ]]> <script> </script> <style> <title> </title>
<body> <html> <head> </head> <frameset> <svg> <math> <template> <noscript> <iframe> <textarea> <select> <plaintext> <br>
<base_href='//['> <base_href='http://x:99999/'> <a_href='http://[::1'> <a_href='javascript:x'> <img_src='data:,'>
<time_datetime=''> <meta_charset=x> <link_rel=canonical_href='http://a:b@c/'> <link_rel=canonical_href='//'>
<meta_property='og:url'_content='https://\xff/'> &#xd800; &#x110000; &#0; &#xfffe; &nbsp; &zwnj; _|_ _-_ ... " ' \
{ } [ ] null 1e999 -1 99999999999999999999 true \ud800 \u0000 {} [[]] "@type":"NewsArticle" "@type":
["Article",1,null] "datePublished":{"@value":[]} "isAccessibleForFree":[0] "headline":{"a":1}
"author":[[{"name":{"name":1}}]] "image":[[],{"url":[]}] "publisher":7 "keywords":{"a":[]}
0000-00-00 9999-12-31T23:59:60+99:99 2025-02-30 31/31/31
2025-06-18T24:00:00Z 1700000000000000 8_hours_ago 99999999_hours_ago in_5_minutes yesterday_25:61
By_ Read_more Subscribe
٢٠٢٥ 二〇二五年 8小时前 来源： … ²³
"""
WORDS: Final[tuple[bytes, ...]] = (
    *(piece.replace("_", " ").encode() for piece in _PIECES.split()),
    *(b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xff", b"\xe4\xb8", b"\x1b$B"),
)


def _cut(draw: random.Random, page: bytes) -> bytes:
    start, length = draw.randrange(len(page) + 1), int(draw.expovariate(1 / 200))
    return page[:start] + page[start + length :]


def _doubled(draw: random.Random, page: bytes) -> bytes:
    start, length = draw.randrange(len(page) + 1), int(draw.expovariate(1 / 300)) + 1
    times = draw.choice((1, 1, 2, 3, 30, 300))
    return page[:start] + page[start : start + length] * min(times, 200_000 // length) + page[start:]


def _flipped(draw: random.Random, page: bytes) -> bytes:
    changed = bytearray(page)
    for _ in range(draw.choice((1, 3, 20, 200))):
        if changed:
            changed[draw.randrange(len(changed))] = draw.randrange(256)
    return bytes(changed)


def _planted(draw: random.Random, page: bytes) -> bytes:
    for _ in range(draw.choice((1, 2, 8))):
        start = draw.randrange(len(page) + 1)
        page = page[:start] + draw.choice(WORDS) * draw.choice((1, 1, 1, 2, 50)) + page[start:]
    return page


def _at_some(draw: random.Random, page: bytes, place: re.Pattern[bytes], put: Callable[[bytes], bytes]) -> bytes:
    found = list(place.finditer(page))
    for match in sorted(draw.sample(found, min(len(found), draw.choice((1, 3, 10)))), key=lambda m: -m.start()):
        page = page[: match.start()] + put(match[0]) + page[match.end() :]
    return page


def _tags(draw: random.Random, page: bytes) -> bytes:
    tags = _TAG.findall(page) or [b"<p>"]
    return _at_some(
        draw, page, _TAG, lambda tag: draw.choice((b"", tag * 2, draw.choice(tags), b"</" + tag[1:], tag[:-1]))
    )


def _values(draw: random.Random, page: bytes) -> bytes:
    values = _VALUE.findall(page) or [b'""']
    return _at_some(
        draw, page, _VALUE, lambda _: draw.choice((*WORDS, draw.choice(values), b'"' + draw.choice(WORDS) + b'"'))
    )


def _numbers(draw: random.Random, page: bytes) -> bytes:
    return _at_some(
        draw,
        page,
        _DIGITS,
        lambda old: (
            str(draw.choice((0, 13, 61, 10**9, 10 ** draw.randrange(40)))).encode()
            if draw.random() < 0.7
            else old[::-1]
        ),
    )


def _words(draw: random.Random, page: bytes) -> bytes:
    return _at_some(
        draw,
        page,
        _WORD,
        lambda word: draw.choice((word * 300, word.upper(), b"", draw.choice(WORDS), word + b" " * 999)),
    )


def _shuffled(draw: random.Random, page: bytes) -> bytes:
    lines = page.splitlines(keepends=True)
    start = draw.randrange(len(lines) + 1)
    part = lines[start : start + 30]
    draw.shuffle(part)
    return b"".join(lines[:start] + part + lines[start + 30 :])


def _recoded(draw: random.Random, page: bytes) -> bytes:
    return page.decode(draw.choice((*CHARSETS[:3], "latin-1", "utf-8")), "replace").encode(
        draw.choice(CHARSETS), "replace"
    )


def _wrapped(draw: random.Random, page: bytes) -> bytes:
    tag = draw.choice(
        (b"<div>", b"<b>", b"<table><tr><td>", b"<blockquote>", b"<a href=x>", b"<form>", b"<p>", b"<article>")
    )
    return tag * draw.choice((1, 5, 100, 300)) + page


MUTATIONS: Final[tuple[Mutation, ...]] = (
    _cut, _doubled, _flipped, _planted, _tags, _tags, _values, _values, _numbers, _words, _shuffled, _recoded, _wrapped,
)  # fmt: skip


def mutated(draw: random.Random, pages: list[bytes]) -> bytes:
    """Return one of the pages after a few mutations; at times the front of one is joined to the back of another."""
    page = draw.choice(pages)
    if draw.random() < 0.15:
        other = draw.choice(pages)
        page = page[: draw.randrange(len(page) + 1)] + other[draw.randrange(len(other) + 1) :]
    for _ in range(draw.choice((1, 1, 2, 3, 6))):
        page = draw.choice(MUTATIONS)(draw, page)[:2_000_000]
    return page
