"""The check of an index against the manifest: silent where they agree, one line for each thing that differs."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from contracts.article import Article, Digest, KeyPoint, Moment, Publisher, Removed, Span, Summary, Tag
from contracts.identity import document_id, first_version
from newsroom.expectations import ExpectedPage, Manifest
from newsroom.manifest import Counts, check, check_requests, load
from newsroom.server import sources

PORT = 8090
FETCHED_AT = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
SOURCES = {source.id: source.ref() for source in sources(PORT)}


def _here(url: str | None) -> str:
    return (url or "").replace("{port}", str(PORT))


def _moment(page: ExpectedPage) -> Moment | None:
    said = page.published
    if said is None:
        return None
    instant = said.instant or FETCHED_AT - timedelta(minutes=said.ago_minutes or 0)
    return Moment(instant=instant, precision=said.precision, basis=said.basis)


def _original(page: ExpectedPage, manifest: Manifest) -> str | None:
    articles = manifest.with_articles()
    found = next(
        (other for other in articles if page.duplicate_of and page.duplicate_of in (other.url, other.canonical)), None
    )
    return document_id(_here(found.canonical)) if found else None


def _addresses(page: ExpectedPage, manifest: Manifest) -> tuple[str, ...]:
    others = (p.url for p in manifest.pages if page.url in (p.leads_to, p.duplicate_of) and p.outcome != "indexed")
    return tuple(_here(url) for url in (page.url, *others))


def _article(page: ExpectedPage, manifest: Manifest) -> Article:
    """The article that a cleaner without fault would have made of a page."""
    extract = Digest(
        summary=Summary(text="S", language="en", method="extractive", evidence=(Span(0, 1),)),
        key_points=(KeyPoint(sentence="K", evidence=(Span(0, 1),)),) * 3,
    )
    own = Summary(text=page.summary or "", language=page.summary_language or "", method="page")
    return Article(
        id=document_id(_here(page.canonical)),
        url=_here(page.url),
        canonical_url=_here(page.canonical),
        source=SOURCES[page.source],
        title=page.title or "",
        text=page.text,
        language=page.language or "",
        fetched_at=FETCHED_AT,
        version=first_version(FETCHED_AT),
        publisher=Publisher(name=page.publisher.name) if page.publisher else None,
        authors=page.authors,
        section=page.section,
        published_at=_moment(page),
        updated_at=Moment(instant=page.updated, precision="second", basis="json-ld") if page.updated else None,
        summary=own if page.summary else extract.summary,
        key_points=tuple(
            KeyPoint(sentence=p.sentence, headline=p.headline, emoji=p.emoji, method="page") for p in page.key_points
        ),
        other_digests=(extract,),
        tags=tuple(Tag(concept=tag.casefold(), labels={"und": tag}) for tag in page.tags),
        duplicate_of=_original(page, manifest),
        addresses=_addresses(page, manifest),
        removed=tuple(Removed(text=piece.text, reason=piece.family.replace("-", " ")) for piece in page.removed),
    )


def _whole_index(edition: int = 1) -> list[Article]:
    manifest = load(edition)
    return [_article(page, manifest) for page in manifest.with_articles()]


def _lines(articles: list[Article], edition: int = 1) -> list[str]:
    return [str(difference) for difference in check(load(edition), port=PORT, articles=articles)]


@pytest.mark.parametrize("edition", [1, 2])
def test_a_faultless_index_has_no_difference(edition: int) -> None:
    assert _lines(_whole_index(edition), edition) == []


@pytest.mark.parametrize(
    ("what", "change"),
    [
        ("title", {"title": "Another title"}),
        ("language", {"language": "pt"}),
        ("paragraph 1 of the text", {"text": "Another text."}),
        ("published_at", {"published_at": Moment(instant=FETCHED_AT, precision="second", basis="json-ld")}),
        ("tags that the page names", {"tags": ()}),
        ("publisher", {"publisher": Publisher(name="Somebody else")}),
        ("duplicate_of", {"duplicate_of": "0" * 32}),
        ("id", {"canonical_url": "http://meridian.localhost:8090/elsewhere"}),
    ],
)
def test_one_changed_field_of_one_article_is_one_line(what: str, change: dict[str, object]) -> None:
    first, *others = [article for article in _whole_index() if article.source.id == "meridian"]
    rest = [article for article in _whole_index() if article.source.id != "meridian"]

    lines = _lines([replace(first, **change), *others, *rest])  # type: ignore[arg-type]

    assert len(lines) == 1
    assert what in lines[0] and first.url in lines[0] and "\n" not in lines[0]


def test_a_missing_and_an_unexpected_article_are_each_named() -> None:
    first, *others = _whole_index()
    stranger = replace(first, id="f" * 32, canonical_url="http://x.example/a", url="http://x.example/a")

    lines = _lines([*others, stranger])

    assert any(first.url in line and "missing" in line for line in lines)
    assert any(stranger.url in line for line in lines)


def test_an_article_that_was_withdrawn_counts_as_absent() -> None:
    first, *others = _whole_index()

    assert any("missing" in line for line in _lines([replace(first, gone=True), *others]))


def test_which_of_two_addresses_of_one_source_was_indexed_first_makes_no_difference() -> None:
    printed = next(page for page in load().pages if page.kind == "print")
    articles = _whole_index()
    main = next(article for article in articles if _here(printed.duplicate_of) == article.url)
    ours = document_id(_here(printed.url))
    moved = replace(main, id=ours, canonical_url=_here(printed.url), url=_here(printed.url))
    copies = [replace(a, duplicate_of=ours) if a.duplicate_of == main.id else a for a in articles if a is not main]

    assert _lines([*copies, moved]) == []


def test_an_address_that_led_to_an_article_must_be_kept_on_it() -> None:
    redirect = next(page for page in load().pages if page.outcome == "redirect")
    articles = [replace(a, addresses=(a.url,)) if a.url == _here(redirect.leads_to) else a for a in _whole_index()]

    lines = _lines(articles)

    assert len(lines) == 1 and _here(redirect.url) in lines[0]


def test_a_removed_piece_must_be_named_with_a_reason() -> None:
    articles = [replace(a, removed=()) if a.removed else a for a in _whole_index()]

    assert any("template-residue" in line and "index_new5.html" in line for line in _lines(articles))


def test_a_removed_piece_must_be_named_with_a_reason_that_fits_it() -> None:
    articles = [replace(a, removed=tuple(replace(r, reason="byline") for r in a.removed)) for a in _whole_index()]

    assert any("reason for removing" in line and "index_new5.html" in line for line in _lines(articles))


def test_what_robots_txt_forbids_and_an_endless_run_of_pages_are_found_in_the_requests() -> None:
    manifest = load()
    refused = next(page for page in manifest.pages if page.outcome == "robots_refused")
    host, path = refused.url.removeprefix("http://").split(":{port}")
    months = [{"host": "courrier.localhost", "path": f"/agenda/{2025 + n}/01/"} for n in range(61)]
    fair = [{"host": host, "path": "/robots.txt"}, *months[:60]]

    assert check_requests(manifest, port=PORT, requests=fair) == []
    assert len(check_requests(manifest, port=PORT, requests=[{"host": host, "path": path}, *months])) == 2


def test_the_first_edition_in_the_index_differs_from_the_second() -> None:
    lines = _lines(_whole_index(1), edition=2)

    assert len({line.split(": ")[0] for line in lines}) == 2


def test_counts_of_a_whole_crawl_are_compared_too() -> None:
    totals = load().totals
    right = Counts(
        outcomes={"indexed": totals.indexed, "duplicate": totals.duplicate, "rejected": totals.rejected},
        rejected={"NotAnArticle": totals.rejected},
        fetches={"robots_refused": totals.robots_refused},
    )
    wrong = Counts(outcomes={**right.outcomes, "dead": 1}, rejected={"TooLarge": 1}, fetches={"robots_refused": 0})

    assert check(load(), port=PORT, articles=_whole_index(), counts=right) == []
    assert len(check(load(), port=PORT, articles=_whole_index(), counts=wrong)) == 3


def test_a_changed_manifest_is_noticed_as_a_changed_index_is() -> None:
    manifest = load()
    first = next(page for page in manifest.pages if page.kind == "article")
    changed = msgspec.structs.replace(first, body=("Something else.",))
    pages = tuple(changed if page is first else page for page in manifest.pages)

    differences = check(msgspec.structs.replace(manifest, pages=pages), port=PORT, articles=_whole_index())

    assert [difference.where for difference in differences] == [_here(first.url)]
