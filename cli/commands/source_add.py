"""`trawlnet sources add`: a source from one address, after a look at what the site has, and why it is chosen."""

from typing import TYPE_CHECKING, Annotated, Final

import typer

from cli.console import counted, emit_json, err, say, table
from cli.parts import open_parts

if TYPE_CHECKING:
    from contracts.records import Source
    from crawler.check import Candidate, Survey

_MOST_ROWS: Final = 40


def add_source(
    url: Annotated[str, typer.Argument(help="The site, or a feed, a sitemap or a listing page of it.")],
    name: Annotated[str | None, typer.Option(help="The publication's name; its own word if not given.")] = None,
    language: Annotated[str | None, typer.Option(help="BCP 47, such as en or zh-Hant.")] = None,
    country: Annotated[str | None, typer.Option(help="ISO 3166-1, such as GB.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be added, and add nothing.")] = False,
    json: Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")] = False,
) -> None:
    """Add a source by its address: find what announces its news, choose by yield, and say why."""
    from cli.new_source import surveyed

    with open_parts() as parts:
        with err.status("Looking around …") as status:
            survey = surveyed(
                url,
                settings=parts.settings.crawl,
                name=name,
                language=language,
                country=country,
                tell=lambda step: status.update(f"Looking at {step}", spinner="dots"),
            )
        source = survey.source
        assert source is not None
        if not dry_run:
            parts.catalogue.put([source])
    if json:
        emit_json({"added": not dry_run, "source": source, "survey": survey})
    else:
        _show(survey, source, dry_run=dry_run)


def _show(survey: "Survey", source: "Source", *, dry_run: bool) -> None:
    table(
        ("", "kind", "address", "articles", "recent", "newest", "overlap", "why"),
        (_row(candidate) for candidate in survey.candidates[:_MOST_ROWS]),
    )
    say()
    for note in survey.notes:
        say(note)
    for what, patterns in (("articles", source.links.allow), ("further listings", source.links.follow)):
        if patterns:
            say(f"Links that are {what}: {', '.join(patterns)}")
    told = f"{source.id}: {source.name} ({_endpoints(source)})"
    said = f"{survey.requests} requests. {'Would add' if dry_run else 'Added'} {told}."
    say(said)


def _row(candidate: "Candidate") -> tuple[object, ...]:
    return (
        "✓" if candidate.chosen else "",
        candidate.kind,
        candidate.url,
        candidate.articles,
        candidate.recent,
        f"{candidate.newest:%Y-%m-%d %H:%M}" if candidate.newest else None,
        f"{candidate.overlap:.0%}",
        f"{candidate.reason} ({candidate.found_by})",
    )


def _endpoints(source: "Source") -> str:
    numbers = (
        (len(source.feeds), "feed", "feeds"),
        (len(source.sitemaps), "sitemap", "sitemaps"),
        (len(source.start_pages), "start page", "start pages"),
    )
    return ", ".join(counted(number, one, more) for number, one, more in numbers if number)
