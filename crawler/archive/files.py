"""One WARC file from its first byte to its last: locked by its writer, cut back to whole records when that one died.

A file is named `….warc.gz.open` while it is written and holds a lock that ends with its process; closing renames it.
So whoever finds an open file without a lock knows that its writer is dead, and none appends to a file after.
"""

import fcntl
import logging
import os
import secrets
import socket
import time
import zlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final

OPEN: Final = ".open"
SUFFIX: Final = ".warc.gz"
_NEW: Final = ".new"
_NEW_S: Final = 3600.0
_CHUNK: Final = 2**18
_log: Final = logging.getLogger("trawlnet.archive")


class OpenFile:
    """A file that this process writes; nobody else does, and `close` is its end."""

    def __init__(self, folder: Path, name: str, first: bytes) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.name = name
        self._folder = folder
        hidden = folder / f".{name}{_NEW}"
        self._file = hidden.open("xb", buffering=0)
        fcntl.flock(self._file, fcntl.LOCK_EX)
        self.append(first)
        self._path = folder / f"{name}{OPEN}"
        hidden.rename(self._path)

    @property
    def size(self) -> int:
        """How many bytes it has."""
        return self._file.tell()

    def append(self, data: bytes) -> int:
        """Write the data and return where it begins; what could be written only in part is taken back."""
        start = self._file.tell()
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[self._file.write(rest) :]
        except OSError:
            self._file.seek(start)
            self._file.truncate(start)
            raise
        return start

    def sync(self) -> None:
        """Have the disk hold what was written."""
        os.fsync(self._file.fileno())

    def close(self) -> Path:
        """Make the file final, on disk, under its own name; return where it is."""
        with self._file:
            self.sync()
            return _made_final(self._path)


def fresh_name(now: datetime) -> str:
    """Return a name that no other file has: the moment, the machine, the process and chance."""
    host = "".join(char if char.isalnum() else "-" for char in socket.gethostname())[:40]
    return f"trawlnet-{now:%Y%m%d%H%M%S}-{host}-{os.getpid()}-{secrets.token_hex(3)}{SUFFIX}"


def mend(folder: Path) -> list[str]:
    """Cut each file whose writer died back to its last whole record, and close it; return the names."""
    mended: list[str] = []
    for path in (*sorted(folder.glob(f"*{SUFFIX}{OPEN}")), *sorted(folder.glob(f".*{SUFFIX}{_NEW}"))):
        with alone_with(path) as file:
            if file is not None:
                mended.extend(_mended(path, file))
    return mended


def _mended(path: Path, file: BinaryIO) -> Iterator[str]:
    if path.name.endswith(_NEW):
        if time.time() - path.stat().st_mtime > _NEW_S:
            path.unlink()
        return
    whole, size = whole_bytes(file), path.stat().st_size
    if whole < size:
        _log.warning("archive_cut file=%s bytes=%d", path.name, size - whole)
        os.truncate(path, whole)
    if whole == 0:
        path.unlink()
        return
    os.fsync(file.fileno())
    yield _made_final(path).name


class alone_with:  # noqa: N801 (used as a statement)
    """Give the open file if nobody holds its lock, else None; the lock lasts as long as the block."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: BinaryIO | None = None

    def __enter__(self) -> BinaryIO | None:
        try:
            self._file = self._path.open("rb+")
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return None
        return self._file if self._path.exists() else None

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()


def whole_bytes(file: BinaryIO) -> int:
    """Return how many bytes its leading whole gzip members have: what lies behind was cut off, or is no gzip."""
    file.seek(0)
    whole, read, unpacker, chunk = 0, 0, zlib.decompressobj(wbits=31), b""
    while chunk := chunk or file.read(_CHUNK):
        try:
            unpacker.decompress(chunk, 2**20)
        except zlib.error:
            return whole
        rest = unpacker.unconsumed_tail or unpacker.unused_data
        read += len(chunk) - len(rest)
        chunk = rest
        if unpacker.eof:
            whole, unpacker = read, zlib.decompressobj(wbits=31)
    return whole


def _made_final(path: Path) -> Path:
    final = path.with_name(path.name.removesuffix(OPEN))
    path.rename(final)
    folder = os.open(final.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return final
