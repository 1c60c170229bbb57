"""Which of several posts that a page shows whole is its own."""

from collections.abc import Callable

import pytest

from workers.clean.body.posts import own_numbers
from workers.clean.pages.blocks import blocks_of
from workers.clean.pages.dom import parse
from workers.clean.pages.facts import read_facts

_FRONT = "https://diary.example/"
_TEXTS = {
    "A walk to the old mine": "We set out before the sun was up, and found the gate of the mine open, as it always is. "
    * 5,
    "Short hair at last": "The shears were quick, and what had taken me six years to grow lay on the tiles by noon. "
    * 5,
    "Snow on the hill": "Nobody here has seen so much of it since the winter in which the ferry froze to its pier. "
    * 5,
}


def own_text(above: str, posts: list[str], *, title: str = "Diary of the coast", url: str = _FRONT) -> str:
    """Return what a page of posts shows without the posts that are not its own."""
    root = parse(f"<html><head><title>{title}</title></head><body>{above}<div>{''.join(posts)}</div></body></html>")
    assert root is not None
    blocks = blocks_of(root)
    return "\n".join(blocks[index].text for index in own_numbers(read_facts(root, url), blocks))


def weblog(name: str, text: str, number: int = 1) -> str:
    """Return a post of a weblog: its headline linked, its date, its text."""
    link = f"<h2><a href='/2024/{number}-{len(name)}'>{name}</a></h2>"
    return f"<article class='post'>{link}<p>4 March 2024</p><p>{text}</p></article>"


def board(name: str, text: str, number: int = 1) -> str:
    """Return a post in a table of its own, as weblogs were built before there were elements for it."""
    cells = f"<td class='post-title'>{name}</td><td class='post-title'>2005-03-0{number}</td>"
    foot = f"<tr><td class='post-footer'><a href='view.php?post={number}'>3 comments</a></td></tr>"
    return f"<table><tr>{cells}</tr><tr><td class='post-body'>{text}</td></tr>{foot}</table>"


def held(text: str) -> list[str]:
    """Return the headlines of the posts of which the text holds something."""
    return [name for name, words in _TEXTS.items() if words.strip()[:60] in text]


@pytest.mark.parametrize("build", [weblog, board])
def test_the_first_of_several_posts_is_the_own_one_of_a_front_page(build: Callable[[str, str, int], str]) -> None:
    posts = [build(name, text, number) for number, (name, text) in enumerate(_TEXTS.items())]

    assert held(own_text("<h1>Diary of the coast</h1>", posts)) == ["A walk to the old mine"]


def test_the_own_one_of_several_posts_is_the_one_that_the_title_names() -> None:
    posts = [
        f"<article><h1>{name}</h1><time>4 March 2024</time><p>{text}</p></article>" for name, text in _TEXTS.items()
    ]

    text = own_text("", posts, title="Short hair at last – Diary", url=f"{_FRONT}2024/short-hair")

    assert held(text) == ["Short hair at last"]


def test_the_parts_of_a_live_report_are_one_text() -> None:
    posts = [weblog(name, text, number) for number, (name, text) in enumerate(_TEXTS.items())]

    text = own_text("<h1>The storm, as it happens</h1>", posts, title="The storm", url=f"{_FRONT}live/storm")

    assert held(text) == list(_TEXTS)


def test_the_sections_of_one_text_are_no_posts() -> None:
    sections = [f"<section><h2>{name}</h2><p>{text}</p></section>" for name, text in _TEXTS.items()]

    assert held(own_text("", sections, title="A walk to the old mine", url=f"{_FRONT}walk")) == list(_TEXTS)


def test_headings_in_the_flow_of_one_text_are_no_posts() -> None:
    flow = [
        f"<h2><a href='/{len(name)}'>{name}</a></h2><p>1 May 2024</p><p>{text}</p>" for name, text in _TEXTS.items()
    ]

    assert held(own_text("", flow)) == list(_TEXTS)
