"""Where sentences end."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.text import sentences


def told(text: str, language: str) -> list[str]:
    """Return the sentences' texts."""
    return [text[span.start : span.end] for span in sentences(text, language)]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["Mr. Smith went to Washington.", "He met Gen. J. K. Brown."]),
        ("en", ["The U.S. Senate voted.", "It passed."]),
        ("en", ["He left the U.S.", "The plane landed at 5 p.m.", "Then it rained."]),
        ("en", ["It costs $3.14 in No. 5 only.", "He said no.", "Really?", "Yes!"]),
        ("en", ["“Why?” he asked.", "“We must go.”", "They went."]),
        ("en", ["Wait... what?", "Nothing… at all."]),
        ("en", ["Shares of Apple Inc. rose.", "Visit example.com today."]),
        ("de", ["Am 3. Oktober kam Dr. Müller.", "Er sagte z.B. nichts."]),
        ("fr", ["M. Dupont est arrivé.", "Où va-t-il ?"]),
        ("es", ["La Sra. García habló.", "¿Quién la oyó?"]),
        ("ru", ["В 2024 г. Иванов уехал.", "Он вернулся."]),
        ("zh", ["他说：“我们走。”", "然后离开了。", "好吗？", "是的！"]),
        ("zh", ["双方（中方。俄方）同意。", "会谈结束。"]),
        ("ja", ["「行く。必ず行く。」と述べた。", "次は東京だ。"]),
        ("ar", ["هل أنت هنا؟", "نعم.", "أنا هنا."]),
        ("hi", ["यह एक वाक्य है।", "यह दूसरा है।"]),
    ],
)
def test_sentences_end_where_a_reader_ends_them(language: str, expected: list[str]) -> None:
    joined = ("" if language in ("zh", "ja") else " ").join(expected)

    assert told(joined, language) == expected


def test_a_line_break_ends_a_sentence_and_white_space_is_left_out() -> None:
    assert told("  A heading\n\nA sentence.  Another \n", "en") == ["A heading", "A sentence.", "Another"]


def test_an_empty_text_has_no_sentences() -> None:
    assert sentences(" \n ", "en") == []


@given(
    st.text(max_size=300) | st.text(alphabet=".!?。！？”“「」() aZ1\n…", max_size=120),
    st.sampled_from(["en", "zh", "de", ""]),
)
def test_sentences_cover_all_but_white_space_in_order(text: str, language: str) -> None:
    spans = sentences(text, language)

    assert all(one.end <= other.start for one, other in pairwise(spans))
    assert sum(len("".join(text[s.start : s.end].split())) for s in spans) == len("".join(text.split()))
