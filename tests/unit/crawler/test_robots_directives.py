"""What a page asks of robots, and what its publisher says on its use by AI, wherever it says so."""

import time
from datetime import UTC, datetime

import pytest

from contracts.records import AiUsage, Page, PageId, SourceRef
from crawler.directives.reading import Directives, directives_of, with_directives
from crawler.fetching.exchange import Answer
from crawler.robots.ai_lines import said_by_robots
from crawler.robots.rules import read_robots

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def an_answer(*headers: tuple[str, str], robots: str = "") -> Answer:
    url = "http://a.test/news/1"
    said = tuple(said_by_robots(read_robots(robots), url, "Trawlnet"))
    given = (("Content-Type", "text/html; charset=utf-8"), *headers)
    return Answer(url=url, status=200, headers=given, wire_body=b"", request_headers=(), at=NOW, said_by_robots=said)


def asked(*values: str, body: bytes = b"") -> Directives:
    """What X-Robots-Tag headers of these values, and a page, ask of us."""
    return directives_of(an_answer(*(("x-robots-tag", value) for value in values)), body, token="Trawlnet")


def a_page(head: str) -> bytes:
    return f"<!doctype html><html><head><title>T</title>{head}</head><body><p>Text</p></body></html>".encode()


@pytest.mark.parametrize(
    ("values", "noindex", "nofollow", "noarchive"),
    [
        (["noindex"], True, False, False),
        (["NoIndex, NOFOLLOW"], True, True, False),
        (["none"], True, True, False),
        (["all"], False, False, False),
        (["noarchive", "nofollow"], False, True, True),
        (["googlebot: noindex, nofollow"], False, False, False),
        (["trawlnet: noindex"], True, False, False),
        (["Trawlnet: noarchive, nofollow"], False, True, True),
        (["nofollow, otherbot: noindex, trawlnet: noarchive"], False, True, True),
        (["*: noindex"], True, False, False),
        (["max-snippet: -1, noarchive"], False, False, True),
        (["unavailable_after: 25 Jun 2010 15:00:00 PST"], True, False, False),
        (["unavailable_after: Sat, 02 Jan 2027 00:00:00 GMT, noarchive"], False, False, True),
        (["unavailable_after: Fri, 02 Jan 2026 03:00:00 GMT"], True, False, False),
        (["unavailable_after: Friday, 02-Jan-26 03:00:00 GMT"], True, False, False),
        (["unavailable_after: 2026-01-02T03:00:00Z"], True, False, False),
        (["unavailable_after: 2026-01-02T03:00:00-05:00"], False, False, False),
        (["unavailable_after: one day"], False, False, False),
        (["otherbot: unavailable_after: Sat, 25 Jun 2005 15:00:00 GMT"], False, False, False),
        (["trawlnet: unavailable_after: Sat, 25 Jun 2005 15:00:00 GMT"], True, False, False),
        (["", ",,,:", "noindexed"], False, False, False),
    ],
)
def test_x_robots_tag_is_read_as_it_is_written(
    values: list[str], noindex: bool, nofollow: bool, noarchive: bool
) -> None:
    told = asked(*values)

    assert (told.noindex(NOW) is not None, told.nofollow, told.noarchive) == (noindex, nofollow, noarchive)


@pytest.mark.parametrize(
    ("head", "noindex"),
    [
        ('<meta name="robots" content="noindex">', True),
        ("<META CONTENT='NOINDEX,follow' NAME=Robots />", True),
        ('<meta name="robots" content="index, follow"><meta name="robots" content="none">', True),
        ('<meta name="trawlnet" content="noindex">', True),
        ('<meta name="robots" content="noindex nofollow">', True),
        ('<meta name="googlebot" content="noindex">', False),
        ('<meta name="description" content="How noindex works">', False),
        ('<meta name="robots" content="index,follow,max-image-preview:large">', False),
        ('<!-- <meta name="robots" content="noindex"> -->', False),
        ('<script>var a = \'<meta name="robots" content="noindex">\';</script>', False),
        ('<template><meta name="robots" content="noindex"></template>', False),
        ('<noscript><meta name="robots" content="noindex"></noscript>', True),
        ('<meta name="robots" content="unavailable_after: 2 Jan 2026 03:00:00 GMT">', True),
        (f'<meta name="robots" content="noindex" data-x="{"y" * 3000}">', True),
    ],
)
def test_meta_robots_are_read_where_a_robot_would_read_them(head: str, noindex: bool) -> None:
    assert (asked(body=a_page(head)).noindex(NOW) is not None) is noindex


def test_a_meta_tag_is_read_in_any_encoding_of_the_web() -> None:
    page = '\ufeff<html><head><meta name="robots" content="noindex"><title>新闻</title>'

    assert all(asked(body=page.encode(name)).noindex(NOW) for name in ("utf-8", "utf-16-le", "utf-16-be"))


def test_only_pages_are_searched_for_meta_tags_and_only_their_beginning() -> None:
    tag = a_page('<meta name="robots" content="noindex">')

    assert directives_of(an_answer(("Content-Type", "application/pdf")), tag, token="Trawlnet").noindex(NOW) is not None
    pdf = Answer(
        url="http://a.test/a.pdf",
        status=200,
        headers=(("Content-Type", "application/pdf"),),
        wire_body=b"",
        request_headers=(),
    )
    assert directives_of(pdf, tag, token="Trawlnet").noindex(NOW) is None
    assert asked(body=b" " * 1024 * 1024 + tag).noindex(NOW) is None


