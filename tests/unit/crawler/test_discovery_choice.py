"""What an address's shape tells, which candidates are kept and why, and which link rules may be guessed."""

from datetime import UTC, datetime, timedelta

import pytest

from crawler.discovery.candidates import CandidateKind, Named, Seen
from crawler.discovery.choice import choose
from crawler.discovery.pages import PageLink, PageView, view_of
from crawler.discovery.rule_guess import following_of, following_rule, guessed_allow
from crawler.discovery.shapes import article_links, date_in_url, is_likely_article, is_no_article
from crawler.discovery.site_facts import facts_of

NOW = datetime(2026, 3, 10, tzinfo=UTC)
HOST = "https://alpha.example"


def seen(name: str, numbers: range, *, kind: CandidateKind = "feed", days: float | None = 1, cost: float = 1.0) -> Seen:
    at = NOW - timedelta(days=days) if days is not None else None
    named = {f"alpha.example/{n}": Named(url=f"{HOST}/{n}", at=at) for n in numbers}
    return Seen(url=f"{HOST}/{name}", kind=kind, found_by="test", named=named, cost=cost)


def kept(*candidates: Seen) -> list[str]:
    return [one.url.rsplit("/", 1)[-1] for one in choose(candidates, now=NOW).chosen]


# -- the choice --------------------------------------------------------------------------------------------------------


def test_one_that_names_all_goes_before_several_that_name_parts() -> None:
    assert kept(seen("a", range(50)), seen("b", range(50, 100)), seen("all", range(100))) == ["all"]


def test_those_that_complement_each_other_are_kept_together() -> None:
    assert sorted(kept(seen("a", range(60)), seen("b", range(40, 100)), seen("c", range(10)))) == ["a", "b"]


def test_of_equals_the_lighter_and_the_dated_go_first() -> None:
    assert kept(seen("heavy", range(20), cost=3), seen("light", range(20))) == ["light"]
    assert kept(seen("undated", range(20), days=None), seen("dated", range(20))) == ["dated"]


def test_what_is_a_month_older_than_the_newest_counts_for_nothing() -> None:
    choice = choose((seen("old", range(500), days=90), seen("new", range(500, 510))), now=NOW)

    assert [one.url for one in choice.chosen] == [f"{HOST}/new"]
    assert {row.url: row.reason for row in choice.candidates}[f"{HOST}/old"].startswith(
        "nothing recent: newest 2025-12"
    )


def test_a_time_in_the_future_does_not_make_the_rest_old() -> None:
    assert kept(seen("wrong", range(1), days=-400), seen("right", range(30))) == ["right"]


def test_a_site_whose_newest_is_long_ago_still_has_what_is_recent_for_it() -> None:
    assert kept(seen("ended", range(20), days=300)) == ["ended"]


def test_nothing_named_gives_nothing_chosen() -> None:
    choice = choose((seen("empty", range(0)),), now=NOW)

    assert (choice.chosen, choice.coverage) == ((), 0.0)
    assert choice.candidates[0].reason == "names no article"


# -- shapes ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/2026/03/10/harbour/",
        "/world/article90017.ece",
        "/news/the-council-agrees-on-plan",
        "/n1/2026/0310/c1000-40017.html",
        "/view.php?newsid=881",
        "/dispatch/80038",
    ],
)
def test_an_articles_address_is_likely_one(path: str) -> None:
    assert is_likely_article(HOST + path)


@pytest.mark.parametrize(
    "path",
    ["/", "/world/", "/about", "/tag/2026-03-10-harbour-plan-x", "/a/photo-of-10000.jpg", "/page/10000", "/en/news"],
)
def test_what_is_no_article_is_not_likely_one(path: str) -> None:
    assert not is_likely_article(HOST + path)


def test_links_of_one_shape_with_headlines_are_articles_and_ways_are_none() -> None:
    news = [PageLink(url=f"{HOST}/p/{word}", text="A headline of some length about it") for word in ("ab", "cd", "ef")]
    ways = [PageLink(url=f"{HOST}/{word}", text=word.title()) for word in ("world", "city", "arts", "sport")]

    assert article_links([*news, *ways]) == news


