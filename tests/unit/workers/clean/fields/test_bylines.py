"""Who a line or a paragraph's end says wrote it, in lines of our own; and whom a whole page names."""

import pytest

from tests.unit.workers.clean.builders import CHINESE, PARAGRAPHS, article_of, raw_page
from workers.clean.fields.bylines import byline_names, names_beside_date, signature_names


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("作者：沈从周", ["沈从周"]),
        ("来源：晨星网　作者：沈从周　责任编辑：何田", ["沈从周"]),
        ("作者：山里来的风", ["山里来的风"]),
        ("作者：山与海&风 高级会员(三级) 积分:120", ["山与海&风"]),
        ("文／沈從周 圖／何田", ["沈從周"]),
        ("撰文：沈從周、何田 出版：2025-01-02 10:00", ["沈從周", "何田"]),
        ("本报记者 沈 周 何从田", ["沈周", "何从田"]),
        ("晨星报首席记者 沈从周", ["沈从周"]),
        ("□本报通讯员 沈从周", ["沈从周"]),
        ("記者沈從周／臺北報導", ["沈從周"]),
        ("〔記者沈從周／臺北報導〕", ["沈從周"]),
        ("晨星报记者 沈从周 南州山城报道", ["沈从周"]),
        ("記者｜沈從周", ["沈從周"]),
        ("文字 | 沈从周　图片 | 何田", ["沈从周"]),
        ("作者：买买提·艾力", ["买买提·艾力"]),
        ("来源：晨星网作者：沈从周", ["沈从周"]),
        ("김하늘 기자", ["김하늘"]),
        ("김하늘·박바다 기자 sky@lamp.example", ["김하늘", "박바다"]),
        ("워싱턴=김하늘 특파원", ["김하늘"]),
        ("取材・文＝山川海子", ["山川海子"]),
        ("By Ann Li and Bo Ek", ["By Ann Li and Bo Ek"]),
        ("Autorka: Anna Berg", []),
        ("Penulis: Anna Berg", ["Penulis: Anna Berg"]),
        ("Haber - Spor", []),
        ("Von Anna Berg", ["Von Anna Berg"]),
        ("Von Anna Berg und Bo Ek, Hafenstadt", ["Von Anna Berg und Bo Ek"]),
        ("记者了解到，新渡轮下周开航。", []),
        ("记者调查 民意调查", []),
        ("编辑：何田", []),
        ("图文 | 调查 | 民意", []),
        (
            "By the harbour, the first ferry waits for the islands and for the many who will take it this winter again",
            [],
        ),
    ],
)
def test_a_line_names_its_writers(line: str, names: list[str]) -> None:
    assert byline_names(line) == names


@pytest.mark.parametrize(
    ("paragraph", "names"),
    [
        (f"{CHINESE[0]}（晨星报记者 沈从周）", ["沈从周"]),
        (f"{CHINESE[0]}（沈从周 何从田 ）", ["沈从周", "何从田"]),
        (f"{CHINESE[0]}（沈从周 山城报道）", ["沈从周"]),
        (f"本报讯（记者 沈从周 通讯员 何从田）{CHINESE[0]}", ["沈从周"]),
        (f"〔記者沈從周／臺北報導〕{CHINESE[0]}", ["沈從周"]),
        ("(서울=등불) 김하늘 기자 = 새 여객선이 화요일 아침 섬으로 떠났다.", ["김하늘"]),
        (f"{PARAGRAPHS[0]} (Anna B. Berg) +++", ["Anna B. Berg"]),
        ("詳しい日程は来月発表される予定だ。（田中海子、山本直樹）", ["田中海子", "山本直樹"]),
        (f"{CHINESE[0]}【关闭窗口】", []),
        ("The rules were written by the largest group of all (European Union)", []),
        (PARAGRAPHS[0], []),
    ],
)
def test_a_paragraph_is_signed_at_its_ends(paragraph: str, names: list[str]) -> None:
    assert signature_names(paragraph)[:2] == names


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("沈从周｜2025.06.06｜人物", ["沈从周"]),
        ("晨星网 / 沈从周 / 2025-10-25 13:50", ["沈从周"]),
        ("晨星新闻 2025-09-09 15:28 沈从周、何冉", ["沈从周", "何冉"]),
        ("山里来的风发表于 2025 年 11 月 30 日", ["山里来的风"]),
        ("2025年11月17日 10:30 | 江苏 | 时政", []),
        ("沈从周 何从田", []),
    ],
)
def test_a_family_name_in_a_dated_line_names_the_writer(line: str, names: list[str]) -> None:
    assert names_beside_date(line) == names


