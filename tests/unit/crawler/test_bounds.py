"""The small rules: addresses and their patterns, the resolver map, content codings, waiting times, settings."""

import gzip
import zlib
from datetime import UTC, datetime

import pytest
import zstandard

from contracts.errors import Misconfigured, TooLarge
from contracts.records import LinkRules, Source
from contracts.settings import load
from crawler.delivery import retry_after_s
from crawler.fetching.encodings import BrokenEncoding, decoded
from crawler.fetching.resolve_map import ResolveMap
from crawler.frontier.politeness import Politeness
from crawler.settings import CrawlSettings
from crawler.sources.link_rules import is_article, is_further_listing

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def test_a_link_is_an_article_by_its_host_and_the_rules() -> None:
    rules = LinkRules(allow=(r"/\d{4}/",), deny=("/video/",), follow=("/page/",))
    source = Source(id="a", name="A", host="www.a.test", hosts=("b.test",), links=rules)

    assert [is_article(source, f"http://{url}") for url in ("a.test/2026/x", "b.test/2026/", "c.test/2026/")] == [
        True,
        True,
        False,
    ]
    assert not is_article(source, "http://a.test/video/2026/x")
    assert is_further_listing(source, "http://a.test/page/2")
    assert not is_further_listing(source, "http://c.test/page/2")


def test_the_first_rule_of_the_resolver_map_that_matches_decides() -> None:
    chosen = ResolveMap(["*.localhost=127.0.0.1", "*:80=127.0.0.2:8080", "*:443=[::1]:8443"])

    assert chosen.target("a.localhost", 9000) == ("127.0.0.1", 9000)
    assert chosen.target("paper.example", 80) == ("127.0.0.2", 8080)
    assert chosen.target("paper.example", 443) == ("::1", 8443)
    assert chosen.target("paper.example", 8000) is None


def test_a_rule_may_lead_to_a_name_which_is_looked_up_when_a_connection_is_made() -> None:
    chosen = ResolveMap(["*.localhost=Newsroom", "*:80=sites.internal:8000"])

    assert chosen.target("a.localhost", 9000) == ("newsroom", 9000)
    assert chosen.target("paper.example", 80) == ("sites.internal", 8000)
    assert chosen.names("a.localhost")


@pytest.mark.parametrize(
    "rule",
    ["nonsense", "*=", "*=-x", "*=a..b", "*:0=127.0.0.1", "*=127.0.0.1:99999", "*=999.0.0.1", "*=127.1", "*=[::g]"],
)
def test_a_resolver_rule_that_cannot_be_meant_is_refused_at_start(rule: str) -> None:
    with pytest.raises(Misconfigured, match="TRAWLNET_CRAWL_RESOLVE"):
        load(CrawlSettings, resolve=rule)


def test_lists_are_written_with_commas_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRAWLNET_CRAWL_RESOLVE", "*.localhost=127.0.0.1, *:80=127.0.0.1:8080")

    assert load(CrawlSettings).resolve == ("*.localhost=127.0.0.1", "*:80=127.0.0.1:8080")


@pytest.mark.parametrize("name", ["delay_s", "concurrency", "timeout_s", "max_page_bytes", "user_agent"])
def test_a_setting_that_is_nonsense_is_refused_at_start(name: str) -> None:
    with pytest.raises(Misconfigured, match=f"TRAWLNET_CRAWL_{name.upper()}"):
        load(CrawlSettings, **{name: 0})


def test_our_name_in_robots_txt_is_the_first_word_of_the_user_agent() -> None:
    assert load(CrawlSettings, user_agent="Newsbot/2.1 (+https://desk.example)").robots_name == "Newsbot"


def test_a_source_may_be_slower_or_faster_than_the_default_on_its_own_hosts_only() -> None:
    politeness = Politeness(load(CrawlSettings, resolve=("*.localhost=127.0.0.1",)))
    slow = Source(id="a", name="A", host="a.test", delay_s=7)
    free = Source(id="b", name="B", host="b.localhost", delay_s=0)

    assert politeness.delay_ms(slow, "http://a.test/x") == 7000
    assert politeness.delay_ms(slow, "http://other.test/x") == 1000
    assert politeness.delay_ms(free, "http://b.localhost/x") == 0
    assert politeness.delay_ms(free, "http://other.test/x") == 1000
    with pytest.raises(Misconfigured):
        politeness.check(Source(id="c", name="C", host="c.test", delay_s=0))


RAW_DEFLATE = zlib.compressobj(wbits=-15)
BODY = b"abc" * 100


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        (None, BODY),
        ("identity", BODY),
        ("gzip", gzip.compress(BODY)),
        ("GZIP", gzip.compress(BODY[:150]) + gzip.compress(BODY[150:])),
        ("deflate", zlib.compress(BODY)),
        ("deflate", RAW_DEFLATE.compress(BODY) + RAW_DEFLATE.flush()),
        ("zstd", zstandard.compress(BODY)),
        ("gzip, zstd", zstandard.compress(gzip.compress(BODY))),
    ],
)
def test_each_content_coding_is_removed(coding: str | None, body: bytes) -> None:
    assert decoded(body, coding, max_bytes=300) == BODY


@pytest.mark.parametrize("coding", ["gzip", "deflate", "zstd"])
def test_a_small_body_that_unpacks_into_a_large_one_is_refused(coding: str) -> None:
    zeros = b"\0" * 10**7
    packed = {"gzip": gzip.compress(zeros), "deflate": zlib.compress(zeros), "zstd": zstandard.compress(zeros)}

    with pytest.raises(TooLarge):
        decoded(packed[coding], coding, max_bytes=10**6)


@pytest.mark.parametrize(("coding", "body"), [("gzip", b"plain"), ("br", b"x"), ("zstd", b"x"), ("gzip," * 9, b"x")])
def test_a_coding_that_is_broken_or_was_not_asked_for_is_told_apart(coding: str, body: bytes) -> None:
    with pytest.raises(BrokenEncoding):
        decoded(body, coding, max_bytes=1000)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("Fri, 02 Jan 2026 03:05:05 GMT", 60),
        ("Fri, 02 Jan 2026 03:00:00 GMT", 0),
        ("soon", None),
        ("-5", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_moment(value: str | None, seconds: float | None) -> None:
    assert retry_after_s(value, now=NOW) == seconds
