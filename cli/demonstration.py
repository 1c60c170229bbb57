"""The demonstration: the bundled newsroom crawled, checked against its manifest, shown and served."""

import contextlib
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from cli.commands.search import show_answer
from cli.commands.up import only_one, refuse_busy_port, serve_until_told
from cli.console import emit_json, say
from cli.crew import Crew
from cli.embedded_store import EmbeddedStore
from cli.parts import Parts, Settings, made_folder
from cli.run import Run, RunSummary
from cli.run_view import progress_line, show_summary
from contracts.errors import Misconfigured
from contracts.names import KEY_PREFIX
from contracts.store import shown
from newsroom.manifest import Counts, Difference, check, load
from newsroom.server import resolver_map, serve, sources
from search.index import SearchRequest

EXAMPLES: Final = ('"lunar exploration" lang:en', "tag:国际空间站", "罢工 OR grève OR strike")
_PATIENCE_S: Final = 60.0
_PREFIX: Final = "demo-"
_USUAL_PORT: Final = 8090
_MOST_SHOWN: Final = 20
_RETRY_S: Final = "0.5"


def demonstrate(settings: Settings, *, exit_after: bool, newsroom: int | None, json: bool) -> int:
    """Crawl the newsroom and return the exit status: 0 only if the index equals the manifest."""
    if newsroom is not None:
        with Parts(settings) as parts:
            return _joined_demo(parts, newsroom, json=json)
    with serving() as port, fresh_folder(settings, port) as own, Parts(own) as parts:
        return _whole_demo(parts, port, exit_after=exit_after, json=json)


@contextlib.contextmanager
def fresh_folder(settings: Settings, port: int) -> Iterator[Settings]:
    """Give the settings with a fresh subfolder of the data folder, removed afterwards; those of dead demos go too.

    Outside stores get a place of their own as well: an index named for the demo, a Redis that must be empty.
    """
    base = made_folder(settings.store.data_dir)
    _remove_dead_demos(base)
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=base))
    index_name = f"{settings.search.index_name}-{folder.name.lower()}"
    os.environ |= {
        "TRAWLNET_CRAWL_RESOLVE": resolver_map(port),
        "TRAWLNET_CRAWL_RETRY_S": _RETRY_S,
        "TRAWLNET_INDEX_NAME": index_name,
    }
    try:
        with only_one(folder):
            yield replace(
                settings.in_folder(folder), search=settings.search.model_copy(update={"index_name": index_name})
            )
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _remove_dead_demos(base: Path) -> None:
    for old in base.glob(f"{_PREFIX}*"):
        with contextlib.suppress(Misconfigured, OSError):
            with only_one(old):
                EmbeddedStore(old).stop()
            shutil.rmtree(old)


@contextlib.contextmanager
def serving() -> Iterator[int]:
    """Serve the newsroom on its usual port, or on a free one where that is taken; give the port."""
    try:
        running = serve(_USUAL_PORT)
    except OSError:
        running = serve(0)
    try:
        yield running.port
    finally:
        running.stop()


def crew_for(parts: Parts) -> Crew:
    """Return a crew, with nobody in it yet, for what the parts lack."""
    return Crew(environment=parts.environment(), log_dir=parts.data_dir / "logs", keep_alive=parts.keep_store)


def _joined_demo(parts: Parts, port: int, *, json: bool) -> int:
    crew = crew_for(parts)
    try:
        return _crawl_and_check(parts, crew, port, json=json)
    finally:
        crew.stop()


def _whole_demo(parts: Parts, port: int, *, exit_after: bool, json: bool) -> int:
    if not exit_after:
        refuse_busy_port(parts)
    _refuse_used_store(parts)
    crew = crew_for(parts)
    try:
        status = _crawl_and_check(parts, crew, port, json=json)
        if exit_after:
            return status
        crew.start(["web"])
        return serve_until_told(parts, crew, json=json)
    finally:
        crew.stop()
        _leave_no_trace(parts)


def _refuse_used_store(parts: Parts) -> None:
    """Raise if an outside Redis holds somebody's crawl: the demo would mix with it."""
    if parts.embedded is None and (parts.catalogue.list() or parts.ledger.balance().handed_over):
        raise Misconfigured(
            f"The Redis at {shown(parts.store_url)} holds a crawl already: "
            "give the demo an empty database, such as another number at the end of TRAWLNET_REDIS_URL."
        )


def _leave_no_trace(parts: Parts) -> None:
    """Remove what the demo put into outside stores, and stop the embedded one."""
    if parts.settings.search.elasticsearch_url is not None:
        parts.index.destroy()
    if parts.embedded is not None:
        parts.embedded.stop()
        return
    for key in parts.client.scan_iter(f"{KEY_PREFIX}*", count=1000):
        parts.client.delete(key)


def _crawl_and_check(parts: Parts, crew: Crew, port: int, *, json: bool) -> int:
    began = sources(port)
    parts.catalogue.put(began)
    run = Run(parts, crew, patience_s=_PATIENCE_S)
    run.begin(began)
    with progress_line(quiet=json, title="Crawling the newsroom") as tell:
        deferred = run.watch(tell)
    summary = run.summary(began, deferred)
    differences = compare(parts, port, run.id)
    if json:
        emit_json({"summary": summary, "totals": summary.totals, "differences": [str(one) for one in differences]})
    else:
        _show(parts, summary, differences)
    return 1 if differences else summary.exit_status


def compare(parts: Parts, port: int, run: str | None = None, *, edition: int = 1) -> list[Difference]:
    """Return where the index and the outcomes differ from the newsroom's manifest."""
    pages = parts.ledger.counts(run=run)
    fetches = Counter[str]()
    for of_source in parts.frontier.fetch_counts(run).values():
        fetches.update(of_source.results)
    outcomes = {str(name): count for name, count in pages.outcomes.items()}
    counts = Counts(outcomes=outcomes, rejected=dict(pages.reasons), fetches=dict(fetches))
    return check(load(edition), port=port, articles=parts.index.scan(None), counts=counts)


def _show(parts: Parts, summary: RunSummary, differences: list[Difference]) -> None:
    show_summary(summary)
    for query in EXAMPLES:
        say(f"\n$ trawlnet search '{query}' --limit 3")
        show_answer(parts.index.search(SearchRequest(query=query, limit=3)))
    say()
    for one in differences[:_MOST_SHOWN]:
        say(f"differs: {one}")
    if differences:
        say(f"The index differs from the manifest in {len(differences)} places.")
    else:
        say("The index equals the manifest: every expected article is there, as it should be, and nothing else.")
