"""Which rule of a robots.txt decides: RFC 9309, and what authors write by mistake and mean."""

import gzip
import time
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.fetching.exchange import Answer, FetchFailed
from crawler.robots.ai_lines import said_by_robots
from crawler.robots.answers import MOST_BYTES, text_of
from crawler.robots.rules import path_of, read_robots


def allows(text: str, path: str, token: str = "FooBot") -> bool:
    return read_robots(text).group_for(token).allows(path_of(f"http://foo.test{path}"))


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("", "/x", True),
        ("user-agent: FooBot\ndisallow: /\n", "/x", False),
        ("foo: FooBot\nbar: /\n", "/x", True),
        ("user-agent FooBot\ndisallow /\n", "/x", True),
        ("allow: /foo/bar/\nuser-agent: FooBot\ndisallow: /\n", "/foo/bar/", False),
        ("user-agent: BarBot\ndisallow: /\nuser-agent: FooBot\nallow: /\n", "/x", True),
        ("user-agent: FooBot\nuser-agent: BarBot\ndisallow: /\n", "/x", False),
        ("user-agent: foobot\nDISALLOW: /\n", "/x", False),
        ("user-agent: FooBot/2.1\ndisallow: /\n", "/x", False),
        ("user-agent: FooBotNews\ndisallow: /\n", "/x", True),
        ("user-agent: Foo\ndisallow: /\n", "/x", True),
        ("user-agent: *\ndisallow: /\nuser-agent: FooBot\n", "/x", True),
        ("user-agent: * anyone\ndisallow: /\n", "/x", False),
        ("user-agent: *\nallow: /\nuser-agent: FooBot\ndisallow: /\n", "/x", False),
        ("user-agent: FooBot\ndisallow: /a\n\nuser-agent: *\ndisallow: /b\n", "/b", True),
        (
            "user-agent: FooBot\ndisallow: /a\nuser-agent: X\ndisallow: /x\nuser-agent: foobot\ndisallow: /c\n",
            "/c",
            False,
        ),
        ("user-agent: FooBot\nSitemap: http://foo.test/s\nuser-agent: *\ndisallow: /\n", "/x", False),
        ("user-agent: BarBot\nInvalid: unknown\nuser-agent: *\ndisallow: /\n", "/x", False),
        ("user-agent: FooBot\ndisallow: /x/page.html\nallow: /x/\n", "/x/page.html", False),
        ("user-agent: FooBot\nallow: /x/page.html\ndisallow: /x/\n", "/x/page.html", True),
        ("user-agent: FooBot\ndisallow: /x\nallow: /x\n", "/x", True),
        ("user-agent: FooBot\ndisallow:\nallow:\n", "/x", True),
        ("user-agent: FooBot\ndisallow: /fish*.php\n", "/fish.php?id=1", False),
        ("user-agent: FooBot\ndisallow: /fish*.php\n", "/Fish.PHP", True),
        ("user-agent: FooBot\ndisallow: /*.php$\n", "/folder/any.file.php", False),
        ("user-agent: FooBot\ndisallow: /*.php$\n", "/filename.php?parameters", True),
        ("user-agent: FooBot\ndisallow: /*.php$\n", "/filename.php/", True),
        ("user-agent: FooBot\ndisallow: /$\n", "/", False),
        ("user-agent: FooBot\ndisallow: /$\n", "/x", True),
        ("user-agent: FooBot\ndisallow: /a**$\n", "/ab", False),
        ("user-agent: FooBot\ndisallow: /a*$\n", "/ab/c?d", False),
        ("user-agent: FooBot\ndisallow: /ab*b$\n", "/ab", True),
        ("user-agent: FooBot\ndisallow: *.pdf\n", "/x/a.pdf", False),
        ("user-agent: FooBot\ndisallow: private/\n", "/private/x", False),
        ("user-agent: FooBot\ndisallow: /foo/bar?baz=quz\n", "/foo/bar?baz=quz", False),
        ("user-agent: FooBot\ndisallow: /foo/bar/ツ\n", "/foo/bar/%E3%83%84", False),
        ("user-agent: FooBot\ndisallow: /foo/bar/%e3%83%84\n", "/foo/bar/ツ", False),
        ("user-agent: FooBot\ndisallow: /foo/bar/%62%61%7A\n", "/foo/bar/baz", False),
        ("user-agent: FooBot\ndisallow: /file-with-a-%2A.html\n", "/file-with-a-*.html", False),
        ("user-agent: FooBot\ndisallow: /price-$5\n", "/price-$5", False),
        ("user-agent: FooBot\ndissallow: /\n", "/x", False),
        ("useragent: FooBot\ndisallow: /\n", "/x", False),
        ("user-agent: FooBot # us\r\ndisallow: /x # not y\rallow: /x/y\n", "/x/z", False),
        ("\ufeffUser-Agent: FooBot\nDisallow: /\n", "/x", False),
        ("<html><body>Not found</body></html>", "/x", True),
    ],
)
def test_the_longest_rule_of_the_most_specific_group_decides(text: str, path: str, allowed: bool) -> None:
    assert allows(text, path) is allowed


