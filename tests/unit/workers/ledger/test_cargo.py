"""What a row carries comes out as it went in, or is refused."""

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from contracts.errors import Malformed
from tests.integration.ledgers import a_page
from tests.unit.workers.articles import an_article
from workers.ledger.cargo import packed_article, packed_page, unpacked_article, unpacked_page


@given(st.binary(max_size=2000))
def test_a_page_s_body_is_kept_byte_for_byte(body: bytes) -> None:
    page = a_page(body=body)

    assert unpacked_page(packed_page(page)) == page


def test_an_article_comes_out_as_it_went_in() -> None:
    article = an_article(title="国际空间站")

    assert unpacked_article(packed_article(article)) == article


@pytest.mark.parametrize(
    "cargo",
    [b"", b"junk", zstandard.compress(b""), zstandard.compress(b"\xff\xff\xff\xff{}"), zstandard.compress(b"\0" * 10)],
)
def test_bytes_that_are_no_page_are_malformed(cargo: bytes) -> None:
    with pytest.raises(Malformed):
        unpacked_page(cargo)


def test_bytes_that_unpack_to_too_much_are_malformed() -> None:
    bomb = zstandard.compress(b"\0" * (129 * 1024**2))

    with pytest.raises(Malformed):
        unpacked_article(bomb)
