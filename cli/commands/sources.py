"""`trawlnet sources`: the catalogue of what is crawled."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.console import emit_json, say, table
from cli.parts import open_parts
from contracts.errors import Misconfigured

if TYPE_CHECKING:
    from contracts.records import Source
    from crawler.check import CheckReport

Json = Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")]


def register(app: typer.Typer) -> None:
    """Add the family of commands."""
    sources = typer.Typer(no_args_is_help=True, help="List, add, remove, check, import and export sources.")
    app.add_typer(sources, name="sources")
    sources.command("list")(list_sources)
    sources.command("add")(add_source)
    sources.command("remove")(remove_source)
    sources.command("check")(check_sources)
    sources.command("import")(import_sources)
    sources.command("export")(export_sources)


def list_sources(json: Json = False) -> None:
    """List the sources with what each has yielded."""
    with open_parts() as parts:
        known = parts.catalogue.list()
        counts = {source.id: parts.ledger.counts(source_id=source.id) for source in known}
        if json:
            emit_json([{"source": source, "outcomes": counts[source.id].outcomes} for source in known])
            return
        if not known:
            say("No sources yet: `trawlnet sources import sources.yaml`, or `trawlnet sources add URL`.")
            return
        table(
            ("id", "name", "host", "country", "language", "enabled", "indexed", "rejected"),
            (
                (
                    source.id,
                    source.name,
                    source.host,
                    source.country,
                    source.language,
                    "yes" if source.enabled else "no",
                    counts[source.id].outcomes.get("indexed", 0),
                    counts[source.id].outcomes.get("rejected", 0),
                )
                for source in known
            ),
        )


def add_source(
    url: Annotated[str, typer.Argument(help="A feed, a sitemap or a listing page of the source.")],
    name: Annotated[str | None, typer.Option(help="The publication's name; its host name if not given.")] = None,
    language: Annotated[str | None, typer.Option(help="BCP 47, such as en or zh-Hant.")] = None,
    country: Annotated[str | None, typer.Option(help="ISO 3166-1, such as GB.")] = None,
    json: Json = False,
) -> None:
    """Add a source by the address of its feed, its sitemap or its front page, after one look at what is there."""
    from cli.new_source import source_at

    with open_parts() as parts:
        source = source_at(url, settings=parts.settings.crawl, name=name, language=language, country=country)
        parts.catalogue.put([source])
    _tell(source, json, f"Added {source.id}: {source.name} ({_endpoints(source)}).")


def remove_source(
    source_id: Annotated[str, typer.Argument(help="The source's id, as `sources list` shows it.")], json: Json = False
) -> None:
    """Remove a source; what was indexed from it stays (`trawlnet forget` removes that)."""
    with open_parts() as parts:
        if not parts.catalogue.remove(source_id):
            raise Misconfigured(f"There is no source {source_id!r}: `trawlnet sources list` shows those there are.")
    _tell({"removed": source_id}, json, f"Removed {source_id}.")


def check_sources(
    source_id: Annotated[str | None, typer.Argument(help="One source; all of them if not given.")] = None,
    sources_file: Annotated[Path | None, typer.Option("--sources", help="Check a file's sources instead.")] = None,
    json: Json = False,
) -> int:
    """Fetch one page of each kind, and show what was found there."""
    from crawler.check import check_source

    with open_parts() as parts:
        chosen = _chosen(parts.catalogue.list() if sources_file is None else _loaded(sources_file), source_id)
        reports = [check_source(source, parts.settings.crawl) for source in chosen]
    if json:
        emit_json(reports)
    else:
        for report in reports:
            _show_report(report)
    return 0 if all(report.ok for report in reports) else 3


def _show_report(report: "CheckReport") -> None:
    say(f"{report.source_id}: {'ok' if report.ok else 'yields no article'}")
    table(
        ("kind", "address", "status", "type", "bytes", "articles", "problem"),
        (
            (one.kind, one.url, one.status, one.content_type, one.size, one.articles, one.problem or "")
            for one in report.checked
        ),
    )


def import_sources(
    file: Annotated[Path, typer.Argument(help="YAML (sources.yaml) or OPML.")], json: Json = False
) -> None:
    """Add or replace the sources that a YAML or OPML file names."""
    sources = _loaded(file)
    with open_parts() as parts:
        parts.catalogue.put(sources)
    _tell([source.id for source in sources], json, f"Imported {len(sources)} sources from {file}.")


def export_sources(
    file: Annotated[Path, typer.Argument(help="Ends in .yaml, .yml or .opml.")], json: Json = False
) -> None:
    """Write the catalogue to a YAML or OPML file."""
    from crawler.catalogue import dump_opml, dump_yaml

    if file.suffix not in (".yaml", ".yml", ".opml"):
        raise Misconfigured(f"{file}: name it .yaml or .opml, so that it is known which of the two to write.")
    with open_parts() as parts:
        sources = parts.catalogue.list()
    dump = dump_opml if file.suffix == ".opml" else dump_yaml
    file.write_text(dump(sources), encoding="utf-8")
    _tell([source.id for source in sources], json, f"Exported {len(sources)} sources to {file}.")


def _loaded(file: Path) -> "list[Source]":
    from crawler.catalogue import load_sources

    return load_sources(file)


def _chosen(sources: "list[Source]", source_id: str | None) -> "list[Source]":
    chosen = [source for source in sources if source_id in (None, source.id)]
    if not chosen:
        raise Misconfigured(f"There is no source {source_id!r} to check." if source_id else "There are no sources yet.")
    return chosen


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


def _tell(value: object, json: bool, sentence: str) -> None:
    if json:
        emit_json(value)
    else:
        say(sentence)
