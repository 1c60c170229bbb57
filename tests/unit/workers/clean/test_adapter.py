"""The benchmarks' adapter takes whatever a scorer hands it."""

import pytest

from tests.benchmarks.clean_adapter import extract, extract_fast
from tests.unit.workers.clean.builders import CHINESE, PARAGRAPHS

TEXT = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
HTML = f"<html><head><title>New ferry</title></head><body><h1>New ferry</h1>{TEXT}</body></html>"
URL = "https://lamp.example/news/new-ferry"


@pytest.mark.parametrize("html", [HTML, HTML.encode(), bytearray(HTML.encode())])
@pytest.mark.parametrize("url", [URL, None, "", "no address", "ftp://lamp.example/x", "//lamp.example/x", "https://"])
@pytest.mark.parametrize("how", [extract, extract_fast])
def test_a_page_is_read_as_text_or_bytes_at_any_address_or_none(how, html, url) -> None:  # type: ignore[no-untyped-def]
    assert how(html, url)["body"] == "\n\n".join(PARAGRAPHS)


@pytest.mark.parametrize(
    "html", [None, "", b"", " ", b"\x00\xff", "\ud800", "plain words", "<html>", b"%PDF-1.4 broken"]
)
@pytest.mark.parametrize("how", [extract, extract_fast])
def test_what_is_no_article_gives_nothing(how, html) -> None:  # type: ignore[no-untyped-def]
    assert how(html, URL) == {}


def test_bytes_are_read_by_their_own_character_set_and_text_as_it_is() -> None:
    html = f"<html><meta charset='gb2312'><body>{''.join(f'<p>{text}</p>' for text in CHINESE)}"

    assert extract(html, URL)["body"] == extract(html.encode("gb18030"), URL)["body"] == "\n\n".join(CHINESE)
