"""What is kept of an article that a source showed."""

from dataclasses import replace

from tests.unit.workers.furniture.sightings import OLD_PROMOTION, PROMOTION, a_sighting
from workers.furniture.sightings import packed, unpacked


def test_a_sighting_is_kept_as_it_was() -> None:
    seen = a_sighting(3, PROMOTION, OLD_PROMOTION, day=-4)

    assert unpacked(seen.article, seen.fetched_ms, packed(seen)) == seen
    bare = replace(seen, blocks=(), archive=None)
    assert unpacked(bare.article, bare.fetched_ms, packed(bare)) == bare
