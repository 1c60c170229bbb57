"""`trawlnet up`: everything on this machine, for ever."""

import contextlib
import fcntl
import signal
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final

import typer

from cli.console import emit_json, say, warn
from cli.crew import Crew
from cli.parts import Parts, open_parts
from contracts.errors import Misconfigured
from contracts.names import Role

_ROLES: Final[tuple[Role, ...]] = ("crawler", "worker", "indexer", "web")


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("up")
    def up(
        json: Annotated[bool, typer.Option("--json", help="Print where the page is as one JSON object.")] = False,
    ) -> int:
        """Crawl, clean, index and serve the page, until Ctrl-C."""
        with open_parts() as parts, only_one(parts.data_dir):
            return run_until_told(parts, json=json)


def run_until_told(parts: Parts, *, json: bool) -> int:
    """Run every process until SIGINT or SIGTERM, then stop them and the embedded store; return the exit status."""
    refuse_busy_port(parts)
    parts.settings.crawl.check_secrets()
    parts.client  # noqa: B018  # the store answers, or says what to do, before any process starts
    register_sources(parts)
    crew = Crew(environment=parts.environment(), log_dir=parts.data_dir / "logs", keep_alive=parts.keep_store)
    try:
        crew.start(_ROLES)
        return serve_until_told(parts, crew, json=json)
    finally:
        crew.stop()
        if parts.embedded is not None:
            parts.embedded.stop()


def refuse_busy_port(parts: Parts) -> None:
    """Raise `Misconfigured` if something else listens where the page is to be."""
    web = parts.settings.web
    family = socket.AF_INET6 if ":" in web.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((web.host, web.port))
        except OSError as error:
            raise Misconfigured(
                f"The page can't be served on {web.host}:{web.port} ({error.strerror}): "
                "stop what uses that port, or set TRAWLNET_WEB_PORT to another."
            ) from error


def serve_until_told(parts: Parts, crew: Crew, *, json: bool) -> int:
    """Say where the page is, and watch the crew until SIGINT or SIGTERM; return the exit status."""
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    _announce(parts, len(parts.catalogue.list()), json=json)
    return _wait(ended, crew)


def register_sources(parts: Parts) -> int:
    """Put the sources of `sources.yaml`, if there is one, into the catalogue; return how many there are now."""
    from crawler.catalogue import find_sources_file, load_sources

    file = find_sources_file()
    if file is not None:
        parts.catalogue.put(load_sources(file))
    return len(parts.catalogue.list())


@contextlib.contextmanager
def only_one(data_dir: Path) -> Iterator[None]:
    """Hold the data folder's `up.lock`; raises `Misconfigured` if another `up` or `demo` runs there."""
    with (data_dir / "up.lock").open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Misconfigured(
                f"Trawlnet is up in {data_dir} already: stop that one, or set TRAWLNET_DATA_DIR to another folder."
            ) from error
        yield


def _announce(parts: Parts, sources: int, *, json: bool) -> None:
    web = parts.settings.web
    url = f"http://{web.host}:{web.port}/"
    if json:
        emit_json({"url": url, "sources": sources, "data_dir": str(parts.data_dir)})
        return
    say(f"Trawlnet is up: {url}  ({sources} sources, data in {parts.data_dir}; Ctrl-C stops it)")
    if not sources:
        say("No sources yet: write a sources.yaml here (docs/sources.md), or `trawlnet sources add URL`.")


def _wait(ended: threading.Event, crew: Crew) -> int:
    """Return 0 when told to end; say meanwhile what troubles the crew."""
    told: str | None = None
    while not ended.wait(0.5):
        if crew.trouble and crew.trouble != told:
            warn(f"trawlnet: {crew.trouble}")
        told = crew.trouble
    return 0
