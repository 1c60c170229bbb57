"""The index stage on a real Valkey and both real indexes: what is written, and how each row ends."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import redis

from contracts.article import Article, Version
from contracts.errors import IndexUnreachable, Transient
from contracts.store import connect
from search.index import Index, SearchSettings, open_index
from tests.integration.ledgers import a_ledger, a_page
from tests.unit.workers.articles import FETCHED_AT, STORY, an_article, edited, later
from workers.copies import Copies
from workers.indexing import IndexStage, WritableIndex
from workers.leases import Leases
from workers.ledger.cargo import packed_article
from workers.queue import Ledger, WorkerSettings


@pytest.fixture(params=["tantivy", "elasticsearch"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Index]:
    """Give an empty index of each kind."""
    settings = SearchSettings(index_name=f"test-{uuid4().hex[:12]}")
    if request.param == "elasticsearch":
        settings = settings.model_copy(update={"elasticsearch_url": request.getfixturevalue("elasticsearch_url")})
    opened = open_index(settings, data_dir=tmp_path, writer=True)
    yield opened
    opened.close()


def a_stage(store: redis.Redis, index: WritableIndex) -> IndexStage:
    """Return the stage over an index that is open."""
    settings = WorkerSettings()
    rows = Ledger(store, settings).transitions()
    return IndexStage(
        rows,
        Leases(rows, lease_s=settings.lease_s),
        Copies(store),
        open_index=lambda: index,
        max_batch=500,
        pause_s=0.01,
    )


def hand_on(store: redis.Redis, *articles: Article) -> Ledger:
    """Put articles before the index stage, each as a page of its own."""
    ledger = a_ledger(store, lease_s=10)
    rows = ledger.transitions()
    for article in articles:
        ledger.hand_over(a_page(source=article.source.id))
        [row] = rows.claim("clean")
        rows.advance(row, "index", packed_article(article))
    return ledger


def test_each_article_of_a_batch_ends_by_its_own_result(store: redis.Redis, index: Index) -> None:
    first, second = an_article("/a"), an_article("/b", text=edited(STORY, 30))
    index.write([later(second, hours=5, text=STORY.upper())])
    ledger = hand_on(store, first, second)

    a_stage(store, index).index_many()

    assert ledger.balance().in_flight == 0
    assert ledger.counts().outcomes["indexed"] == 1
    assert ledger.counts().outcomes["superseded"] == 1
    assert index.get(first.id) == first


def test_a_batch_delivered_again_after_a_crash_ends_as_it_should_have(store: redis.Redis, index: Index) -> None:
    articles = [an_article(f"/{number}", text=f"{STORY} {number} " * (number + 1)) for number in range(3)]
    hand_on(store, *articles)
    written = a_stage(store, index)
    written.index_many()
    standing = index.get_many([article.id for article in articles])

    ledger = hand_on(store, *articles)
    written.index_many()

    assert index.get_many([article.id for article in articles]) == standing
    assert ledger.counts().outcomes["duplicate"] + ledger.counts().outcomes["indexed"] == 6
    assert ledger.balance().in_flight == 0


def test_copies_that_come_in_one_batch_are_decided_one_after_the_other(store: redis.Redis, index: Index) -> None:
    own, print_page = an_article("/moon"), an_article("/print/moon")
    agency = an_article(source="agency", text=edited(STORY), published=FETCHED_AT - timedelta(days=3))
    herald = an_article(source="herald", text=edited(STORY, 2))
    ledger = hand_on(store, own, print_page, herald, agency)

    a_stage(store, index).index_many()

    assert ledger.counts().outcomes["indexed"] == 3
    assert ledger.counts().outcomes["duplicate"] == 1
    standing = index.get_many([own.id, print_page.id, agency.id, herald.id])
    assert set(standing) == {own.id, agency.id, herald.id}
    assert set(standing[own.id].addresses) == {own.url, print_page.url}
    assert standing[agency.id].duplicate_of is None
    assert {standing[own.id].duplicate_of, standing[herald.id].duplicate_of} == {agency.id}


def test_the_same_text_fetched_later_is_unchanged_and_another_replaces_it(store: redis.Redis, index: Index) -> None:
    article = an_article()
    stage = a_stage(store, index)
    hand_on(store, article)
    stage.index_many()

    ledger = hand_on(store, later(article))
    stage.index_many()
    assert ledger.counts().outcomes["unchanged"] == 1
    assert index.get(article.id) == article

    newer = later(article, hours=2, text=f"{STORY} And more.")
    hand_on(store, newer)
    stage.index_many()
    assert ledger.counts().outcomes["indexed"] == 2
    assert index.get(article.id) == newer


def test_two_fetches_of_one_page_in_a_batch_leave_the_newer(store: redis.Redis, index: Index) -> None:
    article = an_article()
    newer = later(article, text=f"{STORY} Changed.")
    ledger = hand_on(store, newer, article)

    a_stage(store, index).index_many()

    assert index.get(article.id) == newer
    assert ledger.counts().outcomes["superseded"] == 1
    assert ledger.balance().holds


class IndexThatWasDown:
    """An index that did not answer at first, and then is another."""

    def __init__(self, index: WritableIndex, *, failures: int) -> None:
        self._index = index
        self._failures = failures

    def get_many(self, ids: list[str]) -> dict[str, Article]:
        """Fail for a while."""
        if self._failures:
            self._failures -= 1
            raise IndexUnreachable("down")
        return dict(self._index.get_many(ids))

    def write(self, articles: list[Article]) -> list[object]:
        """Write."""
        return list(self._index.write(articles))


@pytest.mark.parametrize("index", ["tantivy"], indirect=True)
def test_while_the_index_is_down_rows_wait_and_spend_no_attempt(store: redis.Redis, index: Index) -> None:
    ledger = hand_on(store, *(an_article(f"/{n}", text=f"{STORY} {n} " * (n + 1)) for n in range(4)))
    stage = a_stage(store, IndexThatWasDown(index, failures=12))  # type: ignore[arg-type]

    for _ in range(40):
        stage.index_many()
        ledger.transitions().sweep()

    assert ledger.counts().outcomes["dead"] == 0
    assert sum(ledger.counts().outcomes.values()) == 4
    assert index.count() == ledger.counts().outcomes["indexed"]


@pytest.mark.parametrize("index", ["tantivy"], indirect=True)
def test_an_index_that_another_process_holds_is_waited_for_and_nothing_is_claimed(
    store: redis.Redis, index: Index
) -> None:
    ledger = hand_on(store, an_article())
    rows = ledger.transitions()

    def refused() -> WritableIndex:
        raise Transient("held by another process")

    stage = IndexStage(rows, Leases(rows, lease_s=1), Copies(store), open_index=refused, max_batch=5, pause_s=0.01)
    stage.index_many()

    assert ledger.report().queues[2].ready == 1


def test_a_row_whose_bytes_are_no_article_is_dead_and_stops_no_other(store: redis.Redis, index: Index) -> None:
    ledger = hand_on(store, an_article())
    rows = ledger.transitions()
    ledger.hand_over(a_page("broken"))
    [row] = rows.claim("clean")
    rows.advance(row, "index", b"no article")
    stage = a_stage(store, index)

    stage.index_many()

    assert ledger.counts().outcomes["indexed"] == 1
    assert ledger.report().queues[2].delayed == 1


def test_an_article_that_the_index_refuses_is_dead_with_what_it_said(store: redis.Redis, index: Index) -> None:
    bad = replace(an_article("/bad", text="A lighthouse was sold. " * 20), id="not an id of ours " * 100)
    good = [an_article(f"/{number}", text=" ".join(f"{number}w{n}" for n in range(80))) for number in range(3)]
    ledger = hand_on(store, good[0], bad, *good[1:])

    a_stage(store, index).index_many()

    [dead] = ledger.dead_list()
    assert (dead.cause, dead.detail) == ("RefusedByIndex", "its id is empty or too long")
    assert ledger.counts().outcomes | {"indexed": 3, "dead": 1} == ledger.counts().outcomes
    assert ledger.balance().in_flight == 0
    index.refresh()
    assert {article.id: article for article in index.scan()} == {article.id: article for article in good}


@pytest.mark.parametrize("index", ["elasticsearch"], indirect=True)
def test_an_article_for_which_the_server_refuses_the_whole_batch_takes_no_other_with_it(
    store: redis.Redis, index: Index
) -> None:
    beyond_a_long = Version(fetched_ms=1 << 54)
    bad = replace(an_article("/bad", text="A lighthouse was sold. " * 20), version=beyond_a_long)
    good = [an_article(f"/{number}", text=" ".join(f"{number}w{n}" for n in range(80))) for number in range(5)]
    ledger = hand_on(store, *good[:2], bad, *good[2:])

    a_stage(store, index).index_many()

    [dead] = ledger.dead_list()
    assert dead.cause == "RefusedByIndex"
    assert "could not answer" in dead.detail
    assert ledger.counts().outcomes["indexed"] == 5
    assert ledger.balance().in_flight == 0
    index.refresh()
    assert {article.id for article in index.scan()} == {article.id for article in good}


def test_remembering_an_article_again_forgets_its_old_text(store: redis.Redis, valkey_url: str) -> None:
    from workers.copies import sketch

    copies = Copies(connect(valkey_url))
    old, new, other = an_article(), an_article(text="Quite another text. " * 20), an_article("/other")
    copies.remember([sketch(old)])
    assert copies.likely([sketch(other)]) == [[old.id]]

    copies.remember([sketch(new)])
    copies.remember([sketch(new)])

    assert copies.likely([sketch(other)]) == [[]]
