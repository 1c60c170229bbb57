"""`trawlnet sources`: the family of commands on the catalogue of what is crawled."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.commands import source_add, source_check, source_health, source_switches
from cli.console import emit_json, say
from cli.parts import open_parts
from contracts.errors import Misconfigured

if TYPE_CHECKING:
    from contracts.records import Source

Json = Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")]


def register(app: typer.Typer) -> None:
    """Add the family of commands."""
    sources = typer.Typer(
        no_args_is_help=True, help="List, add, remove, check, switch, import and export sources; see how they do."
    )
    app.add_typer(sources, name="sources")
    sources.command("list")(source_health.list_sources)
    sources.command("health")(source_health.show_health)
    sources.command("add")(source_add.add_source)
    sources.command("remove")(remove_source)
    sources.command("check")(source_check.check_sources)
    for switch in (source_switches.enable, source_switches.disable, source_switches.pause, source_switches.resume):
        sources.command(switch.__name__)(switch)
    sources.command("import")(import_sources)
    sources.command("export")(export_sources)


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
