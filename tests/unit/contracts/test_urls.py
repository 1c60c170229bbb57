"""Addresses: what is fetched, and what counts as the same."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.errors import UnusableUrl
from contracts.urls import fetch_url, host_and_port_of, is_front_page, url_key


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("HTTP://Example.COM:80/a/../b#top", "http://example.com/b"),
        (" https://例え.jp/新聞?b=2&a=1 ", "https://xn--r8jz45g.jp/%E6%96%B0%E8%81%9E?b=2&a=1"),
        ("http://meridian.localhost:8090/x", "http://meridian.localhost:8090/x"),
    ],
)
def test_a_url_is_fetched_as_the_standard_reads_it_with_its_query_in_order(text: str, expected: str) -> None:
    assert fetch_url(text) == expected


def test_a_relative_link_is_resolved_against_its_page() -> None:
    assert fetch_url("../b.html", "https://a.example/news/x/") == "https://a.example/news/b.html"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no url",
        "ftp://a.example/x",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://",
        "http://u:p@a.example/",
    ],
)
def test_what_is_no_plain_http_url_is_refused_by_name(text: str) -> None:
    with pytest.raises(UnusableUrl):
        fetch_url(text)


@pytest.mark.parametrize(
    "same",
    [
        "https://www.a.example/news/1?b=2&a=1",
        "http://a.example/news/1?a=1&b=2&utm_source=feed",
        "https://a.example/news/1?a=1&fbclid=xyz&b=2#comments",
        "https://a.example/news/1;jsessionid=AB12?a=1&b=2",
    ],
)
def test_trackers_sessions_order_and_scheme_do_not_make_another_address(same: str) -> None:
    assert url_key(same) == "a.example/news/1?a=1&b=2"


SEGMENTS = st.sampled_from(
    [
        "news",
        "Größe",
        "世界",
        "a%2Fb",
        "%7Eme",
        "~me",
        ".",
        "..",
        "%2e",
        "%2E%2e",
        "",
        "index.html",
        "INDEX.php",
        "a b",
        "%",
        "x;jsessionid=AB12",
        ".;jsessionid=1",
        "index.html;jsessionid=1",
        "amp%253Bid",
        "%e4%b8%96",
        "\\",
        "a:b",
        "@",
        "&",
    ]
)
NAMES = st.sampled_from(
    [
        "id",
        "b",
        "a",
        "utm_source",
        "UTM%5Fmedium",
        "fbclid",
        "PHPSESSID",
        "sid",
        "",
        "é",
        "%C3%A9",
        "%c3%a9",
        "a+b",
        "x[]",
    ]
)
VALUES = st.sampled_from(["", "1", "2", "a=b", "?", "/", "%26", "ä", "+", "%20", "%2", "'", '"', "<>", "a%41", "#"])
HOSTS = st.sampled_from(
    [
        "a.example",
        "www.a.example",
        "WWW.www.a.example",
        "例え.jp",
        "xn--r8jz45g.jp",
        "www.com",
        "bücher.example",
        "[::1]",
        "192.168.0.1",
        "0x7f.1",
        "a.example.",
        "www.a.example.",
        "localhost",
        "www.localhost",
        "sub.localhost",
    ]
)
PORTS = st.sampled_from(["", ":80", ":443", ":8080", ":0443", ":"])


@st.composite
def addresses(draw: st.DrawFn) -> str:
    """Return an address as the web writes them: careless, foreign, decorated."""
    path = "/".join(draw(st.lists(SEGMENTS, max_size=5)))
    pairs = draw(st.lists(st.tuples(NAMES, st.sampled_from(["=", ""]), VALUES), max_size=5))
    query = "&".join(f"{name}{sign}{value if sign else ''}" for name, sign, value in pairs)
    scheme = draw(st.sampled_from(["http", "https", "HTTPS"]))
    ends = draw(st.sampled_from(["", "?", "#top", "?#", "&", "#?a=1"]))
    return f"{scheme}://{draw(HOSTS)}{draw(PORTS)}/{path}{'?' + query if query else ''}{ends}"


@given(addresses())
@settings(max_examples=300, deadline=None)
def test_the_key_of_a_key_is_the_key(url: str) -> None:
    key = url_key(url)

    assert url_key(f"https://{key}") == key
    assert url_key(f"http://{key}") == key


@given(st.text(max_size=60), st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_the_key_of_a_key_is_the_key_whatever_stands_in_path_and_query(path: str, query: str) -> None:
    key = url_key(f"https://a.example/{path}?{query}")

    assert url_key(f"https://{key}") == key


@given(addresses())
@settings(max_examples=300, deadline=None)
def test_what_is_fetched_has_the_key_of_what_was_written_and_stays_as_it_is(url: str) -> None:
    fetched = fetch_url(url)

    assert fetch_url(fetched) == fetched
    assert url_key(fetched) == url_key(url)
    assert "#" not in fetched


@given(st.permutations(["id=7", "b=2", "utm_source=x", "a=1", "phpsessid=77"]))
def test_the_order_of_a_query_makes_another_address_to_fetch_but_no_other_key(pairs: list[str]) -> None:
    url = f"https://a.example/view?{'&'.join(pairs)}"

    assert fetch_url(url) == url
    assert url_key(url) == "a.example/view?a=1&b=2&id=7"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/%7Eme", "https://a.example/~me"),
        ("https://a.example/%e4%b8%96", "https://a.example/世"),
        ("http://a.example:443/", "https://a.example/"),
        ("https://a.example./x", "https://www.a.example/x"),
        ("https://例え.jp/", "https://xn--r8jz45g.jp/"),
    ],
)
def test_ways_to_write_one_address_have_one_key(one: str, other: str) -> None:
    assert url_key(one) == url_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/view?id=1", "https://a.example/view?id=2"),
        ("https://a.example/view?sid=1", "https://a.example/view?sid=2"),
        ("https://a.example/a%2Fb", "https://a.example/a/b"),
        ("https://a.example/A", "https://a.example/a"),
        ("https://www.com/", "https://com/"),
        ("https://a.example:8080/", "https://a.example/"),
        ("https://a.example/?q=a%26b=1", "https://a.example/?q=a&b=1"),
    ],
)
def test_addresses_that_may_differ_keep_keys_of_their_own(one: str, other: str) -> None:
    assert url_key(one) != url_key(other)


@pytest.mark.parametrize("port", [22, 25, 6379, 6667])
def test_ports_of_other_protocols_are_not_asked(port: int) -> None:
    with pytest.raises(UnusableUrl, match="another protocol"):
        fetch_url(f"http://a.example:{port}/x")


def test_a_port_that_is_not_the_schemes_own_makes_another_host() -> None:
    assert host_and_port_of("http://a.localhost:8090/x") == "a.localhost:8090"
    assert host_and_port_of("https://a.example:443/x") == "a.example"


@pytest.mark.parametrize(("url", "front"), [("https://a.example/", True), ("https://a.example/world/", True)])
def test_roots_and_bare_sections_are_front_pages(url: str, front: bool) -> None:
    assert is_front_page(url) is front


def test_an_article_address_is_no_front_page() -> None:
    assert not is_front_page("https://a.example/world/2025/06/12/port-strike")
    assert not is_front_page("https://a.example/port-strike-2")
    assert not is_front_page("https://a.example/?p=12")
