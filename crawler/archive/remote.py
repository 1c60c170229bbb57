"""Closed files at an fsspec address: sent, checked by their size, and read from there."""

from pathlib import Path
from typing import Any, BinaryIO, Final

import fsspec  # type: ignore[import-untyped]

from contracts.errors import Misconfigured

_SUFFIX: Final = ".warc.gz"


class Remote:
    """A folder behind an address such as `s3://bucket/news`, `file:///mnt/archive` or `memory://news`."""

    def __init__(self, address: str) -> None:
        try:
            self._files, self._root = fsspec.core.url_to_fs(address)
        except (ImportError, ValueError) as error:
            scheme = address.split("://", 1)[0]
            raise Misconfigured(
                f"TRAWLNET_CRAWL_ARCHIVE: {scheme}:// can't be reached: {error}. Install the fsspec package for it."
            ) from error
        self.address = address

    def send(self, file: Path) -> bool:
        """Bring the file there; return whether it arrived whole; raises what the store's client raises."""
        at = f"{self._root.rstrip('/')}/{file.name}"
        self._files.makedirs(self._root, exist_ok=True)
        self._files.put_file(str(file), at)
        self._files.invalidate_cache()
        return bool(self._files.size(at) == file.stat().st_size)

    def names(self) -> list[str]:
        """Return the names of the WARC files that are there, oldest first."""
        self._files.invalidate_cache()
        try:
            found: list[Any] = self._files.ls(self._root, detail=False)
        except FileNotFoundError:
            return []
        names = (str(path).rstrip("/").rpartition("/")[2] for path in found)
        return sorted(name for name in names if name.endswith(_SUFFIX))

    def open(self, name: str) -> BinaryIO:
        """Return the file, open to be read."""
        opened: BinaryIO = self._files.open(f"{self._root.rstrip('/')}/{name}", "rb")
        return opened
