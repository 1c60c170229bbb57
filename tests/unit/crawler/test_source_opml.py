"""Folders of an OPML file and collections of sources are the same thing, there and back."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from contracts.errors import Misconfigured
from contracts.records import Source
from crawler.catalogue import dump_opml, dump_yaml, is_within, load_sources
from crawler.sources.collections import normal_path, path_of, titles_of
from crawler.sources.opml import opml_sources

READERS_FILE = """<?xml version="1.0" encoding="UTF-8"?>
<opml version="1.1"><head><title>Mine</title></head><body>
  <outline text="World">
    <outline text="Asia" title="Asia">
      <outline type="rss" text="亞洲週刊" xmlUrl="https://a.example/rss"/>
      <outline title="Radio/TV"><outline type="rss" text="Alpha" xmlUrl="https://b.example/rss"/></outline>
    </outline>
    <outline type="rss" text="Alpha" xmlUrl="https://c.example/rss"/>
  </outline>
  <outline text="Space"><outline type="rss" text="again" xmlUrl="https://a.example/rss"/></outline>
  <outline><outline type="rss" text="Top" xmlUrl="https://d.example/rss"/></outline>
</body></opml>"""


def read(text: str) -> list[Source]:
    return opml_sources(text.encode(), Path("feeds.opml"))


def collections(sources: list[Source]) -> dict[str, tuple[str, ...]]:
    return {source.id: source.collections for source in sources}


def test_folders_become_collections_and_a_feed_in_two_of_them_is_one_source() -> None:
    assert collections(read(READERS_FILE)) == {
        "a-example": ("Space", "World/Asia"),
        "alpha": (r"World/Asia/Radio\/TV",),
        "alpha-c-example": ("World",),
        "top": (),
    }


def test_nested_folders_survive_import_and_export_and_import_again() -> None:
    once = read(READERS_FILE)

    assert sorted(read(dump_opml(once)), key=lambda source: source.id) == sorted(once, key=lambda source: source.id)


def test_a_reader_may_move_a_source_to_another_folder() -> None:
    source = Source(id="a", name="A", host="a.example", feeds=("https://a.example/1",), collections=("Old/Deep",))

    moved = dump_opml([source]).replace('text="Deep"', 'text="Shallow"')

    assert collections(read(moved)) == {"a": ("Old/Shallow",)}


def test_a_source_without_feeds_stands_in_all_its_folders() -> None:
    source = Source(id="a", name="A", host="a.example", collections=("One", "Two/Three"), hours=("22:00-06:00",))
    other = Source(id="b", name="B", host="b.example", feeds=("https://b.example/1", "https://b.example/2"))

    assert read(dump_opml([source, other])) == [source, other]


def test_two_whole_sources_of_one_id_that_differ_are_named() -> None:
    first = Source(id="a", name="A", host="a.example")
    both = dump_opml([first, replace(first, name="B")])

    with pytest.raises(Misconfigured, match="two sources have the id 'a'"):
        read(both)


def test_yaml_keeps_what_opml_keeps(tmp_path: Path) -> None:
    sources = read(READERS_FILE)
    path = tmp_path / "sources.yaml"
    path.write_text(dump_yaml(sources), encoding="utf-8")

    assert load_sources(path) == sources


def test_a_folder_without_end_is_refused() -> None:
    deep = '<outline text="a">' * 60 + '<outline xmlUrl="https://a.example/"/>' + "</outline>" * 60

    with pytest.raises(Misconfigured, match="nested more than 50 deep"):
        read(f'<opml version="2.0"><body>{deep}</body></opml>')


titles = some.text(
    some.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp")), min_size=1, max_size=20
)


@given(some.lists(titles, min_size=1, max_size=5))
def test_any_titles_make_a_path_that_leads_back_to_them(folders: list[str]) -> None:
    path = path_of(folders)

    assert titles_of(path) == tuple(folders)
    assert normal_path(path) == path
    assert normal_path(f" /{path}// ") == path or path.endswith("\\")


def test_a_collection_holds_what_lies_below_it_and_no_namesake() -> None:
    assert is_within("Asia/Space", "asia")
    assert is_within("Asia/Space", "Asia/Space/")
    assert not is_within("Asian", "Asia")
    assert not is_within("Asia", "Asia/Space")
    assert not is_within("Asia", "")
