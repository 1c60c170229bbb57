"""The manifest: made from the sites' data, up to date, and holding every kind of page that the sample web owes."""

from collections import Counter
from importlib.resources import files

import pytest

from newsroom.expectations import ExpectedPage
from newsroom.manifest import load, written
from newsroom.texts import tellings

PAGES = load().pages


def _by_url(url: str | None) -> ExpectedPage:
    return next(page for page in PAGES if url in (page.url, page.canonical))


def _shingles(text: str) -> set[tuple[str, ...]]:
    words = text.split()
    return {tuple(words[start : start + 3]) for start in range(len(words) - 2)}


def test_the_manifest_of_the_package_is_what_the_sites_data_make() -> None:
    assert files("newsroom").joinpath("manifest.json").read_bytes() == written(), "run: python -m newsroom.manifest"


def test_every_article_on_disk_is_expected_in_the_index() -> None:
    own = {(page.story, page.source) for page in PAGES if page.kind == "article"}

    assert own == {(telling.head.event, telling.head.publication) for telling in tellings().values()}


def test_no_address_is_stated_twice() -> None:
    assert [url for url, times in Counter(page.url for page in PAGES).items() if times > 1] == []


def test_totals_count_the_pages() -> None:
    manifest = load()

    assert manifest.totals.indexed == len(manifest.with_articles())
    assert sum(totals.rejected for totals in manifest.by_source.values()) == manifest.totals.rejected


@pytest.mark.parametrize("outcome", ["indexed", "duplicate", "rejected", "robots_refused", "failed", "redirect"])
def test_every_outcome_occurs(outcome: str) -> None:
    assert any(page.outcome == outcome for page in PAGES)


@pytest.mark.parametrize(
    "kind", ["article", "copy", "amp", "print", "about", "video", "collection", "soft404", "binary"]
)
def test_every_kind_of_page_occurs(kind: str) -> None:
    assert any(page.kind == kind for page in PAGES)


@pytest.mark.parametrize("basis", ["json-ld", "meta", "visible", "relative", "feed", "url"])
def test_every_basis_of_a_published_time_occurs(basis: str) -> None:
    assert any(page.published and page.published.basis == basis for page in PAGES)


def test_some_articles_have_no_published_time() -> None:
    assert sum(page.outcome == "indexed" and page.published is None for page in PAGES) >= 2


def test_relative_times_occur_in_six_languages_and_three_precisions() -> None:
    relative = [page for page in PAGES if page.published and page.published.ago_minutes]

    assert len({page.source for page in relative}) >= 6
    assert {page.published.precision for page in relative if page.published} == {"minute", "hour", "day"}


def test_syndicated_copies_differ_a_little_from_their_originals_of_another_source() -> None:
    copies = [page for page in PAGES if page.kind == "copy"]

    assert len(copies) >= 6
    for copy in copies:
        original = _by_url(copy.duplicate_of)
        ours, theirs = _shingles(copy.text), _shingles(original.text)
        assert copy.source != original.source
        assert copy.text != original.text
        assert len(ours & theirs) / len(ours | theirs) > 0.85
        assert copy.published is not None


def test_copies_are_never_older_than_their_originals() -> None:
    for copy in (page for page in PAGES if page.kind == "copy" and page.published and page.published.instant):
        original = _by_url(copy.duplicate_of)
        assert original.published is not None and original.published.instant is not None
        assert copy.published is not None and copy.published.instant is not None
        assert original.published.instant < copy.published.instant


def test_same_source_repeats_name_a_page_of_their_own_source() -> None:
    repeats = [page for page in PAGES if page.outcome == "duplicate"]

    assert len(repeats) >= 3
    assert all(_by_url(page.duplicate_of).source == page.source for page in repeats)


def test_the_second_edition_changes_text_and_time_of_the_revised_pages_alone() -> None:
    changed = [(before, after) for before, after in zip(load(1).pages, load(2).pages, strict=True) if before != after]

    assert len(changed) == 2
    assert all(before.text != after.text and after.updated for before, after in changed)


def test_the_reference_page_tells_publisher_and_source_apart_and_carries_its_own_digest() -> None:
    page = next(page for page in PAGES if page.source == "lantern" and page.story == "space-chiefs-meet")

    assert page.publisher is not None and page.publisher.name == "Fortune"
    assert page.language == "en" and page.summary_language == "zh"
    assert page.published is not None and page.published.ago_minutes == 480 and page.published.precision == "hour"
    assert page.title is not None and page.title.endswith("in over 7 years")
    assert page.tags == ("NASA", "Roscosmos", "国际空间站", "月球探测", "航天合作")
    assert len(page.key_points) == 4 and all(point.emoji for point in page.key_points)
    assert {piece.family for piece in page.removed} == {"template-residue", "promotion", "app-promotion", "contact"}
    assert not set(page.body) & {piece.text for piece in page.removed}