def test_a_crawl_delay_is_that_of_the_group_and_nonsense_is_none() -> None:
    ours, other = "user-agent: FooBot\ncrawl-delay: 2,5\n", "user-agent: BarBot\ncrawl-delay: soon\ndisallow: /\n"
    file = read_robots(f"user-agent: *\ncrawl-delay: 7\n{ours}{other}")

    assert file.group_for("FooBot").allows("/x")
    assert [file.group_for(name).crawl_delay_s for name in ("FooBot", "BarBot")] == [2.5, None]
    assert read_robots("user-agent: *\ncrawl-delay: inf\ncrawl-delay: -1").group_for("x").crawl_delay_s is None


def test_sitemaps_are_the_files_not_a_groups_and_their_number_is_bounded() -> None:
    lines = "".join(f"Sitemap: http://foo.test/{n}\n" for n in range(100))

    assert read_robots(f"Sitemap: /a\nuser-agent: x\nsitemap: /a\n{lines}").sitemaps[:2] == ("/a", "http://foo.test/0")
    assert len(read_robots(lines).sitemaps) == 50


@given(st.text(alphabet="user-agent:*/$%dislow \n#ab\u00e9\ufeff", max_size=300), st.text(max_size=40))
def test_any_text_is_a_robots_txt_and_any_path_is_judged(text: str, path: str) -> None:
    file = read_robots(text)

    assert file.group_for("FooBot").allows(path_of(f"http://foo.test/{path}")) in (True, False)


@pytest.mark.parametrize(
    "text",
    [
        "".join(f"User-agent: a{n}\n" for n in range(30_000)) + "Disallow: /x\n" * 3000,
        "User-agent: FooBot\nDisallow: /x\n" * 16_000,
        "User-agent: *\n" + "Disallow: /*a*b\n" * 33_000,
        "User-agent: *\nDisallow: " + "*a" * 250_000,
        "User-agent: *\n" + "Content-Signal: /*a*b*c ai-train=no\n" * 14_000,
    ],
    ids=["names", "groups", "stars", "one-rule", "notes"],
)
def test_a_robots_txt_of_the_largest_size_costs_little_whatever_it_holds(text: str) -> None:
    began = time.process_time()

    file = read_robots(text)
    list(said_by_robots(file, f"http://foo.test/{'ab' * 1000}", "FooBot"))
    file.group_for("FooBot").allows(f"/{'ab' * 1000}")

    assert time.process_time() - began < 5


# -- answers -----------------------------------------------------------------------------------------------------------


def answered(body: bytes = b"", status: int = 200, **headers: str) -> str:
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return text_of(Answer(url="http://a.test/", status=status, headers=named, wire_body=body, request_headers=()))


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 418, 451, 304])
def test_what_is_unavailable_allows_all(status: int) -> None:
    assert answered(b"user-agent: *\ndisallow: /", status) == ""


@pytest.mark.parametrize("status", [429, 500, 502, 503, 599])
def test_what_is_unreachable_is_no_answer(status: int) -> None:
    with pytest.raises(FetchFailed, match="RobotsUnreachable"):
        answered(b"user-agent: *\nallow: /", status)


def test_a_body_that_cannot_be_unpacked_is_no_answer() -> None:
    with pytest.raises(FetchFailed, match="RobotsUnreachable"):
        answered(b"plain", Content_Encoding="br")


@pytest.mark.parametrize(
    "body",
    [
        "Disallow: /é".encode("utf-8-sig"),
        "\ufeffDisallow: /é".encode("utf-16-le"),
        "\ufeffDisallow: /é".encode("utf-16-be"),
        "Disallow: /é".encode(),
    ],
)
def test_a_byte_order_mark_tells_the_encoding(body: bytes) -> None:
    assert answered(body) == "Disallow: /é"


def test_octets_that_are_no_utf_8_match_as_a_url_spells_them() -> None:
    assert answered(b"Disallow: /caf\xe9", Content_Type="text/plain; charset=utf-16") == "Disallow: /caf%E9"


def test_what_lies_beyond_the_bound_is_cut_at_the_end_of_a_line() -> None:
    long = b"Allow: /public\n" * (MOST_BYTES // 15 + 10)

    text = answered(long)

    assert MOST_BYTES - 15 < len(text) <= MOST_BYTES
    assert text.endswith("Allow: /public\n")


@pytest.mark.parametrize(("pack", "coding"), [(gzip.compress, "gzip"), (zlib.compress, "deflate")])
def test_a_packed_robots_txt_is_read(pack: object, coding: str) -> None:
    assert answered(pack(b"Disallow: /x"), Content_Encoding=coding) == "Disallow: /x"  # type: ignore[operator]


def test_of_a_robots_txt_that_unpacks_without_end_the_beginning_is_read() -> None:
    bomb = gzip.compress(b"User-agent: *\nDisallow: /\n" + b"\n" * 10_000_000)

    assert answered(bomb, Content_Encoding="gzip").startswith("User-agent: *\nDisallow: /\n\n")
