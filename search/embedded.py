"""The index in the data folder, by tantivy: one process writes, any number read, and each sees what was committed.

A folder `v0001` holds the index of mapping version 1. Only the writer makes it; until then a reader finds it empty.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from threading import RLock
from typing import Any, Final

import tantivy

from contracts.errors import IndexUnreachable, Misconfigured, Transient
from contracts.identity import unpacked
from search.backend import Counted, Found, Place, Wanted
from search.clauses import AnyToken, Clause
from search.documents import FIELDS, MAPPING_VERSION, Document
from search.embedded_query import Compiler
from search.meaning import NOT_GONE
from search.records import AlreadyStanding, Health, Superseded, Unavailable, WriteResult, Written

_WRITER_HEAP_BYTES: Final = 64_000_000
_SCAN_PAGE: Final = 1000
_MORE: Final = 4
_VALUES_FACTOR: Final = 10
_MAX_VALUES: Final = 65_000
_INTEGER: Final = tantivy.FieldType.Integer


def schema() -> tantivy.Schema:
    """Return tantivy's schema of our fields."""
    builder = tantivy.SchemaBuilder()
    for name, kind in FIELDS.items():
        if kind == "number":
            builder.add_integer_field(name, stored=name == "version", indexed=True, fast=True)
        elif kind == "keyword":
            builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True, stored=name == "id")
        else:
            builder.add_text_field(name, tokenizer_name="tokens", index_option="position" if kind == "text" else "freq")
    builder.add_bytes_field("record", stored=True)
    return builder.build()


