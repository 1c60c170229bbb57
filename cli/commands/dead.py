"""`trawlnet dead`: the pages that could not be ended, kept with their cause until a person decides."""

from typing import Annotated

import typer

from cli.console import emit_json, say, table, warn
from cli.parts import open_parts

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
_ID = Annotated[str, typer.Argument(metavar="ID|all", help="A dead page's id, or `all`.")]


def register(app: typer.Typer) -> None:
    """Add the family of commands."""
    dead = typer.Typer(no_args_is_help=True, help="List, show, retry and discard dead pages.")
    app.add_typer(dead, name="dead")
    dead.command("list")(list_dead)
    dead.command("show")(show_dead)
    dead.command("retry")(retry_dead)
    dead.command("discard")(discard_dead)


def list_dead(limit: Annotated[int, typer.Option(min=1, max=10_000)] = 100, json: Json = False) -> None:
    """List the dead pages, the latest first."""
    with open_parts() as parts:
        pages = parts.ledger.dead_list(limit=limit)
    if json:
        emit_json(pages)
    elif not pages:
        say("No page is dead.")
    else:
        table(
            ("id", "died (UTC)", "stage", "source", "attempts", "cause", "url"),
            (
                (
                    page.page_id,
                    f"{page.died_at:%Y-%m-%d %H:%M}",
                    page.stage,
                    page.source_id,
                    page.attempts,
                    page.cause,
                    page.url,
                )
                for page in pages
            ),
        )


def show_dead(page_id: Annotated[str, typer.Argument(metavar="ID")], json: Json = False) -> int:
    """Show why one page died, and where it lies in the archive."""
    with open_parts() as parts:
        page = parts.ledger.dead_show(page_id)
    if page is None:
        warn(f"trawlnet: no dead page has the id {page_id!r}: `trawlnet dead list` shows those that are.")
        return 1
    if json:
        emit_json(page)
    else:
        say(f"{page.url}\n{page.stage} died after {page.attempts} attempts: {page.cause}\n{page.detail}".rstrip())
        if page.archive:
            say(f"archived at {page.archive}")
    return 0


def retry_dead(page_id: _ID, json: Json = False) -> int:
    """Put a dead page, or all of them, back into their queue."""
    with open_parts() as parts:
        return _told(parts.ledger.dead_retry(page_id), "put back into the queue", page_id, json)


def discard_dead(page_id: _ID, json: Json = False) -> int:
    """Give up a dead page, or all of them, for good; the archive keeps what was fetched."""
    with open_parts() as parts:
        return _told(parts.ledger.dead_discard(page_id), "discarded", page_id, json)


def _told(count: int, done: str, page_id: str, json: bool) -> int:
    if json:
        emit_json({"count": count})
    elif count or page_id == "all":
        say(f"{count} {'page' if count == 1 else 'pages'} {done}.")
    else:
        warn(f"trawlnet: no dead page has the id {page_id!r}: `trawlnet dead list` shows those that are.")
    return 0 if count or page_id == "all" else 1
