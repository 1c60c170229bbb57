"""`trawlnet sources list|health`: what each source yields, and how it does."""

from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from cli.console import emit_json, say, table
from cli.parts import open_parts
from cli.source_health import ago, colour_of, health_of_sources
from contracts.errors import Misconfigured

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contracts.records import Source
    from crawler.health import Health

Json = Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")]
Collection = Annotated[
    str | None, typer.Option("--collection", help="Only the sources in this collection, such as Asia/Space, or below.")
]


def chosen(sources: "Sequence[Source]", ids: "Sequence[str]", collection: str | None) -> "list[Source]":
    """Return the sources of these ids (none: all) in the collection; raises `Misconfigured` for an unknown one."""
    from crawler.catalogue import is_within

    known = {source.id for source in sources}
    if unknown := next((one for one in ids if one not in known), None):
        raise Misconfigured(f"There is no source {unknown!r}: `trawlnet sources list` shows those there are.")
    found = [
        source
        for source in sources
        if (not ids or source.id in ids)
        and (collection is None or any(is_within(path, collection) for path in source.collections))
    ]
    if collection is not None and not found:
        raise Misconfigured(f"No source is in the collection {collection!r}: `trawlnet sources list` shows them all.")
    return found


def list_sources(collection: Collection = None, json: Json = False) -> None:
    """List the sources with how each does and what it has yielded."""
    with open_parts() as parts:
        known = chosen(parts.catalogue.list(), (), collection)
        counts = {source.id: parts.ledger.counts(source_id=source.id) for source in known}
        health = health_of_sources(parts, known)
    if json:
        emit_json(
            [
                {"source": source, "outcomes": counts[source.id].outcomes, "health": health[source.id]}
                for source in known
            ]
        )
        return
    if not known:
        say("No sources yet: `trawlnet sources import sources.yaml`, or `trawlnet sources add URL`.")
        return
    table(
        ("id", "name", "host", "language", "state", "a day", "last new", "indexed", "rejected", "collections"),
        (
            (
                source.id,
                source.name,
                source.host,
                source.language,
                _state(health[source.id]),
                health[source.id].articles_a_day,
                ago(health[source.id].last_new_at),
                counts[source.id].outcomes.get("indexed", 0),
                counts[source.id].outcomes.get("rejected", 0),
                ", ".join(source.collections),
            )
            for source in known
        ),
    )


def _state(health: "Health") -> Text:
    return Text(health.state, style=colour_of(health))


def show_health(
    source_id: Annotated[str | None, typer.Argument(help="One source; all of them if not given.")] = None,
    collection: Collection = None,
    json: Json = False,
) -> int:
    """Say how each source does, why, and what to do; status 3 if one of them needs a person."""
    with open_parts() as parts:
        known = chosen(parts.catalogue.list(), (source_id,) if source_id else (), collection)
        health = health_of_sources(parts, known)
    if json:
        emit_json([{"source": source.id, "health": health[source.id]} for source in known])
    else:
        table(
            ("id", "state", "a day", "last success", "last new", "why"),
            (
                (name, _state(one), one.articles_a_day, ago(one.last_success_at), ago(one.last_new_at), one.why)
                for name, one in health.items()
            ),
        )
    return 3 if any(one.is_trouble for one in health.values()) else 0