@pytest.mark.parametrize(
    ("path", "date"),
    [
        ("/2026/03/10/x", (2026, 3, 10)),
        ("/x-20260310.html", (2026, 3, 10)),
        ("/2026/03/x", (2026, 3, None)),
        ("/1/2", None),
    ],
)
def test_dates_in_addresses_are_read(path: str, date: object) -> None:
    assert date_in_url(HOST + path) == date


def test_files_and_a_sites_machinery_are_no_articles() -> None:
    assert is_no_article(f"{HOST}/feed.xml")
    assert is_no_article(f"{HOST}/author/ann-li-of-the-post/")
    assert not is_no_article(f"{HOST}/?id=7")


# -- rules -------------------------------------------------------------------------------------------------------------


def test_rules_are_guessed_where_they_tell_articles_from_the_rest() -> None:
    articles = [f"{HOST}/news/{n}.html" for n in range(1000, 1030)]

    assert guessed_allow(articles, [f"{HOST}/{word}" for word in ("world", "about", "arts")]) == (
        r"//[^/]+/[^/?]+/\d+\.html/?$",
    )


@pytest.mark.parametrize(
    ("articles", "others"),
    [
        ([f"{HOST}/a/{n}" for n in range(5)], [f"{HOST}/world"]),
        ([f"{HOST}/{'abcdefghijklmnopqrst'[n]}" for n in range(20)], [f"{HOST}/world", f"{HOST}/about"]),
        ([f"{HOST}/a/{n}" for n in range(20)] + [f"{HOST}/odd/one/out/x"], [f"{HOST}/world"]),
        ([f"{HOST}/a/{n}" for n in range(20)], []),
    ],
    ids=["few", "like other pages", "an odd one", "nothing to tell from"],
)
def test_rules_that_could_lose_or_tell_nothing_are_not_guessed(articles: list[str], others: list[str]) -> None:
    assert guessed_allow(articles, others) == ()


@pytest.mark.parametrize(
    ("own", "following"),
    [
        ("/list", "/list?page=2"),
        ("/news/", "/news/page/2/"),
        ("/a/index.html", "/a/index_2.html"),
        ("/list?page=7", "/list?page=8"),
    ],
)
def test_a_listings_next_page_is_known_by_its_number(own: str, following: str) -> None:
    links = (PageLink(url=HOST + following, text="2"), PageLink(url=f"{HOST}/world/2", text="World"))

    assert following_of(PageView(url=HOST + own, links=links)) == HOST + following


@pytest.mark.parametrize("text", ["Next", "Older posts", "下一页", "weiter", "Показать ещё", "»"])
def test_a_listings_next_page_is_known_by_its_words(text: str) -> None:
    links = (
        PageLink(url=f"{HOST}/archive/20", text=text),
        PageLink(url=f"{HOST}/story/12345", text="Next year's budget"),
    )

    assert following_of(PageView(url=f"{HOST}/", links=links)) == f"{HOST}/archive/20"


def test_the_rule_for_further_pages_leaves_only_the_number_open() -> None:
    assert following_rule(f"{HOST}/a/index.html", f"{HOST}/a/index_2.html") == r"//[^/]+/a/index_\d+\.html$"
    assert following_rule(f"{HOST}/list", f"{HOST}/older") is None


# -- who the site is ---------------------------------------------------------------------------------------------------


def test_a_sites_own_words_go_before_guesses() -> None:
    page = b"""<html lang="zh-TW"><head><title>Today | Alpha</title><meta property="og:site_name" content="The Alpha">
    </head></html>"""

    facts = facts_of(view_of(page, url=f"{HOST}/"), "alpha.example", feeds=[("Alpha RSS", "en-us")])

    assert (facts.name, facts.language, facts.country) == ("The Alpha", "zh-Hant", "TW")


@pytest.mark.parametrize(("host", "country"), [("alpha.co.uk", "GB"), ("alpha.de", "DE"), ("alpha.io", None)])
def test_a_hosts_ending_tells_a_country_where_it_is_one(host: str, country: str | None) -> None:
    assert facts_of(None, host).country == country


def test_hostile_json_ld_is_passed_over() -> None:
    deep = "[" * 5000 + "]" * 5000
    page = f'<html><head><title>Alpha - News</title><script type="application/ld+json">{deep}</script></head></html>'

    assert facts_of(view_of(page.encode(), url=f"{HOST}/"), "alpha.example").name == "Alpha"
