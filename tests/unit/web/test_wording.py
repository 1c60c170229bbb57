"""The pages' words: both languages say the same things, and each reader is understood."""

import re
from pathlib import Path
from string import Formatter

import pytest

import web
from web.wording import LANGUAGES, Wording, chosen_language, direction, messages

TEMPLATES = Path(web.__file__).parent / "templates"


def places(message: str) -> set[str]:
    """Return the names that a message fills in."""
    return {name for _, name, _, _ in Formatter().parse(message) if name}


def test_both_languages_have_the_same_messages() -> None:
    assert messages("en").keys() == messages("zh").keys()


def test_no_message_is_empty() -> None:
    assert [key for language in LANGUAGES for key, said in messages(language).items() if not said.strip()] == []


def test_a_translation_fills_in_nothing_that_the_original_lacks() -> None:
    dates = {"year", "month", "month_name", "day", "hour", "clock", "zone"}
    allowed = {
        key: places(said) | (dates if key.startswith("time.at.") else set()) for key, said in messages("en").items()
    }

    assert {key for key, said in messages("zh").items() if not places(said) <= allowed[key]} == set()


def test_every_message_that_a_template_names_exists() -> None:
    named = {
        key
        for template in TEMPLATES.glob("*.html")
        for key in re.findall(r"""\bt\(["']([a-z_0-9.]+[a-z_0-9])["'][,)]""", template.read_text(encoding="utf-8"))
    }

    assert named - messages("en").keys() == set()


@pytest.mark.parametrize(
    ("ui", "header", "language"),
    [
        ("zh", "en", "zh"),
        ("en", "zh-CN", "en"),
        ("fr", "zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        (None, "en-GB,en;q=0.9,zh;q=0.1", "en"),
        (None, "de, zh-TW;q=0.5, en;q=0.3", "zh"),
        (None, "zh;q=0, en;q=0.1", "en"),
        (None, "zh;q=nonsense,,;;", "en"),
        (None, None, "en"),
    ],
)
def test_the_address_chooses_the_language_and_else_the_browser(
    ui: str | None, header: str | None, language: str
) -> None:
    assert chosen_language(ui, header) == language


def test_a_number_takes_its_singular_or_plural() -> None:
    assert Wording("en").count("search.total", 1) == "1 article"
    assert Wording("en").count("search.total", 1200) == "1,200 articles"
    assert Wording("zh").count("search.total", 1200) == "1,200 篇文章"


@pytest.mark.parametrize(
    ("code", "name"),
    [("zh-Hant-TW", "Chinese"), ("zh-hant", "Chinese (traditional)"), ("xx", "xx"), (None, "unknown language")],
)
def test_a_language_without_a_name_is_shown_by_its_code(code: str | None, name: str) -> None:
    assert Wording("en").language_name(code) == name


@pytest.mark.parametrize(
    ("code", "way"), [("ar", "rtl"), ("fa-IR", "rtl"), ("en", "ltr"), ("zh-Hans", "ltr"), ("", "auto"), ("und", "auto")]
)
def test_the_way_of_writing_follows_the_language(code: str, way: str) -> None:
    assert direction(code) == way