def signed(body: str, text: tuple[str, ...] = PARAGRAPHS, head: str = "") -> tuple[str, ...]:
    """Return the authors of a page that shows these lines between title and text."""
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in text)
    title = "新渡轮今晨首航群岛" if text is CHINESE else "New ferry leaves the harbour"
    shown = f"<body><h1>{title}</h1>{body}<div>{paragraphs}</div></body>"
    html = f"<html><head><title>{title}</title>{head}</head>{shown}</html>"
    return article_of(raw_page(html.encode())).authors


@pytest.mark.parametrize(
    ("body", "authors"),
    [
        ("<p><a href='/people/ann-li'>Ann Li</a>, 18 June 2025</p>", ("Ann Li",)),
        ("<p><a href='https://lamp.example/profil/7/anna-berg?x=1'>Anna Berg</a></p>", ("Anna Berg",)),
        ("<div class='post-meta'><p>Autor</p><p>Anna Berg</p></div>", ("Anna Berg",)),
        ("<p class='author'>Anna Berg im Gespräch mit Bo Ek</p>", ("Anna Berg", "Bo Ek")),
        ("<p class='byline'>By Ann Li, Reuters</p>", ("Ann Li",)),
        ("<p class='byline'>By ANN BERG and BO EKMAN Associated Press</p>", ("Ann Berg", "Bo Ekman")),
        ("<p class='byline'>By Ann Li, Bo Ek on Monday, June 16th, 2025 at 11:08 a.m.</p>", ("Ann Li", "Bo Ek")),
        ("<p class='byline'>Ann Li, PhD Published 11:34 PM EST Nov 19, 2024</p>", ("Ann Li",)),
        ("<p class='byline'>Analysis by Ann Li</p>", ("Ann Li",)),
        ("<p><a rel='author' href='/humans.txt'>humans.txt</a></p>", ()),
        ("<p><a href='/profile/login'>Log in to follow</a></p>", ()),
    ],
)
def test_a_page_names_its_writers_in_links_labels_and_lists(body: str, authors: tuple[str, ...]) -> None:
    assert signed(body) == authors


@pytest.mark.parametrize(
    ("body", "authors"),
    [
        ("<div><a href='space-uid-7.html'>卖花的人</a> <em>发表于 2025-6-18 21:33</em></div>", ("卖花的人",)),
        ("<div><span class='AuthorInfo-name'>山里来的风</span> 编辑于 2025-06-17</div>", ("山里来的风",)),
        (
            "<div itemprop='author'><meta itemprop='name' content='山里来的风'><b>山里来的风</b><i>工程师</i></div>",
            ("山里来的风",),
        ),
    ],
)
def test_a_post_names_whose_it_is(body: str, authors: tuple[str, ...]) -> None:
    head = "<meta name='author' content='Discuz! Team and Comsenz UI Team'>"

    assert signed(body, CHINESE, head) == authors


@pytest.mark.parametrize("label", ["Written by", "Verfasst von", "Автор", "Autor", "作者", "Yazan"])
def test_a_card_names_the_writer_in_its_own_language(label: str) -> None:
    head = f"<meta name='twitter:label1' content='{label}'><meta name='twitter:data1' content='Anna Berg'>"

    assert signed("", head=head) == ("Anna Berg",)
