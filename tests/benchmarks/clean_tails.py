"""How exactly cleaning tells an article's paragraphs from what stands among and below them, on labelled tails.

`python -m tests.benchmarks.clean_tails [--part NAME] [--wrong]`, a part of `tests/gold/tails`. A labelled paragraph is
taken out if the article's text does not hold it. Precision: which share of what was taken out was labelled so; a
lost paragraph of the article counts against it. Recall: which share of what is labelled so was taken out. Explained:
the share of what was rightly taken out that stands in `removed` with a reason.
"""

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from rich.console import Console
from rich.table import Table

from contracts.article import Article, Removed
from contracts.records import Page, PageId, SourceRef
from tests.gold.tails.pages import KEEP, Case, Piece, cases
from workers.clean import clean

FETCHED_AT: Final = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
PARTS: Final = ("dev", "held", "fresh", "lessons", "trial", "final", "check", "assay", "sequel", "proof", "audit")
_TELLING: Final = 20


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one labelled paragraph: whether it was taken out, and under which reason it was kept, if any."""

    case: Case
    piece: Piece
    is_out: bool
    reason: str | None

    @property
    def is_wrong(self) -> bool:
        """Whether a paragraph of the article was lost, or one that is none was kept."""
        return self.is_out == (self.piece.label == KEEP)


@dataclass(frozen=True, slots=True)
class Score:
    """Precision and recall of taking out, and how much of it is explained."""

    right: int
    lost: int
    left: int
    explained: int

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.lost)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + self.left)

    @property
    def explanation(self) -> float:
        return self.explained / max(1, self.right)


def verdicts(split: str) -> Iterator[Verdict]:
    """Yield what became of every labelled paragraph of a split, in order."""
    for case in cases(split):
        article = clean(page_of(case))
        yield from _judged(case, article if isinstance(article, Article) else None)


def score(found: Iterable[Verdict]) -> Score:
    """Return the figures over some verdicts."""
    counts: Counter[str] = Counter()
    for verdict in found:
        if verdict.piece.label == KEEP:
            counts["lost"] += verdict.is_out
        elif verdict.is_out:
            counts["right"] += 1
            counts["explained"] += verdict.reason is not None
        else:
            counts["left"] += 1
    return Score(counts["right"], counts["lost"], counts["left"], counts["explained"])


def page_of(case: Case) -> Page:
    """Return the case's page as a crawler would hand it over."""
    return Page(
        id=PageId(case.id),
        source=SourceRef(id=case.host, name=case.publication, host=case.host),
        url=case.url,
        final_url=case.url,
        status=200,
        headers=(("Content-Type", "text/html; charset=utf-8"),),
        fetched_at=FETCHED_AT,
        body=case.html.encode(),
    )


def _judged(case: Case, article: Article | None) -> Iterator[Verdict]:
    lines, whole = _lines(article.text if article else "")
    removed = article.removed if article else ()
    for piece in case.pieces:
        wanted = _compact(piece.text)
        is_in = lines[wanted] > 0 or (len(wanted) >= _TELLING and wanted in whole)
        lines[wanted] -= is_in
        yield Verdict(case, piece, not is_in, _reason(wanted, removed))


def _lines(text: str) -> tuple[Counter[str], str]:
    """The text's paragraphs and their lines, each with how often it stands there; and the whole."""
    paragraphs = text.split("\n\n")
    parts = {part for paragraph in paragraphs for part in (paragraph, *paragraph.split("\n"))}
    counted = Counter(_compact(paragraph) for paragraph in paragraphs)
    for part in parts:
        counted[_compact(part)] = max(1, counted[_compact(part)])
    return counted, _compact(text)


def _reason(wanted: str, removed: Iterable[Removed]) -> str | None:
    """The reason of the removed piece that is the paragraph, or begins or ends within it."""
    for piece in removed:
        text = _compact(piece.text)
        if text == wanted or (len(text) >= _TELLING // 2 and (text in wanted or wanted in text)):
            return piece.reason
    return None


def _compact(text: str) -> str:
    return "".join(text.split())


def _table(title: str, groups: dict[str, list[Verdict]]) -> Table:
    table = Table(title=title)
    for heading in ("", "out", "lost", "left", "precision", "recall", "explained"):
        table.add_column(heading, justify="left" if not heading else "right")
    for name, found in groups.items():
        figures = score(found)
        rates = (figures.precision, figures.recall, figures.explanation)
        table.add_row(name, *map(str, (figures.right, figures.lost, figures.left)), *(f"{rate:.3f}" for rate in rates))
    return table


def _grouped(found: Iterable[tuple[str, Verdict]]) -> dict[str, list[Verdict]]:
    groups: dict[str, list[Verdict]] = defaultdict(list)
    for name, verdict in found:
        groups[name].append(verdict)
    return dict(sorted(groups.items()))


def _told(verdict: Verdict) -> str:
    case, piece = verdict.case, verdict.piece
    what = f"lost as {verdict.reason}" if verdict.is_out else "left"
    return f"{case.id} {case.layout} [{piece.label}] {what}: {piece.text}"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", choices=PARTS, default="dev", help="final is opened for the final figure only")
    parser.add_argument("--wrong", action="store_true", help="list every paragraph that was lost or left")
    return parser.parse_args()


def main() -> None:
    """Print the figures by language, by label and in all."""
    options, console = _options(), Console(width=160)
    found = list(verdicts(options.part))
    tails = len({verdict.case.id for verdict in found})
    console.print(_table("By language", _grouped((verdict.case.language, verdict) for verdict in found)))
    console.print(_table("By label", _grouped((verdict.piece.label, verdict) for verdict in found)))
    console.print(_table(f"All {tails} tails", {"all": found}))
    for verdict in (each for each in found if options.wrong and each.is_wrong):
        console.print(_told(verdict), markup=False, soft_wrap=True)


if __name__ == "__main__":
    main()
