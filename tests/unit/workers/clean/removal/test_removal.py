"""What is not the article goes, and is kept with its reason."""

import re

import pytest

from tests.unit.workers.clean.builders import PARAGRAPHS, a_page, article_of, removed_for
from workers.clean import EMPTY
from workers.clean.body import Body
from workers.clean.pages.blocks import Block, blocks_of
from workers.clean.pages.dom import parse
from workers.clean.removal.removing import without_furniture
from workers.clean.removal.wording import wording_for
from workers.clean.words.rules import reason_of_text

TEXT = "\n\n".join(PARAGRAPHS)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("index_new5.html", "template residue"),
        ("../../../core/static/wap/tpl_world3.html", "template residue"),
        ("{{ article.footer }}", "template residue"),
        ("Advertisement", "advertising"),
        ("Werbung", "advertising"),
        ("Реклама", "advertising"),
        ("Read more: Why the tide tables are being redrawn", "related"),
        ("【相關新聞】渡輪碼頭擴建公眾諮詢展開", "related"),
        ("À lire aussi : Le bac de nuit reprend du service", "related"),
        ("اقرأ أيضا: سوق السمك القديم يفتح أبوابه ليلا", "related"),
        ("Share this story", "share"),
        ("分享到：微信 微博 QQ空间", "share"),
        ("Copier le lien", "share"),
        ("Sign up to our morning newsletter", "subscribe"),
        ("Abonnez-vous à notre lettre", "subscribe"),
        ("Download our app from Google Play", "app promotion"),
        ("We use cookies to improve our site. Accept all cookies", "cookie notice"),
        ("（责任编辑：宋绍平）", "credit"),
    ],
)
def test_a_line_gives_itself_away_wherever_it_stands(line: str, reason: str) -> None:
    assert reason_of_text(line, in_tail=False) == reason


@pytest.mark.parametrize(
    "sentence",
    [
        "The minister shared the report with parliament on Monday.",
        "Readers may want to know more about the harbour, he said.",
        "The advertisement ran for three weeks before it was withdrawn by the company.",
        "分享经验的老师来自不同的学校。",
        "Subscribers left the service in record numbers last year, the company said.",
        "Teilen der Stadt drohte am Abend eine Überschwemmung, sagte der Bürgermeister.",
        "Introducing the new ferries took three years, the operator said.",
        "The index.html file was found on the suspect's computer.",
    ],
)
def test_a_sentence_of_the_report_is_not_dropped_for_a_word_in_it(sentence: str) -> None:
    assert reason_of_text(sentence, in_tail=False) is None


def test_a_promotion_that_is_broken_across_tags_goes_whole() -> None:
    tail = (
        "<p><b>Introducing the 2025 <i>Harbour</i> 100</b></p><p>, the definitive ranking of the biggest ports. </p>"
        "<p><a href='/list'>Explore this year's list.</a></p>"
    )

    article = article_of(a_page(tail))

    assert article.text == TEXT
    assert removed_for(article, "promotion") == [
        "Introducing the 2025 Harbour 100",
        ", the definitive ranking of the biggest ports.",
        "Explore this year's list.",
    ]


@pytest.mark.parametrize(
    "tail",
    [
        "<p>扫描二维码，</p><p><b>关注港口日报公众号</b></p><p>每天早上七点，听见第一声消息</p>",
        "<p><b>Hafen Plus</b></p><p>– alle Recherchen, alle Podcasts –</p><p><a href='/plus'>vier Wochen "
        "für einen Euro testen</a></p>",
        "<p>Vous avez aimé cet article ?</p><p><i>Recevez « La Marée »</i></p><p>, notre lettre "
        "quotidienne gratuite.</p>",
        "<p><i>Подписывайтесь</i></p><p><b>на «Маяк»</b></p><p><a href='/c'>в мессенджерах: коротко о главном</a></p>",
        "<p><b>Get the Lamp app:</b></p><p>alerts in under ten seconds,</p><p><a href='/app'>free for "
        "the first year.</a></p>",
    ],
    ids=["zh", "de", "fr", "ru", "en"],
)
def test_a_tail_of_scraps_goes_with_the_line_that_promotes(tail: str) -> None:
    assert article_of(a_page(tail)).text == TEXT


def test_residue_lines_above_the_text_go_one_by_one() -> None:
    article = article_of(a_page("index_new5.html<br>../../../core/wap/tpl_a.html<br>"))

    assert removed_for(article, "template residue") == ["index_new5.html", "../../../core/wap/tpl_a.html"]
    assert article.text == TEXT


def test_the_last_sentence_of_a_report_stays_though_it_is_short() -> None:
    article = article_of(a_page("<p>“See you in the fall,” she said.</p>"))

    assert article.text.endswith("“See you in the fall,” she said.")


@pytest.mark.parametrize(
    "line", ["Η Λάμπα στο Facebook", "העורך: דוד לוי", "Lamp staff and wire reports", "港口日报数据库", "Lampa oldala"]
)
def test_a_line_in_mid_air_below_an_article_of_sentences_goes_in_any_language(line: str) -> None:
    article = article_of(a_page(f"<p>{line}</p>"))

    assert article.text == TEXT
    assert line in [piece.text for piece in article.removed]


