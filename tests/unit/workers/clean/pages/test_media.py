"""Bytes that are no text are no page, whatever the header says; a stray control byte makes no page binary."""

import random

import pytest

from workers.clean.pages.media import refusal

PAGE = "<!doctype html><html><head><title>The tide 潮</title></head><body><p>The tide rose by the quay, and fell.</p>"
NOISE = random.Random(7).randbytes(4_000)


@pytest.mark.parametrize("stated", [None, "", "text/html", "text/html; charset=utf-8"])
@pytest.mark.parametrize(
    "body", [NOISE, b"<p>" + NOISE, b"\x7fELF\x02\x01\x01" + b"\x00" * 9 + NOISE], ids=["noise", "tagged", "elf"]
)
def test_binary_data_is_refused_under_its_type(body: bytes, stated: str | None) -> None:
    refused = refusal(stated, body, "https://lamp.example/a")

    assert refused is not None
    assert refused.reason == "UnsupportedType:application/octet-stream"


@pytest.mark.parametrize(
    "body",
    [
        PAGE.encode(),
        PAGE.encode("utf-16"),
        PAGE.encode("utf-16-le"),
        PAGE.encode("utf-16-be"),
        PAGE.replace("tide", "ti\x00de").replace("quay", "qu\x0bay").encode(),
        PAGE.encode("iso2022_jp", errors="replace"),
        PAGE.encode("gb18030"),
        b"",
    ],
    ids=["utf-8", "utf-16", "utf-16-le", "utf-16-be", "stray", "escapes", "gb18030", "empty"],
)
def test_text_in_any_encoding_may_be_a_page(body: bytes) -> None:
    assert refusal("text/html", body, "https://lamp.example/a") is None
