"""`trawlnet forget`: take articles out of the index for good, by address, by source or by query."""

from typing import TYPE_CHECKING, Annotated

import typer

from cli.commands.show import find_article
from cli.console import counted, emit_json, say
from cli.crew import Crew
from cli.parts import Parts, open_parts
from contracts.article import Version

if TYPE_CHECKING:
    from contracts.article import Article


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("forget", context_settings={"ignore_unknown_options": True})
    def forget(
        what: Annotated[list[str], typer.Argument(metavar="URL|SOURCE|QUERY")],
        yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
        json: Annotated[bool, typer.Option("--json", help="Print one JSON object; does not ask.")] = False,
    ) -> int:
        """Empty the matching articles and hide them for good; the archive's WARC files stay as they are."""
        with open_parts() as parts:
            articles = _meant(parts, " ".join(what))
            if not articles:
                say("No article matches: nothing was forgotten.") if not json else emit_json({"forgotten": 0})
                return 0
            if not (yes or json):
                number = counted(len(articles), "article", "articles")
                typer.confirm(f"Forget {number}, the first {articles[0].title!r}?", abort=True)
            _forget(parts, articles)
        if json:
            emit_json({"forgotten": len(articles)})
        else:
            forgotten = counted(len(articles), "article", "articles")
            say(f"Forgot {forgotten}. The archive still holds what was fetched: delete its files by hand.")
        return 0


def _meant(parts: Parts, what: str) -> "list[Article]":
    if "://" in what:
        found = find_article(parts, what)
        return [found] if found is not None else []
    if parts.catalogue.get(what) is not None:
        return [article for article in parts.index.scan(f'source:"{what}"') if article.source.id == what]
    return list(parts.index.scan(what))


def _forget(parts: Parts, articles: "list[Article]") -> None:
    from cli.run import Run
    from workers.furniture.reports import forget_articles

    crew = Crew(environment=parts.environment(), log_dir=parts.data_dir / "logs", keep_alive=parts.keep_store)
    run = Run(parts, crew, patience_s=0, roles=("indexer",))
    try:
        run.hand_over_articles((emptied(article) for article in articles), lambda _progress: None)
        run.watch(lambda _progress: None)
    finally:
        crew.stop()
    parts.ledger.forget_traces(url for article in articles for url in {article.url, *article.addresses})
    for source_id in {article.source.id for article in articles}:
        forget_articles(parts.client, source_id, [article.id for article in articles if article.source.id == source_id])


def emptied(article: "Article") -> "Article":
    """Return the article with nothing left but its id, its addresses and a version above the present one."""
    from contracts.article import Article

    return Article(
        id=article.id,
        url=article.url,
        canonical_url=article.canonical_url,
        source=article.source,
        title="",
        text="",
        language=article.language,
        fetched_at=article.fetched_at,
        version=Version(article.version.fetched_ms, article.version.revision + 1),
        addresses=article.addresses,
        gone=True,
    )
