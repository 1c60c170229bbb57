"""`trawlnet frontier audit` and `trawlnet frontier why`: is every URL somewhere, and why is this one where it is."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cli.commands.show import visit_name
from cli.console import emit_json, say, table, warn
from cli.parts import open_parts

if TYPE_CHECKING:
    from crawler.frontier import Audit, HostRest, Why

_RULES: Final = {
    "link": "found in",
    "catalogue": "named by the catalogue",
    "run": "asked for by a run",
}
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


def register(app: typer.Typer) -> None:
    """Add both commands."""
    group = typer.Typer(no_args_is_help=True, help="Ask the frontier where its URLs are.")
    group.command("audit")(audit)
    group.command("why")(why)
    app.add_typer(group, name="frontier")


def audit(json: Json = False) -> int:
    """Count each URL where it is: waiting, scheduled, in flight, done or dead; fails if the sum misses one."""
    with open_parts() as parts:
        found = parts.frontier.audit()
    if json:
        emit_json(found)
    else:
        _print_audit(found)
    if found.holds:
        return 0
    warn(
        f"trawlnet: the frontier's sum does not hold: {found.lost} URLs are in no queue, {found.twice} in two places, "
        f"{found.strays} entries have no record."
    )
    return 1


def why(
    url: Annotated[str, typer.Argument(metavar="URL", help="Any address.")],
    json: Json = False,
) -> int:
    """Tell why a URL is where it is: when and where it was seen, who holds it, its last visit, when it is due."""
    with open_parts() as parts:
        told = parts.frontier.why(url)
    if told is None:
        warn(f"trawlnet: {url} was never seen: no feed, sitemap or listing that was read named it.")
        return 1
    if json:
        emit_json(told)
    else:
        _print_why(told)
    return 0


def _print_audit(found: "Audit") -> None:
    rows = (
        ("waiting", found.waiting),
        ("scheduled", found.scheduled),
        ("in flight", found.in_flight),
        ("done", found.done),
        ("dead", found.dead),
        ("discovered", found.discovered),
    )
    table(("state", "URLs"), rows)
    holds = "the sum holds" if found.holds else "the sum does not hold"
    say(f"{holds}; {found.aliases} other addresses led to these")


def _print_why(told: "Why") -> None:
    say(f"{told.url}\n  {told.kind} of {told.source_id}: {told.state}")
    say(f"  seen {_time(told.seen_at)}, {' '.join((_RULES[told.rule], told.found_in)).rstrip()}")
    if told.runs:
        say(f"  awaited by {len(told.runs)} run(s)")
    if told.at is not None:
        tries = f", {told.tries} failed tries in a row" if told.tries else ""
        say(f"  last visit {_time(told.at)}: {visit_name(told.result, told.reason)}{tries}")
    if told.claimed_until is not None:
        say(f"  claimed by {told.claimed_by} until {_time(told.claimed_until)}")
    if told.due_at is not None:
        say(f"  due {_time(told.due_at)}{', as back-fill' if told.back_fill else ''}")
    _print_host(told.host)


def _print_host(host: "HostRest") -> None:
    say(f"  host {host.host}: {host.delay_s:g} s between fetches, {host.in_flight} in flight")
    if host.blocked_until is not None:
        say(f"    rests until {_time(host.blocked_until)} ({host.reason})")
    elif host.next_at is not None:
        say(f"    may be asked again at {_time(host.next_at)}")


def _time(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"
