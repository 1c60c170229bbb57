"""The pages over a real index and a real store: what a reader sees, and what hostile text can't do."""

from collections.abc import Iterator
from html import escape
from urllib.parse import urlsplit

import pytest
from lxml import html as lxml_html

from contracts.article import Publisher, Removed, Summary
from contracts.records import Page, PageId, Source
from tests.unit.web.builders import HARBORLINE, NOW, SECOND, TITLE, an_article, tag, the_reference_article
from tests.unit.web.running import Browser, filled_index, index_in, own_store, parts_over
from web.guard import CONTENT_SECURITY_POLICY
from workers.ledger.transitions import Ending

REFERENCE = the_reference_article()
COPY = an_article("copy", title="The two chiefs, again", text=REFERENCE.text, duplicate_of=REFERENCE.id)
GONE = an_article("gone", gone=True)
ATTACK = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
HOSTILE = an_article(
    "hostile",
    title=f"{ATTACK} breakwater",
    url="javascript:alert(document.domain)",
    authors=(ATTACK,),
    section=ATTACK,
    publisher=Publisher(name=ATTACK),
    text=f"{ATTACK} breakwater text.\n\n{ATTACK}",
    html=f"<h2>{escape(ATTACK)}</h2>",
    summary=Summary(text=f"{ATTACK} in short", language='en" onload="alert(1)', method="page"),
    tags=(tag('q"uote', en='a "quoted" <b>tag</b>'), tag("js", en="javascript:alert(1)")),
    addresses=("javascript:alert(2)", "data:text/html,<script>alert(1)</script>"),
    removed=(Removed(text=ATTACK, reason=ATTACK),),
)
PLAIN = [an_article(f"plain-{n}") for n in range(45)]


@pytest.fixture(scope="module")
def browser(valkey_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    data_dir = tmp_path_factory.mktemp("web-pages")
    filled_index(data_dir, [REFERENCE, COPY, GONE, HOSTILE, *PLAIN])
    parts = parts_over(own_store(valkey_url, 12), index_in(data_dir))
    parts.catalogue.put(
        [Source(id="harborline", name="Harborline", host="harborline.example", feeds=("https://harborline.example/f",))]
    )
    hand_over_and_bury(parts.ledger)
    yield Browser(parts)
    parts.index.close()


def hand_over_and_bury(ledger: object) -> None:
    """Leave one page that died in the ledger, with a hostile address and cause."""
    url = f"https://harborline.example/?q={ATTACK}"
    page = Page(
        id=PageId("page-dead"),
        source=HARBORLINE,
        url=url,
        final_url=url,
        status=200,
        headers=(),
        fetched_at=NOW,
        body=b"x",
    )
    ledger.hand_over(page)  # type: ignore[attr-defined]
    moves = ledger.transitions("tester")  # type: ignore[attr-defined]
    (row,) = moves.claim("clean", limit=1)
    assert moves.finish(row, Ending(outcome="dead", reason=f"Bug{ATTACK}", detail=ATTACK))


def parsed(browser: Browser, address: str) -> lxml_html.HtmlElement:
    """Return the page at an address, as a browser would parse it."""
    answer = browser.get(address)
    assert answer.status_code == 200, answer.text
    return lxml_html.document_fromstring(answer.text)


def texts(page: lxml_html.HtmlElement, path: str) -> list[str]:
    """Return the text of each element at an XPath, its spaces squeezed."""
    return [" ".join(element.text_content().split()) for element in page.xpath(path)]


ADDRESSES = [
    "/",
    "/?q=breakwater",
    "/?q=xyzzy+nothing",
    f"/articles/{REFERENCE.id}",
    f"/articles/{HOSTILE.id}",
    f"/articles/{COPY.id}",
    "/sources",
    "/queues",
    "/dead",
    "/trace/page-dead",
    "/docs",
]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_no_page_runs_or_embeds_anything(browser: Browser, address: str, language: str) -> None:
    page = parsed(browser, f"{address}{'&' if '?' in address else '?'}ui={language}")

    assert page.xpath("//script | //style | //iframe | //object | //embed | //img | //base | //svg") == []
    assert page.xpath("//@style | //@*[starts-with(name(), 'on')]") == []
    schemes = {urlsplit(href).scheme for href in page.xpath("//@href | //@src | //@action")}
    assert schemes <= {"", "https", "http"}


@pytest.mark.parametrize(
    "address", [*ADDRESSES, "/nothing", "/static/style.css", "/openapi.json", "/healthz", "/api/v1/search"]
)
def test_every_answer_carries_the_security_headers(browser: Browser, address: str) -> None:
    headers = browser.get(address).headers

    assert headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "set-cookie" not in headers


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_link_to_ourselves_leads_somewhere(browser: Browser, address: str) -> None:
    page = parsed(browser, address)

    inside = {href.split("#")[0] for href in page.xpath("//a/@href | //link/@href") if href.startswith("/")}
    assert {href: browser.get(href).status_code for href in inside if browser.get(href).status_code != 200} == {}


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_names_its_language_its_main_part_and_one_heading(browser: Browser, address: str) -> None:
    page = parsed(browser, f"{address}{'&' if '?' in address else '?'}ui=zh")

    assert page.xpath("string(/html/@lang)") == "zh-Hans"
    assert len(page.xpath("//main")) == 1
    assert len(page.xpath("//h1")) == 1
    assert page.xpath("//input[not(@type='hidden')][not(@id = //label/@for)]") == []
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))


