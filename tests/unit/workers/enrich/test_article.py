"""Tags, summary and key points: deterministic, borne out by the text, beside what the page told itself."""

from dataclasses import replace

import pytest

from contracts.article import Article, KeyPoint, Summary, Tag
from tests.unit.workers.articles import an_article
from workers.enrich import enrich
from workers.enrich.concepts import concept_named, concepts_in

ENGLISH = (
    "The heads of NASA and Roscosmos met in Florida on Tuesday for the first time in seven years.\n\n"
    "Both agencies will keep working aboard the International Space Station, officials said.\n\n"
    "NASA plans to operate the station until 2030, while Roscosmos has committed to 2028.\n\n"
    "Specialists will begin to talk about exploration of the Moon, with rescue procedures among the first topics.\n\n"
    "The agencies also discussed how astronauts ride on Soyuz and cosmonauts on American capsules.\n\n"
    "Businesses watch closely, since commercial stations depend on customers who fly to the existing one.\n\n"
    "Working groups are to meet in the fall, and the two heads intend to speak again this year."
)
CHINESE = (
    "美国航天局与俄罗斯航天集团的负责人周二在佛罗里达会面，这是七年多来首次。\n\n"
    "双方同意继续在国际空间站合作。美方计划把国际空间站运行到2030年。\n\n"
    "专家将就月球探测交换意见，首批话题包括救援程序。工作组将于秋季开会。\n\n"
    "商业公司正在密切关注会谈结果，因为商业空间站的客户首先来自现有的空间站。"
)


def _english() -> Article:
    return an_article(text=ENGLISH, title="NASA and Roscosmos heads meet in Florida")


def _chinese() -> Article:
    return replace(an_article(text=CHINESE, title="美俄航天机构负责人会面"), language="zh")


@pytest.mark.parametrize("article", [_english(), _chinese()], ids=["en", "zh"])
def test_every_sentence_we_pick_stands_word_for_word_in_the_text(article: Article) -> None:
    told = enrich(article)

    assert told.summary is not None
    assert (told.summary.method, told.summary.language) == ("extractive", article.language)
    joint = "" if article.language == "zh" else " "
    assert joint.join(article.text[span.start : span.end] for span in told.summary.evidence) == told.summary.text
    assert 3 <= len(told.key_points) <= 5
    assert [article.text[p.evidence[0].start : p.evidence[0].end] for p in told.key_points] == [
        p.sentence for p in told.key_points
    ]


def test_enriching_twice_is_enriching_once() -> None:
    once = enrich(_english())

    assert enrich(once) == once


def test_the_opening_sentence_leads_the_summary() -> None:
    summary = enrich(_english()).summary

    assert summary is not None
    assert summary.text.startswith("The heads of NASA and Roscosmos met in Florida")


@pytest.mark.parametrize("text", ["", "Only one sentence stands here.", "One sentence. And another one."])
def test_an_article_of_few_sentences_is_still_told_validly(text: str) -> None:
    told = enrich(an_article(text=text))

    assert (told.summary is None) == (text == "")
    assert all(point.sentence in text for point in told.key_points)


def test_the_pages_own_telling_stays_preferred_and_is_borne_out_across_languages() -> None:
    own = Summary(text="美方计划将空间站运行到2030年，俄方承诺到2028年。", language="zh", method="page")
    point = KeyPoint(sentence="双方继续在国际空间站与NASA合作。", headline="继续合作", emoji="🛰️", method="page")

    told = enrich(replace(_english(), summary=own, key_points=(point,)))

    assert told.summary is not None
    assert (told.summary.text, told.summary.method) == (own.text, "page")
    assert "2030" in told.text[told.summary.evidence[0].start : told.summary.evidence[0].end]
    assert [p.headline for p in told.key_points] == ["继续合作"]
    (extract,) = told.other_digests
    assert extract.summary is not None
    assert extract.summary.method == "extractive"


def test_a_claim_that_the_text_does_not_bear_out_gets_no_evidence() -> None:
    own = Summary(text="The price of rice rose by a tenth in Tamrang.", language="en", method="page")

    summary = enrich(replace(_english(), summary=own)).summary

    assert summary is not None
    assert summary.evidence == ()


def test_one_concept_has_one_tag_whatever_language_named_it() -> None:
    page_tag = Tag(concept="国际 空间站", labels={"zh": "国际空间站"}, basis="page")

    tags = {tag.concept: tag for tag in enrich(replace(_english(), tags=(page_tag,))).tags}

    station = tags["international space station"]
    assert (station.labels["zh"], station.labels["en"], station.basis) == (
        "国际空间站",
        "International Space Station",
        "page",
    )
    assert tags["nasa"].labels["zh"] == "美国国家航空航天局"


def test_a_chinese_text_names_concepts_without_spaces() -> None:
    concepts = {tag.concept for tag in enrich(_chinese()).tags}

    assert {"nasa", "international space station"} <= concepts


def test_names_that_recur_are_tags_and_sentence_openings_are_not() -> None:
    text = (
        "Marian Tolliver runs the centre. However, Marian Tolliver said little. "
        "However, it rained. However, it stopped."
    )

    tags = {tag.concept: tag for tag in enrich(an_article(text=text, title="Talks")).tags}

    assert tags["marian tolliver"].basis == "entity"
    assert "however" not in tags


def test_salience_lies_between_none_and_all_and_falls_in_order() -> None:
    found = [tag.salience for tag in enrich(_english()).tags if tag.basis != "page"]

    assert found == sorted(found, reverse=True)
    assert all(0 <= salience <= 1 for salience in found)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Who told us that it is so?", set()),
        ("The WHO and the US agreed.", {"world health organization", "united states"}),
        ("Alle Menschen in Deutschland", {"germany"}),
        ("国連の会合がソウルで開かれた", {"united nations", "seoul"}),
    ],
)
def test_acronyms_are_found_in_capitals_only_and_names_in_any_script(text: str, named: set[str]) -> None:
    assert set(concepts_in(text)) == named


def test_names_of_one_thing_lead_to_one_concept() -> None:
    names = ("NASA", "nasa", "美国航天局", "НАСА", "ناسا")

    assert {concept.key for name in names if (concept := concept_named(name))} == {"nasa"}
