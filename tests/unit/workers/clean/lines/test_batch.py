"""`trawlnet clean --batch`: lines in, lines out, same order, a bad line an error line."""

import base64
import io
import json
from datetime import UTC, datetime
from pathlib import Path

from contracts import wire
from contracts.article import Article
from tests.unit.workers.clean.builders import CHINESE, PARAGRAPHS
from workers.clean.lines.line import MAX_LINE_BYTES, Answer, clean_lines
from workers.clean.lines.pool import Lines
from workers.clean.lines.worker import ANSWER, LINE, serve

NOW = datetime(2025, 6, 18, 18, 0, tzinfo=UTC)
TEXT = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
HTML = f"<html><head><title>New ferry</title></head><body><h1>New ferry</h1>{TEXT}</body></html>"


def _line(**fields: object) -> bytes:
    return json.dumps(fields).encode() + b"\n"


def test_each_line_gives_one_line_in_the_same_order_and_a_bad_one_an_error() -> None:
    lines = [
        _line(url="https://lamp.example/news/a-1", html=HTML),
        b"no json\n",
        _line(url="ftp://lamp.example/x", html=HTML),
        _line(url="https://lamp.example/news/b", html=""),
        _line(url="https://lamp.example/news/c"),
        _line(url="https://lamp.example/news/d", html_base64="???"),
        _line(url="https://lamp.example/news/e", html=HTML),
    ]

    told = [json.loads(line) for line in clean_lines(lines, now=NOW)]

    assert [one.get("error", "article") for one in told] == [
        "article",
        "Malformed",
        "UnusableUrl",
        "NoArticleText",
        "Malformed",
        "Malformed",
        "article",
    ]
    assert [one["url"] for one in told[2:5]] == [
        f"{u}" for u in ("ftp://lamp.example/x", "https://lamp.example/news/b", "https://lamp.example/news/c")
    ]
    assert all(one["detail"] for one in told if "error" in one)


def test_an_article_line_is_an_article_by_the_wire_and_fetched_now_if_unsaid() -> None:
    (line,) = clean_lines([_line(url="https://lamp.example/news/a-1", html=HTML)], now=NOW)

    article = wire.decode(line, Article)

    assert (article.text, article.fetched_at) == ("\n\n".join(PARAGRAPHS), NOW)


def test_a_page_without_an_address_has_its_texts_hash_for_an_id() -> None:
    first, second = clean_lines([_line(url=None, html=HTML), _line(url=None, html=HTML + " ")], now=NOW)

    article = wire.decode(first, Article)

    assert article.id == article.text_digest == wire.decode(second, Article).id
    assert (article.url, article.addresses, article.source.host) == ("", (), "")


def test_bytes_as_fetched_are_read_in_their_own_character_set() -> None:
    html = f"<html><body><h1>新渡轮驶离港口</h1>{''.join(f'<p>{text}</p>' for text in CHINESE)}".encode("gb18030")
    encoded = base64.b64encode(html).decode()

    (line,) = clean_lines([_line(url="https://lamp.example/news/a-1", html_base64=encoded)], now=NOW)

    assert wire.decode(line, Article).text == "\n\n".join(CHINESE)


def test_text_is_taken_as_it_is_whatever_set_the_page_declares() -> None:
    html = f"<html><head><meta charset='gb2312'></head><body>{''.join(f'<p>{text}</p>' for text in CHINESE)}"

    (line,) = clean_lines([_line(url="https://lamp.example/news/a-1", html=html)], now=NOW)

    assert wire.decode(line, Article).text == "\n\n".join(CHINESE)


def test_a_line_beyond_the_bound_is_an_error_line_and_never_held_whole(tmp_path: Path) -> None:
    page = _line(url="https://lamp.example/news/a-1", html=HTML)
    file = tmp_path / "pages.jsonl"
    file.write_bytes(b"x" * (MAX_LINE_BYTES + 50_000) + b"\n\n" + page + page.rstrip())

    read = _read(file)

    assert [len(line) for line in read] == [MAX_LINE_BYTES + 1, len(page) - 1, len(page) - 1]
    assert [json.loads(line).get("error", "article") for line in clean_lines(read, now=NOW)] == [
        "TooLarge",
        "article",
        "article",
    ]


def _read(file: Path) -> list[bytes]:
    with file.open("rb", buffering=0) as opened:
        lines = Lines(opened.fileno())
        while not lines.is_done:
            lines.read()
    return [lines.next() for _ in range(len(lines))]


def test_a_cleaning_process_says_that_it_is_ready_and_answers_each_line_until_there_are_none() -> None:
    lines, answers = io.BytesIO(b"".join(LINE.pack(len(text)) + text for text in (b"one", b"two"))), io.BytesIO()

    serve(lines, answers, lambda line: Answer(line.upper(), is_error=line == b"two"))

    assert answers.getvalue() == b"".join(
        ANSWER.pack(len(text), is_error) + text for text, is_error in ((b"", 0), (b"ONE", 0), (b"TWO", 1))
    )
