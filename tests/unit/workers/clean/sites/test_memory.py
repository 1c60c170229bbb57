"""What a page shows of its source, and what a snapshot of the source takes from a page."""

import pytest

from tests.unit.workers.clean.builders import PARAGRAPHS, a_page, article_of, removed_for
from workers.clean import SourceMemory, look
from workers.clean.pages.blocks import Block, Kind
from workers.clean.sites.memory import block_hash, may_recur, shown

PROMOTION = "The keepers of the lamp meet every other Thursday in the old chandlery for tea."


def knowing(*texts: str) -> SourceMemory:
    """Return a snapshot by which these blocks are furniture."""
    return SourceMemory(number=4, furniture=frozenset(map(block_hash, texts)))


@pytest.mark.parametrize(
    ("kind", "text", "links", "expected"),
    [
        ("paragraph", PROMOTION, 0.0, True),
        ("paragraph", "阅读全文请下载应用程序", 0.0, True),
        ("paragraph", "Yes.", 0.0, False),
        ("heading", "What we know of the case so far", 0.0, False),
        ("cell", "The Harbour and Islands Party", 0.0, False),
        ("item", "The Harbour and Islands Party", 0.0, False),
        ("item", "More on the Harbour and Islands", 0.9, True),
        ("item", PROMOTION, 0.0, True),
    ],
)
def test_only_what_says_enough_can_be_known_again(kind: Kind, text: str, links: float, expected: bool) -> None:
    assert may_recur(Block(text, kind, links=links)) is expected


def test_a_known_block_goes_with_the_heading_that_heads_nothing_else() -> None:
    page = a_page(f"<h2>Our circle</h2><p>{PROMOTION}</p><h2>The route</h2><p>{PARAGRAPHS[0]} Again.</p>")

    article = article_of(page, knowing(PROMOTION))

    assert removed_for(article, "furniture") == ["Our circle", PROMOTION]
    assert article.text.endswith(f"The route\n\n{PARAGRAPHS[0]} Again.")
    assert article.snapshot == 4


def test_a_heading_that_also_heads_the_report_stays() -> None:
    page = a_page(f"<h2>The route</h2><p>{PROMOTION}</p><p>{PARAGRAPHS[0]} Again.</p>")

    assert removed_for(article_of(page, knowing(PROMOTION)), "furniture") == [PROMOTION]


def test_capitals_and_spaces_do_not_hide_a_known_block() -> None:
    page = a_page(f"<p>  {PROMOTION.upper().replace(' ', '&nbsp; ')}</p>")

    assert removed_for(article_of(page, knowing(PROMOTION)), "furniture") != []


def test_what_a_page_shows_does_not_depend_on_the_snapshot() -> None:
    page = a_page(f"<h2>Our circle</h2><p>{PROMOTION}</p>")

    first, second = look(page).shown, look(page, knowing(PROMOTION, PARAGRAPHS[1])).shown

    assert first == second
    assert first is not None
    assert block_hash(PROMOTION) in first.blocks


def test_a_page_never_shows_its_title_nor_what_rules_have_dropped() -> None:
    title = "New ferry leaves the harbour at last"
    page = a_page(f"<p>{title}</p><p>Subscribe to our newsletter</p>", title=title)
    seen = look(page).shown

    assert seen is not None
    assert seen.title == block_hash(title)
    assert not {block_hash(title), block_hash("Subscribe to our newsletter")} & set(seen.blocks)


def test_of_a_long_page_the_beginning_and_the_end_are_shown() -> None:
    blocks = [Block(f"Paragraph {number} of a long report.", "paragraph") for number in range(500)]

    seen = shown("A title", blocks)

    assert len(seen.blocks) == 48
    assert seen.blocks[0] == block_hash(blocks[0].text)
    assert seen.blocks[-1] == block_hash(blocks[-1].text)


def test_a_page_that_is_no_article_shows_nothing() -> None:
    assert look(a_page(paragraphs=("Nothing.",))).shown is None
