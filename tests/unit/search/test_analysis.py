"""How text becomes tokens, words and counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.stems import possible_stems, stem, stems
from search.text import count_words, fold, fold_name, script_of, sequence, tokens, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NASA's plan", ["nasa", "s", "plan"]),
        ("Café ＣＡＦＥ cafe\u0301", ["cafe", "cafe", "cafe"]),
        ("Straße Łódź Œuvre Århus", ["strasse", "lodz", "oeuvre", "arhus"]),
        ("İstanbul ısı", ["istanbul", "isi"]),
        ("ﬁne ①", ["fine", "1"]),
        ("3.14 10,000", ["3", "14", "10", "000"]),
        ("co\u00adoperate zero\u200bwidth", ["cooperate", "zero", "width"]),
        ("国际空间站", ["国", "际", "空", "间", "站", "国际", "际空", "空间", "间站"]),
        ("国，际", ["国", "际"]),
        ("ﾊﾞｽ バス", ["バ", "ス", "バ", "ス", "バス", "バス"]),
        ("한국", ["한", "국", "한국"]),
        ("\u1112\u1161\u11ab국", ["한", "국", "한국"]),
        ("が か\u3099", ["が", "が"]),
        ("السَّلام أحمد", ["السلام", "احمد"]),
        ("हिन्दी", ["हिन्दी"]),
        ("ещё", ["еще"]),
        ("Ἀθῆναι ΟΔΟΣ", ["αθηναι", "οδοσ"]),
        ("e-mail_a+b", ["e", "mail", "a", "b"]),
        ("☃ … —", []),
        ("", []),
    ],
)
def test_text_becomes_folded_tokens_and_pairs(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


@given(st.text(max_size=200))
def test_tokens_hold_no_space_and_are_their_own_fold(text: str) -> None:
    for token in sequence(text):
        assert token
        assert not any(character.isspace() for character in token)
        assert fold(token) == token


@given(st.text(max_size=200))
def test_both_ways_through_a_text_give_the_same_tokens(text: str) -> None:
    assert tokens(f"{text} 国")[: len(sequence(text))] == sequence(text)


def test_an_endless_word_is_cut() -> None:
    assert [len(token) for token in tokens("x" * 5000)] == [100]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("The heads of NASA met", "en", ["heads", "nasa", "met"]),
        ("Die Köpfe und die Häuser", "de", ["kopfe", "hauser"]),
        ("L'année de l'élection", "fr", ["election"]),
        ("El año de la elección", "es", ["eleccion"]),
        ("Главы агентств и их планы", "ru", ["главы", "агентств", "планы"]),
        ("اتفق الجانبان على ذلك", "ar", ["اتفق", "الجانبان"]),
        ("我们的国际空间站", "zh", ["国际", "际空", "空间", "间站"]),
        ("これは宇宙です", "ja", ["は宇", "宇宙", "宙で"]),
        ("NASA和国际站", "zh-Hans", ["nasa", "国际", "际站"]),
        ("words of no language", "", ["words", "of", "no", "language"]),
    ],
)
def test_words_carry_meaning(text: str, language: str, expected: list[str]) -> None:
    assert words(text, language) == expected


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Two heads met.", 3),
        ("你好世界", 4),
        ("NASA 局长", 3),
        ("안녕하세요 세계", 2),
        ("안녕하세요NASA", 2),
        ("NASA局长说：안녕하세요 세계がある", 9),
        ("", 0),
    ],
)
def test_words_are_counted_as_a_reader_counts(text: str, count: int) -> None:
    assert count_words(text) == count


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("A plain text", "Latn"),
        ("一段中文文本 NASA", "Hani"),
        ("東京へ行く", "Jpan"),
        ("국제우주정거장", "Hang"),
        ("Главы", "Cyrl"),
        ("الفضاء", "Arab"),
        ("उपग्रह", "Deva"),
        ("รถไฟ", "Thai"),
        ("שלום", "Hebr"),
        ("123 …", "Zyyy"),
    ],
)
def test_the_script_is_that_of_most_letters(text: str, script: str) -> None:
    assert script_of(text) == script


def test_names_are_the_same_whatever_their_case_and_spacing() -> None:
    assert fold_name(" The  NEW York-Times ") == fold_name("the new york times") == "the new york times"


def test_a_stem_names_its_language_and_is_folded() -> None:
    assert stems("Running agencies", "en-GB") == ["en:run", "en:agenc"]
    assert stem("Häuser", "de") == "de:haus"
    assert stem("国际", "zh") == ""
    assert stems("text", "xx") == []


def test_a_word_is_stemmed_by_the_languages_of_its_script() -> None:
    assert "en:agenc" in possible_stems("agencies")
    assert {each.split(":")[0] for each in possible_stems("станция")} == {"ru"}
    assert possible_stems("国") == ()
