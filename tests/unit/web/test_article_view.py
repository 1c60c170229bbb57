"""The article's page, as the reader of each language gets it."""

from dataclasses import replace

from contracts.article import Digest, Moment, Summary
from contracts.records import AiUsage
from tests.unit.web.builders import NOW, SECOND, TITLE, an_article, tag, the_reference_article
from web.article_view import ArticleView, article_view
from web.reader import Reader
from web.wording import Language, Wording


def reader(language: Language) -> Reader:
    return Reader(words=Wording(language), explicit=True, path="/", parameters=(), now=NOW)


def seen(article: object, language: Language = "en") -> ArticleView:
    return article_view(article, related=(), copies=(), reader=reader(language))  # type: ignore[arg-type]


def test_source_and_publisher_stand_apart() -> None:
    view = seen(the_reference_article())

    assert (view.publisher, view.via) == ("Fortune", "灯塔快讯")
    assert (view.title, view.lang, view.dir) == (TITLE, "en", "ltr")


def test_a_publisher_that_is_the_source_is_named_once() -> None:
    view = seen(an_article())

    assert (view.publisher, view.via) == ("Harborline", "")


def test_a_relative_time_is_shown_absolute_with_its_precision_and_basis() -> None:
    view = seen(the_reference_article())

    assert view.published is not None
    assert view.published.relative == "9 hours ago"
    assert view.published.absolute == "18 June 2025, about 01:00 UTC"
    assert view.published.precision == "the hour"
    assert "8 hours ago" in view.published.basis


def test_a_chinese_reader_gets_the_pages_own_chinese_summary_of_an_english_article() -> None:
    first = seen(the_reference_article(), "zh").digests[0]

    assert (first.lang, first.method, first.foreign) == ("zh", "页面自带", False)
    assert [point.headline for point in first.points] == ["七年来首次会晤", "空间站继续合作", "谈论月球"]


def test_an_english_reader_gets_the_extracted_summary_first_and_the_pages_own_beside_it() -> None:
    first, second = seen(the_reference_article(), "en").digests

    assert (first.summary, first.method, first.lang) == (SECOND, "sentences taken from the text", "en")
    assert (second.method, second.lang, second.foreign) == ("the page's own words", "zh", True)


def test_what_the_publisher_says_of_ai_is_one_line_in_the_readers_language() -> None:
    usage = AiUsage(train="denied", search="allowed", basis=("robots.txt: GPTBot", "X-Robots-Tag: noai"))
    article = an_article(ai_usage=usage)

    assert seen(article).ai_usage == "training denied, search allowed (robots.txt: GPTBot; X-Robots-Tag: noai)"
    assert seen(article, "zh").ai_usage == "不许用于训练，可用于搜索（robots.txt: GPTBot; X-Robots-Tag: noai）"
    assert seen(an_article()).ai_usage == ""


def test_a_telling_by_a_model_names_the_model() -> None:
    told = Digest(summary=Summary(text="x", language="en", method="model", model="small-1"))

    view = seen(an_article(other_digests=(told,)))

    assert view.digests[0].method == "written by small-1"


def test_each_key_point_leads_to_the_sentence_that_bears_it_out() -> None:
    view = seen(the_reference_article())

    anchors = {piece.anchor: piece.text for _, blocks in view.blocks for block in blocks for piece in block.pieces}
    points = view.digests[0].points
    assert [anchors[place.anchor] for point in points for place in point.places] == [point.sentence for point in points]
    assert [place.number for point in points for place in point.places] == [1, 3]


def test_tags_are_named_in_the_readers_language_with_their_other_names_beside() -> None:
    station = seen(the_reference_article(), "zh").tags[2]

    assert (station.label, [other.label for other in station.others]) == ("国际空间站", ["International Space Station"])
    assert station.href == "/?q=tag%3A%E5%9B%BD%E9%99%85%E7%A9%BA%E9%97%B4%E7%AB%99&ui=zh"


def test_what_was_removed_is_shown_with_its_reason_in_words() -> None:
    view = seen(the_reference_article(), "zh")

    assert [piece.reason for piece in view.removed] == ["模板残留", "模板残留", "推广内容", "应用推广"]


def test_a_reason_that_the_tables_do_not_know_is_shown_as_it_is() -> None:
    removed = replace(the_reference_article().removed[0], reason="a new reason")

    assert seen(an_article(removed=(removed,))).removed[0].reason == "a new reason"


def test_an_address_that_is_no_web_address_is_never_linked() -> None:
    view = seen(
        an_article(url="javascript:alert(1)", canonical_url="javascript:alert(1)", addresses=("data:text/html,x",))
    )

    assert (view.original, view.canonical, view.addresses[0].href) == (None, None, None)


def test_an_update_is_shown_only_if_it_came_after_publication() -> None:
    article = an_article()
    same = Moment(instant=article.published_at.instant, precision="minute", basis="meta")  # type: ignore[union-attr]
    later = Moment(instant=NOW, precision="minute", basis="meta")

    assert seen(replace(article, updated_at=same)).updated is None
    assert seen(replace(article, updated_at=later)).updated is not None


def test_a_right_to_left_article_is_marked_as_such() -> None:
    assert seen(an_article(language="ar")).dir == "rtl"


def test_a_tag_without_names_is_shown_by_its_concept() -> None:
    assert seen(an_article(tags=(tag("q42"),))).tags[0].label == "q42"
