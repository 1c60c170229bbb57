"""What becomes of a PDF: an article from its text layer, or a rejection under the name of what is wrong with it."""

import io
import time
import zlib
from datetime import UTC, datetime

import pytest
from pypdf import PdfReader, PdfWriter

from contracts.article import Article, Moment
from contracts.errors import Rejected
from contracts.records import Page, PageHints
from contracts.wire import decode
from tests.unit.workers.clean.builders import CHINESE, PARAGRAPHS, article_of, raw_page, removed_for
from tests.unit.workers.clean.pdf.pdfs import Line, Sheet, lines_of, pdf
from workers.clean import clean
from workers.clean.lines.line import clean_line

TITLE = "New ferry leaves the harbour"
WRAPPED = [
    ["The harbour was quiet on Tuesday morning when the first", "of the new ferries left its berth for the islands."],
    [
        "Engineers had worked through the night to replace a valve",
        "that failed in a test last week, the opera-",
        "tor said.",
    ],
    ["Passengers will pay the same fare as before, and the time-", "table changes only in the winter months."],
]


def pdf_page(body: bytes, *, content_type: str = "application/pdf", hints: PageHints | None = None) -> Page:
    """Return a page that holds a PDF."""
    return raw_page(
        body, url="https://lamp.example/files/ferry.pdf", content_type=content_type, hints=hints or PageHints()
    )


def rejected(body: bytes, **fetch: str) -> Rejected:
    """Return why a PDF is no article."""
    result = clean(pdf_page(body, **fetch))  # type: ignore[arg-type]
    assert isinstance(result, Rejected), result
    return result


def a_story(**told: object) -> bytes:
    """Return a PDF of one page: a large title above three paragraphs."""
    lines = [Line(TITLE, y=740, size=20), *lines_of(WRAPPED, top=700)]
    return pdf([Sheet(lines)], **told)  # type: ignore[arg-type]


def test_lines_become_paragraphs_and_cut_words_are_whole_again() -> None:
    article = article_of(pdf_page(a_story()))

    assert article.text == "\n\n".join(PARAGRAPHS)
    assert article.html.count("<p>") == 3
    assert (article.language, article.word_count > 40) == ("en", True)


def test_the_title_is_the_stated_one_or_else_the_first_large_line_and_is_not_repeated() -> None:
    stated = article_of(pdf_page(a_story(info={"Title": "Ferries of the North"})))
    program_named = article_of(pdf_page(a_story(info={"Title": "Microsoft Word - draft7.docx"})))

    assert stated.title == "Ferries of the North"
    assert stated.text.startswith(TITLE)
    assert program_named.title == TITLE
    assert TITLE not in program_named.text


def test_information_tells_authors_and_dates_with_their_zone() -> None:
    info = {"Author": "Ann Li; Bo Ek", "CreationDate": "D:20250617094500+02'00'", "ModDate": "D:20250618"}

    article = article_of(pdf_page(a_story(info=info)))

    created = Moment(instant=datetime(2025, 6, 17, 7, 45, tzinfo=UTC), precision="second", basis="meta")
    assert article.authors == ("Ann Li", "Bo Ek")
    assert article.published_at == created
    assert article.updated_at == Moment(instant=datetime(2025, 6, 18, tzinfo=UTC), precision="day", basis="meta")


def test_a_date_after_the_fetch_is_not_believed_and_the_feed_tells_it() -> None:
    told = datetime(2025, 6, 18, 9, 0, tzinfo=UTC)
    story = a_story(info={"CreationDate": "D:20310101000000Z"})

    article = article_of(pdf_page(story, hints=PageHints(published_at=told)))

    assert article.published_at == Moment(instant=told, precision="second", basis="feed")


def test_chinese_is_read_by_its_map_and_joined_without_spaces() -> None:
    halves = [[text[:20], text[20:]] for text in CHINESE]

    article = article_of(pdf_page(pdf([Sheet(lines_of(halves))], info={"Title": "新渡轮驶离港口"}, language="zh-CN")))

    assert article.text == "\n\n".join(CHINESE)
    assert (article.title, article.language) == ("新渡轮驶离港口", "zh")


def test_what_recurs_at_the_edges_of_pages_is_left_out_and_a_paragraph_goes_on_across_them() -> None:
    def sheet(number: int, paragraphs: list[list[str]]) -> Sheet:
        head = Line("The Lamp · Weekly", y=760, size=9)
        foot = [Line("www.lamp.example", y=50, size=9), Line(f"Page {number} of 3", x=280, y=36, size=9)]
        return Sheet([head, *lines_of(paragraphs, top=720), *foot])

    first, second, third = WRAPPED
    story = pdf(
        [sheet(1, [first, second[:1]]), sheet(2, [second[1:], third]), sheet(3, [["The second ferry follows in May."]])]
    )

    article = article_of(pdf_page(story))

    assert article.text == "\n\n".join([*PARAGRAPHS, "The second ferry follows in May."])
    assert removed_for(article, "furniture")[0] == "The Lamp · Weekly"


