"""`trawlnet crawl`: fetch what the sources announce now, and stop when all of it has an outcome."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from cli.console import emit_json, err
from cli.crew import Crew
from cli.days import day_of
from cli.parts import Parts, open_parts
from contracts.errors import Misconfigured
from contracts.records import Source
from contracts.urls import fetch_url, host_of


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("crawl")
    def crawl(
        urls: Annotated[list[str] | None, typer.Argument(metavar="[URL]...", help="Articles to fetch.")] = None,
        sources_file: Annotated[Path | None, typer.Option("--sources", help="Crawl this file's sources.")] = None,
        source: Annotated[
            list[str] | None, typer.Option(help="Crawl only this source, by its id or name; may be repeated.")
        ] = None,
        since: Annotated[
            str | None, typer.Option(help="Also take what sitemaps and listings name since this day: 2025-06-01.")
        ] = None,
        limit: Annotated[int | None, typer.Option(min=1, help="Stop after about so many pages.")] = None,
        patience: Annotated[float, typer.Option(min=0, help="Longest wait for a host, in seconds.")] = 60.0,
        json: Annotated[bool, typer.Option("--json", help="Print the summary as one JSON object.")] = False,
    ) -> int:
        """Crawl the sources, or single articles, until every URL found has one outcome."""
        day = day_of("--since", since)
        with open_parts() as parts:
            sources, single = _asked_for(parts, urls or [], sources_file)
            sources = _named(sources, source or [])
            if single and (day or source):
                raise Misconfigured("--since and --source are for sources: leave the single URLs out.")
            return crawl_run(parts, sources, single, limit=limit, patience_s=patience, json=json, since=day)


def crawl_run(
    parts: Parts,
    sources: list[Source],
    single: list[tuple[Source, str]],
    *,
    limit: int | None,
    patience_s: float,
    json: bool,
    since: datetime | None = None,
) -> int:
    """Run one crawl to its end, show its summary, and return the exit status."""
    from cli.run import Run
    from cli.run_view import progress_line, show_summary

    parts.settings.crawl.check_secrets()
    parts.client  # noqa: B018  # the store answers, or says what to do, before any process starts
    crew = Crew(environment=parts.environment(), log_dir=parts.data_dir / "logs", keep_alive=parts.keep_store)
    try:
        run = Run(parts, crew, patience_s=patience_s, limit=limit)
        if since is None:
            run.begin(sources, single)
        else:
            run.begin_back_fill(sources, since, _archives(parts, sources))
        with progress_line(quiet=json, title="Crawling") as tell:
            deferred = run.watch(tell)
        known = {source.id: source for source in (*sources, *(source for source, _ in single))}
        summary = run.summary(list(known.values()), deferred)
    finally:
        crew.stop()
    if json:
        emit_json({"summary": summary, "totals": summary.totals})
    else:
        show_summary(summary)
    return summary.exit_status


def _named(sources: list[Source], wanted: list[str]) -> list[Source]:
    known = {name.casefold() for source in sources for name in (source.id, source.name)}
    unknown = next((name for name in wanted if name.casefold() not in known), None)
    if unknown is not None:
        raise Misconfigured(f"There is no source {unknown!r} among those that are crawled: `trawlnet sources list`.")
    names = {name.casefold() for name in wanted}
    return [one for one in sources if not names or names & {one.id.casefold(), one.name.casefold()}]


def _archives(parts: Parts, sources: list[Source]) -> list[tuple[Source, str]]:
    """Return the sitemaps of the sources that name none, where their sites have some."""
    from crawler.check import sitemaps_of

    bare = [source for source in sources if not source.sitemaps]
    with err.status("Looking for sitemaps …") as status:
        tell = lambda step: status.update(f"Looking at {step}")  # noqa: E731
        return [(source, url) for source in bare for url in sitemaps_of(source, parts.settings.crawl, tell=tell)]


def _asked_for(
    parts: Parts, urls: list[str], sources_file: Path | None
) -> tuple[list[Source], list[tuple[Source, str]]]:
    from crawler.catalogue import find_sources_file, load_sources

    file = sources_file or (None if urls else find_sources_file())
    named = load_sources(file) if file is not None else []
    checked = [fetch_url(url) for url in urls]
    known = parts.catalogue.list()
    if named:
        parts.catalogue.put(named)
    if not urls:
        chosen = named or [source for source in known if source.enabled and not source.paused]
        if not chosen:
            raise Misconfigured(
                "There is nothing to crawl: write a sources.yaml (docs/sources.md), or `trawlnet sources add URL`."
            )
        return [source for source in chosen if source.enabled and not source.paused], []
    return (named if sources_file else []), [(_source_of(url, [*named, *known]), url) for url in checked]


def _source_of(url: str, known: list[Source]) -> Source:
    """Return the source that the URL's host belongs to; a host that no source has is one of its own."""
    host = host_of(url)
    owner = next((source for source in known if host in source.ref().all_hosts), None)
    return owner or Source(id=host, name=host, host=host)
