"""The text of an article as blocks, with the evidence marked in place."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from contracts.article import Article, Span, Version
from contracts.records import SourceRef
from web.blocks import anchor_for, blocks_of, merged

NOW = datetime(2025, 10, 14, tzinfo=UTC)


def an_article(text: str, html: str = "") -> Article:
    return Article(
        id="1",
        url="https://a.example/1",
        canonical_url="https://a.example/1",
        source=SourceRef(id="a", name="A", host="a.example"),
        title="T",
        text=text,
        html=html,
        language="en",
        fetched_at=NOW,
        version=Version(1),
    )


def plain(article: Article, spans: list[Span]) -> list[str]:
    return ["".join(piece.text for piece in block.pieces) for block in blocks_of(article, spans)]


def test_paragraphs_headings_and_items_are_told_apart_by_the_articles_html() -> None:
    html = "<p>One.</p><h2>Head</h2><ul><li>First\n item</li></ul><blockquote>Said</blockquote><script>x</script>"

    kinds = [block.kind for block in blocks_of(an_article("One.\n\nHead\n\nFirst item\n\nSaid", html), [])]

    assert kinds == ["paragraph", "heading", "item", "quote"]


def test_html_that_cannot_be_read_leaves_paragraphs() -> None:
    kinds = [block.kind for block in blocks_of(an_article("One.\n\nTwo.", "<<<\x00&#0;"), [])]

    assert kinds == ["paragraph", "paragraph"]


def test_evidence_is_marked_where_it_stands_and_anchored_where_it_begins() -> None:
    text = "Before it. The proof 🛰 is here. After it."
    start = text.index("The proof")
    span = Span(start, text.index(" After"))

    (block,) = blocks_of(an_article(text), [span])

    assert [(piece.text, piece.evidence) for piece in block.pieces] == [
        ("Before it. ", False),
        ("The proof 🛰 is here.", True),
        (" After it.", False),
    ]
    assert block.pieces[1].anchor == f"t{span.start}-{span.end}"


def test_evidence_across_paragraphs_is_marked_in_each_and_anchored_once() -> None:
    blocks = blocks_of(an_article("One two.\n\nThree four."), [Span(4, 15)])

    pieces = [piece for block in blocks for piece in block.pieces if piece.evidence]
    assert [piece.text for piece in pieces] == ["two.", "Three"]
    assert [piece.anchor for piece in pieces] == ["t4-15", None]


def test_overlapping_evidence_becomes_one_place() -> None:
    marked = merged([Span(5, 9), Span(0, 6), Span(20, 30)], length=25)

    assert marked == [Span(0, 9), Span(20, 25)]
    assert anchor_for(Span(5, 9), marked) == "t0-9"


def test_evidence_outside_the_text_is_left_out() -> None:
    marked = merged([Span(-1, 3), Span(30, 40), Span(4, 4), Span(5, 2)], length=25)

    assert marked == []
    assert anchor_for(Span(30, 40), marked) is None


@given(
    text=st.text(alphabet="ab \n🛰国", max_size=60),
    bounds=st.lists(st.tuples(st.integers(-5, 70), st.integers(-5, 70)), max_size=8),
)
def test_marking_evidence_never_changes_the_text(text: str, bounds: list[tuple[int, int]]) -> None:
    article = an_article(text)

    assert plain(article, [Span(*pair) for pair in bounds]) == plain(article, [])
    assert "".join(plain(article, [])).replace("\n", "") == text.replace("\n", "")
