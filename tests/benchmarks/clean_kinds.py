"""How well kinds of pages are told apart: `python -m tests.benchmarks.clean_kinds [--part P] [--json F] [--real DIR]`.

The pages are those of `tests/gold/kinds`: dev, held, fresh, wide, trial, final, check, lessons, or proof, which only
a final figure opens. `--real` names a folder of real articles with their `ground-truth.json`: each that is rejected is
a false rejection. Prints the confusion of kinds, each error by name, and the share that is right.
"""

import argparse
import gzip
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, get_args

from rich.console import Console
from rich.table import Table

from contracts.errors import Rejected
from tests.benchmarks.clean_adapter import _page
from tests.gold.kinds.pages import Split, pages
from workers.clean import clean

KINDS: Final = {
    "HomePage": "home",
    "ListingPage": "listing",
    "VideoPage": "video",
    "GalleryPage": "gallery",
    "PaywallTeaser": "paywall",
    "ConsentWall": "consent",
    "BotWall": "bot",
    "LoginWall": "login",
    "ErrorPage": "soft404",
    "SiteFailure": "error",
}
"""What an editor calls the pages that are rejected under each name."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One page: what it is, and what it was taken for (a kind, or the name of a rejection that is of no kind)."""

    id: str
    language: str
    kind: str
    taken_for: str

    @property
    def is_right(self) -> bool:
        """Whether it was taken for what it is."""
        return self.kind == self.taken_for


def judged(part: Split) -> list[Judged]:
    """Return how each page of a part of the labelled set is judged."""
    return [Judged(page.id, page.language, page.kind, taken_for(page.html, page.url)) for page in pages(part)]


def taken_for(body: bytes, url: str | None) -> str:
    """Return the kind that a page's bytes are taken for."""
    found = clean(_page(body, url, is_text=False))
    return KINDS.get(found.reason, found.reason) if isinstance(found, Rejected) else "article"


def share_right(found: Iterable[Judged]) -> float:
    """Return the share of pages taken for what they are."""
    right = [one.is_right for one in found]
    return sum(right) / len(right)


def false_rejections(folder: Path) -> list[Judged]:
    """Return the real articles of a folder that are not taken for articles."""
    truth = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    found = [
        Judged(name, case.get("language") or "", "article", _of_real(folder / case["file"], case.get("url")))
        for name, case in truth.items()
    ]
    return [one for one in found if not one.is_right]


def _of_real(file: Path, url: str | None) -> str:
    return taken_for(gzip.decompress(file.read_bytes()), url)


def confusion(found: list[Judged]) -> Table:
    """Return what pages of each kind (rows) are taken for (columns)."""
    counts = Counter((one.kind, one.taken_for) for one in found)
    kinds = ["article", *KINDS.values()]
    others = sorted({one.taken_for for one in found} - set(kinds))
    table = Table("is / taken for", *kinds, *others, "right")
    for kind in kinds:
        row = [counts[kind, other] for other in (*kinds, *others)]
        share = f"{counts[kind, kind] / sum(row):.2f}" if sum(row) else "-"
        table.add_row(kind, *(str(count) if count else "·" for count in row), share)
    return table


def main() -> None:
    """Judge, and print the confusion, the errors and the share that is right."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--part", choices=get_args(Split), default="dev", help="proof is kept for a final figure")
    arguments.add_argument("--json", type=Path)
    arguments.add_argument("--real", type=Path, help="a folder of real articles with their ground-truth.json")
    given = arguments.parse_args()
    found, console = judged(given.part), Console(width=160)
    console.print(confusion(found))
    for one in (one for one in found if not one.is_right):
        console.print(f"{one.kind} taken for {one.taken_for}: {one.id} ({one.language})")
    lost = sum(1 for one in found if one.kind == "article" and not one.is_right)
    console.print(f"{share_right(found):.3f} of {len(found)} pages are right; {lost} articles are rejected")
    rejected = false_rejections(given.real) if given.real else []
    if given.real:
        console.print(f"real articles rejected: {len(rejected)} {[(one.id, one.taken_for) for one in rejected]}")
    if given.json:
        figures = {"right": share_right(found), "pages": len(found), "articles_rejected": lost}
        wrong = [[one.id, one.kind, one.taken_for] for one in found if not one.is_right]
        given.json.write_text(json.dumps(figures | {"wrong": wrong, "real_rejected": len(rejected)}), encoding="utf-8")


if __name__ == "__main__":
    main()
