"""`trawlnet sources check`: one page of each kind, and what was read from it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.console import emit_json, say, table
from cli.parts import open_parts
from contracts.errors import Misconfigured

if TYPE_CHECKING:
    from contracts.records import Source
    from crawler.check import CheckReport


def check_sources(
    source_id: Annotated[str | None, typer.Argument(help="One source; all of them if not given.")] = None,
    sources_file: Annotated[Path | None, typer.Option("--sources", help="Check a file's sources instead.")] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")] = False,
) -> int:
    """Fetch one page of each kind, and show what was found there."""
    from crawler.catalogue import load_sources
    from crawler.check import check_source

    with open_parts() as parts:
        chosen = _chosen(parts.catalogue.list() if sources_file is None else load_sources(sources_file), source_id)
        reports = [check_source(source, parts.settings.crawl) for source in chosen]
    if json:
        emit_json(reports)
    else:
        for report in reports:
            _show_report(report)
    return 0 if all(report.ok for report in reports) else 3


def _chosen(sources: "list[Source]", source_id: str | None) -> "list[Source]":
    chosen = [source for source in sources if source_id in (None, source.id)]
    if not chosen:
        raise Misconfigured(f"There is no source {source_id!r} to check." if source_id else "There are no sources yet.")
    return chosen


def _show_report(report: "CheckReport") -> None:
    say(f"{report.source_id}: {'ok' if report.ok else 'yields no article'}")
    table(
        ("kind", "address", "status", "type", "bytes", "articles", "problem"),
        (
            (one.kind, one.url, one.status, one.content_type, one.size, one.articles, one.problem or "")
            for one in report.checked
        ),
    )
