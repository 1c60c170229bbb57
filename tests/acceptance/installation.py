"""One installation of Trawlnet for a test: a folder, its servers, and the command as a user types it."""

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cli.embedded_store import EmbeddedStore
from cli.parts import Parts, Settings, read_settings
from contracts.records import Source
from crawler.catalogue import dump_yaml
from newsroom.server import Newsroom, resolver_map, serve
from newsroom.server import sources as newsroom_sources
from tests.servers import valkey

KINDS = ("embedded", "servers")
COMMAND = (sys.executable, "-m", "cli")
NOT_HANDED_ON = ("TRAWLNET_", "COLUMNS", "LINES")
"""A developer's settings, and the width of a terminal: pytest-xdist states one, and tables would be folded to it."""


@dataclass
class Installation:
    """A data folder with the environment of its commands; `folder` is where they are typed."""

    folder: Path
    environment: dict[str, str]
    store: valkey.Store | None = None
    children: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def data_dir(self) -> Path:
        return Path(self.environment["TRAWLNET_DATA_DIR"])

    def run(self, *arguments: str, timeout_s: float = 120, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        """Return the finished command."""
        return subprocess.run(
            [*COMMAND, *arguments],
            cwd=self.folder,
            env=self.environment,
            input=stdin,
            capture_output=True,
            timeout=timeout_s,
            check=False,
        )

    def run_each(self, *commands: tuple[str, ...]) -> list[subprocess.CompletedProcess[bytes]]:
        """Return the finished commands, in their order; two run at a time, so none may need what another does."""
        with ThreadPoolExecutor(2) as two:
            return list(two.map(lambda command: self.run(*command), commands))

    def json(self, *arguments: str, timeout_s: float = 120) -> Any:
        """Return what the command prints with --json; fails with its words if it printed none."""
        done = self.run(*arguments, "--json", timeout_s=timeout_s)
        assert done.stdout, done.stderr.decode()
        return json.loads(done.stdout)

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Return the running command, ended with the installation; its output goes to a file of the folder."""
        with (self.folder / f"{arguments[0]}.out").open("ab") as output:
            child = subprocess.Popen(
                [*COMMAND, *arguments],
                cwd=self.folder,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.children.append(child)
        return child

    def write_sources(self, sources: list[Source]) -> None:
        """Write the sources.yaml that the commands find."""
        (self.folder / "sources.yaml").write_text(dump_yaml(sources), encoding="utf-8")

    @contextlib.contextmanager
    def parts(self) -> Iterator[Parts]:
        """Give the installation's parts, opened in this process."""
        before = dict(os.environ)
        os.environ.update(self.environment)
        try:
            settings: Settings = read_settings()
        finally:
            os.environ.clear()
            os.environ.update(before)
        with Parts(settings) as parts:
            yield parts

    def end(self) -> None:
        """End what still runs."""
        for child in self.children:
            if child.poll() is None:
                child.terminate()
                with contextlib.suppress(subprocess.TimeoutExpired):
                    child.wait(timeout=20)
            if child.poll() is None:
                child.kill()
                child.wait()


@contextlib.contextmanager
def installation(kind: str, folder: Path, elasticsearch: Callable[[], str]) -> Iterator[Installation]:
    """Give an empty installation, `embedded` or on `servers` of its own; its sources are the newsroom's."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(NOT_HANDED_ON)} | {
        "TRAWLNET_DATA_DIR": str(folder / "data"),
        "TRAWLNET_CRAWL_RESOLVE": resolver_map(0),
        "TRAWLNET_CRAWL_RETRY_S": "0.5",
        "HOME": str(folder),
        "NO_COLOR": "1",
    }
    (folder / "data").mkdir(parents=True)
    with contextlib.ExitStack() as stack:
        store = None
        if kind == "servers":
            store = stack.enter_context(valkey.running(valkey.valkey_binary()))
            environment |= {
                "TRAWLNET_REDIS_URL": store.url(),
                "TRAWLNET_ELASTICSEARCH_URL": elasticsearch(),
                "TRAWLNET_INDEX_NAME": f"test-{folder.name.lower()}-{os.getpid()}",
            }
        made = Installation(folder, environment, store)
        if kind == "servers":
            stack.callback(_remove_index, Installation(folder, dict(environment)))
        stack.callback(made.end)
        yield made
        if kind == "embedded":
            made.end()
            EmbeddedStore(made.data_dir).stop()


def _remove_index(made: Installation) -> None:
    with made.parts() as parts:
        parts.index.destroy()


@contextlib.contextmanager
def newsroom(*, edition: int = 1, port: int = 0) -> Iterator[Newsroom]:
    """Give a running newsroom."""
    running = serve(port, edition=edition)
    try:
        yield running
    finally:
        running.stop()


def sources_of(running: Newsroom, *, delay_s: float = 0.02) -> list[Source]:
    """Return the newsroom's publications as sources."""
    return newsroom_sources(running.port, delay_s=delay_s)


def wait_until(happened: Callable[[], bool], *, within_s: float, what: str) -> None:
    """Return once it happened; fails, saying what did not, after `within_s` seconds."""
    deadline = time.monotonic() + within_s
    while not happened():
        assert time.monotonic() < deadline, f"within {within_s} s: {what}"
        time.sleep(0.1)
