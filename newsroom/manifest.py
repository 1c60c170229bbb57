"""The truth about the sample web, and the check of an index against it.

`python -m newsroom.manifest` writes `manifest.json` anew from what the sites are written from, never from a crawl.
"""

from collections import Counter
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

import msgspec

from newsroom.comparison import Counts, Difference, check, check_requests
from newsroom.expectations import ExpectedPage, Manifest, SourceTotals
from newsroom.sites.pages import Web
from newsroom.sites.web import expected_pages, traps

__all__ = ["Counts", "Difference", "Manifest", "check", "check_requests", "load", "written"]

EDITIONS: Final = (1, 2)
_FILE: Final = "manifest.json"


class _Editions(msgspec.Struct, frozen=True):
    """The file: the first edition whole, and of each later one the pages that differ."""

    first: Manifest
    changed: dict[str, tuple[ExpectedPage, ...]]


@cache
def load(edition: int = 1) -> Manifest:
    """Return the package's manifest for an edition of the sites."""
    held = msgspec.json.decode(files("newsroom").joinpath(_FILE).read_bytes(), type=_Editions)
    if edition == held.first.edition:
        return held.first
    changed = {page.url: page for page in held.changed[str(edition)]}
    pages = tuple(changed.get(page.url, page) for page in held.first.pages)
    return msgspec.structs.replace(held.first, edition=edition, pages=pages)


def built(edition: int = 1) -> Manifest:
    """Return the manifest of an edition, from the sites' data."""
    web = Web(port="{port}", edition=edition)
    pages = expected_pages(web)
    by_source = {
        source: _totals(page for page in pages if page.source == source)
        for source in sorted({page.source for page in pages})
    }
    return Manifest(edition=edition, pages=pages, totals=_totals(pages), by_source=by_source, traps=traps(web))


def _totals(pages: Iterable[ExpectedPage]) -> SourceTotals:
    counted = Counter(page.outcome for page in pages)
    return msgspec.convert(dict(counted), SourceTotals)


def written() -> bytes:
    """Return the text of `manifest.json` as it should be."""
    first = built()
    changed = {
        str(edition): tuple(
            page for page, before in zip(built(edition).pages, first.pages, strict=True) if page != before
        )
        for edition in EDITIONS[1:]
    }
    return msgspec.json.format(msgspec.json.encode(_Editions(first, changed)), indent=1) + b"\n"


def main() -> None:
    """Write `manifest.json` beside this module."""
    Path(__file__).with_name(_FILE).write_bytes(written())


if __name__ == "__main__":
    main()
