"""`trawlnet search`: query the index."""

from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.markup import escape

from cli.article_view import short_time, tag_names
from cli.console import counted, emit_json, out, say
from cli.parts import open_parts

if TYPE_CHECKING:
    from search.index import Answer, Hit


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("search", context_settings={"ignore_unknown_options": True})
    def search(
        query: Annotated[list[str] | None, typer.Argument(metavar="QUERY", help="docs/query-language.md")] = None,
        limit: Annotated[int, typer.Option(min=1, max=100)] = 10,
        sort: Annotated[Literal["relevance", "date"], typer.Option()] = "relevance",
        cursor: Annotated[str | None, typer.Option(help="Go on where an answer's `next` says.")] = None,
        json: Annotated[bool, typer.Option("--json", help="Print the answer as one JSON object.")] = False,
    ) -> None:
        """Search the articles: words, "phrases", -exclusions, tag: source: lang: title: after: before:."""
        from search.index import SearchRequest

        with open_parts() as parts:
            request = SearchRequest(query=" ".join(query or []), limit=limit, cursor=cursor, sort=sort)
            answer = parts.index.search(request)
        if json:
            emit_json(answer)
        else:
            show_answer(answer)


def show_answer(answer: "Answer") -> None:
    """Print the hits, each in three lines, and how many there are."""
    if not answer.hits:
        say(f"No article matches {answer.understood or 'this'}.")
        return
    for hit in answer.hits:
        _show_hit(hit)
    found = counted(answer.total, "article matches", "articles match")
    say(f"{found} {answer.understood or 'everything'}; {len(answer.hits)} shown.")


def _show_hit(hit: "Hit") -> None:
    when = short_time(hit.published_at) if hit.published_at else "no date"
    out.print(f"[bold]{escape(hit.title)}[/bold]")
    tags = ", ".join(tag_names(tag, hit.language)[0] for tag in hit.tags[:5])
    out.print(f"  [dim]{escape(hit.source.name)} · {when} · {hit.language} · {escape(tags)}[/dim]")
    out.print(f"  {escape(hit.url)}\n  trawlnet show {hit.id}")
