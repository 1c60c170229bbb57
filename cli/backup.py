"""A whole installation in one file, whatever it runs on: sources, state, articles, archive.

A gzipped tar of `backup.json`, `state.jsonl` (the store's keys as DUMP gives them), `articles.jsonl` and the archive's
files. State is read before the articles: a page that ends between the two is restored as in flight and ends again,
unchanged; none is lost.
"""

import base64
import io
import shutil
import tarfile
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, TypeVar

import redis
from rich.progress import track

from cli.articles_file import read_articles
from cli.console import err
from cli.parts import Parts
from contracts.errors import Malformed, Misconfigured, Transient
from contracts.names import KEY_PREFIX
from contracts.settings import load
from contracts.wire import decode, encode
from crawler.archive import archive_place
from crawler.settings import CrawlSettings
from search.index import Written, open_index

T = TypeVar("T")
_FORMAT: Final = 1
_BATCH: Final = 200
_PASSING: Final = (f"{KEY_PREFIX}processes:".encode(), f"{KEY_PREFIX}celery:".encode())


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupFacts:
    """What a backup holds."""

    format: int
    created_at: datetime
    sources: int
    keys: int
    articles: int
    archive_files: int


@dataclass(frozen=True, slots=True)
class _Key:
    key: str
    dump: str
    ttl_ms: int


def write_backup(parts: Parts, file: Path) -> BackupFacts:
    """Write everything to `file`, first under another name, and return what it holds; the file is the owner's alone."""
    with tempfile.TemporaryDirectory() as folder:
        state, articles = Path(folder) / "state.jsonl", Path(folder) / "articles.jsonl"
        keys = _write_lines(state, (encode(key) for key in _keys(parts.client)))
        count = _write_lines(articles, (encode(article) for article in parts.index.scan(None, gone=True)))
        kept_in = archive_place(parts.data_dir, load(CrawlSettings).archive).folder
        archive = sorted(path for path in kept_in.glob("**/*.warc*") if not path.name.startswith("."))
        facts = BackupFacts(
            format=_FORMAT,
            created_at=datetime.now(UTC),
            sources=len(parts.catalogue.list()),
            keys=keys,
            articles=count,
            archive_files=len(archive),
        )
        partial = file.with_name(f"{file.name}.part")
        with tarfile.open(partial, "w:gz") as tar:
            _add_bytes(tar, "backup.json", encode(facts))
            tar.add(state, "state.jsonl")
            tar.add(articles, "articles.jsonl")
            for path in _progress(archive, "Archive"):
                _add_file(tar, path, f"archive/{path.relative_to(kept_in)}")
        partial.chmod(0o600)
        partial.replace(file)
    return facts


def read_backup(parts: Parts, file: Path) -> BackupFacts:
    """Bring an empty installation to where the backup was; raises `Misconfigured` if it is not empty, or in use."""
    _refuse_unless_empty(parts)
    with tempfile.TemporaryDirectory() as folder:
        facts = _unpacked(file, Path(folder))
        _restore_articles(parts, Path(folder) / "articles.jsonl")
        kept_in = archive_place(parts.data_dir, load(CrawlSettings).archive).folder
        _restore_archive(Path(folder) / "archive", kept_in)
        _restore_state(parts.client, Path(folder) / "state.jsonl")
    return facts


def _refuse_unless_empty(parts: Parts) -> None:
    report = parts.ledger.report()
    if report.workers:
        raise Misconfigured("Processes of Trawlnet run on this store: stop them, then restore.")
    if report.handed_over or parts.catalogue.list() or next(iter(parts.index.scan(None)), None) is not None:
        raise Misconfigured("This installation is not empty: restore into another TRAWLNET_DATA_DIR or empty servers.")


def _unpacked(file: Path, folder: Path) -> BackupFacts:
    try:
        with tarfile.open(file, "r:gz") as tar:
            tar.extractall(folder, filter="data")
        facts = decode((folder / "backup.json").read_bytes(), BackupFacts)
    except (OSError, EOFError, tarfile.TarError, Malformed) as error:
        raise Misconfigured(f"{file} is not a whole backup of Trawlnet: {error}.") from error
    if facts.format != _FORMAT:
        raise Misconfigured(f"{file} is of format {facts.format}: this version of Trawlnet reads format {_FORMAT}.")
    return facts


def _keys(client: redis.Redis) -> Iterator[_Key]:
    for name in client.scan_iter(f"{KEY_PREFIX}*", count=1000):
        if not name.startswith(_PASSING) and (dump := client.dump(name)) is not None:
            ttl = int(client.pttl(name))
            yield _Key(name.decode("latin-1"), base64.b64encode(dump).decode(), max(ttl, 0))


def _restore_state(client: redis.Redis, file: Path) -> None:
    with file.open("rb") as lines:
        for line in lines:
            one = decode(line, _Key)
            try:
                client.restore(one.key.encode("latin-1"), one.ttl_ms, base64.b64decode(one.dump), replace=True)
            except redis.ResponseError as error:
                raise Misconfigured(
                    f"This Redis can't read the state of the one that was backed up ({error}): "
                    "restore into the same or a newer version."
                ) from error


def _restore_articles(parts: Parts, file: Path) -> None:
    bad: list[tuple[int, str]] = []
    index = open_index(parts.settings.search, data_dir=parts.data_dir, writer=True)
    try:
        batch = []
        for article in _progress(read_articles(file, bad), "Articles"):
            batch.append(article)
            if len(batch) == _BATCH:
                _written(index.write(batch))
                batch = []
        _written(index.write(batch))
        index.refresh()
    finally:
        index.close()
    if bad:
        raise Misconfigured(f"The backup's articles can't be read: {bad[0][1]}.")


def _written(results: Sequence[object]) -> None:
    failed = [result for result in results if not isinstance(result, Written)]
    if failed:
        raise Transient(f"The index took {len(results) - len(failed)} of {len(results)} articles: {failed[0]}.")


def _restore_archive(found: Path, archive: Path) -> None:
    if not found.is_dir():
        return
    for path in found.rglob("*"):
        if path.is_file():
            target = archive / path.relative_to(found)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(path, target)


def _write_lines(path: Path, lines: Iterator[bytes]) -> int:
    count = 0
    with path.open("wb") as file:
        for line in _progress(lines, path.stem.capitalize()):
            file.write(line + b"\n")
            count += 1
    return count


def _add_bytes(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size = len(data)
    tar.addfile(info, io.BytesIO(data))


def _add_file(tar: tarfile.TarFile, path: Path, name: str) -> None:
    """Add a file that may still grow, or be closed under its final name: as much of it as there is now."""
    path = path if path.exists() else path.with_name(path.name.removesuffix(".open"))
    info = tar.gettarinfo(path, name)
    with path.open("rb") as file:
        tar.addfile(info, file)


def _progress(items: Iterable[T], title: str) -> Iterator[T]:
    yield from track(items, title, console=err, transient=True, disable=not err.is_terminal)