def test_a_page_that_is_not_to_be_indexed_comes_without_its_body_and_says_which_directive_asks_for_it() -> None:
    source = SourceRef(id="a", name="A", host="a.test")
    page = Page(
        id=PageId("1"), source=source, url="http://a.test/news/1", final_url="http://a.test/news/1", status=200,
        headers=(), fetched_at=NOW, body=b"text",
    )  # fmt: skip

    refused = with_directives(page, asked("noindex"), an_answer())

    assert (refused.noindex, refused.body) == ("X-Robots-Tag: noindex", b"")
    assert with_directives(page, asked("noarchive"), an_answer()) == page


# -- use by AI ---------------------------------------------------------------------------------------------------------


def usage(*headers: tuple[str, str], head: str = "", robots: str = "") -> AiUsage | None:
    answer = an_answer(*headers, robots=robots)
    source = SourceRef(id="a", name="A", host="a.test")
    page = Page(
        id=PageId("1"), source=source, url=answer.url, final_url=answer.url, status=200, headers=(), fetched_at=NOW,
        body=b"text",
    )  # fmt: skip
    return with_directives(page, directives_of(answer, a_page(head), token="Trawlnet"), answer).ai_usage


def test_where_nothing_is_said_of_ai_nothing_is_recorded() -> None:
    assert usage(head='<meta name="robots" content="noarchive">', robots="User-agent: *\nDisallow: /x\n") is None


def test_robots_txt_that_forbids_ai_crawlers_by_name_denies_what_they_do_where_it_does() -> None:
    robots = (
        "User-agent: GPTBot\nUser-agent: CCBot\nDisallow: /news/\n\nUser-agent: ChatGPT-User\nDisallow: /private/\n"
    )

    assert usage(robots=robots) == AiUsage(train="denied", basis=("robots.txt: CCBot, GPTBot",))
    assert usage(robots="User-agent: Google-Extended\nDisallow: /\n") == AiUsage(
        train="denied", answer="denied", basis=("robots.txt: Google-Extended",)
    )


def test_content_signals_speak_for_our_group_and_their_path() -> None:
    everyone = "User-agent: *\nContent-Signal: search=yes, ai-train=no\nAllow: /\n"
    paths = "User-agent: *\nContent-Signal: ai-train=no\nContent-Signal: /news/ ai-train=yes\nAllow: /\n"
    ours = "User-agent: trawlnet\nContent-Signal: ai-input=no\nAllow: /\n\n"

    assert usage(robots=everyone) == AiUsage(
        train="denied",
        search="allowed",
        basis=("robots.txt Content-Signal: search=yes", "robots.txt Content-Signal: ai-train=no"),
    )
    assert usage(robots=paths) == AiUsage(train="allowed", basis=("robots.txt Content-Signal: ai-train=yes",))
    assert usage(robots=ours + everyone) == AiUsage(answer="denied", basis=("robots.txt Content-Signal: ai-input=no",))


def test_content_usage_is_read_in_robots_txt_and_in_the_header() -> None:
    robots = "User-agent: *\nContent-Usage: train-ai=n\nAllow: /\n"

    assert usage(robots=robots) == AiUsage(train="denied", basis=("robots.txt Content-Usage: train-ai=n",))
    assert usage(("content-usage", "train-ai=y, search=?1")) == AiUsage(
        train="allowed", basis=("Content-Usage header: train-ai=y",)
    )


def test_noai_and_noimageai_are_directives_like_others() -> None:
    head = '<meta name="robots" content="noai, noimageai">'

    assert usage(head=head) == AiUsage(
        train="denied", images="denied", basis=("meta robots: noai", "meta robots: noimageai")
    )
    assert usage(("X-Robots-Tag", "noai")) == AiUsage(train="denied", basis=("X-Robots-Tag: noai",))
    assert usage(("X-Robots-Tag", "otherbot: noai")) is None


def test_a_text_mining_reservation_is_recorded_with_its_policy() -> None:
    head = '<meta name="tdm-reservation" content="1"><meta name="tdm-policy" content="/terms.json">'
    reserved = AiUsage(train="denied", basis=("meta tdm-reservation: 1",), policy="http://a.test/terms.json")

    assert usage(head=head) == reserved
    assert usage(("TDM-Reservation", "0")) == AiUsage(train="allowed", basis=("tdm-reservation header: 0",))


def test_a_ban_outweighs_a_permission() -> None:
    robots = "User-agent: *\nContent-Signal: ai-train=yes\nAllow: /\n\nUser-agent: GPTBot\nDisallow: /\n"

    assert usage(robots=robots) == AiUsage(train="denied", basis=("robots.txt: GPTBot",))


@pytest.mark.parametrize("body", [b"<meta " * 170_000, (b"<meta " + b"x" * 1990 + b">") * 500, b"<" * 1_000_000])
def test_a_page_made_of_meta_tags_costs_no_more_than_another(body: bytes) -> None:
    began = time.process_time()

    assert asked(body=body) == Directives()
    assert time.process_time() - began < 2


def test_the_day_on_which_a_page_is_withdrawn_is_told_in_seconds_until_then() -> None:
    told = asked("unavailable_after: 2 Jan 2026 04:04:05 GMT", "unavailable_after: 25 Jun 2010 15:00:00 GMT")

    assert told.withdrawn_in_s(NOW) == 3600
    assert asked("noarchive", "unavailable_after: soon").withdrawn_in_s(NOW) is None