class WriterLock:
    """The right to write one folder's index; ends with the process that holds it, however that ends."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file = (folder / "writer.lock").open("a+b")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._file.seek(0)
            holder = self._file.read(100).decode(errors="replace").strip() or "unknown"
            self._file.close()
            raise Transient(
                f"The index in {folder} is being written by process {holder}: stop that process, or wait for its end."
            ) from error
        self._file.truncate(0)
        self._file.write(str(os.getpid()).encode())
        self._file.flush()

    def release(self) -> None:
        """Let the next one in."""
        self._file.close()


class TantivyBackend:
    """A `Backend` in a folder; a writer holds the folder's lock until it is closed."""

    def __init__(self, folder: Path, *, writer: bool) -> None:
        self._path = folder / f"v{MAPPING_VERSION:04}"
        self._lock = WriterLock(folder) if writer else None
        self._schema = schema()
        self._compiler = Compiler(self._schema)
        self._guard = RLock()
        self._index: tantivy.Index | None = None
        self._seen: tuple[int, int, int] | None = None
        self._writer: tantivy.IndexWriter | None = None
        if writer:
            self._create()

    def _create(self) -> None:
        self._path.mkdir(parents=True, exist_ok=True)
        try:
            self._index = self._prepared(tantivy.Index(self._schema, path=str(self._path), reuse=True))
            self._open_writer()
        except ValueError as error:
            self.close()
            raise Misconfigured(
                f"The index in {self._path} cannot be opened ({error}): move that folder away and replay the archive."
            ) from error

    def _prepared(self, index: tantivy.Index) -> tantivy.Index:
        tokens = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        index.register_tokenizer("tokens", tokens)
        index.config_reader("manual")
        return index

    def _open_writer(self) -> tantivy.IndexWriter:
        if self._lock is None or self._index is None:
            raise Misconfigured("This process opened the index for reading: open it with writer=True to write.")
        if self._writer is None:
            self._writer = self._index.writer(_WRITER_HEAP_BYTES, 1)
        return self._writer

    def write(self, documents: Sequence[Document]) -> list[WriteResult]:
        """Return what became of each document; all is committed, or all is `Unavailable`."""
        with self._guard:
            writer = self._open_writer()
            try:
                results = self._add_all(writer, documents)
                writer.commit()
            except (ValueError, OSError) as error:
                self._forget_writer()
                return [Unavailable(f"tantivy: {error}") for _ in documents]
            return results

    def _add_all(self, writer: tantivy.IndexWriter, documents: Sequence[Document]) -> list[WriteResult]:
        standing = self._versions([each.id for each in documents])
        results: list[WriteResult] = []
        for each in documents:
            stands = standing.get(each.id)
            if stands is not None and stands >= each.version:
                kind = AlreadyStanding if stands == each.version else Superseded
                results.append(kind(unpacked(stands)))
                continue
            if stands is not None:
                writer.delete_documents_by_term("id", each.id)
            writer.add_document(_as_tantivy(each))
            standing[each.id] = each.version
            results.append(Written(unpacked(each.version)))
        return results

    def _versions(self, ids: Sequence[str]) -> dict[str, int]:
        searcher = self._searcher()
        if searcher is None:
            return {}
        found = self._matching(searcher, AnyToken("id", tuple(set(ids))), len(ids))
        documents = [searcher.doc(address) for address in found]
        return {str(_stored(document, "id")): int(_stored(document, "version")) for document in documents}

    def _forget_writer(self) -> None:
        """Give up a writer that failed, with what it had not committed; the next write opens another."""
        writer, self._writer = self._writer, None
        if writer is not None:
            try:
                writer.rollback()
            except (ValueError, OSError):
                return

    def records(self, ids: Sequence[str]) -> dict[str, bytes]:
        """Return the records that stand under these ids."""
        searcher = self._searcher()
        if searcher is None or not ids:
            return {}
        found = self._matching(searcher, AnyToken("id", tuple(set(ids))), len(ids))
        documents = [searcher.doc(address) for address in found]
        return {str(_stored(document, "id")): bytes(_stored(document, "record")) for document in documents}

    def _matching(self, searcher: tantivy.Searcher, clause: Clause, limit: int) -> list[tantivy.DocAddress]:
        return [address for _, address in searcher.search(self._compiler.query(clause), limit, count=False).hits]

    def page(self, wanted: Wanted) -> Counted:
        """Return a page, sorted by score or time, then by `id_order`."""
        searcher = self._searcher()
        if searcher is None:
            return Counted(0, [], {name: [] for name in wanted.values})
        query = self._compiler.query(wanted.clause)
        return Counted(
            total=_count(searcher, query),
            found=self._found(searcher, query, wanted) if wanted.size > 0 else [],
            values={name: self._values(searcher, query, name, wanted.values_size) for name in wanted.values},
        )

    def _found(self, searcher: tantivy.Searcher, query: tantivy.Query, wanted: Wanted) -> list[Found]:
        """Return the page's documents: fetches so many that those of equal rank at its end are all among them."""
        by_score = wanted.sort == "relevance"
        if not by_score and wanted.after is not None:
            query = self._compiler.both(query, self._up_to(int(wanted.after.key)))
        size = wanted.size + 1 + (wanted.depth if by_score else 1)
        while True:
            order = None if by_score else "order"
            hits = searcher.search(query, size, count=False, order_by_field=order).hits
            places = self._places(searcher, hits, wanted.after)
            certain = places if len(hits) < size else [each for each in places if each[0].key > hits[-1][0]]
            if len(hits) < size or len(certain) >= wanted.size:
                chosen = sorted(certain, key=lambda each: (-each[0].key, each[0].tie))[: wanted.size]
                return [self._read(searcher, place, address, by_score) for place, address in chosen]
            size *= _MORE

    def _up_to(self, key: int) -> tantivy.Query:
        return tantivy.Query.range_query(self._schema, "order", _INTEGER, None, key)

    def _places(
        self, searcher: tantivy.Searcher, hits: list[tuple[Any, tantivy.DocAddress]], after: Place | None
    ) -> list[tuple[Place, tantivy.DocAddress]]:
        ties = searcher.fast_field_values("id_order", [address for _, address in hits]) if hits else []
        places = [(Place(key, int(tie or 0)), address) for (key, address), tie in zip(hits, ties, strict=True)]
        if after is None:
            return places
        return [each for each in places if (-each[0].key, each[0].tie) > (-after.key, after.tie)]

    def _read(self, searcher: tantivy.Searcher, place: Place, address: tantivy.DocAddress, by_score: bool) -> Found:
        return Found(_record(searcher, address), place, place.key if by_score else 0.0)

    def _values(self, searcher: tantivy.Searcher, query: tantivy.Query, name: str, size: int) -> list[tuple[str, int]]:
        wide = min(size * _VALUES_FACTOR, _MAX_VALUES)
        terms = {"field": name, "size": wide, "segment_size": wide, "order": {"_count": "desc"}}
        buckets = searcher.aggregate(query, {"values": {"terms": terms}})["values"]["buckets"]
        counted = sorted(((str(each["key"]), int(each["doc_count"])) for each in buckets), key=lambda v: (-v[1], v[0]))
        return counted[:size]

    def firsts(self, clauses: Sequence[Clause]) -> list[bytes | None]:
        """Return for each clause the record of one document that it finds."""
        searcher = self._searcher()
        if searcher is None:
            return [None] * len(clauses)
        found = (self._matching(searcher, clause, 1) for clause in clauses)
        return [_record(searcher, each[0]) if each else None for each in found]

    def scan(self, clause: Clause) -> Iterator[bytes]:
        """Yield every record that a clause finds, as of the moment of the first."""
        searcher = self._searcher()
        last = -1
        while searcher is not None:
            beyond = tantivy.Query.range_query(self._schema, "id_order", _INTEGER, last + 1, None)
            query = self._compiler.both(self._compiler.query(clause), beyond)
            hits = searcher.search(
                query, _SCAN_PAGE, count=False, order_by_field="id_order", order=tantivy.Order.Asc
            ).hits
            for _, address in hits:
                yield _record(searcher, address)
            if len(hits) < _SCAN_PAGE:
                return
            last = hits[-1][0]

    def refresh(self) -> None:
        """Do nothing: every call looks for a newer commit."""

    def health(self) -> Health:
        """Return tantivy's version and the folder."""
        documents = self.page(Wanted(clause=NOT_GONE)).total
        role = "open for writing" if self._lock is not None else "open for reading"
        return Health(name="tantivy", version=version("tantivy"), documents=documents, detail=f"{self._path}, {role}")

    def destroy(self) -> None:
        """Remove the folder."""
        self.close()
        shutil.rmtree(self._path, ignore_errors=True)

    def close(self) -> None:
        """Let another process write, once what is being merged is done."""
        with self._guard:
            writer, self._writer = self._writer, None
            if writer is not None:
                writer.wait_merging_threads()
            self._index = None
            if self._lock is not None:
                self._lock.release()
                self._lock = None

    def _searcher(self) -> tantivy.Searcher | None:
        """Return a view of the last commit, or None if nobody has written yet."""
        with self._guard:
            try:
                return self._latest()
            except FileNotFoundError:
                return None
            except ValueError as error:
                raise IndexUnreachable(f"The index in {self._path} cannot be read: {error}.") from error

    def _latest(self) -> tantivy.Searcher:
        status = (self._path / "meta.json").stat()
        seen = (status.st_ino, status.st_mtime_ns, status.st_size)
        if self._index is None:
            self._index = self._prepared(tantivy.Index.open(str(self._path)))
            self._seen = None
        if seen != self._seen:
            self._index.reload()
            self._seen = seen
        return self._index.searcher()


def _count(searcher: tantivy.Searcher, query: tantivy.Query) -> int:
    result: Any = searcher.search(query, 1)
    return int(result.count)


def _record(searcher: tantivy.Searcher, address: tantivy.DocAddress) -> bytes:
    return bytes(_stored(searcher.doc(address), "record"))


def _stored(document: tantivy.Document, field: str) -> Any:
    return document.get_first(field)


def _as_tantivy(document: Document) -> tantivy.Document:
    result = tantivy.Document()
    for name, text in document.texts.items():
        if text:
            result.add_text(name, text)
    for name, values in document.keywords.items():
        for value in values:
            result.add_text(name, value)
    for name, number in document.numbers.items():
        result.add_integer(name, number)
    result.add_bytes("record", document.record)
    return result
