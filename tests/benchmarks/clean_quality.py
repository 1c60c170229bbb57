"""How well pages are read, beside four open extractors and a choice among three, in one run on the same bytes.

`python -m tests.benchmarks.clean_quality`. The measure is the labelled pages' own (`../shared/data/score.py`).
`--json` prints every figure and every page's scores in place of the tables, `--json FILE` writes them, `--markdown
FILE` writes the tables, below their mark where the file has it; `--only ours` leaves the peers out, `--decoded` hands
text to all of them, the easier case. Peers that are not installed are named; `make quality` installs them. Progress is
shown on a terminal only.
"""

import argparse
import importlib.metadata
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from tests.benchmarks.clean_measure import (
    ABSENT,
    DATA,
    SETS,
    Figures,
    Outputs,
    cases_of,
    digest_of,
    figures_of,
    is_present,
    measure_of,
    outputs_of,
    site_of,
    warn,
)
from tests.benchmarks.clean_peers import CHOICE, INSTALL, PEERS, choice_of

OURS: Final = {
    "trawlnet": "tests.benchmarks.clean_adapter:extract",
    "trawlnet, fast": "tests.benchmarks.clean_adapter:extract_fast",
}
CHOSEN: Final = "choice among three"
REPOSITORY: Final = Path(__file__).resolve().parents[2]
MARK: Final = "<!-- Below: python -m tests.benchmarks.clean_quality --sites --markdown docs/cleaning.md -->"
STDOUT: Final = Path("-")
_BETTER_LOW: Final = "In the future"


@dataclass(frozen=True, slots=True)
class Field:
    """One table: its title, what it says below it, and a figure's part that it shows."""

    title: str
    of: Callable[[Figures], float | int | None]
    note: str = ""


FIELDS: Final = (
    Field("Body F1", lambda it: it.f1, "On the set `trafilatura` over segments, elsewhere over 4-token shingles."),
    Field("Body precision", lambda it: it.precision),
    Field("Body recall", lambda it: it.recall),
    Field("Body exact", lambda it: it.exact, "Pages whose text equals the truth, shingle for shingle."),
    Field("Title", lambda it: it.title, "Equal to the truth after folding."),
    Field("Published, day", lambda it: it.day),
    Field("Published, minute", lambda it: it.minute, "Where the truth has it."),
    Field(_BETTER_LOW, lambda it: it.future, "Pages said to be published after now."),
    Field("Authors F1", lambda it: it.authors),
    Field("Tags F1", lambda it: it.tags),
    Field("Language", lambda it: it.language),
)


@dataclass(frozen=True, slots=True)
class Run:
    """What one run of the measure gave: each extractor's outputs, and its figures on each set."""

    outputs: Mapping[str, Outputs]
    figures: Mapping[str, Mapping[str, Figures]]
    absent: Sequence[str]


def measured(sets: Sequence[str], *, peers: bool, processes: int, data: Path = DATA, as_bytes: bool = True) -> Run:
    """Return the run over these sets, with every peer that is installed or without peers."""
    ids = [name for name, case in cases_of(data).items() if case["source"] in sets]
    present = [peer for peer in PEERS if peers and peer.is_installed]
    specs = {**OURS, **{peer.name: peer.spec for peer in present}}
    has_choice = peers and len(present) == len(PEERS)
    called = [*specs.values(), *(CHOICE[:1] if has_choice else ())]
    with _progress(len(called) * len(ids)) as on_pages:
        outputs = outputs_of(called, ids, processes=processes, data=data, as_bytes=as_bytes, on_pages=on_pages)
    named = {name: outputs[spec] for name, spec in specs.items()}
    if has_choice:
        named[CHOSEN] = choice_of([outputs[spec] for spec in CHOICE])
    return Run(
        outputs=named,
        figures={name: figures_of(found, ids, data=data) for name, found in named.items()},
        absent=[peer.package for peer in PEERS if peers and peer not in present],
    )


