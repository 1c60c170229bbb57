"""`trawlnet show` and `trawlnet trace`: one article, and the way of one page."""

from typing import TYPE_CHECKING, Annotated, Final

import typer

from cli.article_view import print_article
from cli.console import emit_json, say, table, warn
from cli.parts import Parts, open_parts

if TYPE_CHECKING:
    from contracts.article import Article
    from crawler.frontier import UrlState
    from workers.queue import Step, Trace

_ASKED = Annotated[str, typer.Argument(metavar="ID|URL", help="An article's id, or any address that led to it.")]
_VISITS: Final = {
    "page": "fetched",
    "feed": "read as a feed",
    "sitemap": "read as a sitemap",
    "listing": "read as a listing",
    "redirect": "led elsewhere",
    "not_modified": "unchanged since it was fetched",
    "robots_refused": "forbidden by robots.txt",
    "failed": "not to be had",
}
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
    print_article(article)
    for hit in related:
        say(f"related: {hit.title} ({hit.source.name})  {hit.url}")
    return 0


def trace(asked: _ASKED, json: Json = False) -> int:
    """Tell the way of a page: found, fetched, cleaned, enriched, indexed, and how it ended."""
    with open_parts() as parts:
        way = parts.ledger.trace(asked)
        state = parts.frontier.state_of(asked) if "://" in asked else None
        if way is not None and way.url and state is None:
            state = parts.frontier.state_of(way.url)
    if json:
        emit_json({"frontier": state, "trace": way})
        return 0 if way or state else 1
    if way is None and state is None:
        warn(f"trawlnet: nothing is known of {asked}: it was never found, or its trace is older than 7 days.")
        return 1
    if state is not None:
        _print_state(state)
    if way is not None:
        _print_way(way, state.url if state else "")
    return 0


def _print_state(state: "UrlState") -> None:
    say(f"{state.url}\n  {state.kind} of {state.source_id}: {_visit(state)}")
    if state.alias_of:
        say(f"  another address of {state.alias_of}")
    if state.found_in:
        say(f"  found in {state.found_in}")


def _visit(state: "UrlState") -> str:
    """Return how the last visit of a URL ended, and when the next is due."""
    ended = visit_name(state.result or "", state.reason)
    when = f" at {state.at:%Y-%m-%d %H:%M:%S} UTC" if state.at else ""
    due = f"; due {state.due_at:%Y-%m-%d %H:%M:%S} UTC" if state.due_at else ""
    return f"{ended}{when}{'; being visited now' if state.state == 'in flight' else due}"


def visit_name(result: str, reason: str) -> str:
    """Return how a visit ended, in words."""
    return f"{_VISITS.get(result, result or 'never visited')}{f' ({reason})' if reason else ''}"


def _print_way(way: "Trace", shown: str) -> None:
    if way.url and way.url != shown:
        say(f"  told by {way.url}")
    say(f"  page {way.page_id}: {way.outcome or way.state} {way.reason}".rstrip())
    columns = ("stage", "at (UTC)", "outcome", "attempt", "ms", "worker", "detail")
    table(columns, (_step_row(step) for step in way.steps))


def _step_row(step: "Step") -> tuple[object, ...]:
    at = f"{step.at:%H:%M:%S.%f}"[:-3]
    return (step.stage, at, step.outcome, step.attempt, step.duration_ms, step.worker, step.detail)


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
        warn(f"trawlnet: no article: this is a {state.kind} of {state.source_id}, {_visit(state)}.")
    else:
        warn(f"trawlnet: there is no article {asked!r}: `trawlnet search` finds those there are.")
    return 1
