"""`trawlnet import`, `backup` and `restore`: articles and whole installations, in and out of files."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.console import counted, emit_json, say, warn
from cli.crew import Crew
from cli.parts import Parts, open_parts
from contracts.errors import Misconfigured

if TYPE_CHECKING:
    from cli.backup import BackupFacts
    from cli.run import RunSummary

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


def register(app: typer.Typer) -> None:
    """Add the three commands."""
    app.command("import")(import_articles)
    app.command("backup")(backup)
    app.command("restore")(restore)


def import_articles(
    file: Annotated[Path, typer.Argument(help="Articles as JSON lines, such as `trawlnet clean --batch` writes.")],
    json: Json = False,
) -> int:
    """Enrich and index the articles of a file of JSON lines; those that stand already change nothing."""
    from cli.run_view import show_summary

    if not file.is_file():
        raise Misconfigured(f"There is no file {file}: name one of articles as JSON lines.")
    with open_parts() as parts:
        summary, bad = _imported(parts, file, quiet=json)
    if json:
        emit_json({"summary": summary, "totals": summary.totals, "bad_lines": bad})
    else:
        show_summary(summary)
        for line, why in bad[:20]:
            warn(f"{file}:{line}: {why}")
        if bad:
            warn(f"trawlnet: {counted(len(bad), 'line is no article', 'lines are no articles')}: passed over.")
    return 3 if bad else summary.exit_status


def _imported(parts: Parts, file: Path, *, quiet: bool) -> "tuple[RunSummary, list[tuple[int, str]]]":
    from cli.articles_file import read_articles
    from cli.run import WORKING_ROLES, Run
    from cli.run_view import progress_line

    parts.client  # noqa: B018  # the store answers, or says what to do, before any process starts
    crew = Crew(environment=parts.environment(), log_dir=parts.data_dir / "logs", keep_alive=parts.keep_store)
    run = Run(parts, crew, patience_s=0, roles=tuple(role for role in WORKING_ROLES if role != "crawler"))
    bad: list[tuple[int, str]] = []
    try:
        with progress_line(quiet=quiet, title="Importing") as tell:
            run.hand_over_articles(read_articles(file, bad), tell)
            run.watch(tell)
        return run.summary(run.replayed_sources, ()), bad
    finally:
        crew.stop()


def backup(
    file: Annotated[Path, typer.Argument(help="Where to write it, such as trawlnet.tar.gz.")], json: Json = False
) -> int:
    """Write sources, state, articles and archive to one file; crawling may go on meanwhile."""
    from cli.backup import write_backup

    with open_parts() as parts:
        _tell("Wrote", write_backup(parts, file), json=json)
    return 0


def restore(file: Annotated[Path, typer.Argument(help="What `trawlnet backup` wrote.")], json: Json = False) -> int:
    """Bring an empty installation to where the backup was; nothing may run meanwhile."""
    from cli.backup import read_backup

    with open_parts() as parts:
        _tell("Restored", read_backup(parts, file), json=json)
    return 0


def _tell(done: str, facts: "BackupFacts", *, json: bool) -> None:
    if json:
        emit_json(facts)
        return
    held = (
        counted(facts.sources, "source", "sources"),
        counted(facts.articles, "article", "articles"),
        counted(facts.archive_files, "archive file", "archive files"),
    )
    say(f"{done} {', '.join(held)}.")