def test_the_first_page_shows_the_latest_articles(browser: Browser) -> None:
    page = parsed(browser, "/")

    assert len(page.xpath("//article")) == 20
    assert page.xpath("//h1/text()") == ["Latest articles"]
    assert page.xpath("//article//time/@datetime")


def test_a_search_marks_what_matched(browser: Browser) -> None:
    page = parsed(browser, "/?q=specialists")

    assert {mark.lower() for mark in texts(page, "//article//mark")} == {"specialists"}
    assert TITLE in texts(page, "//article//h2")


def test_facets_narrow_and_widen_a_search_by_links(browser: Browser) -> None:
    page = parsed(browser, "/?q=harbour+OR+chiefs")
    (chinese_source,) = page.xpath("//aside//a[contains(., '灯塔快讯')]/@href")

    narrowed = parsed(browser, chinese_source)
    assert texts(narrowed, "//article//h2") == [TITLE]
    (off,) = narrowed.xpath("//ul[@class='chips']//a/@href")
    assert texts(parsed(browser, off), "//*[@role='status']") == texts(page, "//*[@role='status']")


def test_pages_follow_each_other_and_lead_back(browser: Browser) -> None:
    first = parsed(browser, "/?q=harbour&sort=date")
    second = parsed(browser, first.xpath("string(//a[@rel='next']/@href)"))
    third = parsed(browser, second.xpath("string(//a[@rel='next']/@href)"))

    titles = [title for page in (first, second, third) for title in texts(page, "//article//h2")]
    assert len(titles) == len(set(titles)) == 45
    assert third.xpath("//a[@rel='next']") == []
    assert texts(parsed(browser, third.xpath("string(//a[@rel='first']/@href)")), "//article//h2") == titles[:20]


def test_a_search_without_hits_offers_what_may_help(browser: Browser) -> None:
    page = parsed(browser, "/?q=harbour+xyzzy+lang:en")

    assert texts(page, "//h2")[0] == "Nothing found"
    offered = page.xpath("//div[@class='empty']//a/@href")
    assert len(texts(parsed(browser, offered[1]), "//article")) > 0


def test_what_was_understood_is_shown_if_it_differs(browser: Browser) -> None:
    assert texts(parsed(browser, "/?q=harbour+)+lang:EN"), "//*[@class='understood']") == ["harbour lang:en"]
    assert texts(parsed(browser, "/?q=harbour"), "//*[@class='understood']") == []


def test_the_chosen_language_stays_in_every_link(browser: Browser) -> None:
    page = parsed(browser, f"/articles/{REFERENCE.id}?ui=zh")

    inside = [href for href in page.xpath("//a/@href") if href.startswith("/") and not href.endswith("ui=en")]
    assert inside
    assert [href for href in inside if "ui=zh" not in href] == []


def test_a_browser_that_prefers_chinese_gets_chinese_without_being_asked(browser: Browser) -> None:
    answer = browser.get("/", headers={"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5"})

    assert 'lang="zh-Hans"' in answer.text
    assert answer.headers["vary"] == "Accept-Language"
    assert "ui=zh" not in answer.text.replace("?ui=zh", "", 1)


def test_the_reference_article_reads_as_its_page_should_have(browser: Browser) -> None:
    page = parsed(browser, f"/articles/{REFERENCE.id}?ui=zh")

    assert texts(page, "//h1") == [TITLE]
    assert page.xpath("string(//h1/@lang)") == "en"
    assert texts(page, "//header//time") == ["9小时前"]
    assert "2025年6月18日 1时左右（UTC）" in page.xpath("string(//p[@class='when'])")
    first = page.xpath("//p[@class='telling']")[0]
    assert (first.get("lang"), first.text_content().startswith("七年多来首次")) == ("zh", True)
    assert texts(page, "(//ol[@class='points'])[1]//*[@class='emoji']") == ["🤝", "🛰️", "🌕"]
    assert texts(page, "//section[@class='text']//h3") == ["Two lunar programs"]
    assert len(page.xpath("//section[@class='text']//p")) == 4
    assert texts(page, "//*[@class='tagged']//a") == ["NASA", "俄罗斯航天集团", "国际空间站", "月球探测", "航天合作"]
    assert texts(page, "//*[@class='dropped']//pre")[0] == "index_new5.html"
    (original,) = page.xpath("//p[@class='go']/a")
    assert (original.get("href"), original.get("rel")) == (REFERENCE.url, "noopener noreferrer nofollow")


