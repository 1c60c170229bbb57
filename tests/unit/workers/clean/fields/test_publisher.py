"""Who wrote an article that another carries, by the page's own words, in lines of our own."""

import pytest

from tests.unit.workers.clean.builders import CHINESE, PARAGRAPHS, article_of, raw_page


def source(line: str, *, is_chinese: bool = True, head: str = "") -> str | None:
    """Return the publisher of a page that shows this line between title and text."""
    title, text = ("新渡轮今晨首航群岛", CHINESE) if is_chinese else ("New ferry leaves the harbour", PARAGRAPHS)
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in text)
    html = f"<html><head>{head}</head><body><h1>{title}</h1>{line}<div>{paragraphs}</div></body></html>"
    publisher = article_of(raw_page(html.encode())).publisher
    return publisher.name if publisher else None


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("<p>2025-06-18 来源：山城晚报 【字体：大 中 小】</p>", "山城晚报"),
        ("<p>信息来源：港务科 日期：2025-06-18 点击：12</p>", "港务科"),
        ("<p><span>来源：山城日报</span><span>作者：沈从周</span></p>", "山城日报"),
        ("<p>来源: <a href='#'>山城周刊</a><span>北京</span> <a>举报</a></p>", "山城周刊北京"),
        ("<p>发布单位：后勤保障处　发布时间：2025-06-18</p>", "后勤保障处"),
        ("<p>来源：山城发布 2025-06-18 09:00</p>", "山城发布"),
        ("<p>转自：山城日报</p>", "山城日报"),
        ("<p>本文转载自“山城夜读”，作者沈从周</p>", "山城夜读"),
        ("<p>出典：山城新聞</p>", "山城新聞"),
        ("<div><span class='date'>2025年06月18日</span> <a class='source ent-source'>山城晚报</a></div>", "山城晚报"),
        ("<p>图片来源：山城图库</p>", None),
        ('<p>作者： size="20" 来源： size="20"</p>', None),
        ("<p>2025-06-18 10:00</p>", None),
    ],
)
def test_a_chinese_page_names_where_it_took_the_article_from(line: str, name: str | None) -> None:
    assert source(line) == name


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("<p>Source: AFP</p>", "AFP"),
        ("<p>This article was first published in The Harbour Post under another title.</p>", "The Harbour Post"),
        ("<p>Originally published by The Harbour Post on 17 June 2025</p>", "The Harbour Post"),
        ("<p>Quelle: Hafenpost</p>", "Hafenpost"),
        ("<p>18 June 2025, via The Harbour Post</p>", "The Harbour Post"),
        ("<p>First published on June 17, 2025 / 9:00 AM</p>", None),
        ("<p>Pair the buds via Bluetooth with your device.</p>", None),
        ("<p>18 June 2025</p>", None),
    ],
)
def test_an_english_page_names_it_too(line: str, name: str | None) -> None:
    assert source(line, is_chinese=False) == name
