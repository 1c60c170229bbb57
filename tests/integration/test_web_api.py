"""The JSON API over a real index and a real store."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from contracts.records import Page, PageId, Source
from tests.unit.web.builders import HARBORLINE, NOW, TITLE, an_article, tag, the_reference_article
from tests.unit.web.running import KEY, WITH_KEY, Browser, filled_index, index_in, own_store, parts_over
from workers.ledger.transitions import Ending

REFERENCE = the_reference_article()
COPY = an_article("copy", title="Two chiefs", text=REFERENCE.text, duplicate_of=REFERENCE.id)
GONE = an_article("gone", gone=True)
ARTICLES = [
    REFERENCE,
    COPY,
    GONE,
    an_article(
        "nasa", title="NASA names a crew", text="NASA named a crew for the Moon.", tags=(tag("nasa", en="NASA"),)
    ),
    *(an_article(f"plain-{n}") for n in range(25)),
]


@pytest.fixture(scope="module")
def browser(valkey_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    data_dir: Path = tmp_path_factory.mktemp("web-api")
    filled_index(data_dir, ARTICLES)
    parts = parts_over(own_store(valkey_url, 11), index_in(data_dir))
    yield Browser(parts)
    parts.index.close()


def hand_over(browser: Browser, name: str) -> PageId:
    """Hand a page over that nobody has worked on yet; return its id."""
    url = f"https://harborline.example/{name}"
    page = Page(
        id=PageId(f"page-{name}"),
        source=HARBORLINE,
        url=url,
        final_url=url,
        status=200,
        headers=(),
        fetched_at=NOW - timedelta(minutes=1),
        body=b"<p>text</p>",
    )
    assert browser.parts.ledger.hand_over(page)
    return page.id


def let_die(browser: Browser, name: str) -> PageId:
    """Hand a page over and let it die of a cause; return its id."""
    page_id = hand_over(browser, name)
    moves = browser.parts.ledger.transitions("tester")
    rows = moves.claim("clean", limit=100)
    for row in rows:
        assert moves.finish(row, Ending(outcome="dead", reason="KeyError", detail="no such key"))
    return page_id


def test_a_search_answers_what_the_design_says(browser: Browser) -> None:
    answer = browser.get("/api/v1/search", params={"q": "tag:国际空间站", "limit": 5}).json()

    assert set(answer) == {"query", "understood", "total", "hits", "facets", "next"}
    (hit,) = answer["hits"]
    assert {"id", "url", "title", "source", "publisher", "published_at", "language", "summary", "tags", "score"} <= set(
        hit
    )
    assert (hit["title"], hit["publisher"], hit["source"]["name"]) == (TITLE, "Fortune", "灯塔快讯")
    assert hit["published_at"] == {"instant": "2025-06-18T01:00:00Z", "precision": "hour", "basis": "relative"}


def test_paging_shows_every_article_once(browser: Browser) -> None:
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None and len(seen) < 100:
        answer = browser.get("/api/v1/search", params={"q": "harbour", "limit": 10, "cursor": cursor}).json()
        seen += [hit["id"] for hit in answer["hits"]]
        cursor = answer["next"]

    assert len(seen) == len(set(seen)) == answer["total"] == 25


def test_without_words_the_latest_articles_come_first(browser: Browser) -> None:
    times = [hit["published_at"]["instant"] for hit in browser.get("/api/v1/search").json()["hits"]]

    assert times == sorted(times, reverse=True)


def test_an_article_comes_whole(browser: Browser) -> None:
    article = browser.get(f"/api/v1/articles/{REFERENCE.id}").json()

    assert article["published_at"] == {"instant": "2025-06-18T01:00:00Z", "precision": "hour", "basis": "relative"}
    assert article["summary"]["method"] == "page"
    assert article["removed"][0] == {"text": "index_new5.html", "reason": "template residue"}


def test_related_articles_leave_the_article_and_its_copies_out(browser: Browser) -> None:
    related = {hit["id"] for hit in browser.get(f"/api/v1/articles/{REFERENCE.id}/related").json()}

    assert related & {REFERENCE.id, COPY.id, GONE.id} == set()


@pytest.mark.parametrize(
    ("address", "status", "error"),
    [
        ("/api/v1/articles/nothing", 404, "NotFound"),
        ("/api/v1/articles/nothing/related", 404, "NotFound"),
        (f"/api/v1/articles/{GONE.id}", 410, "Gone"),
        ("/api/v1/nothing", 404, "NotFound"),
        ("/api/v1/search?limit=ten", 422, "BadParameter"),
        ("/api/v1/search?limit=1000", 422, "BadParameter"),
        ("/api/v1/search?sort=best", 422, "BadParameter"),
        ("/api/v1/trace/nothing", 404, "NotFound"),
        ("/api/v1/trace?url=https://nobody.example/", 404, "NotFound"),
        ("/api/v1/frontier/why?url=https://nobody.example/", 404, "NotFound"),
        ("/api/v1/frontier/why?url=nonsense", 422, "UnusableUrl"),
    ],
)
def test_an_error_is_its_name_and_one_sentence(browser: Browser, address: str, status: int, error: str) -> None:
    answer = browser.get(address)

    assert answer.status_code == status
    assert set(answer.json()) == {"error", "detail"}
    assert answer.json()["error"] == error
    assert answer.json()["detail"].endswith(".")


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("POST", "/api/v1/sources"),
        ("DELETE", "/api/v1/sources/x"),
        ("POST", "/api/v1/dead/x/retry"),
        ("DELETE", "/api/v1/dead/x"),
        ("PATCH", "/api/v1/sources"),
        ("POST", "/"),
    ],
)
@pytest.mark.parametrize("headers", [{}, {"X-API-Key": KEY[:-1]}, {"Authorization": f"Basic {KEY}"}])
def test_nothing_is_changed_without_the_key(
    browser: Browser, method: str, address: str, headers: dict[str, str]
) -> None:
    answer = browser.ask(method, address, headers=headers, json={"name": "X", "host": "x.example"})

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert browser.parts.catalogue.get("x") is None


def test_a_source_is_added_shown_and_removed(browser: Browser) -> None:
    added = browser.ask(
        "POST", "/api/v1/sources", headers=WITH_KEY, json={"name": "Tide Times", "feeds": ["https://tide.example/feed"]}
    )

    assert (added.status_code, added.json()["id"], added.json()["host"]) == (201, "tide-times", "tide.example")
    assert isinstance(browser.parts.catalogue.get("tide-times"), Source)
    assert "tide-times" in {source["id"] for source in browser.get("/api/v1/sources").json()}
    bearer = {"Authorization": f"Bearer {KEY}"}
    assert browser.ask("DELETE", "/api/v1/sources/tide-times", headers=bearer).json() == {"changed": 1}
    assert browser.ask("DELETE", "/api/v1/sources/tide-times", headers=bearer).status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        b"{}",
        b"[]",
        b"{",
        b"null",
        b'{"name": "\\ud800", "host": "x.example"}',
        b'{"name": "X", "feeds": ["javascript:alert(1)"]}',
        b'{"name": "X", "host": "x.example", "links": {"allow": ["("]}}',
        b'{"name": "X", "host": "x.example", "delay_s": -1}',
        b'{"name": "X", "host": "x.example", "delay_s": NaN}',
        b'{"name": "X", "host": "x.example", "surprise": 1}',
        b"\xff\xfe",
    ],
)
def test_a_source_that_is_none_is_refused_in_one_sentence(browser: Browser, body: bytes) -> None:
    answer = browser.ask(
        "POST", "/api/v1/sources", headers=WITH_KEY | {"Content-Type": "application/json"}, content=body
    )

    assert answer.status_code in (400, 422)
    assert set(answer.json()) == {"error", "detail"}
    assert browser.parts.catalogue.get("x") is None


def test_a_body_without_bound_is_refused(browser: Browser) -> None:
    answer = browser.ask("POST", "/api/v1/sources", headers=WITH_KEY, content=b"x" * 300_000)

    assert (answer.status_code, answer.json()["error"]) == (413, "TooLarge")


def test_queues_and_metrics_tell_the_same_numbers(browser: Browser) -> None:
    hand_over(browser, "waiting")

    report = browser.get("/api/v1/queues").json()
    metrics = browser.get("/metrics")
    clean = next(queue for queue in report["queues"] if queue["name"] == "clean")
    assert metrics.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert f"trawlnet_pages_handed_over_total {report['handed_over']}" in metrics.text
    assert f'trawlnet_queue_rows{{queue="clean",state="ready"}} {clean["ready"]}' in metrics.text
    assert "trawlnet_pages_handed_over_total" in browser.get("/api/v1/metrics").text


def test_a_dead_letter_is_listed_with_its_cause_and_retried_once(browser: Browser) -> None:
    page_id = let_die(browser, "dying")

    listed = {letter["page_id"]: letter for letter in browser.get("/api/v1/dead").json()}
    assert (listed[page_id]["cause"], listed[page_id]["detail"]) == ("KeyError", "no such key")
    assert browser.ask("POST", f"/api/v1/dead/{page_id}/retry", headers=WITH_KEY).json() == {"changed": 1}
    assert browser.ask("POST", f"/api/v1/dead/{page_id}/retry", headers=WITH_KEY).status_code == 404


def test_a_dead_letter_is_given_up(browser: Browser) -> None:
    page_id = let_die(browser, "given-up")

    assert browser.ask("DELETE", f"/api/v1/dead/{page_id}", headers=WITH_KEY).json() == {"changed": 1}
    assert page_id not in {letter["page_id"] for letter in browser.get("/api/v1/dead").json()}


def test_a_page_is_traced_by_its_id_and_by_its_address(browser: Browser) -> None:
    page_id = hand_over(browser, "traced")
    url = "https://harborline.example/traced"

    by_id = browser.get(f"/api/v1/trace/{page_id}").json()
    assert by_id["trace"]["url"] == url
    assert browser.get("/api/v1/trace", params={"url": url}).json() == by_id
    assert browser.get(f"/api/v1/trace/{url}").json() == by_id


def test_the_frontier_says_where_every_url_is_and_why(browser: Browser) -> None:
    source = Source(id="told", name="Told", host="told.example", feeds=("https://told.example/feed",))
    browser.parts.frontier.add_run("told", [source])

    sum_of = browser.get("/api/v1/frontier/audit").json()
    why = browser.get("/api/v1/frontier/why", params={"url": "https://told.example/feed"}).json()

    assert (sum_of["holds"], sum_of["waiting"] >= 1) == (True, True)
    assert (why["state"], why["rule"], why["source_id"], why["host"]["host"]) == (
        "waiting",
        "run",
        "told",
        "told.example",
    )


def test_the_description_is_openapi_3_1_and_names_every_endpoint_of_the_design(browser: Browser) -> None:
    described = browser.get("/openapi.json").json()

    assert described["openapi"].startswith("3.1")
    assert {
        "/api/v1/search",
        "/api/v1/articles/{article_id}",
        "/api/v1/articles/{article_id}/related",
        "/api/v1/sources",
        "/api/v1/queues",
        "/api/v1/dead",
        "/api/v1/trace/{asked}",
        "/api/v1/frontier/audit",
        "/api/v1/frontier/why",
        "/metrics",
        "/healthz",
        "/readyz",
    } <= set(described["paths"])
    assert described["paths"]["/api/v1/sources"]["post"]["security"]
    assert "security" not in described["paths"]["/api/v1/sources"]["get"]


def test_the_probes_tell_a_living_process_and_reachable_parts(browser: Browser) -> None:
    assert browser.get("/healthz").json() == {"status": "ok"}
    assert browser.get("/readyz").json() == {"store": "ok", "index": "ok"}
