"""What a source's pages showed, for the tests of its memory: a paragraph of each article's own, and what recurs."""

from collections.abc import Iterable, Mapping

from contracts.records import ArchivePointer
from workers.clean.sites.memory import block_hash
from workers.furniture.sightings import Sighting

FIRST_MS = 1_770_000_000_000
PROMOTION = block_hash("Join the Lantern circle and read with us by the fire.")
OLD_PROMOTION = block_hash("Last summer's circle is still open to those who read late.")
SENTENCE = block_hash("The dam above the town had been closed since the flood of 2019.")


def sightings(
    articles: int,
    recurring: Mapping[str, Iterable[int]],
    *,
    days: int = 30,
    title: str | None = None,
    own_blocks: int = 1,
) -> list[Sighting]:
    """Return so many articles, one a minute, published over `days`; `recurring` says which of them show which block."""
    own = {
        number: [block_hash(f"Paragraph {n} of {number}") for n in range(1, own_blocks)] for number in range(articles)
    }
    shown = {block: set(numbers) for block, numbers in recurring.items()}
    return [
        a_sighting(
            number,
            *own[number],
            *(block for block, numbers in shown.items() if number in numbers),
            day=number % days,
            title=title,
        )
        for number in range(articles)
    ]


def a_sighting(number: int, *blocks: str, day: int = 0, title: str | None = None) -> Sighting:
    """Return an article of this number with a paragraph of its own before the given blocks."""
    return Sighting(
        article=f"{number:032x}",
        fetched_ms=FIRST_MS + number * 60_000,
        day=day,
        title=block_hash(title or f"Title {number}"),
        blocks=(block_hash(f"Paragraph of article {number} alone"), *blocks),
        archive=ArchivePointer(file="kept.warc.gz", offset=number),
    )
