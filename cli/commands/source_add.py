"""`trawlnet sources add`: a source from one address, after one look at what is there."""

from typing import TYPE_CHECKING, Annotated

import typer

from cli.console import emit_json, say
from cli.parts import open_parts

if TYPE_CHECKING:
    from contracts.records import Source


def add_source(
    url: Annotated[str, typer.Argument(help="A feed, a sitemap or a listing page of the source.")],
    name: Annotated[str | None, typer.Option(help="The publication's name; its host name if not given.")] = None,
    language: Annotated[str | None, typer.Option(help="BCP 47, such as en or zh-Hant.")] = None,
    country: Annotated[str | None, typer.Option(help="ISO 3166-1, such as GB.")] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")] = False,
) -> None:
    """Add a source by the address of its feed, its sitemap or its front page, after one look at what is there."""
    from cli.new_source import source_at

    with open_parts() as parts:
        source = source_at(url, settings=parts.settings.crawl, name=name, language=language, country=country)
        parts.catalogue.put([source])
    if json:
        emit_json(source)
    else:
        say(f"Added {source.id}: {source.name} ({_endpoints(source)}).")


def _endpoints(source: "Source") -> str:
    parts = [
        f"{len(urls)} {name}"
        for name, urls in (
            ("feeds", source.feeds),
            ("sitemaps", source.sitemaps),
            ("start pages", source.start_pages),
        )
        if urls
    ]
    return ", ".join(parts)
