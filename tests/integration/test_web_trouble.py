"""Any input, and parts that are away: never a failure of the server's own, always one sentence."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.errors import IndexUnreachable
from contracts.store import connect
from search.index import Index, SearchSettings, open_index
from tests.servers import free_port
from tests.unit.web.builders import an_article, the_reference_article
from tests.unit.web.running import WITH_KEY, Browser, filled_index, index_in, own_store, parts_over

FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
TEXTS = st.one_of(
    st.text(max_size=80),
    st.text(alphabet='ab:"()-|*?~^[]{}\\/ \x00\n国🛰\u202e tagsourcelangafter', max_size=60),
    st.sampled_from(
        ["%", "'", "title:", "after:9999-99-99", "when:99999999y", 'tag:"', "(" * 500, "a OR " * 300, "-" * 900]
    ),
)


@pytest.fixture(scope="module")
def browser(valkey_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    data_dir: Path = tmp_path_factory.mktemp("web-trouble")
    filled_index(data_dir, [the_reference_article(), *(an_article(str(n)) for n in range(3))])
    parts = parts_over(own_store(valkey_url, 13), index_in(data_dir))
    yield Browser(parts)
    parts.index.close()


@FEW
@given(
    q=TEXTS,
    cursor=TEXTS,
    limit=st.one_of(st.integers(), st.text(max_size=5)),
    sort=st.sampled_from(["", "date", "relevance", "x"]),
)
def test_no_search_is_an_error_of_ours(browser: Browser, q: str, cursor: str, limit: object, sort: str) -> None:
    asked = {"q": q, "cursor": cursor, "limit": str(limit)} | ({"sort": sort} if sort else {})

    assert browser.get("/api/v1/search", params=asked).status_code in (200, 422)
    del asked["limit"]
    page = browser.get("/", params=asked)
    assert page.status_code in (200, 422)
    assert "<script" not in page.text


@FEW
@given(name=TEXTS)
def test_no_name_of_an_article_a_page_or_a_dead_letter_is_an_error_of_ours(browser: Browser, name: str) -> None:
    for place in ("/articles/", "/api/v1/articles/", "/trace/", "/api/v1/trace/", "/api/v1/articles/x/related?limit="):
        assert browser.get(place + escaped(name)).status_code < 500
    assert browser.get("/trace", params={"of": name}).status_code < 500
    assert browser.ask("DELETE", f"/api/v1/dead/x{escaped(name)}", headers=WITH_KEY).status_code < 500


def escaped(name: str) -> str:
    """Return a name as a part of an address, surrogates replaced."""
    return quote(name.encode("utf-8", "replace"), safe="")


@pytest.mark.parametrize(
    "query", ["q=%ff%fe", "q=%00", "q=a&q=b", "ui=%ff", "cursor=%C3%28", "&&&==", "q=" + "x" * 20_000]
)
def test_an_address_that_is_not_text_is_no_error_of_ours(browser: Browser, query: str) -> None:
    assert browser.get(f"/?{query}").status_code in (200, 422)
    assert browser.get(f"/api/v1/search?{query}").status_code in (200, 422)


@pytest.fixture
def without_store(tmp_path: Path) -> Iterator[Browser]:
    filled_index(tmp_path, [the_reference_article()])
    parts = parts_over(connect(f"redis://127.0.0.1:{free_port()}/0", timeout_s=1), index_in(tmp_path))
    parts.client.set_retry(None)  # type: ignore[arg-type]
    yield Browser(parts)
    parts.index.close()


def test_without_the_store_searches_go_on_and_queues_say_that_it_is_away(without_store: Browser) -> None:
    assert without_store.get("/?q=chiefs").status_code == 200
    assert without_store.get("/healthz").status_code == 200
    ready = without_store.get("/readyz")
    assert (ready.status_code, ready.json()["index"]) == (503, "ok")
    answer = without_store.get("/api/v1/queues")
    assert (answer.status_code, answer.json()["error"]) == (503, "StoreUnreachable")
    page = without_store.get("/queues?ui=zh")
    assert (page.status_code, page.headers["retry-after"]) == (503, "5")
    assert "系统有一部分暂时不在" in page.text


def test_an_index_that_is_away_is_asked_again_at_each_request(valkey_url: str, tmp_path: Path) -> None:
    there = tmp_path / "there"

    def open_it() -> Index:
        if not there.exists():
            raise IndexUnreachable("The index does not answer: start Elasticsearch.")
        return open_index(SearchSettings(), data_dir=there)

    browser = Browser(parts_over(own_store(valkey_url, 14), open_it))

    assert browser.get("/").status_code == 503
    answer = browser.get("/api/v1/search?q=chiefs")
    assert answer.json() == {"error": "IndexUnreachable", "detail": "The index does not answer: start Elasticsearch."}
    assert browser.get("/queues").status_code == 200
    assert browser.get("/metrics").status_code == 200
    filled_index(there, [the_reference_article()])
    assert browser.get("/api/v1/search?q=chiefs").json()["total"] == 1
