"""What is Elasticsearch's alone: aliases, many processes, and a server that is away or full."""

import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from uuid import uuid4

import pytest
from elasticsearch import Elasticsearch

from contracts.article import Version
from contracts.errors import IndexUnreachable, Misconfigured
from search.index import Index, SearchRequest, SearchSettings, Superseded, Unavailable, Written, open_index
from tests.unit.search.library import an_article, library

WRITER = """
import sys
from pathlib import Path
from search.index import SearchSettings, open_index
from tests.unit.search.library import an_article
index = open_index(SearchSettings(elasticsearch_url=sys.argv[1], index_name=sys.argv[2]), data_dir=Path("unused"))
results = index.write([an_article(f"n{number}") for number in range(20)])
print(sorted({type(result).__name__ for result in results}))
"""


@pytest.fixture
def name(elasticsearch_url: str) -> Iterator[str]:
    """Give an index name of this test's own; what stands under it is deleted afterwards."""
    chosen = f"test-{uuid4().hex}"
    yield chosen
    with Elasticsearch(elasticsearch_url) as client:
        for each in client.indices.get(index=f"{chosen}*"):
            client.indices.delete(index=each)


@pytest.fixture
def client(elasticsearch_url: str) -> Iterator[Elasticsearch]:
    """Give Elasticsearch's own client."""
    with Elasticsearch(elasticsearch_url) as fresh:
        yield fresh


def open_at(url: str, name: str = "test-nobody") -> Index:
    """Return the index of that name at that address."""
    return open_index(SearchSettings(elasticsearch_url=url, index_name=name), data_dir=Path("unused"))


def delete(client: Elasticsearch, name: str) -> None:
    """Take the index away under our feet."""
    client.indices.delete(index=f"{name}-v0001")


def test_one_numbered_index_stands_behind_two_aliases(client: Elasticsearch, elasticsearch_url: str, name: str) -> None:
    open_at(elasticsearch_url, name).close()

    aliases = client.indices.get_alias(name=f"{name}*")

    assert dict(aliases) == {f"{name}-v0001": {"aliases": {name: {}, f"{name}-write": {"is_write_index": True}}}}


def test_fields_that_we_do_not_know_are_never_mapped(client: Elasticsearch, elasticsearch_url: str, name: str) -> None:
    with closing(open_at(elasticsearch_url, name)) as index:
        index.write([an_article()])
    mapping = client.indices.get_mapping(index=name)[f"{name}-v0001"]["mappings"]

    assert mapping["dynamic"] == "false"
    assert {field.get("analyzer", "whitespace") for field in mapping["properties"].values()} == {"whitespace"}


def test_processes_that_start_at_once_make_one_index_and_write_each_article_once(
    client: Elasticsearch, elasticsearch_url: str, name: str
) -> None:
    command = [sys.executable, "-c", WRITER, elasticsearch_url, name]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(4)]
    outputs = [process.communicate(timeout=120) for process in processes]

    assert [process.returncode for process in processes] == [0] * 4, outputs
    with closing(open_at(elasticsearch_url, name)) as index:
        index.refresh()
        assert index.count() == 20


def test_a_server_that_is_away_is_named_in_one_sentence() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://user:secret@127.0.0.1:{unused.getsockname()[1]}"

        with pytest.raises(
            IndexUnreachable, match="does not answer: start it, or correct TRAWLNET_ELASTICSEARCH_URL"
        ) as caught:
            open_at(url)

    assert "secret" not in str(caught.value)


def test_what_is_no_elasticsearch_is_named_in_one_sentence() -> None:
    with _web_server() as url, pytest.raises(Misconfigured, match="is not Elasticsearch"):
        open_at(url)


def test_an_index_of_another_mapping_is_refused(client: Elasticsearch, elasticsearch_url: str, name: str) -> None:
    aliases = {name: {}, f"{name}-write": {"is_write_index": True}}
    client.indices.create(index=f"{name}-v0001", aliases=aliases, mappings={"_meta": {"trawlnet_mapping": 0}})

    with pytest.raises(Misconfigured, match="another version of Trawlnet"):
        open_at(elasticsearch_url, name)


def test_a_name_that_is_taken_by_an_index_is_refused(client: Elasticsearch, elasticsearch_url: str, name: str) -> None:
    client.indices.create(index=name)

    with pytest.raises(Misconfigured, match="TRAWLNET_INDEX_NAME"):
        open_at(elasticsearch_url, name)


def test_an_index_that_vanished_takes_no_write_and_is_never_made_by_one(
    client: Elasticsearch, elasticsearch_url: str, name: str
) -> None:
    with closing(open_at(elasticsearch_url, name)) as index:
        delete(client, name)

        (result,) = index.write([an_article()])

        assert isinstance(result, Unavailable)
        assert not client.indices.exists(index=f"{name}-write")
        with pytest.raises(IndexUnreachable):
            index.count()


def test_a_read_only_index_says_to_try_again(client: Elasticsearch, elasticsearch_url: str, name: str) -> None:
    with closing(open_at(elasticsearch_url, name)) as index:
        client.indices.put_settings(index=name, settings={"index.blocks.write": True})

        (result,) = index.write([an_article()])

        assert isinstance(result, Unavailable)
        client.indices.put_settings(index=name, settings={"index.blocks.write": False})
        assert [type(each) for each in index.write([an_article()])] == [Written]


def test_a_batch_larger_than_one_request_is_written_whole_and_in_order(elasticsearch_url: str, name: str) -> None:
    articles = [an_article(f"n{number}", text="word " * 1500) for number in range(700)]
    newer = replace(articles[0], version=Version(articles[0].version.fetched_ms, 7))

    with closing(open_at(elasticsearch_url, name)) as index:
        results = index.write([newer, *articles])
        index.refresh()

        assert results[:2] == [Written(newer.version), Superseded(newer.version)]
        assert [type(each) for each in results[2:]] == [Written] * 699
        assert sum(1 for _ in index.scan()) == index.count() == 700


def test_an_index_in_several_shards_finds_counts_and_pages_as_one(elasticsearch_url: str, name: str) -> None:
    settings = SearchSettings(elasticsearch_url=elasticsearch_url, index_name=name, index_shards=3)
    with closing(open_index(settings, data_dir=Path("unused"))) as index:
        index.write(list(library().values()))
        index.refresh()

        first = index.search(SearchRequest(query="tag:nasa", limit=4))
        second = index.search(SearchRequest(query="tag:nasa", limit=4, cursor=first.next))

        assert first.total == 6
        assert len({hit.id for hit in (*first.hits, *second.hits)}) == 6
        assert {each.value: each.count for each in first.facets.language}["zh"] == 1
        assert sum(1 for _ in index.scan()) == index.count() == len(library()) - 1


@contextmanager
def _web_server() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), _Hello)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Hello(BaseHTTPRequestHandler):
    """Answers every request with some JSON."""

    def do_GET(self) -> None:  # the name is http.server's
        body = b'{"nodes": {"a": {"version": "9.5.0"}}}'
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""
