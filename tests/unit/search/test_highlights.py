"""What is shown of a match."""

from hypothesis import given
from hypothesis import strategies as st

from search.highlights import highlights
from search.parser import parse
from search.records import Highlights


def shown(query: str, text: str, *, title: str = "", language: str = "en") -> Highlights:
    """Return the highlights of a text for a typed query."""
    return highlights(parse(query).tree, title=title, text=text, language=language)


def test_words_stems_and_phrases_are_marked_and_exclusions_are_not() -> None:
    found = shown('agency "space station" -moon', "Agencies run the space station near the moon. Space is big.")

    assert found.fragments == (
        "<mark>Agencies</mark> run the <mark>space</mark> <mark>station</mark> near the moon. Space is big.",
    )


def test_a_title_word_is_marked_in_the_title_alone() -> None:
    found = shown("title:moon", "The moon again.", title="To the moon")

    assert found == Highlights(title="To the <mark>moon</mark>")


def test_accents_and_width_are_marked_as_written() -> None:
    assert shown("cafe nasa", "Un Café pour ＮＡＳＡ.").fragments == (
        "Un <mark>Café</mark> pour <mark>ＮＡＳＡ</mark>.",
    )


def test_a_long_text_is_shown_in_three_fragments_with_the_most_telling_first_chosen() -> None:
    filler = "Nothing to see here at all, and so on. " * 20
    text = f"{filler}moon.{filler}moon.{filler}moon and mars.{filler}moon.{filler}mars moon."

    fragments = shown("moon mars", text).fragments

    assert len(fragments) == 3
    assert sum("<mark>mars</mark>" in fragment for fragment in fragments) == 2
    assert all(len(fragment) < 400 for fragment in fragments)
    assert fragments[0].startswith("…")


def test_a_fragment_begins_at_its_paragraph() -> None:
    assert shown("moon", "A heading\n\nThe moon.\n\nMore").fragments == ("The <mark>moon</mark>. More",)


def test_nothing_is_marked_where_nothing_was_sought() -> None:
    assert shown("tag:nasa", "nasa", title="nasa") == Highlights()
    assert shown("", "nasa") == Highlights()


@given(st.text(max_size=200), st.text(max_size=30))
def test_a_shown_text_holds_no_markup_but_marks(text: str, query: str) -> None:
    found = shown(query, text, title=text, language="en")

    for each in (found.title, *found.fragments):
        bare = each.replace("<mark>", "").replace("</mark>", "")
        assert "<" not in bare
        assert ">" not in bare
        assert each.count("<mark>") == each.count("</mark>")
