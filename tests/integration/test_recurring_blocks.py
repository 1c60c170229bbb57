"""What a source's pages teach: a promotion that no rule knows goes, and selectors that a rebuilt site broke rest."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import redis

from contracts.article import Article
from contracts.records import Page, Selectors, Source
from crawler.archive import ArchivePlace, ArchiveWriter, Exchange
from crawler.health import health_by_id
from crawler.recleaning import Recleaning
from search.index import Index, SearchSettings, open_index
from tests.integration.crawler_site import crawling, wait_until
from tests.integration.ledgers import FETCHED_AT, a_page
from workers.clean import look
from workers.copies import Copies
from workers.furniture.memories import SourceMemories
from workers.furniture.remembering import Remembering
from workers.furniture.reports import OutdatedArticles
from workers.indexing import IndexStage
from workers.leases import Leases
from workers.queue import Ledger, WorkerSettings
from workers.stages import PageStages, PageSteps

SETTINGS = WorkerSettings()
LATERNE = Source(id="laterne", name="Laterne", host="laterne.example")
PROMOTION = (
    "Am zweiten Donnerstag stehen im Kontor am Hafen Tee und Gebäck bereit, und die Türen waren bis zehn Uhr offen."
)
HEADING = "Der Laternenkreis"
WARES = ("Hering", "Salz", "Tuch", "Honig", "Wachs", "Flachs", "Leder", "Bernstein", "Kupfer", "Pech", "Hanf", "Wein")
PLACES = ("Norderhaven", "Wittsand", "Altenpriel", "Grootdeich", "Silberkoog")


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    """Give an empty index."""
    opened = open_index(SearchSettings(), data_dir=tmp_path, writer=True)
    yield opened
    opened.close()


def page_of(number: int) -> Page:
    """Return one of the site's pages: an article of its own, and the promotion that all have."""
    ware, place = WARES[number % len(WARES)], PLACES[number // len(WARES)]
    title = f"{ware} aus {place} wird teurer"
    body = (
        f"<p>In {place} kostet {ware} seit dieser Woche {number + 3} Prozent mehr als im vergangenen Monat, sagte die "
        f"Vorsteherin des Marktes am Abend vor {number + 40} Händlern.</p>"
        f"<h2>Hintergrund</h2><p>Die Schiffe, die {ware} nach {place} bringen, liegen seit {number + 2} Tagen vor "
        f"der Barre, denn die Fahrrinne ist nach dem Sturm nur noch {number + 1} Fuß tief und der Bagger ruht.</p>"
        f"<h2>{HEADING}</h2><p>{PROMOTION}</p>"
    )
    html = f"<html lang='de'><head><title>{title}</title></head><body><article><h1>{title}</h1>{body}</article></body>"
    fetched_at = FETCHED_AT + timedelta(minutes=number)
    path = f"/markt/{place}-{ware}".lower()
    return a_page(source="laterne", path=path, body=html.encode(), fetched_at=fetched_at)


class Mill:
    """The archive and the stages that pages go through, in this process."""

    def __init__(self, store: redis.Redis, index: Index, folder: Path) -> None:
        self.ledger = Ledger(store, SETTINGS)
        rows = self.ledger.transitions()
        leases = Leases(rows, lease_s=SETTINGS.lease_s)
        cleaning = Remembering(look, SourceMemories(store, SETTINGS))
        self._pages = PageStages(rows, leases, PageSteps(clean=cleaning, enrich=lambda article: article))
        copies = Copies(store)
        self._index = IndexStage(rows, leases, copies, open_index=lambda: index, max_batch=500, pause_s=0.01)
        self._archive = ArchiveWriter(folder, max_file_bytes=2**30)
        find = ArchivePlace(folder=folder).page
        self.recleaning = Recleaning(store, self.ledger, find, per_minute=6000)

    def fetch(self, page: Page) -> None:
        """Keep a page and hand it over, as the crawler does."""
        headers = (("Content-Type", "text/html; charset=utf-8"),)
        exchange = Exchange(request_headers=(), headers=headers, wire_body=page.body)
        self.ledger.hand_over(self._archive.write(page, exchange))

    def run(self) -> None:
        """Take all that waits to its end."""
        for _ in range(self.ledger.balance().in_flight):
            self._pages.clean_one()
            self._pages.enrich_one()
        self._index.index_many()


def has_promotion(article: Article) -> bool:
    """Return whether the promotion, or its heading, stands in the text."""
    return PROMOTION in article.text or HEADING in article.text


def test_a_promotion_that_no_rule_knows_goes_from_later_pages_then_from_earlier_ones(
    store: redis.Redis, index: Index, tmp_path: Path
) -> None:
    mill = Mill(store, index, tmp_path / "archive")
    for number in range(60):
        mill.fetch(page_of(number))
    mill.run()
    before = sorted(index.scan(), key=lambda article: article.fetched_at)
    kept = [has_promotion(article) for article in before]

    assert kept == sorted(kept, reverse=True)
    assert 12 <= sum(kept) <= 24
    assert (before[0].snapshot, before[-1].snapshot) == (0, 1)

    again = mill.recleaning.look_now()
    mill.run()

    after = sorted(index.scan(), key=lambda article: article.fetched_at)
    assert again >= sum(kept)
    assert not any(has_promotion(article) for article in after)
    assert all("Hintergrund" in article.text and "Barre" in article.text for article in after)
    assert {article.snapshot for article in after} == {1}
    assert all(PROMOTION in [one.text for one in article.removed if one.reason == "furniture"] for article in after)
    assert [article.title for article in after] == [article.title for article in before]
    assert mill.ledger.balance().holds
    assert (mill.recleaning.look_now(), mill.ledger.balance().in_flight) == (0, 0)
    counts = mill.ledger.counts(source_id="laterne")
    assert counts.outcomes["indexed"] - counts.indexed_again == 60


def test_a_page_whose_archive_is_gone_waits_for_nobody(store: redis.Redis, index: Index, tmp_path: Path) -> None:
    mill = Mill(store, index, tmp_path / "archive")
    for number in range(20):
        mill.fetch(page_of(number))
    mill.run()
    for file in (tmp_path / "archive").iterdir():
        file.unlink()

    assert mill.recleaning.look_now() == 0
    assert mill.recleaning.look_now() == 0
    assert mill.ledger.balance().in_flight == 0


def test_a_running_crawler_hands_over_what_its_archive_has_of_outdated_articles(
    valkey_url: str, store: redis.Redis, index: Index, tmp_path: Path
) -> None:
    mill = Mill(store, index, tmp_path / "archive")
    for number in range(20):
        mill.fetch(page_of(number))
    mill.run()
    outdated = len(OutdatedArticles(store).first(100))

    with crawling(valkey_url, tmp_path):
        wait_until(lambda: mill.ledger.balance().in_flight == outdated)
    mill.run()

    assert outdated >= 12
    assert not any(has_promotion(article) for article in index.scan())


def test_selectors_that_a_rebuilt_site_broke_give_way_to_the_generic_reading(
    store: redis.Redis, index: Index, tmp_path: Path
) -> None:
    selectors = Selectors(title=("h1",), body=("article",), drop=("article h2:last-of-type, article p:last-child",))
    source = replace(LATERNE, selectors=selectors)
    mill = Mill(store, index, tmp_path / "archive")
    for number in range(16):
        mill.fetch(replace(page_of(number), selectors=selectors))
    mill.run()
    before = health_by_id(store, [source], now=FETCHED_AT)[source.id].state
    for number in range(16, 24):
        rebuilt = page_of(number).body.replace(b"article>", b"main>").replace(b"h1>", b"h3>")
        mill.fetch(replace(page_of(number), body=rebuilt, selectors=selectors))
    mill.run()
    articles = sorted(index.scan(), key=lambda article: article.fetched_at)
    health = health_by_id(store, [source], now=FETCHED_AT)[source.id]

    assert not any(has_promotion(article) for article in articles[:16])
    assert all("Barre" in article.text for article in articles)
    assert (before, health.state) == ("new", "off-template")
    assert "body, title" in health.why
    assert "its selectors do not fit: body, title" in articles[-1].trace[0].detail
    corrected = replace(source, selectors=Selectors(body=("main",)))
    assert health_by_id(store, [corrected], now=FETCHED_AT)[source.id].state == "new"