@contextmanager
def _progress(pages: int) -> Iterator[Callable[[str, int], None]]:
    """Give what is told of each extractor's pages; a person at a terminal sees it."""
    columns = (TextColumn("{task.description:<40}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as shown:
        task = shown.add_task("starting", total=pages)
        yield lambda spec, read: shown.update(task, description=spec, advance=read)


def tables(run: Run, sets: Sequence[str], data: Path = DATA) -> str:
    """Return a table in Markdown for each field: a line for each extractor, a column for each set, the best in bold."""
    return "\n\n".join(text for field in FIELDS if (text := _table(field, run, sets, data)))


def _table(field: Field, run: Run, sets: Sequence[str], data: Path) -> str:
    rows = {name: [field.of(by_set[source]) for source in sets] for name, by_set in run.figures.items()}
    shown = [at for at in range(len(sets)) if any(row[at] is not None for row in rows.values())]
    told = {name: row for name, row in rows.items() if any(row[at] is not None for at in shown)}
    if not told:
        return ""
    best = {at: _best([row[at] for row in told.values()], field) for at in shown}
    lines = [[name, *(_cell(row[at], best[at]) for at in shown)] for name, row in told.items()]
    table: str = measure_of(data).table([field.title, *(sets[at] for at in shown)], lines)
    return f"{table}\n\n{field.note}" if field.note else table


def _best(values: Sequence[float | int | None], field: Field) -> float | int | None:
    known = [value for value in values if value is not None]
    return (min if field.title == _BETTER_LOW else max)(known) if known else None


def _cell(value: float | int | None, best: float | int | None) -> str:
    if value is None:
        return "–"
    text = str(value) if isinstance(value, int) else f"{value:.3f}"
    return f"**{text}**" if value == best else text


def without_each_site(outputs: Outputs, data: Path = DATA) -> dict[str, tuple[float, float, int]]:
    """Return, for each set, the lowest and the highest body F1 without one site's pages, and how many sites it has."""
    found: dict[str, tuple[float, float, int]] = {}
    for source in {cases_of(data)[name]["source"] for name in outputs}:
        pages = [name for name in outputs if cases_of(data)[name]["source"] == source]
        sites = {site_of(cases_of(data)[name]) for name in pages}
        rest = [[name for name in pages if site_of(cases_of(data)[name]) != site] for site in sorted(sites)]
        scores = [figures_of(outputs, part, data=data)[source].f1 or 0.0 for part in rest if part]
        found[source] = (min(scores), max(scores), len(sites))
    return found


def heading(data: Path = DATA) -> str:
    """Return what the figures are figures of: when, which state of the code, which data, which versions."""
    versions = ", ".join(
        f"{name} {_version(name)}" for name in ("trafilatura", "newspaper4k", "resiliparse", "readability-lxml")
    )
    return (
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC · code {_commit()} · {len(cases_of(data))} pages, "
        f"digest `{digest_of(data)[:16]}` · {versions}"
    )


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"


def _commit() -> str:
    told = subprocess.run(
        ["git", "describe", "--always", "--dirty", "--exclude=*"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    return told.stdout.strip() or "unknown"


def as_json(run: Run, data: Path = DATA) -> dict[str, Any]:
    """Return everything that was measured: figures by extractor and set, scores by extractor and page."""
    score = measure_of(data)
    return {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "code": _commit(),
        "digest": digest_of(data),
        "figures": {name: {key: asdict(it) for key, it in by_set.items()} for name, by_set in run.figures.items()},
        "pages": {
            name: {
                page: {**score.score_case(cases_of(data)[page]["gold"], out), "error": error}
                for page, (out, error, _) in outputs.items()
            }
            for name, outputs in run.outputs.items()
        },
    }


def main() -> None:
    """Measure, print the tables, and write them where asked."""
    asked = _arguments()
    data = asked.data.resolve()
    if not is_present(data):
        warn(f"Nothing to measure on: {ABSENT if data == DATA else data}.")
        raise SystemExit(1)
    sets = asked.set or list(SETS)
    run = measured(sets, peers=asked.only != "ours", processes=asked.processes, data=data, as_bytes=not asked.decoded)
    told = "\n\n".join(_told(run, sets, data, asked))
    figures = json.dumps(as_json(run, data), ensure_ascii=False, indent=1) if asked.json else ""
    sys.stdout.write((figures if asked.json == STDOUT else told) + "\n")
    if run.absent:
        warn(f"Not installed, so not measured: {', '.join(run.absent)}. {INSTALL}")
    if asked.json and asked.json != STDOUT:
        asked.json.write_text(figures + "\n", encoding="utf-8")
    if asked.markdown:
        write_below(MARK, told, asked.markdown)


def _told(run: Run, sets: Sequence[str], data: Path, asked: argparse.Namespace) -> Iterator[str]:
    yield heading(data) + (" · decoded text, not bytes" if asked.decoded else "")
    yield tables(run, sets, data)
    if asked.sites:
        yield _sites(run, data)


def write_below(mark: str, text: str, file: Path) -> None:
    """Put a text in place of what a file has below a mark; without the file or the mark, the text is the file."""
    before, found, _ = (file.read_text(encoding="utf-8") if file.is_file() else "").partition(mark)
    file.write_text(f"{before}{mark}\n{text}\n" if found else f"{text}\n", encoding="utf-8")


def _sites(run: Run, data: Path) -> str:
    lines = [
        [name, source, low, high, sites]
        for name in OURS
        for source, (low, high, sites) in sorted(without_each_site(run.outputs[name], data).items())
    ]
    table: str = measure_of(data).table(["Body F1 without one site", "set", "lowest", "highest", "sites"], lines)
    return table


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", action="append", choices=SETS, help="only this set; may be repeated")
    parser.add_argument("--only", choices=["ours"], help="leave the peers out")
    parser.add_argument("--sites", action="store_true", help="also the range that leaving out one site gives")
    parser.add_argument("--decoded", action="store_true", help="hand over decoded text, not the page's bytes")
    parser.add_argument(
        "--json",
        type=Path,
        nargs="?",
        const=STDOUT,
        help="every figure and page, printed or written here",
    )
    parser.add_argument("--markdown", type=Path, help="write the tables here")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--data", type=Path, default=DATA, help="where score.py and its pages are")
    return parser.parse_args()


if __name__ == "__main__":
    main()
