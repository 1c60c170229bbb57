"""Which document an address is, and which write of it is newer."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from contracts.article import Version
from contracts.identity import canonical_for, document_id, first_version, packed, unpacked
from contracts.records import SourceRef

SOURCE = SourceRef(id="post", name="The Post", host="post.example", hosts=("amp.post.example",))
FETCHED = "https://amp.post.example/news/port-strike-12"


def test_a_page_may_claim_an_address_of_its_own_source() -> None:
    claimed = "https://www.post.example/news/port-strike-12"
    assert canonical_for(SOURCE, final_url=FETCHED, claimed=claimed) == claimed


def test_a_claim_on_another_publications_address_never_decides_the_id() -> None:
    assert canonical_for(SOURCE, final_url=FETCHED, claimed="https://rival.example/news/port-strike-12") == FETCHED


def test_a_claim_on_a_front_page_never_decides_the_id() -> None:
    assert canonical_for(SOURCE, final_url=FETCHED, claimed="https://post.example/") == FETCHED
    assert canonical_for(SOURCE, final_url=FETCHED, claimed=None) == FETCHED


def test_addresses_that_differ_by_a_tracker_are_one_document() -> None:
    assert document_id(FETCHED) == document_id(f"{FETCHED}?utm_source=feed")


@given(st.integers(0, 2**43), st.integers(0, 1023), st.integers(0, 2**43), st.integers(0, 1023))
def test_packing_keeps_the_order_of_versions(ms: int, revision: int, other_ms: int, other_revision: int) -> None:
    one, other = Version(ms, revision), Version(other_ms, other_revision)
    assert unpacked(packed(one)) == one
    assert (one < other) == (packed(one) < packed(other))


def test_a_fetchs_first_write_has_revision_zero() -> None:
    assert first_version(datetime(2025, 6, 1, tzinfo=UTC)) == Version(1748736000000, 0)
