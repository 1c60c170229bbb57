"""The index in Elasticsearch 9: one alias to read, one to write, and a numbered index behind both.

Text comes analysed (`search.documents`), so the mapping asks for no analyzer but `whitespace` and no plugin.
"""

import base64
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

import elasticsearch
import zstandard
from elasticsearch import Elasticsearch

from contracts.errors import IndexUnreachable, Misconfigured
from contracts.identity import unpacked
from contracts.store import shown
from search.backend import Counted, Found, Place, Wanted
from search.clauses import Clause
from search.documents import FIELDS, MAPPING_VERSION, MAX_RECORD_BYTES, Document, Kind
from search.elastic_query import query
from search.meaning import NOT_GONE
from search.records import AlreadyStanding, Health, Refused, Superseded, Unavailable, WriteResult, Written

MIN_MAJOR: Final = 9
_TIMEOUT_S: Final = 30.0
_RETRIES: Final = 2
_BULK_BYTES: Final = 8 * 1024 * 1024
_BULK_DOCUMENTS: Final = 500
_SCAN_PAGE: Final = 100
_KEEP_ALIVE: Final = "10m"
_MAPPINGS: Final[dict[Kind, dict[str, Any]]] = {
    "text": {"type": "text", "analyzer": "whitespace"},
    "stems": {"type": "text", "analyzer": "whitespace", "index_options": "freqs"},
    "keyword": {"type": "keyword"},
    "number": {"type": "long"},
}
_ANALYSED: Final = [name for name, kind in FIELDS.items() if kind in ("text", "stems")]
_RECORD: Final = ["record", "record_zstd"]
_PLAIN_BYTES: Final = 256 * 1024
_REFUSING: Final = frozenset({400, 413})


def mapping() -> dict[str, Any]:
    """Return the index's mapping: our fields and no others; analysed text is not kept beside the record."""
    fields = {name: _MAPPINGS[kind] for name, kind in FIELDS.items()}
    kept = {"type": "keyword", "index": False, "doc_values": False}
    return {
        "dynamic": False,
        "_meta": {"trawlnet_mapping": MAPPING_VERSION},
        "_source": {"excludes": _ANALYSED},
        "properties": fields | {"record": kept, "record_zstd": kept},
    }


