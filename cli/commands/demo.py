"""`trawlnet demo`: crawl the bundled newsroom, check the index against its manifest, and serve the page."""

from typing import Annotated

import typer

from cli.parts import read_settings


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("demo")
    def demo(
        exit_after: Annotated[
            bool, typer.Option("--exit", help="Stop after the summary; 0 only if all is right.")
        ] = False,
        newsroom: Annotated[
            int | None,
            typer.Option(metavar="PORT", help="Crawl a newsroom that is served there already, on the store in use."),
        ] = None,
        json: Annotated[bool, typer.Option("--json", help="Print the outcome as one JSON object.")] = False,
    ) -> int:
        """Crawl the bundled sample sites, check the index against their manifest, and serve the page."""
        from cli.demonstration import demonstrate

        return demonstrate(read_settings(), exit_after=exit_after, newsroom=newsroom, json=json)
