"""`trawlnet show` and `trawlnet trace`: one article, and the way of one page."""

from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from cli.commands.search import short_time
from cli.console import emit_json, out, say, table, warn
from cli.parts import Parts, open_parts

if TYPE_CHECKING:
    from contracts.article import Article

_ASKED = Annotated[str, typer.Argument(metavar="ID|URL", help="An article's id, or any address that led to it.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


def register(app: typer.Typer) -> None:
    """Add both commands."""
    app.command("show")(show)
    app.command("trace")(trace)


def show(asked: _ASKED, json: Json = False) -> int:
    """Show an article: source, time, summary, key points, text, tags, related, and what was removed."""
    with open_parts() as parts:
        article = find_article(parts, asked)
        if article is None:
            return _say_why_not(parts, asked)
        related = parts.index.related(article, limit=5)
    if json:
        emit_json({"article": article, "related": related})
        return 0
    _print_article(article)
    for hit in related:
        say(f"related: {hit.title} ({hit.source.name})  {hit.url}")
    return 0


def trace(asked: _ASKED, json: Json = False) -> int:
    """Tell the way of a page: found, fetched, cleaned, enriched, indexed, and how it ended."""
    with open_parts() as parts:
        way = parts.ledger.trace(asked)
        state = parts.frontier.state_of(asked) if "://" in asked else None
        if way is not None and state is None:
            state = parts.frontier.state_of(way.url)
    if json:
        emit_json({"frontier": state, "trace": way})
        return 0 if way or state else 1
    if way is None and state is None:
        warn(f"trawlnet: nothing is known of {asked}: it was never found, or its trace is older than 7 days.")
        return 1
    if state is not None:
        ended = f", last {state.result} {state.reason}".rstrip() if state.result else ""
        say(f"{state.url}\n  {state.kind} of {state.source_id}: {state.state}{ended}")
        if state.found_in:
            say(f"  found in {state.found_in}")
    if way is not None:
        say(f"  page {way.page_id}: {way.outcome or way.state} {way.reason}".rstrip())
        table(
            ("stage", "at (UTC)", "outcome", "attempt", "ms", "worker", "detail"),
            (
                (
                    step.stage,
                    f"{step.at:%H:%M:%S.%f}"[:-3],
                    step.outcome,
                    step.attempt,
                    step.duration_ms,
                    step.worker,
                    step.detail,
                )
                for step in way.steps
            ),
        )
    return 0


def find_article(parts: Parts, asked: str) -> "Article | None":
    """Return the article with this id, or that some address led to; None if the index holds none."""
    found = parts.index.by_address(asked) if "://" in asked else parts.index.get(asked)
    if found is None and "://" in asked:
        alias = parts.frontier.state_of(asked)
        found = parts.index.by_address(alias.alias_of) if alias and "://" in alias.alias_of else None
    return found if found is not None and not found.gone else None


def _say_why_not(parts: Parts, asked: str) -> int:
    way = parts.ledger.trace(asked)
    state = parts.frontier.state_of(asked) if "://" in asked else None
    if way is not None and way.outcome is not None:
        warn(f"trawlnet: no article: its page ended {way.outcome} {way.reason}".rstrip() + ".")
    elif way is not None:
        warn("trawlnet: no article yet: its page is still being worked on.")
    elif state is not None:
        ended = f" ({state.result} {state.reason})".replace(" )", ")") if state.result else ""
        warn(f"trawlnet: no article: this {state.kind} is {state.state}{ended}.")
    else:
        warn(f"trawlnet: there is no article {asked!r}: `trawlnet search` finds those there are.")
    return 1


def _print_article(article: "Article") -> None:
    out.print(f"[bold]{escape(article.title)}[/bold]")
    by = f" · by {article.publisher.name}" if article.publisher else ""
    said = article.published_at
    when = f"{short_time(said)} (to the {said.precision}, {said.basis})" if said else "no date"
    say(f"{article.source.name}{by} · {when} · {article.language}")
    say(f"{article.canonical_url}\n")
    if article.summary is not None:
        say(f"Summary ({article.summary.method}): {article.summary.text}\n")
    for point in article.key_points:
        head = " ".join(part for part in (point.emoji, point.headline) if part)
        say(f"  {head}: {point.sentence}" if head else f"  - {point.sentence}")
    say(f"\n{article.text}\n")
    say("tags: " + ", ".join(" / ".join(dict.fromkeys(tag.labels.values())) for tag in article.tags))
    for piece in article.removed:
        say(f"removed ({piece.reason}): {piece.text[:100]}")
