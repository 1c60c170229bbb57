"""Which blocks of a page are its article, with an extractor's vote and without."""

import pytest

from workers.clean.body import Chooser, choose, choose_fast
from workers.clean.body.choice import sentences_among
from workers.clean.body.features import view_of
from workers.clean.body.model import is_furniture, weights
from workers.clean.pages.blocks import blocks_of
from workers.clean.pages.dom import parse
from workers.clean.pages.facts import read_facts

_MENU = "<nav class='menu'><ul><li><a href='/a'>Home</a></li><li><a href='/b'>Harbour</a></li></ul></nav>"
_FOOT = "<footer><p>© 2025 Harbour Gazette. All rights reserved.</p></footer>"
_ENGLISH = [
    "The harbour was quiet on Tuesday morning when the first of the new ferries left its berth for the islands.",
    "Engineers had worked through the night to replace a valve that failed in a test last week, the port said.",
    "Passengers will pay the same fare as before, and the timetable stays as it is until the end of October.",
    "The second ferry is being fitted out in the yard across the bay, and is to sail before the first snow falls.",
]
_CHINESE = [
    "周二清晨，港口一片宁静，第一艘新渡轮离开泊位，驶向外海的岛屿，码头上站满了送行的居民。",
    "港务局表示，工程师们连夜更换了上周测试中失灵的阀门，渡轮随后通过了海事部门的检查。",
    "乘客票价保持不变，时刻表沿用至十月底，第二艘渡轮将在入冬之前投入使用，船员正在培训。",
    "岛上的居民说，他们等这艘船已经等了五年，从前遇到大风，孩子们常常一连几天不能上学。",
]


def chosen_by(chooser: Chooser, body: str) -> str:
    """Return the text that is chosen of a page with a menu, this body and a foot."""
    root = parse(f"<html><head><title>Ferry</title></head><body>{_MENU}{body}{_FOOT}</body></html>")
    assert root is not None
    facts = read_facts(root, "https://gazette.example/2025/ferry.html")
    return "\n".join(block.text for block in chooser(facts, blocks_of(root)).kept_blocks)


def story(paragraphs: list[str]) -> str:
    """Return paragraphs as HTML."""
    return "".join(f"<p>{text}</p>" for text in paragraphs)


@pytest.mark.parametrize("chooser", [choose, choose_fast])
@pytest.mark.parametrize("paragraphs", [_ENGLISH, _CHINESE])
def test_every_paragraph_is_chosen_and_no_furniture(chooser: Chooser, paragraphs: list[str]) -> None:
    text = chosen_by(chooser, f"<h1>Ferry</h1><div class='article-body'>{story(paragraphs)}</div>")

    assert [line for line in paragraphs if line not in text] == []
    assert "Harbour Gazette" not in text and "Home" not in text


@pytest.mark.parametrize("chooser", [choose, choose_fast])
def test_an_article_in_several_containers_is_chosen_whole(chooser: Chooser) -> None:
    halves = [f"<div class='row'><div class='grid body'>{story(_ENGLISH[at : at + 2])}</div></div>" for at in (0, 2)]

    text = chosen_by(chooser, f"<h1>Ferry</h1><article>{'<div class=ad>Advertisement</div>'.join(halves)}</article>")

    assert [line for line in _ENGLISH if line not in text] == []
    assert "Advertisement" not in text


@pytest.mark.parametrize("chooser", [choose, choose_fast])
def test_a_list_between_two_paragraphs_is_of_the_text(chooser: Chooser) -> None:
    items = "<ul><li>Adults pay four crowns</li><li>Children go free</li></ul>"

    text = chosen_by(chooser, f"<h1>Ferry</h1><article>{story(_ENGLISH[:2])}{items}{story(_ENGLISH[2:])}</article>")

    assert "Adults pay four crowns\nChildren go free" in text


@pytest.mark.parametrize("chooser", [choose, choose_fast])
def test_a_table_of_data_beside_the_text_is_of_it_as_a_whole(chooser: Chooser) -> None:
    rows = "".join(f"<tr><td>{place}</td><td>Boat {place}</td><td>{9 - place}</td></tr>" for place in range(1, 6))
    table = f"<div class='scroll'><table>{rows}</table></div>"

    text = chosen_by(chooser, f"<h1>Ferry</h1><article>{story(_ENGLISH)}{table}</article>")

    assert "\n1\nBoat 1\n8\n2\nBoat 2\n7\n" in text and text.endswith("5\nBoat 5\n4")


@pytest.mark.parametrize("chooser", [choose, choose_fast])
def test_a_table_elsewhere_or_of_links_is_not_of_the_text(chooser: Chooser) -> None:
    rows = "".join(f"<tr><td><a href='/{place}'>Boat {place}</a></td><td>{place}</td></tr>" for place in range(1, 6))
    plain = "".join(f"<tr><td>Tide {place}</td><td>{place}</td></tr>" for place in range(1, 6))
    page = f"<article>{story(_ENGLISH)}<table>{rows}</table></article><div><h4>Tides</h4><table>{plain}</table></div>"

    text = chosen_by(chooser, f"<h1>Ferry</h1>{page}")

    assert "Boat" not in text and "Tide " not in text


def test_a_page_without_blocks_has_no_article() -> None:
    root = parse("<html><body><script>1</script></body></html>")
    assert root is not None

    assert choose_fast(read_facts(root, "https://gazette.example/"), blocks_of(root)).kept == ()


def test_all_three_judgements_have_weights() -> None:
    assert {name: "bias" in row for name, row in weights().items()} == {"local": True, "fast": True, "full": True}


def test_the_fast_choice_looks_no_closer_at_menus_and_mere_links_but_finds_the_same_story() -> None:
    page = f"<main><h1>New ferry</h1>{story(_ENGLISH)}<p><a href='/more'>{_ENGLISH[0]}</a></p></main>"
    root = parse(f"<html><body>{_MENU}{page}{_FOOT}</body></html>")
    assert root is not None
    blocks = blocks_of(root)

    plain = [block.text for block in blocks if not is_furniture(block)]

    assert plain == ["New ferry", *_ENGLISH]
    assert all(text in chosen_by(choose_fast, page) for text in _ENGLISH)


def test_the_fast_choice_takes_a_doubtful_sentence_between_the_article_s_own() -> None:
    likely = "".join(f"<p>{text}</p>" for text in _ENGLISH)
    root = parse(f"<html><body><main>{likely}<p>It waits.</p><p>Share</p>{likely}</main></body></html>")
    assert root is not None
    view = view_of(read_facts(root, "https://gazette.example/2025/ferry.html"), blocks_of(root))
    chances = [0.9] * 4 + [0.3, 0.3] + [0.9] * 4

    among = list(sentences_among(view, chances, [0, 1, 2, 3, 6, 7, 8, 9]))

    assert [view.blocks[index].text for index in among] == ["It waits."]