@pytest.mark.parametrize(
    "line",
    [
        "★★★★☆",
        "Score: 8/10",
        "Attendance: 11,482",
        "* The figures are those of the operator",
        "Correction: the ferry left on Tuesday, not on Monday",
        "Update, 6pm: the second ferry has left as well",
        "更正：渡轮于周二离港",
        "Harriers: Doyle; Marsh, Okeke, Lund; Sallis (Brook 71), Vane; Tarr",
        "Zutaten für 4 Personen: 500 g Mehl, 2 Eier, 1 Prise Salz",
        "Prix : 349 euros",
        "Rende 8 porções",
        "Оценка полузащиты: 4 с минусом",
        "総観衆：8,214人",
        "市气象台预计，27日起气温将逐步回升。(完)",
    ],
)
def test_a_verdict_a_fact_a_footnote_and_a_correction_stay_below_the_last_sentence(line: str) -> None:
    assert article_of(a_page(f"<p>{line}</p>")).text.endswith(line)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Text continues below the gallery", "advertising"),
        ("Článek pokračuje pod reklamou", "advertising"),
        ("Saken fortsetter under bildet", "advertising"),
        ("Το κείμενο συνεχίζεται μετά τη διαφήμιση", "advertising"),
        ("本文は動画の下に続きます", "advertising"),
        ("Content is loading...", "template residue"),
        ("Artikel gespeichert", "template residue"),
        ("正在加载", "template residue"),
        ("GO DEEPER Mailbag: Is the rebuild over?", "related"),
        ("Lees ook Waarom de brug trilt", "related"),
        ("相关阅读 会发抖的桥为什么不修", "related"),
        ("Read more books, the teacher told them.", None),
        ("Nach der Pause geht es weiter.", None),
        ("Saved by the bell on Saturday night", None),
    ],
)
def test_what_a_page_says_of_itself_goes_wherever_it_stands(line: str, reason: str | None) -> None:
    assert reason_of_text(line, in_tail=False) == reason


@pytest.mark.parametrize(
    ("line", "stays"),
    [
        ("Las inscripciones están abiertas en el correo talleres@lindar.example hasta el viernes.", True),
        ("报名截止到5月3日，可发邮件至huodong@museum.example，或到前台登记。", True),
        ("The desk can be found at news@testpaper.example.", False),
        ("talleres@lindar.example", False),
    ],
)
def test_a_sentence_with_the_address_of_others_is_news_and_one_with_the_own_a_contact(line: str, stays: bool) -> None:
    wording = wording_for("", ["The Test Paper", "testpaper.example"])

    assert (wording.reason(Block(line, "paragraph"), in_tail=True) is None) == stays


def test_a_promotion_between_paragraphs_goes_where_the_site_names_itself_or_links() -> None:
    inside = (
        "<p><a href='/n'>Sign up for our newsletter</a> and get the news in your inbox.</p>"
        "<p>The islands have waited for the ferry for eleven years, the operator said on Tuesday.</p>"
    )

    article = article_of(a_page(inside))

    assert "newsletter" not in article.text
    assert article.text.endswith("on Tuesday.")


def test_a_line_between_sentences_that_is_nothing_but_a_link_is_a_further_headline() -> None:
    inside = (
        "<p><a href='/n'>How the old ferry came to rest in a field</a></p>"
        "<p>The islands have waited for the ferry for eleven years, the operator told a meeting on Tuesday.</p>"
    )

    article = article_of(a_page(inside))

    assert removed_for(article, "related") == ["How the old ferry came to rest in a field"]


@pytest.mark.parametrize(
    ("line", "goes"),
    [
        ("<p>Te recomendamos: <a href='/n'>cómo llegó el viejo ferri a un campo</a></p>", True),
        ("<p>EN LIEN | <a href='/n'>Comment le vieux ferry est arrivé dans un champ</a></p>", True),
        ("<p><a href='/n'>How did the old ferry come to rest in a field?</a></p>", True),
        ("<ul><li><a href='/n'>How the old ferry came to rest in a field</a></li></ul>", True),
        ("<p>The timetable: <a href='/n'>a sheet</a></p>", False),
        ("<p>The council said that it wants <a href='/n'>to bring the old ferry home</a></p>", False),
    ],
    ids=["label", "bar", "question", "lone-item", "short", "half"],
)
def test_a_headline_of_another_page_may_have_a_label_a_question_mark_or_a_bullet(line: str, goes: bool) -> None:
    last = "<p>The islands have waited for the ferry for eleven years, the operator told a meeting on Tuesday.</p>"

    words = re.sub(r"<[^>]+>", " ", line).split()

    assert (words[-1] not in article_of(a_page(line + last)).text) is goes


def test_an_article_that_is_a_list_of_links_keeps_them() -> None:
    links = "".join(f"<p><a href='/{n}'>The {n} best harbours to see by ferry in spring</a></p>" for n in range(2, 9))
    last = "<p>All of them can be reached within a day, and most have a harbour pub, the operator says.</p>"

    assert article_of(a_page(links + last)).text.count("best harbours") == 7


@pytest.mark.parametrize("name", ["attribution", "c-byline", "article-author"])
def test_a_line_above_the_text_in_an_element_named_for_writers_is_a_byline(name: str) -> None:
    story = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    root = parse(f"<html><body><article><div class='{name}'>Island Wire Services</div>{story}</article></body></html>")
    assert root is not None
    blocks = tuple(blocks_of(root))

    cleaned = without_furniture(Body(blocks, tuple(range(len(blocks)))), {}, EMPTY)

    assert [block.text for block in cleaned.blocks] == list(PARAGRAPHS)
    assert [(piece.text, piece.reason) for piece in cleaned.removed] == [("Island Wire Services", "byline")]
