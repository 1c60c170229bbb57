"""Every page of the sample web, fetched from its server, cleaned and enriched, against what it was written from."""

import http.client
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest

from contracts.article import Article, Publisher
from contracts.errors import Rejected
from contracts.records import Page, PageHints, PageId
from newsroom.expectations import ExpectedPage
from newsroom.manifest import check, load
from newsroom.server import Newsroom, serve, sources
from workers.clean import Look, look
from workers.enrich import enrich
from workers.furniture.learning import FEWEST_ARTICLES

DECIDED_LATER = {"duplicate_of", "addresses that are missing"}
"""What the index stage, not cleaning, finds out."""


@dataclass(frozen=True)
class World:
    """The running sample web, and every page of it as cleaning answers it, with what it shows of its source."""

    port: int
    looks: list[tuple[ExpectedPage, Look]]

    @property
    def results(self) -> list[tuple[ExpectedPage, Article | Rejected]]:
        return [(page, seen.result) for page, seen in self.looks]

    def articles(self, outcome: str) -> list[Article]:
        return [result for page, result in self.results if page.outcome == outcome and isinstance(result, Article)]


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    running = serve()
    try:
        yield World(
            running.port, [(page, look(_fetched(running, page))) for page in load().pages if _is_handed_over(page)]
        )
    finally:
        running.stop()


def _is_handed_over(page: ExpectedPage) -> bool:
    return page.outcome in ("indexed", "duplicate", "rejected")


def _fetched(running: Newsroom, page: ExpectedPage) -> Page:
    """Return the page as a crawler hands it over, with what its feed told."""
    url = page.url.replace("{port}", str(running.port))
    parts = urlsplit(url)
    for _ in range(3):
        status, headers, body = _asked(running.port, parts.netloc, url.partition(parts.netloc)[2])
        if status == 200:
            break
    told = page.published.instant if page.published and page.published.basis == "feed" else None
    return Page(
        id=PageId(url),
        source=next(source.ref() for source in sources(running.port) if source.id == page.source),
        url=url,
        final_url=url,
        status=status,
        headers=headers,
        fetched_at=datetime.now(UTC),
        body=body,
        hints=PageHints(published_at=told),
    )


def _asked(port: int, host: str, target: str) -> tuple[int, tuple[tuple[str, str], ...], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", target, headers={"Host": host})
        response = connection.getresponse()
        return response.status, tuple(response.getheaders()), response.read()
    finally:
        connection.close()


def test_every_article_agrees_with_the_manifest_in_every_field(world: World) -> None:
    articles = [enrich(article) for article in world.articles("indexed")]

    differences = check(load(), port=world.port, articles=articles)

    assert [str(difference) for difference in differences if difference.what not in DECIDED_LATER] == []


def test_every_page_that_is_no_article_is_rejected_for_a_reason_the_manifest_names(world: World) -> None:
    rejected = [(page, result) for page, result in world.results if page.outcome == "rejected"]

    wrong = [
        (page.url, result) for page, result in rejected if getattr(result, "reason", "article") not in page.reasons
    ]

    assert rejected
    assert wrong == []


def test_a_further_address_of_an_article_says_the_same_text(world: World) -> None:
    main = {page.url: result for page, result in world.results}
    further = [(page, result) for page, result in world.results if page.outcome == "duplicate"]

    differing = [page.url for page, result in further if _text(result) != _text(main[page.duplicate_of or ""])]

    assert differing == []


def _text(result: Article | Rejected) -> str:
    return result.text if isinstance(result, Article) else result.reason


def test_nothing_recurs_so_often_that_it_could_become_furniture_in_whatever_order_pages_come(world: World) -> None:
    titles: dict[tuple[str, str], set[str]] = {}
    for page, seen in world.looks:
        for block in seen.shown.blocks if seen.shown else ():
            titles.setdefault((page.source, block), set()).add(page.title or page.url)

    assert 1 <= max(len(told) for told in titles.values()) < FEWEST_ARTICLES


REFERENCE_REMOVED = [
    ("template residue", "index_new5.html"),
    ("template residue", "../../../lantern_core/lantern_tpl_static/wap/tpl_guoji3.html"),
    ("page summary", "智能摘要"),
    ("promotion", "Introducing the 2025 Fortune 500"),
    ("promotion", ", the definitive ranking of the biggest companies in America."),
    ("promotion", "Explore this year's list."),
    ("app promotion", "灯塔速读"),
    ("app promotion", "三分钟读完一天的世界"),
    ("app promotion", "灯塔速读"),
    ("app promotion", "下载客户端，离线也能看"),
    ("contact", "商务合作与内容投诉：editor@lantern-read.example"),
    ("tags", "相关标签"),
    ("related", "相关文章"),
    ("app promotion", "打开灯塔速读，阅读体验更佳"),
]
"""What goes from the reference article beside what is read from it: its own summary, points and tags."""


@pytest.fixture
def reference(world: World) -> tuple[ExpectedPage, Article]:
    (found,) = [
        (page, result)
        for page, result in world.results
        if page.outcome == "indexed" and "lantern" in page.url and "space-chiefs" in page.url
    ]
    page, result = found
    assert isinstance(result, Article)
    return page, enrich(result)


def test_the_reference_article_has_its_text_title_and_publisher(reference: tuple[ExpectedPage, Article]) -> None:
    page, article = reference

    assert article.text == "\n\n".join(page.body)
    assert (article.title, article.language) == (page.title, "en")
    assert article.title.endswith("in over 7 years")
    assert article.publisher == Publisher(name="Fortune", as_written="Fortune | FORTUNE")
    assert article.source.id == "lantern"
    assert article.published_at is not None
    assert (article.published_at.precision, article.published_at.basis) == ("hour", "relative")


def test_the_reference_article_has_the_page_s_own_tags_summary_and_points(
    reference: tuple[ExpectedPage, Article],
) -> None:
    page, article = reference

    tags = [label for tag in article.tags if tag.basis == "page" for label in list(tag.labels.values())[:1]]
    points = [(point.emoji, point.headline, point.sentence, point.method) for point in article.key_points]
    assert set(page.tags) <= {label for tag in article.tags for label in tag.labels.values()}
    assert len(tags) == len(page.tags)
    assert article.summary is not None
    assert (article.summary.text, article.summary.language, article.summary.method) == (page.summary, "zh", "page")
    assert points == [(point.emoji, point.headline, point.sentence, "page") for point in page.key_points]


def test_every_piece_that_goes_from_the_reference_article_is_kept_with_its_reason(
    reference: tuple[ExpectedPage, Article],
) -> None:
    page, article = reference

    removed = [(piece.reason, piece.text) for piece in article.removed]
    read = {("page summary", page.summary)} | {("tags", tag) for tag in page.tags}
    points = [("key points", line) for p in page.key_points for line in (f"{p.emoji} {p.headline}", p.sentence)]
    assert [piece for piece in removed if piece not in read and piece not in points] == REFERENCE_REMOVED
    assert read | set(points) <= set(removed)


def test_the_reference_article_has_an_extract_with_evidence_beside_the_page_s_own_telling(
    reference: tuple[ExpectedPage, Article],
) -> None:
    _, article = reference

    (extract,) = article.other_digests
    assert extract.summary is not None
    assert all(article.text[span.start : span.end] in extract.summary.text for span in extract.summary.evidence)
    assert 3 <= len(extract.key_points) <= 5
    assert all(point.evidence for point in extract.key_points)
