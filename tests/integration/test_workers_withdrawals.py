"""A page that its publisher took back, on a real Valkey and both indexes: its article is gone, its row rejected."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import redis

from contracts.article import Article
from contracts.errors import NoIndex, PageGone
from contracts.records import Page
from search.index import Index, SearchSettings, open_index
from tests.integration.ledgers import a_ledger, a_page
from tests.unit.workers.articles import FETCHED_AT, an_article, later
from workers.clean import clean
from workers.copies import Copies
from workers.indexing import IndexStage
from workers.leases import Leases
from workers.queue import Ledger, WorkerSettings
from workers.stages import PageStages, PageSteps
from workers.withdrawals import decide_withdrawal, withdrawal_of


@pytest.fixture(params=["tantivy", "elasticsearch"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Index]:
    settings = SearchSettings(index_name=f"test-{uuid4().hex[:12]}")
    if request.param == "elasticsearch":
        settings = settings.model_copy(update={"elasticsearch_url": request.getfixturevalue("elasticsearch_url")})
    opened = open_index(settings, data_dir=tmp_path, writer=True)
    yield opened
    opened.close()


def taken_back(article: Article, *, url: str | None = None, hours: int = 1, **changes: object) -> Page:
    """The page of an article as it is found later, without its text."""
    url = url or article.url
    page = replace(a_page(source=article.source.id), source=article.source, url=url, final_url=url, body=b"")
    return replace(page, fetched_at=FETCHED_AT + timedelta(hours=hours), **changes)  # type: ignore[arg-type]


def pass_through(store: redis.Redis, index: Index, *pages: Page) -> Ledger:
    """Take pages through cleaning and the index."""
    ledger = a_ledger(store, lease_s=10)
    rows = ledger.transitions()
    leases = Leases(rows, lease_s=10)
    for page in pages:
        ledger.hand_over(page)
        PageStages(rows, leases, PageSteps(clean=clean, enrich=lambda article: article)).clean_one()
    settings = WorkerSettings()
    stage = IndexStage(
        rows, leases, Copies(store), open_index=lambda: index, max_batch=settings.max_batch, pause_s=0.01
    )
    stage.index_many()
    index.refresh()
    return ledger


def test_an_article_whose_page_is_no_longer_to_be_indexed_or_is_missing_is_found_no_more(
    store: redis.Redis, index: Index
) -> None:
    hidden, missing, kept = (
        an_article("/a"),
        an_article("/b", title="Boats", text="b " * 90),
        an_article("/c", text="c"),
    )
    index.write([hidden, missing, kept])

    ledger = pass_through(
        store, index, taken_back(hidden, noindex="X-Robots-Tag: noindex"), taken_back(missing, status=410)
    )

    counts = ledger.counts()
    assert (counts.outcomes["rejected"], counts.reasons) == (2, {"NoIndex": 1, "PageGone": 1})
    assert ledger.balance().holds
    assert ledger.balance().in_flight == 0
    assert [article.id for article in index.scan()] == [kept.id]
    assert [(one.gone, one.text, one.withdrawn) for one in index.get_many([hidden.id, missing.id]).values()] == [
        (True, "", "NoIndex"),
        (True, "", "PageGone"),
    ]


def test_a_page_that_was_never_an_article_leaves_nothing_in_the_index(store: redis.Redis, index: Index) -> None:
    ledger = pass_through(store, index, taken_back(an_article(), noindex="meta robots: none"))

    assert ledger.counts().reasons == {"NoIndex": 1}
    assert list(index.scan(gone=True)) == []


# -- the decision ------------------------------------------------------------------------------------------------------


def decided(standing: Article, page: Page) -> tuple[str, bool]:
    """The outcome, and whether the article is taken from the index."""
    verdict = decide_withdrawal(withdrawal_of(page, NoIndex("asked")), lambda url: standing)
    return verdict.outcome, bool(verdict.writes)


def test_a_print_view_or_another_address_that_is_not_to_be_indexed_takes_no_article_with_it() -> None:
    article = an_article(addresses=("https://daily.example/news/moon", "https://daily.example/print/moon"))

    assert decided(article, taken_back(article, url="https://daily.example/print/moon")) == ("rejected", False)
    assert decided(article, taken_back(article, url="http://www.daily.example/news/moon?utm_source=x")) == (
        "rejected",
        True,
    )


def test_the_page_of_another_source_and_an_older_fetch_take_no_article_with_them() -> None:
    article = an_article()
    elsewhere = an_article(source="weekly")

    assert decided(article, replace(taken_back(article), source=elsewhere.source)) == ("rejected", False)
    assert decided(later(article, hours=5), taken_back(article)) == ("superseded", False)
    assert decided(replace(article, gone=True), taken_back(article)) == ("rejected", False)


def test_a_withdrawn_article_comes_back_when_its_page_may_be_indexed_again(store: redis.Redis, index: Index) -> None:
    article = an_article()
    index.write([article])
    pass_through(store, index, taken_back(article, noindex="asked"))

    standing = index.get(article.id)

    assert standing is not None
    assert standing.version > article.version
    assert standing.version < later(article, hours=2).version


def test_a_missing_page_is_told_from_one_that_a_server_sends_with_its_text() -> None:
    assert isinstance(clean(taken_back(an_article(), status=404)), PageGone)
    assert not isinstance(clean(replace(taken_back(an_article(), status=404), body=b"<p>Not found")), PageGone)
