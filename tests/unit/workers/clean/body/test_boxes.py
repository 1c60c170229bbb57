"""Small boxes that are named as furniture are none of the article; what holds the article is no box."""

import pytest

from tests.unit.workers.clean.body.test_choice import _ENGLISH, chosen_by, story
from workers.clean.body import Chooser, choose, choose_fast
from workers.clean.body.boxes import without_others
from workers.clean.body.features import view_of
from workers.clean.pages.blocks import blocks_of
from workers.clean.pages.dom import parse
from workers.clean.pages.facts import read_facts

_WORDS = "Every Friday the ferry's own news, told by those who built it and those who wait for it at the pier."
_LONG = [f"{line} {other}" for line in _ENGLISH for other in _ENGLISH]


@pytest.mark.parametrize("chooser", [choose, choose_fast])
@pytest.mark.parametrize("name", ["newsletter-box", "consent-placeholder", "author-bio byline", "post-tags"])
def test_a_small_box_named_as_furniture_is_not_chosen(chooser: Chooser, name: str) -> None:
    box = f"<div class='{name}'><h3>Ferry notes</h3><p>{_WORDS}</p></div>"

    text = chosen_by(chooser, f"<h1>Ferry</h1><article>{story(_LONG[:8])}{box}{story(_LONG[8:])}</article>")

    assert _WORDS not in text and "Ferry notes" not in text
    assert [line for line in _LONG if line not in text] == []


@pytest.mark.parametrize("chooser", [choose, choose_fast])
def test_a_box_with_a_link_to_a_further_article_is_not_chosen(chooser: Chooser) -> None:
    box = f"<div class='related-inline'><a href='/wall'><h4>Why the wall leaks</h4></a><p>{_WORDS}</p></div>"

    text = chosen_by(chooser, f"<h1>Ferry</h1><article>{story(_LONG[:8])}{box}{story(_LONG[8:])}</article>")

    assert _WORDS not in text and "Why the wall leaks" not in text


@pytest.mark.parametrize("chooser", [choose, choose_fast])
def test_a_name_around_the_whole_text_says_nothing_of_it(chooser: Chooser) -> None:
    text = chosen_by(chooser, f"<h1>Ferry</h1><div class='paywall subscriber-content'>{story(_ENGLISH)}</div>")

    assert [line for line in _ENGLISH if line not in text] == []


@pytest.mark.parametrize("chooser", [choose, choose_fast])
def test_a_list_beside_a_table_is_of_the_text(chooser: Chooser) -> None:
    rows = "".join(f"<tr><td>{year}</td><td>{8 * year} passengers</td></tr>" for year in (2019, 2021, 2023, 2024))
    items = "<ul><li>The north berth: 1.9 million</li><li>The south berth: 2.2 million</li></ul>"

    text = chosen_by(
        chooser, f"<article><h1>Ferry</h1>{story(_LONG[:5])}{items}<table>{rows}</table>{story(_LONG[5:])}</article>"
    )

    assert "The north berth" in text and "The south berth" in text


@pytest.mark.parametrize("chooser", [choose, choose_fast])
def test_what_readers_say_below_a_short_article_is_none_of_it_however_long(chooser: Chooser) -> None:
    said = "".join(f"<li class='comment'><p>{line}</p></li>" for line in _LONG)

    text = chosen_by(chooser, f"<article><h1>Ferry</h1>{story(_ENGLISH)}</article><ol class='comment-list'>{said}</ol>")

    assert [line for line in _ENGLISH if line not in text] == []
    assert [line for line in _LONG if line in text] == []


def test_a_text_that_stands_among_comments_itself_is_not_left_out_for_their_name() -> None:
    root = parse(f"<html><body><div class='comments'>{story(_ENGLISH)}</div></body></html>")
    assert root is not None
    view = view_of(read_facts(root, "https://gazette.example/2025/ferry.html"), blocks_of(root))

    assert without_others(view, [0.9, 0.8, 0.7, 0.6]) == [0.9, 0.8, 0.7, 0.6]


@pytest.mark.parametrize("chooser", [choose, choose_fast])
def test_a_sentence_in_the_place_of_each_embed_is_none_of_the_article(chooser: Chooser) -> None:
    said = (
        "<p>What others show here is kept from you until you change what you allow, which you may do at any time.</p>"
    )

    text = chosen_by(chooser, f"<h1>Ferry</h1><article>{said.join(story([line]) for line in _LONG[:8])}</article>")

    assert "kept from you" not in text
    assert [line for line in _LONG[:8] if line not in text] == []