class ElasticBackend:
    """A `Backend` over HTTP; makes its index and aliases if there are none. Any number of processes may write."""

    def __init__(self, url: str, name: str, *, shards: int = 1) -> None:
        self._url = url
        self._shards = shards
        self._read = name
        self._write = f"{name}-write"
        self._client = Elasticsearch(
            url,
            request_timeout=_TIMEOUT_S,
            max_retries=_RETRIES,
            retry_on_timeout=True,
            retry_on_status=(502, 503, 504),
        )
        try:
            self._version = self._checked_version()
            self._ensure()
        except BaseException:
            self._client.close()
            raise

    def _checked_version(self) -> str:
        with self._asking():
            nodes = self._client.nodes.info(filter_path="nodes.*.version")["nodes"]
        version = min(str(node["version"]) for node in nodes.values())
        if int(version.split(".")[0]) < MIN_MAJOR:
            raise Misconfigured(f"Elasticsearch at {shown(self._url)} is {version}: {MIN_MAJOR}.0 or newer is needed.")
        return version

    def _ensure(self) -> None:
        """Make sure that the aliases stand; of processes that start at once one makes them, the others find them."""
        with self._asking():
            if not self._client.indices.exists_alias(name=[self._read, self._write]):
                self._create()
            found = self._client.indices.get_mapping(index=self._write)
        meta = [each["mappings"].get("_meta", {}).get("trawlnet_mapping") for each in found.values()]
        if meta != [MAPPING_VERSION]:
            raise Misconfigured(
                f"The index behind {self._write} was made by another version of Trawlnet: "
                "set TRAWLNET_INDEX_NAME to a new name and replay the archive."
            )

    def _create(self) -> None:
        aliases = {self._read: {}, self._write: {"is_write_index": True}}
        settings = {"number_of_shards": self._shards, "auto_expand_replicas": "0-1", "codec": "best_compression"}
        try:
            self._client.indices.create(
                index=f"{self._read}-v{MAPPING_VERSION:04}", aliases=aliases, settings=settings, mappings=mapping()
            )
        except elasticsearch.BadRequestError as error:
            if error.error == "resource_already_exists_exception":
                return
            raise Misconfigured(
                f"Elasticsearch at {shown(self._url)} would not make the index {self._read}: {error.message}; "
                "set TRAWLNET_INDEX_NAME to a name that is free."
            ) from error

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """Turn Elasticsearch's errors into ours."""
        place = f"Elasticsearch at {shown(self._url)}"
        try:
            yield
        except (elasticsearch.AuthenticationException, elasticsearch.AuthorizationException) as error:
            raise Misconfigured(
                f"{place} refuses us ({error.error}): put a name and password that may use it into "
                "TRAWLNET_ELASTICSEARCH_URL."
            ) from error
        except elasticsearch.UnsupportedProductError as error:
            raise Misconfigured(f"What answers at {shown(self._url)} is not Elasticsearch.") from error
        except elasticsearch.TransportError as error:
            raise IndexUnreachable(
                f"{place} does not answer: start it, or correct TRAWLNET_ELASTICSEARCH_URL, or unset that to use the "
                "embedded index."
            ) from error
        except elasticsearch.ApiError as error:
            raise IndexUnreachable(f"{place} could not answer: {error.error or error.message}.") from error

    def write(self, documents: Sequence[Document]) -> list[WriteResult]:
        """Return what became of each document; what could not be asked is `Unavailable`, never an error."""
        return [result for batch in _batches(documents) for result in self._write_batch(batch)]

    def _write_batch(self, documents: Sequence[Document]) -> list[WriteResult]:
        operations = [line for document in documents for line in self._operation(document)]
        try:
            with self._asking():
                items = self._client.bulk(operations=operations, require_alias=True)["items"]
                conflicting = [item["index"]["_id"] for item in items if item["index"]["status"] == 409]
                standing = self._versions(conflicting)
        except (IndexUnreachable, Misconfigured) as error:
            if not _is_refusal(error):
                return [Unavailable(str(error)) for _ in documents]
            return self._write_apart(documents, refusal=str(error))
        return [_result(each, item["index"], standing) for each, item in zip(documents, items, strict=True)]

    def _write_apart(self, documents: Sequence[Document], *, refusal: str) -> list[WriteResult]:
        """Write in halves what was refused as a whole, so that the one at fault takes no other with it."""
        if len(documents) == 1:
            return [Refused(refusal)]
        middle = len(documents) // 2
        return [result for half in (documents[:middle], documents[middle:]) for result in self._write_batch(half)]

    def _operation(self, document: Document) -> tuple[dict[str, Any], dict[str, Any]]:
        action = {"_index": self._write, "_id": document.id, "version": document.version, "version_type": "external"}
        body = {**document.texts, **document.keywords, **document.numbers, **_kept(document.record)}
        return {"index": action}, body

    def _versions(self, ids: Sequence[str]) -> dict[str, int]:
        if not ids:
            return {}
        found = self._client.mget(index=self._write, ids=list(dict.fromkeys(ids)), source=False)
        return {each["_id"]: each["_version"] for each in found["docs"] if each.get("found")}

    def records(self, ids: Sequence[str]) -> dict[str, bytes]:
        """Return the records that stand under these ids, seen before any refresh."""
        if not ids:
            return {}
        with self._asking():
            found = self._client.mget(index=self._write, ids=list(dict.fromkeys(ids)), source_includes=_RECORD)
        return {each["_id"]: _record(each) for each in found["docs"] if each.get("found")}

    def page(self, wanted: Wanted) -> Counted:
        """Return a page, sorted by score or time, then by `id_order`."""
        with self._asking():
            answer = self._client.search(index=self._read, **_search(wanted))
        return Counted(
            total=answer["hits"]["total"]["value"],
            found=[_found(hit, wanted) for hit in answer["hits"]["hits"]],
            values={name: _values(answer["aggregations"][name]) for name in wanted.values},
        )

    def firsts(self, clauses: Sequence[Clause]) -> list[bytes | None]:
        """Return for each clause the record of one document that it finds."""
        searches: list[dict[str, Any]] = []
        for clause in clauses:
            searches += [{}, {"query": query(clause), "size": 1, "_source": _RECORD, "track_total_hits": False}]
        if not searches:
            return []
        with self._asking():
            answers = self._client.msearch(index=self._read, searches=searches)["responses"]
        found = [answer.get("hits", {}).get("hits", []) for answer in answers]
        return [_record(hits[0]) if hits else None for hits in found]

    def scan(self, clause: Clause) -> Iterator[bytes]:
        """Yield every record that a clause finds, as of the moment of the first."""
        with self._asking():
            point = self._client.open_point_in_time(index=self._read, keep_alive=_KEEP_ALIVE)["id"]
        try:
            after: list[Any] | None = None
            while hits := self._scanned(clause, point, after):
                yield from (_record(hit) for hit in hits)
                after = hits[-1]["sort"]
        finally:
            with self._asking():
                self._client.close_point_in_time(id=point)

    def _scanned(self, clause: Clause, point: str, after: list[Any] | None) -> list[dict[str, Any]]:
        with self._asking():
            answer = self._client.search(
                pit={"id": point, "keep_alive": _KEEP_ALIVE},
                query=query(clause),
                size=_SCAN_PAGE,
                sort=["_shard_doc"],
                search_after=after,
                source_includes=_RECORD,
                track_total_hits=False,
            )
        hits: list[dict[str, Any]] = answer["hits"]["hits"]
        return hits

    def refresh(self) -> None:
        """Make all that was written visible to searches."""
        with self._asking():
            self._client.indices.refresh(index=self._write)

    def health(self) -> Health:
        """Return the server's version and the index behind the alias."""
        with self._asking():
            behind = sorted(self._client.indices.get_alias(name=self._read))
        documents = self.page(Wanted(clause=NOT_GONE)).total
        detail = f"{shown(self._url)}, {self._read} → {', '.join(behind)}"
        return Health(name="Elasticsearch", version=self._version, documents=documents, detail=detail)

    def destroy(self) -> None:
        """Remove the indices behind the alias."""
        with self._asking():
            behind = sorted(self._client.indices.get_alias(name=self._read))
            self._client.indices.delete(index=behind)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()


