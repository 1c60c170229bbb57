"""The embedded index under several processes: one writes, many read, and a killed writer leaves what it committed."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import tantivy

from contracts.errors import Misconfigured, Transient
from search.index import Index, SearchRequest, SearchSettings, Written, open_index
from tests.unit.search.library import START, an_article, id_of

SETTINGS = SearchSettings(elasticsearch_url=None)
WRITER = """
import sys
from pathlib import Path
from search.index import SearchSettings, open_index
from tests.unit.search.library import an_article
index = open_index(SearchSettings(elasticsearch_url=None), data_dir=Path(sys.argv[1]), writer=True)
number = int(sys.argv[2])
while True:
    index.write([an_article(f"n{number}-{part}") for part in range(5)])
    print(number, flush=True)
    number += 1
"""


def reader(data_dir: Path) -> Index:
    """Return the folder's index, opened for reading."""
    return open_index(SETTINGS, data_dir=data_dir)


def writer(data_dir: Path) -> Index:
    """Return the folder's index, opened for writing."""
    return open_index(SETTINGS, data_dir=data_dir, writer=True)


@contextmanager
def writing_process(data_dir: Path, first: int) -> Iterator[subprocess.Popen[str]]:
    """Give a process that writes five articles at a time for ever, and prints the number of each five it committed."""
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(data_dir), str(first)],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(Path.cwd())},
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait(timeout=10)


def test_a_reader_before_any_write_finds_nothing_and_makes_nothing(tmp_path: Path) -> None:
    with closing(reader(tmp_path / "data")) as index:
        assert index.search(SearchRequest(query="harbour")).total == 0
        assert index.get("x") is None
        assert list(index.scan()) == []
        assert index.check().documents == 0

    assert not (tmp_path / "data").exists()


def test_a_reader_opened_before_the_writer_sees_each_commit_at_once(tmp_path: Path) -> None:
    with closing(reader(tmp_path)) as reads, closing(writer(tmp_path)) as writes:
        for number in range(5):
            writes.write([an_article(f"n{number}")])

            assert reads.count() == number + 1
            assert reads.get(id_of(f"n{number}")) is not None


def test_a_second_writer_is_told_who_writes(tmp_path: Path) -> None:
    with closing(writer(tmp_path)), pytest.raises(Transient, match=f"process {os.getpid()}"):
        writer(tmp_path)


def test_a_closed_writer_lets_the_next_one_in(tmp_path: Path) -> None:
    with closing(writer(tmp_path)) as first:
        first.write([an_article("one")])
    with closing(writer(tmp_path)) as second:
        assert second.write([an_article("two")]) == [Written(an_article("two").version)]
        assert second.count() == 2


def test_writing_through_a_reader_is_refused_in_one_sentence(tmp_path: Path) -> None:
    with closing(reader(tmp_path)) as index, pytest.raises(Misconfigured, match="writer=True"):
        index.write([an_article()])


def test_an_index_of_another_shape_is_named_and_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "index" / "v0001"
    folder.mkdir(parents=True)
    other = tantivy.SchemaBuilder().add_text_field("other").build()
    tantivy.Index(other, path=str(folder))
    before = (folder / "meta.json").read_bytes()

    with pytest.raises(Misconfigured, match="move that folder away"):
        writer(tmp_path)

    assert (folder / "meta.json").read_bytes() == before


@pytest.mark.timeout(120)
def test_a_writer_killed_ten_times_loses_nothing_that_it_committed(tmp_path: Path) -> None:
    committed = 0
    with closing(reader(tmp_path)) as reads:
        for _ in range(10):
            with writing_process(tmp_path, committed) as process:
                assert process.stdout is not None
                for _ in range(3):
                    committed = int(process.stdout.readline()) + 1
                process.send_signal(signal.SIGKILL)
                process.wait(timeout=10)
                rest = process.stdout.read().split()
            committed = int(rest[-1]) + 1 if rest else committed

            assert all(reads.get(id_of(f"n{number}-4")) is not None for number in range(committed))
        with closing(writer(tmp_path)) as next_one:
            assert committed * 5 <= next_one.count() <= (committed + 1) * 5


def test_threads_read_while_one_writes(tmp_path: Path) -> None:
    failures: list[str] = []
    with closing(writer(tmp_path)) as index, closing(reader(tmp_path)) as reads:

        def search_often() -> None:
            seen = 0
            for _ in range(60):
                total = reads.search(SearchRequest(query="harbour", limit=5)).total
                if total < seen:
                    failures.append(f"{total} after {seen}")
                seen = total

        threads = [threading.Thread(target=search_often) for _ in range(4)]
        for thread in threads:
            thread.start()
        for number in range(40):
            index.write([an_article(f"n{number}", fetched_at=START + timedelta(minutes=number))])
        for thread in threads:
            thread.join(timeout=60)

        assert failures == []
        assert reads.count() == 40


def test_records_are_plain_json_in_the_folder(tmp_path: Path) -> None:
    with closing(writer(tmp_path)) as index:
        index.write([an_article()])

    stored = json.loads((tmp_path / "index" / "v0001" / "meta.json").read_text())

    assert {field["name"] for field in stored["schema"]} >= {"title", "text", "record", "gone"}
