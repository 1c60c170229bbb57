"""The parts a command works with: every room's settings, the store, and the doorways, opened when first used."""

import os
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import redis

from cli.embedded_store import EmbeddedStore
from contracts.errors import Misconfigured
from contracts.settings import RoomSettings, StoreSettings, load, refuse_unknown
from contracts.store import check_store, connect

if TYPE_CHECKING:
    from crawler.catalogue import Catalogue
    from crawler.frontier import Frontier
    from crawler.settings import CrawlSettings
    from search.index import Index, SearchSettings
    from web.settings import WebSettings
    from workers.queue import Ledger, WorkerSettings


@dataclass(frozen=True)
class Settings:
    """Every room's settings, read once."""

    store: StoreSettings
    search: "SearchSettings"
    worker: "WorkerSettings"
    crawl: "CrawlSettings"
    web: "WebSettings"

    def in_folder(self, data_dir: Path) -> "Settings":
        """Return the same settings for another data folder."""
        return replace(self, store=self.store.model_copy(update={"data_dir": data_dir}))


def rooms() -> tuple[type[RoomSettings], ...]:
    """Return every room's settings class."""
    from crawler.settings import CrawlSettings
    from search.index import SearchSettings
    from web.settings import WebSettings
    from workers.queue import WorkerSettings

    return (StoreSettings, SearchSettings, WorkerSettings, CrawlSettings, WebSettings)


def read_settings() -> Settings:
    """Return the settings in force; raises `Misconfigured` for a setting that is unknown or unusable."""
    from crawler.settings import CrawlSettings
    from search.index import SearchSettings
    from web.settings import WebSettings
    from workers.queue import WorkerSettings

    refuse_unknown(rooms())
    return Settings(
        store=load(StoreSettings),
        search=load(SearchSettings),
        worker=load(WorkerSettings),
        crawl=load(CrawlSettings),
        web=load(WebSettings),
    )


def made_folder(folder: Path) -> Path:
    """Return the folder, made if it is absent; raises `Misconfigured` if it can't be made or written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Misconfigured(
            f"{folder} can't be made ({error.strerror}): set TRAWLNET_DATA_DIR to a folder of yours."
        ) from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise Misconfigured(f"{folder} can't be written: set TRAWLNET_DATA_DIR to a folder of yours.")
    return folder


class Parts:
    """What a command needs, as a context: the last to leave the embedded store stops it, whoever started it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.embedded = EmbeddedStore(settings.store.data_dir) if settings.store.redis_url is None else None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if "index" in self.__dict__:
            self.index.close()
        if "client" in self.__dict__:
            self.client.close()
        if self.embedded is not None and ("client" in self.__dict__ or self.embedded.started):
            self.embedded.stop(only_if_alone=True)

    @property
    def data_dir(self) -> Path:
        """The data folder, made if it is absent."""
        return made_folder(self.settings.store.data_dir)

    @property
    def store_url(self) -> str:
        """The address of the store in use."""
        return self.settings.store.redis_url or self._embedded_url()

    @cached_property
    def client(self) -> redis.Redis:
        """A client of a store that answers and would lose no work."""
        self.keep_store()
        client = connect(self.store_url)
        check_store(client, url=self.store_url)
        return client

    def keep_store(self) -> None:
        """Return once the embedded store answers, started again if need be; nothing is done for an outside one."""
        if self.embedded is not None:
            self.embedded.ensure()

    @cached_property
    def ledger(self) -> "Ledger":
        from workers.queue import Ledger

        return Ledger(self.client, self.settings.worker)

    @cached_property
    def frontier(self) -> "Frontier":
        from crawler.frontier import Frontier

        return Frontier(self.client, self.settings.crawl)

    @cached_property
    def catalogue(self) -> "Catalogue":
        from crawler.catalogue import Catalogue

        return Catalogue(self.client)

    @cached_property
    def index(self) -> "Index":
        """A reader of the index."""
        from search.index import open_index

        return open_index(self.settings.search, data_dir=self.data_dir)

    def environment(self) -> dict[str, str]:
        """Return the environment of a child process: our own, with this store and this data folder."""
        own = dict(os.environ)
        return own | {"TRAWLNET_REDIS_URL": self.store_url, "TRAWLNET_DATA_DIR": str(self.data_dir)}

    def _embedded_url(self) -> str:
        assert self.embedded is not None
        return self.embedded.url


def open_parts() -> Parts:
    """Return the parts for the settings in force."""
    return Parts(read_settings())
