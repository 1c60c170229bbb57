"""Where the archive lies: in a local folder, at an fsspec address behind one, or nowhere."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from contracts.records import ArchivePointer, Page
from crawler.archive.reading import page_at, present, read_archive, read_remote
from crawler.archive.remote import Remote

_log: Final = logging.getLogger("trawlnet.archive")
OFF: Final = "off"
_OFF: Final = frozenset({"off", "false", "no", "0"})
_ON: Final = frozenset({"", "on", "true", "yes", "1"})


def archive_dir(data_dir: Path) -> Path:
    """Return the folder of the archive within the data folder."""
    return data_dir / "archive"


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivePlace:
    """Files are written in `folder`; with a `remote` they are moved there once closed. `kept`: there is an archive."""

    folder: Path
    remote: Remote | None = None
    kept: bool = True

    def pages(
        self, *, since: datetime | None = None, until: datetime | None = None, source: str | None = None
    ) -> Iterator[Page]:
        """Yield the pages that are kept here, wherever their files lie by now; no page twice for being moved."""
        read: set[str] = set()
        yield from read_archive(self.folder, since=since, until=until, source=source, names=read)
        if self.remote is not None:
            yield from read_remote(self.remote, since=since, until=until, source=source, without=read)

    def page(self, pointer: ArchivePointer) -> Page | None:
        """Return the page that is kept at this place; None if its file is not here, or holds no page there."""
        path = present(self.folder, pointer.file)
        try:
            if path is not None:
                with path.open("rb") as file:
                    return page_at(file, pointer)
            if self.remote is not None:
                with self.remote.open(pointer.file) as file:
                    return page_at(file, pointer)
        except Exception as error:  # what the client of a remote store raises is its own
            _log.warning("archive_unreadable file=%s error=%s", pointer.file, error)
        return None


def archive_place(data_dir: Path, named: str) -> ArchivePlace:
    """Return what the setting names: nothing, "off", a folder, or an address such as `s3://bucket/news`.

    Raises `Misconfigured` if the address needs a package that is not installed.
    """
    text = named.strip()
    if text.lower() in _OFF:
        return ArchivePlace(folder=archive_dir(data_dir), kept=False)
    if text.lower() in _ON:
        return ArchivePlace(folder=archive_dir(data_dir))
    if "://" not in text:
        return ArchivePlace(folder=Path(text).expanduser())
    return ArchivePlace(folder=archive_dir(data_dir), remote=Remote(text))
