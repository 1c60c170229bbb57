"""How alike two texts are, whatever their script."""

from tests.unit.workers.articles import STORY, an_article, edited
from workers.copies import likeness, shingles, sketch

CHINESE = "两家航天机构的负责人七年多来首次会面，同意继续在国际空间站上合作，并就月球探索展开对话。" * 4


def test_likeness_is_one_for_the_same_text_and_falls_with_each_edit() -> None:
    one_less, five_less = likeness(STORY, edited(STORY)), likeness(STORY, edited(STORY, 5))

    assert likeness(STORY, STORY) == 1.0
    assert 1.0 > one_less > 0.95 > five_less > 0.8


def test_texts_on_other_things_are_not_alike() -> None:
    assert likeness(STORY, CHINESE) == 0.0


def test_case_and_punctuation_do_not_count() -> None:
    assert likeness(STORY, STORY.upper().replace(".", " !")) == 1.0


def test_a_script_without_spaces_is_compared_by_its_characters() -> None:
    assert likeness(CHINESE, CHINESE.replace("首次", "第一次", 1)) > 0.8
    assert len(shingles(CHINESE)) > 30


def test_copies_share_a_band_and_other_texts_none() -> None:
    first, copy, other = an_article(), an_article("/b", text=edited(STORY, 2)), an_article("/c", text=CHINESE)

    assert sketch(first).bands & sketch(copy).bands
    assert not sketch(first).bands & sketch(other).bands
    assert sketch(an_article(text="")).bands == frozenset()
