"""Whatever the bytes, cleaning ends with an article or a named rejection, and never with a time to come."""

import time

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.article import Article
from contracts.errors import Rejected
from tests.unit.workers.clean.builders import FETCHED_AT, PARAGRAPHS, a_page, raw_page
from workers.clean import clean
from workers.clean.pages.blocks import MAX_BLOCKS, blocks_of
from workers.clean.pages.dom import parse
from workers.enrich import enrich

BOUND_S = 60.0
SOME = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
TAGS = st.sampled_from(
    "<p> </p> <div> </div> <h1> <li> <ul> <br> <table><tr><td> </a> <a_href='/x'> <script> <b &#x110000; &nbsp; <!-- "
    "--> <![CDATA[ ]]> <svg> \x00 \ud800 <meta_charset= <time_datetime=".replace("_", " ").split(" ")
)
PIECES = st.lists(st.one_of(TAGS, st.text(max_size=40), st.sampled_from(PARAGRAPHS)), max_size=60)


def _ends_well(result: Article | Rejected) -> bool:
    if isinstance(result, Rejected):
        return bool(result.reason)
    times = [moment.instant for moment in (result.published_at, result.updated_at) if moment is not None]
    return bool(result.text) and all(instant <= FETCHED_AT for instant in times)


@SOME
@given(
    st.binary(max_size=3_000), st.sampled_from(["text/html", "text/html; charset=gbk", "", "text/html; charset=\x00"])
)
def test_any_bytes_end_as_an_article_or_a_named_rejection(body: bytes, content_type: str) -> None:
    assert _ends_well(clean(raw_page(body, content_type=content_type)))


@SOME
@given(PIECES)
def test_broken_html_ends_as_an_article_or_a_named_rejection(pieces: list[str]) -> None:
    body = "".join(pieces).encode("utf-8", "surrogatepass")

    assert _ends_well(clean(raw_page(body)))


@SOME
@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=120))
def test_no_date_that_a_page_claims_lies_after_the_fetch(claim: str, shown: str, data: str) -> None:
    quoted = claim.replace('"', "").replace("<", "")
    head = (
        f'<meta property="article:published_time" content="{quoted}"><script type="application/ld+json">{data}</script>'
    )

    assert _ends_well(clean(a_page(f"<p class='date'>{shown.replace('<', '')}</p>", head=head)))


@SOME
@given(
    st.datetimes(),
    st.sampled_from(["%Y-%m-%dT%H:%M:%S", "%d.%m.%Y %H:%M", "%Y年%m月%d日 %H:%M", "%B %d, %Y", "%d/%m/%y"]),
)
def test_no_well_formed_date_leads_past_the_fetch(moment: object, form: str) -> None:
    shown = f"{moment:{form}}"

    assert _ends_well(clean(a_page(f"<p class='date'>{shown}</p>")))


@SOME
@given(st.lists(st.one_of(st.text(max_size=80), st.sampled_from(PARAGRAPHS)), min_size=1, max_size=12))
def test_enriching_any_article_gives_evidence_that_is_its_text(paragraphs: list[str]) -> None:
    escaped = tuple(paragraph.replace("<", " ").replace("&", " ") for paragraph in (*paragraphs, *PARAGRAPHS))
    result = clean(a_page(paragraphs=escaped))

    assert not isinstance(result, Article) or _evidence_holds(enrich(result))


def _evidence_holds(article: Article) -> bool:
    told = [(point.sentence, point.evidence) for point in article.key_points]
    return all(article.text[span.start : span.end] == sentence for sentence, spans in told for span in spans)


def test_a_page_of_ten_megabytes_ends_within_a_bound() -> None:
    began = time.monotonic()

    result = clean(raw_page(b"<html><body>" + b"<p>word word word.</p>" * 500_000))

    assert isinstance(result, Rejected)
    assert time.monotonic() - began < BOUND_S


def test_the_largest_page_that_is_read_ends_within_a_bound() -> None:
    began = time.monotonic()
    paragraphs = "".join(
        f"<div><p>{text} <a href='/{n}'>more</a></p></div>" for n in range(4_000) for text in PARAGRAPHS[:1]
    )

    result = clean(raw_page(f"<html><body>{paragraphs}</body></html>".encode()))

    assert _ends_well(result)
    assert time.monotonic() - began < BOUND_S


def test_one_element_gives_no_more_blocks_than_a_page_may_have() -> None:
    root = parse("<html><body><pre>" + "a line of text.\n" * (MAX_BLOCKS + 5_000))

    assert root is not None
    assert len(blocks_of(root)) == MAX_BLOCKS
