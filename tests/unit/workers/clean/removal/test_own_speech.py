"""The publication's own speech is told by its words, its form and its place, where no rule names it."""

from dataclasses import replace

import pytest

from tests.benchmarks.train_tails import Lesson, learned
from workers.clean import EMPTY
from workers.clean.body import Body
from workers.clean.pages.blocks import Block
from workers.clean.removal.context import own_speech
from workers.clean.removal.evidence import verdict_of
from workers.clean.removal.removing import without_furniture
from workers.clean.removal.speech import Speech
from workers.clean.removal.wording import Wording, wording_for
from workers.clean.words.tokens import tokens_of, words_seen

STORY = (
    "The ferry to Sandholm sank at its berth on Sunday night, with nobody aboard but the cat.",
    "Divers brought the cat up at noon, wet and cross, the harbour master said.",
    "The company means to raise the ferry before the autumn storms begin.",
)
WORDING = wording_for("en", ("The Lamp",), ("Ann Bell",), "Ferry sinks at its berth with a cat aboard")


def found_in(*below: str, wording: Wording = WORDING) -> list[str]:
    """Return the lines of an article that are told to be the publication's own."""
    blocks = [Block(text, "paragraph") for text in (*STORY, *below)]
    body = range(len(blocks))
    return [blocks[index].text for index in own_speech(blocks, body, {}, wording, Speech(blocks, body, wording))]


@pytest.mark.parametrize(
    "line",
    [
        "Our newsletter has more stories of this kind: sign up for it and get it in your inbox every week.",
        "Ann Bell contributed to this report for The Lamp.",
        "What do you think? Share your thoughts with us in the comments!",
    ],
)
def test_a_call_below_the_article_goes(line: str) -> None:
    assert found_in(line) == [line]


@pytest.mark.parametrize(
    "line",
    [
        "“Subscribe to the sea,” the harbour master told the crowd, “and it will come to you every day.”",
        "The ferry's newsletter will be printed on Friday, the company said.",
        "Disclosure: The Lamp rents its rooms from the ferry company.",
        "★★★★½",
    ],
)
def test_what_the_report_tells_of_calls_stays(line: str) -> None:
    assert found_in(line) == []


def test_a_doubtful_line_above_the_story_stays() -> None:
    doubtful = "Our cat, too, has her own boat."

    assert found_in(doubtful, *STORY) == []


def test_a_plain_call_goes_among_the_story_and_far_above_its_end() -> None:
    call = "Sign up for our newsletter and get our best stories in your inbox every week."

    assert found_in(call, *STORY) == [call]
    assert found_in(call, *(f"{sentence} So it was on day {day}." for day in range(6) for sentence in STORY)) == [call]


def test_a_sentence_that_a_rule_names_goes_between_two_calls_and_stays_at_the_end_of_the_story() -> None:
    call = "Follow us on Facebook and share your thoughts with us in the comments!"
    sentence = "Ann Bell has sailed with the harbour master since the autumn, and fed the cat."

    assert sentence in found_in(*STORY, call, sentence, call)
    assert found_in(sentence) == []
    assert found_in(sentence, *STORY) == []


def test_lines_go_in_cells_where_the_article_stands_in_a_table() -> None:
    call = "Have a look at all of our stories in our archive"
    blocks = [Block(text, "cell") for text in (*STORY, call)]
    body = range(len(blocks))

    assert list(own_speech(blocks, body, {}, WORDING, Speech(blocks, body, WORDING))) == [len(STORY)]


def test_a_line_that_introduces_a_list_stays_with_it() -> None:
    told = "Share your thoughts with us in the comments, our newsletter asked its readers, and so they did"

    def blocks_found(line: str) -> set[int]:
        blocks = [*(Block(text, "paragraph") for text in (*STORY, line)), Block("Our harbour", "item")]
        return set(own_speech(blocks, range(5), {}, WORDING, Speech(blocks, range(5), WORDING)))

    assert blocks_found(f"{told}.") == {3}
    assert blocks_found(f"{told}:") == set()


def test_words_are_seen_with_the_one_before() -> None:
    assert {"关", "注", "关 注"} <= words_seen(tokens_of("关注")).keys()


def test_numbers_are_one_word() -> None:
    assert tokens_of("Call 555 or 777.") == ["call", "0", "or", "0", "."]


def test_what_is_learned_tells_the_lines_that_it_was_learned_from() -> None:
    own, told = "Subscribe to our letter", "The letter lay on the stairs"
    lessons = [
        Lesson(words_seen(tokens_of(text)), text.startswith(own), text)
        for text in (own, f"{own} now", told, f"{told} for days")
    ]

    weights = learned(lessons)

    assert [verdict_of(lesson.seen, weights).total > 0 for lesson in lessons] == [True, True, False, False]


def test_the_fast_way_leaves_what_evidence_alone_speaks_against() -> None:
    call = "Thank you for reading The Lamp, and for keeping our lights on this winter."
    blocks = tuple(Block(text, "paragraph") for text in (*STORY, call))
    body = Body(blocks, tuple(range(len(blocks))))

    def kept(body: Body) -> int:
        return len(without_furniture(body, {}, EMPTY, wording=WORDING).kept)

    assert (kept(body), kept(replace(body, is_quick=True))) == (3, 4)
