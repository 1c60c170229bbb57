"""Records travel as plain JSON and are checked when they come in."""

from datetime import UTC, datetime

import pytest

from contracts.article import Article, Moment, Removed, Span, Summary, Tag, Version
from contracts.errors import Malformed
from contracts.records import Page, PageId, SourceRef
from contracts.wire import decode, encode

SOURCE = SourceRef(id="post", name="邮报", host="post.example")
NOON = datetime(2025, 6, 1, 12, tzinfo=UTC)


def test_an_article_comes_back_as_it_went() -> None:
    article = Article(
        id="a1",
        url="https://post.example/1",
        canonical_url="https://post.example/1",
        source=SOURCE,
        title="标题",
        text="One.\n\nTwo.",
        language="en",
        fetched_at=NOON,
        version=Version(1, 2),
        published_at=Moment(instant=NOON, precision="hour", basis="relative"),
        summary=Summary(text="One.", language="en", method="extractive", evidence=(Span(0, 4),)),
        tags=(Tag(concept="nasa", labels={"en": "NASA", "zh": "美国宇航局"}),),
        removed=(Removed(text="index.html", reason="template residue"),),
    )
    assert decode(encode(article), Article) == article


def test_an_article_that_was_stored_before_use_by_ai_was_recorded_is_still_read() -> None:
    article = Article(
        id="a1", url="https://post.example/1", canonical_url="https://post.example/1", source=SOURCE, title="T",
        text="One.", language="en", fetched_at=NOON, version=Version(1),
    )  # fmt: skip
    stored = encode(article).replace(b',"ai_usage":null', b"")

    assert b"ai_usage" not in stored
    assert decode(stored, Article) == article


def test_a_pages_bytes_come_back_as_they_went() -> None:
    page = Page(
        id=PageId("t"),
        source=SOURCE,
        url="https://post.example/1",
        final_url="https://post.example/1",
        status=200,
        headers=(("Content-Type", "text/html"),),
        fetched_at=NOON,
        body=bytes(range(256)),
    )
    assert decode(encode(page), Page) == page
    assert page.header("content-type") == "text/html"


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'{"id": 1}', b"\xff\xfe", b'{"id": "x", "source": null}'])
def test_what_is_no_record_is_refused_by_name(data: bytes) -> None:
    with pytest.raises(Malformed):
        decode(data, Page)
