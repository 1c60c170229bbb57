"""What every index backend promises of what is read: the same tests for tantivy and for a real Elasticsearch."""

from search.index import Index
from tests.integration.index.asking import written
from tests.unit.search.library import an_article, id_of, library, names, url_of


def test_an_article_is_found_by_each_address_that_led_to_it(index: Index) -> None:
    article = an_article(addresses=("https://short.example/x?utm_source=feed", "https://meridian.example/amp/one"))
    written(index, article)

    assert index.by_address(article.url) == article
    assert index.by_address("http://www.short.example/x") == article
    assert index.by_address("https://meridian.example/amp/one") == article
    assert index.by_address("https://meridian.example/other") is None
    assert index.by_address("not a url") is None


def test_an_address_leads_to_the_standing_article_before_a_gone_one(index: Index) -> None:
    moved = an_article("new", addresses=(url_of("old"),))
    gone = an_article("old", gone=True)
    written(index, moved, gone)

    assert index.by_address(url_of("old")) == moved


def test_scan_yields_each_match_once_copies_too(shelf: Index) -> None:
    everything = [article.id for article in shelf.scan()]

    assert len(everything) == len(set(everything))
    assert names(everything) == set(library()) - {"gone-en"}
    assert names(article.id for article in shelf.scan("tag:nasa lang:en")) == {"space-en", "space-copy"}


def test_copies_of_an_article_are_listed(shelf: Index) -> None:
    assert names(article.id for article in shelf.copies(id_of("space-en"))) == {"space-copy"}


def test_health_names_the_backend_its_version_and_what_it_holds(shelf: Index) -> None:
    health = shelf.check()

    assert health.documents == len(library()) - 1
    assert health.version[0].isdigit()
    assert health.name in ("tantivy", "Elasticsearch")
