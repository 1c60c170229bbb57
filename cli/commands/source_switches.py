"""`trawlnet sources enable|disable|pause|resume`: crawl a source or not, from the next ten seconds on."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from cli.commands.source_health import Collection, chosen
from cli.console import counted, emit_json, say
from cli.parts import open_parts
from contracts.errors import Misconfigured

if TYPE_CHECKING:
    from contracts.records import Source

Ids = Annotated[list[str] | None, typer.Argument(help="The sources' ids, as `sources list` shows them.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")]


def enable(source_ids: Ids = None, collection: Collection = None, json: Json = False) -> None:
    """Crawl sources again that were switched off."""
    _switch(source_ids, collection, json, partial(replace, enabled=True), "Switched on")


def disable(source_ids: Ids = None, collection: Collection = None, json: Json = False) -> None:
    """Leave sources out of all crawls; what was indexed stays."""
    _switch(source_ids, collection, json, partial(replace, enabled=False), "Switched off")


def pause(source_ids: Ids = None, collection: Collection = None, json: Json = False) -> None:
    """Let sources rest; what is due keeps its place."""
    _switch(source_ids, collection, json, partial(replace, paused=True), "Paused")


def resume(source_ids: Ids = None, collection: Collection = None, json: Json = False) -> None:
    """Go on with paused sources where they were."""
    _switch(source_ids, collection, json, partial(replace, paused=False), "Resumed")


def _switch(
    ids: Sequence[str] | None,
    collection: str | None,
    json: bool,
    change: "Callable[[Source], Source]",
    done: str,
) -> None:
    if not ids and collection is None:
        raise Misconfigured("Name the sources, or give --collection: `trawlnet sources list` shows both.")
    with open_parts() as parts:
        changed = [change(source) for source in chosen(parts.catalogue.list(), tuple(ids or ()), collection)]
        parts.catalogue.put(changed)
    names = [source.id for source in changed]
    if json:
        emit_json(names)
    else:
        say(f"{done} {counted(len(names), 'source', 'sources')}: {', '.join(names)}.")