def test_two_columns_are_read_one_after_the_other() -> None:
    left = lines_of([*WRAPPED[:1], WRAPPED[1][:2]], top=700)
    right = [Line(line.text, x=320, y=line.y) for line in lines_of([WRAPPED[1][2:], WRAPPED[2]], top=700)]

    article = article_of(pdf_page(pdf([Sheet([*left, *right])])))

    assert article.text == "\n\n".join(PARAGRAPHS)


def test_a_heading_stays_a_heading_and_points_are_items() -> None:
    points = ["• " + PARAGRAPHS[0], "• " + PARAGRAPHS[1]]
    lines = [Line("What comes next", y=740, size=14), *lines_of([[point] for point in points], top=700)]

    article = article_of(pdf_page(pdf([Sheet([Line(TITLE, y=770, size=20), *lines])])))

    assert "<h2>What comes next</h2>" in article.html
    assert article.html.count("<li>") == 2


@pytest.mark.parametrize(
    "content_type", ["application/pdf", "text/html; charset=utf-8", "application/octet-stream", ""]
)
def test_a_pdf_is_known_by_its_first_bytes_whatever_it_is_called(content_type: str) -> None:
    assert article_of(pdf_page(a_story(), content_type=content_type)).title == TITLE


def test_one_that_opens_without_a_password_is_read_and_one_that_does_not_is_rejected() -> None:
    assert article_of(pdf_page(locked(a_story(), ""))).title == TITLE
    assert rejected(locked(a_story(), "secret")).reason == "EncryptedPdf"


def locked(story: bytes, password: str) -> bytes:
    """Return the PDF encrypted."""
    writer, out = PdfWriter(clone_from=PdfReader(io.BytesIO(story))), io.BytesIO()
    writer.encrypt(password, owner_password="owner", algorithm="RC4-128")
    writer.write(out)
    return out.getvalue()


PICTURE = b"q 400 0 0 600 100 100 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x80 EI Q"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (pdf([Sheet(drawing=PICTURE)]), "NoTextLayer"),
        (pdf([]), "NoTextLayer"),
        (pdf([Sheet([Line("Rates", y=700)])]), "NoArticleText"),
        (b"%PDF-1.7\nnothing of the kind", "UnreadablePdf"),
        (b"%PDF-1.4\n" + bytes(range(256)) * 200, "UnreadablePdf"),
        (b"\x00\x01 no beginning at all", "UnreadablePdf"),
    ],
    ids=["scan", "no page", "a word", "no object", "noise", "called so"],
)
def test_what_has_no_text_is_rejected_under_its_own_name(body: bytes, reason: str) -> None:
    assert rejected(body).reason == reason


def test_a_damaged_table_of_objects_costs_nothing() -> None:
    story = a_story()
    astray = story.replace(b"startxref\n", b"startxref\n9")

    assert article_of(pdf_page(astray)).title == TITLE


BOMBS = {
    "200 MB of blanks in 200 KB": pdf([Sheet(drawing=b" " * 200_000_000)]),
    "a million letters, each drawn alone": pdf([Sheet(drawing=b"BT /F1 9 Tf (a) Tj ET\n" * 1_000_000)]),
    "a form that draws itself": a_story().replace(b"/Parent", b"/Resources<</XObject<</X 5 0 R>>>>/Parent"),
}


@pytest.mark.timeout(120)
@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS.keys())
def test_a_bomb_ends_within_its_bounds(bomb: bytes) -> None:
    began = time.monotonic()

    result = clean(pdf_page(bomb))

    assert isinstance(result, Article) or result.reason in {"PdfTooLarge", "UnreadablePdf", "NoTextLayer"}
    assert time.monotonic() - began < 60


def test_pages_that_contain_each_other_are_broken() -> None:
    loop = a_story().replace(b"/Type/Pages/Count 1/Kids[", b"/Type/Pages/Count 1/Kids[7 0 R ")

    assert isinstance(clean(pdf_page(loop)), Article | Rejected)


def test_a_line_of_a_batch_may_hold_a_pdf() -> None:
    import base64
    import json

    line = json.dumps({"url": "https://lamp.example/a.pdf", "html_base64": base64.b64encode(a_story()).decode()})

    assert decode(clean_line(line.encode(), datetime(2025, 6, 18, tzinfo=UTC)), Article).title == TITLE


@pytest.mark.parametrize(
    ("body", "content_type", "counted_as"),
    [
        (b"\x89PNG\r\n", "text/html", "UnsupportedType:image/png"),
        (b"x", "image/png", "UnsupportedType:image/png"),
        (b"\x00\x00\x00\x18ftypmp42", "", "UnsupportedType:video/mp4"),
        (b"PK\x03\x04", "application/octet-stream", "UnsupportedType:application/zip"),
        (b"{}", "application/json; charset=utf-8", "UnsupportedType:application/json"),
        (b"x", "image/x-invented-1234", "UnsupportedType:image/*"),
        (b"x", "so/what", "UnsupportedType:*/*"),
        (b"plain words", "text/plain", "UnsupportedType:text/plain"),
        (zlib.compress(b"x"), "application/octet-stream", "UnsupportedType:application/octet-stream"),
    ],
)
def test_any_other_type_is_counted_by_type_under_a_bounded_number_of_names(
    body: bytes, content_type: str, counted_as: str
) -> None:
    assert rejected(body, content_type=content_type).reason == counted_as
