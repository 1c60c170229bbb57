"""Real pages of many languages, broken and legacy-encoded among them, go through the whole job on both backends."""

from collections.abc import Iterator

import pytest

from contracts.article import Article
from search.index import Index, SearchRequest
from tests.acceptance.installation import KINDS, Installation, installation
from tests.acceptance.real_pages import DATA, RealPage, RealSites, real_pages, sources_of

pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason=f"{DATA} is absent: these pages are no part of the project; put them there to run this"
)
LEAST_INDEXED = 0.97
LEAST_FOUND = 0.95


@pytest.fixture(params=KINDS, scope="module")
def crawled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    pages = real_pages()
    sites = RealSites(pages)
    with installation(
        request.param, tmp_path_factory.mktemp("real"), lambda: request.getfixturevalue("elasticsearch_url")
    ) as own:
        own.environment["TRAWLNET_CRAWL_RESOLVE"] = f"*:80=127.0.0.1:{sites.port}"
        own.write_sources(sources_of(pages))
        done = own.run("crawl", "--json", timeout_s=280)
        assert done.returncode == 0, done.stderr.decode()[-3000:]
        yield own
    sites.stop()


@pytest.fixture
def pages() -> list[RealPage]:
    return real_pages()


def articles_of(index: Index, pages: list[RealPage]) -> dict[str, Article]:
    found = {page.id: index.by_address(page.url) for page in pages}
    return {page_id: article for page_id, article in found.items() if article is not None}


def test_every_page_ends_in_one_counted_outcome(crawled: Installation, pages: list[RealPage]) -> None:
    with crawled.parts() as parts:
        balance = parts.ledger.balance()
    assert balance.holds
    assert balance.handed_over == len(pages)
    assert balance.in_flight == 0


def test_nearly_every_page_is_indexed(crawled: Installation, pages: list[RealPage]) -> None:
    with crawled.parts() as parts:
        outcomes = parts.ledger.balance().outcomes
        reasons = parts.ledger.counts().reasons
    assert outcomes["indexed"] >= LEAST_INDEXED * len(pages), (outcomes, reasons)


def test_the_language_is_right_wherever_the_truth_states_it(crawled: Installation, pages: list[RealPage]) -> None:
    with crawled.parts() as parts:
        articles = articles_of(parts.index, pages)
    stated = [page for page in pages if page.language and page.id in articles]
    found = {page.id: primary(articles[page.id].language) for page in stated}
    wrong = {page.id: found[page.id] for page in stated if found[page.id] != primary(page.language)}
    assert stated
    assert wrong == {}


def test_a_search_for_an_articles_own_title_finds_it(crawled: Installation, pages: list[RealPage]) -> None:
    with crawled.parts() as parts:
        articles = articles_of(parts.index, pages)
        missed = [article.title for article in articles.values() if not among_first_three(parts.index, article)]
    assert len(missed) <= (1 - LEAST_FOUND) * len(articles), missed


def primary(language: str | None) -> str:
    return (language or "").split("-")[0].lower()


def among_first_three(index: Index, article: Article) -> bool:
    answer = index.search(SearchRequest(query=article.title, limit=3))
    return article.id in [hit.id for hit in answer.hits]
