"""`trawlnet replay`: clean and index again what the archive holds, without a single fetch."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from cli.console import emit_json
from cli.crew import Crew
from cli.days import day_of
from cli.parts import Parts, open_parts
from contracts.settings import load

if TYPE_CHECKING:
    from cli.run import RunSummary


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("replay")
    def replay(
        since: Annotated[str | None, typer.Option(help="Fetched at or after this day, such as 2025-06-01.")] = None,
        until: Annotated[str | None, typer.Option(help="Fetched before this day or moment.")] = None,
        source: Annotated[str | None, typer.Option(help="Only this source's pages.")] = None,
        json: Annotated[bool, typer.Option("--json", help="Print the summary as one JSON object.")] = False,
    ) -> int:
        """Hand every archived page over again, as it was fetched."""
        from cli.run_view import show_summary

        with open_parts() as parts:
            span = (day_of("--since", since), day_of("--until", until))
            summary = _replayed(parts, span, source, quiet=json)
        if json:
            emit_json({"summary": summary, "totals": summary.totals})
        else:
            show_summary(summary)
        return summary.exit_status


def _replayed(
    parts: Parts, span: tuple[datetime | None, datetime | None], source_id: str | None, *, quiet: bool
) -> "RunSummary":
    from cli.run import WORKING_ROLES, Run
    from cli.run_view import progress_line
    from crawler.archive import archive_place
    from crawler.settings import CrawlSettings

    place = archive_place(parts.data_dir, load(CrawlSettings).archive)
    parts.client  # noqa: B018  # the store answers, or says what to do, before any process starts
    crew = Crew(environment=parts.environment(), log_dir=parts.data_dir / "logs", keep_alive=parts.keep_store)
    run = Run(parts, crew, patience_s=0, roles=tuple(role for role in WORKING_ROLES if role != "crawler"))
    try:
        with progress_line(quiet=quiet, title="Replaying") as tell:
            run.hand_over(place.pages(since=span[0], until=span[1], source=source_id), tell)
            run.watch(tell)
        return run.summary(run.replayed_sources, ())
    finally:
        crew.stop()
