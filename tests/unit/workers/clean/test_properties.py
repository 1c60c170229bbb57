"""Whatever the bytes, cleaning ends with an article or a named rejection, and never with a time to come."""

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.article import Article
from contracts.errors import Rejected
from tests.unit.workers.clean.builders import CHINESE, FETCHED_AT, PARAGRAPHS, a_page, raw_page
from workers.clean import clean
from workers.enrich import enrich

SOME = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
TAGS = st.sampled_from(
    "<p> </p> <div> </div> <h1> <li> <ul> <br> <table><tr><td> </a> <a_href='/x'> <script> <b &#x110000; &nbsp; <!-- "
    "--> <![CDATA[ ]]> <svg> \x00 \ud800 <meta_charset= <time_datetime=".replace("_", " ").split(" ")
)
KEYS = (
    *("@id", "@graph", "@type", "headline", "name", "author", "datePublished", "dateModified", "articleBody", "image"),
    *("publisher", "keywords", "articleSection", "isAccessibleForFree", "hasPart", "url", "mainEntityOfPage", "text"),
    *("inLanguage", "itemListElement", "video", "description", "logo", "sameAs", "alternateName"),
)
TYPES = ("NewsArticle", ["Article", 1, None], {"a": "Article"}, 7, "WebPage", "ItemList", "VideoObject")
SETS = ("utf-8", "utf-16", "gb18030", "big5", "shift_jis", "euc_kr", "cp1251", "iso2022_jp")
PAGE = st.text(max_size=400) | st.sampled_from([" ".join(PARAGRAPHS), "".join(CHINESE)])
PIECES = st.lists(st.one_of(TAGS, st.text(max_size=40), st.sampled_from(PARAGRAPHS)), max_size=60)


def ends_well(result: Article | Rejected) -> bool:
    """Return whether a page ended as an article that is sound, or as a rejection that has a name."""
    if isinstance(result, Rejected):
        return bool(result.reason)
    times = [moment.instant for moment in (result.published_at, result.updated_at) if moment is not None]
    return bool(result.text) and all(instant <= FETCHED_AT for instant in times)


@SOME
@given(
    st.binary(max_size=3_000), st.sampled_from(["text/html", "text/html; charset=gbk", "", "text/html; charset=\x00"])
)
def test_any_bytes_end_as_an_article_or_a_named_rejection(body: bytes, content_type: str) -> None:
    assert ends_well(clean(raw_page(body, content_type=content_type)))


@SOME
@given(PIECES)
def test_broken_html_ends_as_an_article_or_a_named_rejection(pieces: list[str]) -> None:
    body = "".join(pieces).encode("utf-8", "surrogatepass")

    assert ends_well(clean(raw_page(body)))


@SOME
@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=120))
def test_no_date_that_a_page_claims_lies_after_the_fetch(claim: str, shown: str, data: str) -> None:
    quoted = claim.replace('"', "").replace("<", "")
    head = (
        f'<meta property="article:published_time" content="{quoted}"><script type="application/ld+json">{data}</script>'
    )

    assert ends_well(clean(a_page(f"<p class='date'>{shown.replace('<', '')}</p>", head=head)))


@SOME
@given(
    st.datetimes(),
    st.sampled_from(["%Y-%m-%dT%H:%M:%S", "%d.%m.%Y %H:%M", "%Y年%m月%d日 %H:%M", "%B %d, %Y", "%d/%m/%y"]),
)
def test_no_well_formed_date_leads_past_the_fetch(moment: object, form: str) -> None:
    shown = f"{moment:{form}}"

    assert ends_well(clean(a_page(f"<p class='date'>{shown}</p>")))


@SOME
@given(st.lists(st.one_of(st.text(max_size=80), st.sampled_from(PARAGRAPHS)), min_size=1, max_size=12))
def test_enriching_any_article_gives_evidence_that_is_its_text(paragraphs: list[str]) -> None:
    escaped = tuple(paragraph.replace("<", " ").replace("&", " ") for paragraph in (*paragraphs, *PARAGRAPHS))
    result = clean(a_page(paragraphs=escaped))

    assert not isinstance(result, Article) or _evidence_holds(enrich(result))


def _evidence_holds(article: Article) -> bool:
    told = [(point.sentence, point.evidence) for point in article.key_points]
    return all(article.text[span.start : span.end] == sentence for sentence, spans in told for span in spans)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.sampled_from(["", "@type"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5),
    max_leaves=24,
)


@SOME
@given(st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=10), st.sampled_from(TYPES), st.booleans())
def test_data_of_any_shape_ends_as_an_article_or_a_named_rejection(
    data: dict[str, object], kind: object, is_graph: bool
) -> None:
    stated = {**data, "@type": kind}
    written = json.dumps({"@graph": [stated]} if is_graph else stated).replace("</", "<\\/")

    assert ends_well(clean(a_page(head=f'<script type="application/ld+json">{written}</script>')))


@SOME
@given(PAGE, st.sampled_from(SETS), st.sampled_from([*SETS, "", "x-none", "utf-7", "base64", "\x00"]), st.booleans())
def test_a_set_that_lies_ends_as_an_article_or_a_named_rejection(
    text: str, written: str, declared: str, is_in_page: bool
) -> None:
    body = (f"<meta charset='{declared}'>" * is_in_page + f"<h1>{text[:40]}</h1><p>{text}</p>").encode(
        written, "replace"
    )

    assert ends_well(clean(raw_page(body, content_type=f"text/html; charset={declared}")))
