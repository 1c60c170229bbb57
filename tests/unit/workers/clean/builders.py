"""Pages for the tests of cleaning: what is not said is ordinary."""

from datetime import UTC, datetime
from typing import Any

from contracts.article import Article
from contracts.records import Page, PageHints, PageId, SourceRef
from workers.clean import EMPTY, SourceMemory, clean

FETCHED_AT = datetime(2025, 6, 18, 18, 0, tzinfo=UTC)
NO_HINTS = PageHints()
SOURCE = SourceRef(id="lamp", name="The Lamp", host="lamp.example")
PARAGRAPHS = (
    "The harbour was quiet on Tuesday morning when the first of the new ferries left its berth for the islands.",
    "Engineers had worked through the night to replace a valve that failed in a test last week, the operator said.",
    "Passengers will pay the same fare as before, and the timetable changes only in the winter months.",
)
CHINESE = (
    "周二清晨，第一艘新渡轮离开泊位驶向群岛，港口一片宁静，码头上只有几位早起的乘客在等候。",
    "运营方表示，工程师连夜更换了上周测试中出现故障的阀门，目前所有设备都已恢复正常运行。",
    "乘客的票价与以往相同，时刻表只在冬季几个月有所调整，详细安排将在下个月向公众公布。",
)


def a_page(
    body: str = "",
    *,
    head: str = "",
    paragraphs: tuple[str, ...] = PARAGRAPHS,
    title: str = "New ferry leaves the harbour",
    encoding: str = "utf-8",
    **fetch: Any,
) -> Page:
    """Return a page with a headline and three paragraphs, then `body`; `head` goes into its head.

    `fetch` is what `raw_page` takes.
    """
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    html = (
        f"<!DOCTYPE html><html><head><title>{title}</title>{head}</head><body>"
        f"<article><h1>{title}</h1>{text}{body}</article></body></html>"
    )
    return raw_page(html.encode(encoding, "replace"), **fetch)


def raw_page(
    body: bytes,
    *,
    url: str = "https://lamp.example/news/new-ferry-leaves",
    content_type: str = "text/html; charset=utf-8",
    hints: PageHints = NO_HINTS,
    fetched_at: datetime = FETCHED_AT,
    source: SourceRef = SOURCE,
    status: int = 200,
) -> Page:
    """Return a page of these bytes."""
    return Page(
        id=PageId("page-1"),
        source=source,
        url=url,
        final_url=url,
        status=status,
        headers=(("Content-Type", content_type),),
        fetched_at=fetched_at,
        body=body,
        hints=hints,
    )


def article_of(page: Page, memory: SourceMemory = EMPTY) -> Article:
    """Return the article of a page that must be one."""
    result = clean(page, memory)
    assert isinstance(result, Article), repr(result)
    return result


def removed_for(article: Article, reason: str) -> list[str]:
    """Return the removed pieces that have this reason."""
    return [piece.text for piece in article.removed if piece.reason == reason]
