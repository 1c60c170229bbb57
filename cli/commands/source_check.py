"""`trawlnet sources check`: one page of each kind, what was read from it, and by which rule."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.console import counted, emit_json, err, say, table
from cli.parts import open_parts
from contracts.errors import Misconfigured

if TYPE_CHECKING:
    from contracts.records import Source
    from crawler.check import Checked, CheckReport, ReadArticle


def check_sources(
    source_id: Annotated[str | None, typer.Argument(help="One source; all of them if not given.")] = None,
    sources_file: Annotated[Path | None, typer.Option("--sources", help="Check a file's sources instead.")] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")] = False,
) -> int:
    """Fetch one page of each kind; show what was read from it, and by which rule."""
    from crawler.catalogue import load_sources
    from crawler.check import check_source

    reports = []
    with open_parts() as parts:
        chosen = _chosen(parts.catalogue.list() if sources_file is None else load_sources(sources_file), source_id)
        with err.status("Checking …") as status:
            for source in chosen:
                tell = lambda step: status.update(f"Looking at {step}")  # noqa: E731
                reports.append(check_source(source, parts.settings.crawl, tell=tell))
    if json:
        emit_json(reports)
    else:
        for report in reports:
            _show_report(report)
    return 0 if all(report.ok for report in reports) else 3


def _chosen(sources: "list[Source]", source_id: str | None) -> "list[Source]":
    chosen = [source for source in sources if source_id in (None, source.id)]
    if not chosen:
        raise Misconfigured(f"There is no source {source_id!r} to check." if source_id else "There are no sources yet.")
    return chosen


def _show_report(report: "CheckReport") -> None:
    say(f"{report.source_id}: {'ok' if report.ok else 'yields no article'}")
    table(
        ("kind", "what came", "address", "status", "bytes", "articles", "dated", "further", "newest", "problem"),
        (_row(one) for one in report.checked if one.kind != "article"),
    )
    for one in report.checked:
        if one.kind == "article":
            _show_article(one)
    say()


def _row(one: "Checked") -> tuple[object, ...]:
    newest = f"{one.newest:%Y-%m-%d %H:%M}" if one.newest else None
    return (
        one.kind,
        one.form or one.content_type,
        one.url,
        one.status,
        one.size,
        one.articles,
        one.dated,
        one.further,
        newest,
        one.problem or "",
    )


def _show_article(one: "Checked") -> None:
    say()
    say(f"{one.url}  ({one.link_rule}; named by {one.found_in or 'the source'})")
    if one.final_url not in (None, one.url):
        say(f"  led to     {one.final_url}")
    if one.problem is not None:
        say(f"  no article {one.problem}")
    if one.read is not None:
        for what, told in _told(one.read):
            say(f"  {what:<10} {told}")
    if one.generic is not None:
        _show_generic(one.read, one.generic)


def _show_generic(read: "ReadArticle | None", generic: "ReadArticle") -> None:
    """Show what would be read otherwise without the source's selectors."""
    with_them = dict(_told(read)) if read is not None else {}
    differing = [(what, told) for what, told in _told(generic) if with_them.get(what) != told and what != "read"]
    say("  Without its selectors it would be read:" if differing else "  Without its selectors it would read the same.")
    for what, told in differing:
        say(f"  {what:<10} {told}")


def _told(read: "ReadArticle") -> Iterator[tuple[str, str]]:
    """Yield each thing that was read, with the rule that told it."""
    yield "title", read.title
    published = f"{read.published_at:%Y-%m-%d %H:%M} UTC (by {read.published_by})" if read.published_at else "unsaid"
    yield "published", published
    if read.updated_at:
        yield "updated", f"{read.updated_at:%Y-%m-%d %H:%M} UTC"
    yield "authors", ", ".join(read.authors) or "unsaid"
    yield "publisher", read.publisher or "unsaid"
    yield "section", read.section or "unsaid"
    yield "language", read.language
    yield "tags", ", ".join(f"{name} (by {basis})" for name, basis in read.tags) or "none on the page"
    if read.summary:
        yield "summary", f"{read.summary} (by {read.summary_by})"
    yield "text", f"{counted(read.words, 'word', 'words')}: {' '.join(read.opening.split())} …"
    if read.removed:
        yield "removed", ", ".join(f"{number} {reason}" for reason, number in sorted(read.removed.items()))
    yield "read", read.read_as