def test_evidence_links_lead_to_the_sentence(browser: Browser) -> None:
    page = parsed(browser, f"/articles/{REFERENCE.id}?ui=en")

    (href,) = page.xpath("(//p[@class='telling'])[1]/a/@href")
    assert texts(page, f"//*[@id='{href[1:]}']") == [SECOND]
    assert set(page.xpath("//a[starts-with(@href, '#t')]/@href")) == {f"#{name}" for name in page.xpath("//span/@id")}


def test_a_tag_leads_to_all_articles_that_have_it_whatever_language_named_it(browser: Browser) -> None:
    page = parsed(browser, f"/articles/{REFERENCE.id}?ui=en")
    (station,) = page.xpath("//*[@class='tagged']//a[contains(., 'International')]/@href")

    assert TITLE in texts(parsed(browser, station), "//article//h2")


def test_copies_are_told_on_both_sides(browser: Browser) -> None:
    assert COPY.title in texts(parsed(browser, f"/articles/{REFERENCE.id}"), "//*[@class='rail']//h3")
    assert TITLE in texts(parsed(browser, f"/articles/{COPY.id}"), "//*[@class='rail']//h3")


def test_hostile_text_is_shown_as_it_was_written(browser: Browser) -> None:
    page = parsed(browser, f"/articles/{HOSTILE.id}")

    assert texts(page, "//h1") == [HOSTILE.title]
    assert ATTACK in texts(page, "//section[@class='text']//h3")
    assert ATTACK in texts(page, "//*[@class='dropped']//pre")
    assert "javascript:alert(2)" in page.xpath("string(//dl)")


def test_a_tag_with_quotes_can_be_followed(browser: Browser) -> None:
    page = parsed(browser, f"/articles/{HOSTILE.id}")
    (href,) = page.xpath("//*[@class='tagged']//a[contains(., 'quoted')]/@href")

    assert HOSTILE.title in texts(parsed(browser, href), "//article//h2")


def test_sources_show_what_came_of_each(browser: Browser) -> None:
    page = parsed(browser, "/sources")

    (row,) = texts(page, "//tbody/tr")
    assert "Harborline" in row
    assert "1 dead" in row
    assert "2 hours ago" in row


def test_queues_show_the_equation_and_that_it_holds(browser: Browser) -> None:
    page = parsed(browser, "/queues")

    assert texts(page, "//*[@class='sum']") == ["1 handed over = 1 ended + 0 in flight"]
    assert "It holds." in page.text_content()


def test_dead_letters_are_shown_with_their_cause(browser: Browser) -> None:
    page = parsed(browser, "/dead")

    assert ATTACK in page.xpath("string(//tbody)")
    assert page.xpath("//tbody//a/@href") == ["/trace?of=page-dead"]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/articles/nothing", 404),
        (f"/articles/{GONE.id}", 410),
        ("/nothing", 404),
        ("/trace/nothing", 404),
        ("/trace", 404),
        ("/?sort=best", 422),
        ("/static/../app.py", 404),
        ("/static/%2e%2e/app.py", 404),
    ],
)
def test_an_error_is_a_page_of_the_same_look_with_a_way_back(browser: Browser, address: str, status: int) -> None:
    answer = browser.get(f"{address}{'&' if '?' in address else '?'}ui=zh")
    page = lxml_html.document_fromstring(answer.text)

    assert answer.status_code == status
    assert page.xpath("//main//a/@href") == ["/?ui=zh"]
    assert len(page.xpath("//h1")) == 1


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8080", 200),
        ("localhost", 200),
        ("LOCALHOST.:9", 200),
        ("[::1]:8080", 200),
        ("rebound.example", 421),
        ("127.0.0.1.evil.example", 421),
        ("", 421),
        ("localhost@evil.example", 421),
    ],
)
def test_only_names_of_ours_are_answered_to(browser: Browser, host: str, status: int) -> None:
    assert browser.get("/", headers={"Host": host}).status_code == status
    assert browser.get("/api/v1/queues", headers={"Host": host}).status_code == status
