"""`trawlnet sources`: the catalogue of what is crawled."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.commands import source_add, source_check
from cli.console import emit_json, say, table
from cli.parts import open_parts
from contracts.errors import Misconfigured

if TYPE_CHECKING:
    from contracts.records import Source

Json = Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")]


def register(app: typer.Typer) -> None:
    """Add the family of commands."""
    sources = typer.Typer(no_args_is_help=True, help="List, add, remove, check, import and export sources.")
    app.add_typer(sources, name="sources")
    sources.command("list")(list_sources)
    sources.command("add")(source_add.add_source)
    sources.command("remove")(remove_source)
    sources.command("check")(source_check.check_sources)
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


def remove_source(
    source_id: Annotated[str, typer.Argument(help="The source's id, as `sources list` shows it.")], json: Json = False
) -> None:
    """Remove a source; what was indexed from it stays (`trawlnet forget` removes that)."""
    with open_parts() as parts:
        if not parts.catalogue.remove(source_id):
            raise Misconfigured(f"There is no source {source_id!r}: `trawlnet sources list` shows those there are.")
    _tell({"removed": source_id}, json, f"Removed {source_id}.")


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


def _tell(value: object, json: bool, sentence: str) -> None:
    if json:
        emit_json(value)
    else:
        say(sentence)