def _batches(documents: Sequence[Document]) -> Iterator[list[Document]]:
    batch: list[Document] = []
    size = 0
    for each in documents:
        weight = len(each.record) + sum(len(text) * 2 for text in each.texts.values())
        if batch and (size + weight > _BULK_BYTES or len(batch) >= _BULK_DOCUMENTS):
            yield batch
            batch, size = [], 0
        batch.append(each)
        size += weight
    if batch:
        yield batch


def _is_refusal(error: Exception) -> bool:
    cause = error.__cause__
    return isinstance(cause, elasticsearch.ApiError) and cause.status_code in _REFUSING


def _result(document: Document, item: dict[str, Any], standing: dict[str, int]) -> WriteResult:
    status = int(item["status"])
    if status < 300:
        return Written(unpacked(document.version))
    if status == 409:
        stands = standing.get(document.id, document.version)
        kind = AlreadyStanding if stands == document.version else Superseded
        return kind(unpacked(stands))
    error = item.get("error", {})
    reason = f"{error.get('type', status)}: {error.get('reason', '')}"[:500]
    return Refused(reason) if status in _REFUSING else Unavailable(reason)


def _search(wanted: Wanted) -> dict[str, Any]:
    first = {"_score": {"order": "desc"}} if wanted.sort == "relevance" else {"order": {"order": "desc"}}
    counted = {name: _counting(name, wanted.values_size) for name in wanted.values}
    return {
        "query": query(wanted.clause),
        "size": wanted.size,
        "sort": [first, {"id_order": {"order": "asc"}}],
        "search_after": None if wanted.after is None else [wanted.after.key, wanted.after.tie],
        "aggregations": counted or None,
        "source_includes": _RECORD,
        "track_total_hits": True,
    }


def _counting(name: str, size: int) -> dict[str, Any]:
    return {"terms": {"field": name, "size": size, "order": [{"_count": "desc"}, {"_key": "asc"}]}}


def _values(aggregation: dict[str, Any]) -> list[tuple[str, int]]:
    return [(each["key"], each["doc_count"]) for each in aggregation["buckets"]]


def _found(hit: dict[str, Any], wanted: Wanted) -> Found:
    key, tie = hit["sort"]
    return Found(_record(hit), Place(key, tie), float(key) if wanted.sort == "relevance" else 0.0)


def _kept(record: bytes) -> dict[str, str]:
    """Return the record's field: plain JSON, or packed where it is so long that it would strain a small heap."""
    if len(record) <= _PLAIN_BYTES:
        return {"record": record.decode()}
    return {"record_zstd": base64.b64encode(zstandard.compress(record)).decode("ascii")}


def _record(hit: dict[str, Any]) -> bytes:
    source = hit["_source"]
    if "record_zstd" in source:
        return zstandard.decompress(base64.b64decode(source["record_zstd"]), max_output_size=MAX_RECORD_BYTES)
    return str(source["record"]).encode()
