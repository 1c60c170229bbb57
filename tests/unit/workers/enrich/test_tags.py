"""Tags from the text: few, whole names and terms, never calendar words, fragments or what is named in passing."""

from dataclasses import replace

import pytest

from contracts.article import Article, Tag
from tests.unit.workers.articles import an_article
from workers.enrich import enrich


def _told(text: str, *, title: str = "Notes", language: str = "en", own: tuple[str, ...] = ()) -> Article:
    tags = tuple(Tag(concept=label.casefold(), labels={language: label}) for label in own)
    return enrich(replace(an_article(text=text, title=title), language=language, tags=tags))


def _labels(article: Article) -> list[str]:
    return [label for tag in article.tags if tag.basis != "page" for label in tag.labels.values()]


def test_a_persons_short_form_is_counted_as_the_full_name() -> None:
    text = "The grant went to Orla Fennimore. Critics of Fennimore were quiet. Friends say Fennimore slept well."

    assert _labels(_told(text)) == ["Orla Fennimore"]


def test_two_names_that_differ_in_their_endings_are_one_tag() -> None:
    text = (
        "Вчера Мария Стольнова выступила в зале. Все слушали, как говорит Мария Стольнова о море. "
        "Цветы вручили и Марии Стольновой, и хору. Потом снова к Марии Стольновой подошли дети."
    )

    (label,) = _labels(_told(text, language="ru"))

    assert label.startswith("Мари")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("It rained on Wednesday. On Wednesday nobody came. By Wednesday night in March the March wind fell.", "en"),
        ("Il pleut. Le bal de Juillet attendait, et tous en Juillet disaient Juillet. Vive Lundi, dit Lundi.", "fr"),
        ("The American said no. Every American agreed. An American, it was said, and the British, the British.", "en"),
    ],
)
def test_weekdays_months_and_nationalities_are_never_tags(text: str, language: str) -> None:
    assert _labels(_told(text, language=language)) == []


def test_a_word_that_only_opens_sentences_is_no_name() -> None:
    text = "Gulls cried. Gulls dived. Gulls ate. Gulls left."

    assert _labels(_told(text)) == []


def test_a_word_that_the_text_also_writes_small_is_no_name() -> None:
    text = "We read the Plan twice, for the Plan was long, and the plan of the town was in the Plan too."

    assert _labels(_told(text)) == []


def test_a_capitalised_noun_of_german_is_no_name_and_a_person_is() -> None:
    text = (
        "Am Abend kam der Angriff. Viele sahen den Angriff, und nach dem Angriff war es still. "
        "Im Rathaus sprach Hedda Lornsen. Danach ging Lornsen nach Hause, und niemand hielt Lornsen auf."
    )

    assert _labels(_told(text, language="de")) == ["Hedda Lornsen"]


def test_headings_in_title_case_give_no_names() -> None:
    text = "Seven Quiet Gardens\n\nRain fell on the seven plots.\n\nSeven Quiet Gardens\n\nNobody minded the rain."

    assert _labels(_told(text)) == []


@pytest.mark.parametrize(
    ("text", "title", "language", "found"),
    [
        (
            "川辺のトロッコは今日も走る。古いトロッコが好きだという子が多い。トロッコの駅には花がある。",
            "トロッコの一日",
            "ja",
            ["トロッコ"],
        ),
        (
            "灰雁溪的水涨了。村民说灰雁溪多年不曾断流，孩子们都爱灰雁溪。过了灰雁溪就是集市。什么都有，什么都卖，什么都贵。",
            "什么样的溪",
            "zh",
            ["灰雁溪"],
        ),
    ],
)
def test_unspaced_text_gives_whole_terms_without_fragments_or_function_words(
    text: str, title: str, language: str, found: list[str]
) -> None:
    assert _labels(_told(text, title=title, language=language)) == found


def test_part_of_a_longer_recurring_term_is_no_tag_of_its_own() -> None:
    text = "青铜灯塔亮了。游客围着青铜灯塔拍照，守着青铜灯塔的人笑了。后来青铜灯塔又灭了。"

    assert _labels(_told(text, title="青铜灯塔", language="zh")) == ["青铜灯塔"]


def test_a_part_of_the_pages_own_tag_is_not_told_again() -> None:
    text = "秋野澄跑了十公里。教练说秋野还年轻，秋野自己也这么想。记者问秋野何时再跑。"

    assert "秋野" not in _labels(_told(text, title="秋野再出发", language="zh", own=("秋野澄",)))


def test_a_place_of_the_dateline_is_no_tag() -> None:
    text = "BEIJING (Harbour Wire) - Farmers sold their pears early. Prices held. The trucks left by noon."

    assert _labels(_told(text)) == []


def test_a_place_named_once_late_is_no_tag() -> None:
    text = f"{'The pears were sold early and the trucks came at dawn. ' * 6}A few went to Kenya."

    assert _labels(_told(text)) == []


@pytest.mark.parametrize(
    ("text", "language", "absent"),
    [
        ("Es war kalt. Es war dunkel. Es war spät, und niemand war wach.", "de", "war"),
        ("比赛于北京时间八点开始，北京时间十点结束。", "zh", "beijing"),
        ("项目历时三星期，比计划多了三星期。", "zh", "samsung"),
        ("船队驶过印度洋，印度洋风平浪静。", "zh", "india"),
    ],
)
def test_a_concept_is_not_heard_in_another_word(text: str, language: str, absent: str) -> None:
    assert absent not in {tag.concept for tag in _told(text, language=language).tags}


def test_a_text_full_of_names_gives_five_tags_at_most_and_three_beside_a_page_that_tells_many() -> None:
    names = ("Arlen Mott", "Bea Quill", "Cass Rowe", "Dov Thane", "Ennis Vale", "Fay Wexley", "Gil Yarrow")
    text = " ".join(f"They met {name} there. Nobody missed {name} later. We saw {name} again." for name in names)

    assert len(_labels(_told(text))) == 5
    assert len(_labels(_told(text, own=("pears", "trucks", "dawn", "noon")))) == 3


def test_a_name_of_the_title_is_a_tag_though_the_text_has_it_once() -> None:
    text = "Ferries were late at dawn. The wind closed Tarn Haven for an hour, and the gulls did not mind."

    assert _labels(_told(text, title="Wind closes Tarn Haven")) == ["Tarn Haven"]
    assert _labels(_told(text, title="Windy Tarn Haven Waits")) == []
