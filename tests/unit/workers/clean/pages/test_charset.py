"""Character sets: what is declared, what is true, and what is damaged."""

import pytest

from tests.unit.workers.clean.builders import CHINESE, a_page, article_of
from tests.unit.workers.clean.pages.charset_texts import TEXTS
from workers.clean.pages.charset import decode

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


def written(text: str, encoding: str, how: str, language: str) -> tuple[bytes, str]:
    """Return a page in a set and its Content-Type: declared there, in a meta tag, nowhere, or falsely."""
    meta = f'<meta charset="{encoding}">' if how == "meta" else ""
    html = (
        f'<html lang="{language}"><head>{meta}</head><body><nav><a href="/">Home</a></nav><p>{text}</p></body></html>'
    )
    types = {"header": encoding, "false utf-8": "utf-8", "false latin": "iso-8859-1", "false gbk": "gbk"}
    charset = f"; charset={types[how]}" if how in types else ""
    return html.encode(encoding), f"text/html{charset}"


SETS = [(language, encoding) for language, (_, encodings) in TEXTS.items() for encoding in encodings]


@pytest.mark.parametrize("how", ["header", "meta", "nowhere", "false utf-8", "false latin", "false gbk"])
@pytest.mark.parametrize(("language", "encoding"), SETS)
def test_each_languages_text_is_read_whatever_is_said_of_its_set(language: str, encoding: str, how: str) -> None:
    text = plain(TEXTS[language][0], encoding)
    body, content_type = written(text, encoding, how, language)

    assert text in decode(body, content_type).text


def plain(text: str, encoding: str) -> str:
    """Return the text with typewriter's quotation marks where the set has no others."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return text.translate(str.maketrans("„“’", '""\''))
    return text


@pytest.mark.parametrize("order", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("language", ["de", "zh", "ar"])
def test_utf_16_is_known_without_its_mark(language: str, order: str) -> None:
    text = TEXTS[language][0]

    assert text in decode(f"<!DOCTYPE html><html><head></head><body><p>{text}</p>".encode(order)).text


@pytest.mark.parametrize("language", ["de", "fr", "es", "pl", "ru", "zh", "ja"])
def test_utf_8_that_was_encoded_twice_is_mended(language: str) -> None:
    text = TEXTS[language][0]
    twice = f"<html><p>{text}</p>".encode().decode("latin-1").encode()

    assert text in decode(twice, "text/html; charset=utf-8").text


def test_a_stray_byte_of_windows_1252_in_utf_8_is_read_as_what_it_was() -> None:
    page = "<p>Le café, à côté de l'été — voilà</p>".encode().replace(b"'", b"\x92")

    assert "l’été — voilà" in decode(page).text


def test_a_text_with_letters_that_mojibake_is_made_of_stays_as_it_is() -> None:
    text = "O coração do São João: É a manhã, à noite não há pão. Ó mãe, põe a mesa à mão."

    assert text in decode(f"<p>{text}</p>".encode()).text
