"""Character sets: what is declared, what is true, and what is damaged."""

import pytest

from tests.unit.workers.clean_builders import CHINESE, a_page, article_of
from workers.clean.charset import decode

RUSSIAN = "Первый новый паром вышел из гавани во вторник утром, когда на причале было совсем тихо. " * 5
JAPANESE = "火曜日の朝、新しいフェリーの第一便が静かな港を離れ、島々へ向かいました。乗客は少なかったです。" * 5
KOREAN = "화요일 아침 첫 번째 새 여객선이 조용한 항구를 떠나 섬으로 향했다고 운영사가 밝혔다. " * 5
TRADITIONAL = "週二清晨，第一艘新渡輪離開泊位駛向群島，港口一片寧靜，碼頭上只有幾位早起的乘客在等候。" * 5


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("".join(CHINESE), "gb18030"),
        (TRADITIONAL, "big5hkscs"),
        (JAPANESE, "cp932"),
        (JAPANESE, "euc_jp"),
        (KOREAN, "cp949"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
    ],
)
def test_bytes_without_a_declaration_are_read_in_the_set_they_were_written_in(text: str, encoding: str) -> None:
    page = f"<html><body><p>{text}</p></body></html>".encode(encoding)

    assert text in decode(page).text


@pytest.mark.parametrize("declared", ["utf-8", "iso-8859-1", "windows-1252", "big5", "no-such-set"])
def test_a_header_that_lies_about_a_chinese_page_is_not_believed(declared: str) -> None:
    page = b"<html><body>" + "".join(CHINESE).encode("gb18030")

    assert CHINESE[0] in decode(page, f"text/html; charset={declared}").text


def test_utf_8_is_read_as_utf_8_whatever_is_declared() -> None:
    page = '<meta charset="gb2312"><p>第一艘新渡轮 — café</p>'.encode()

    assert "第一艘新渡轮 — café" in decode(page, "text/html; charset=iso-8859-1").text


def test_a_few_damaged_bytes_do_not_make_utf_8_another_set() -> None:
    page = "".join(CHINESE).encode() + b"\xe4\xb8" + "结束。".encode()

    assert "结束" in decode(page).text


def test_a_declared_western_set_is_believed() -> None:
    page = "<p>Der Bürgermeister grüßte über die Straße hinweg, für alle hörbar.</p>".encode("cp1252")

    assert "grüßte über die Straße" in decode(page, "text/html; charset=iso-8859-1").text


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_a_byte_order_mark_decides(encoding: str) -> None:
    assert "第一艘" in decode("第一艘新渡轮".encode(encoding), "text/html; charset=gbk").text


def test_a_gbk_page_that_declares_nothing_becomes_a_chinese_article() -> None:
    article = article_of(
        a_page(paragraphs=CHINESE, title="新渡轮驶离港口", encoding="gb18030", content_type="text/html")
    )

    assert (article.language, article.text) == ("zh", "\n\n".join(CHINESE))


@pytest.mark.parametrize("declared", ["idna", "punycode", "base64", "unicode_escape", "utf-7", "rot13", "\x00", "mbcs"])
def test_a_codec_that_is_no_character_set_is_never_used(declared: str) -> None:
    page = b"<p>Der B\xfcrgermeister gr\xfc\xdfte</p>"

    assert "Bürgermeister" in decode(page, f"text/html; charset={declared}").text
