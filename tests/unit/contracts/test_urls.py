"""Addresses: what is fetched, and what counts as the same."""

import pytest
from hypothesis import given
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


@given(
    st.text(alphabet="abcXYZ019-._~", min_size=1, max_size=12),
    st.lists(st.tuples(st.text("abc%é", min_size=1, max_size=4), st.text("xyz=/?", max_size=4)), max_size=5),
)
def test_the_key_of_a_key_is_the_key(path: str, query: list[tuple[str, str]]) -> None:
    url = f"https://a.example/{path}?" + "&".join(f"{name}={value}" for name, value in query)
    key = url_key(url)
    assert url_key(f"https://{key}") == key


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
