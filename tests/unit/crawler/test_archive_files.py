"""What the archive's files promise: one writer each, no cut tail that stays, digests and revisits by the standard."""

import fcntl
import os
import subprocess
import sys
import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from contracts.errors import Misconfigured
from crawler.archive import ArchiveWriter, NoArchive, Visit, archive_place, open_archive, read_archive
from crawler.archive.files import mend
from crawler.archive.writer import send_closed
from tests.unit.crawler.test_archive import NOW, a_page, an_exchange, written

FEED = Visit(uid="feed-1", url="http://alpha.test/feed", status=200, at=NOW)
PIECES = 23


def records(folder: Path) -> list[dict[str, str]]:
    """Return the named fields of every record, as an independent reader finds them."""
    found = []
    for path in sorted(folder.glob("*.warc.gz")):
        with path.open("rb") as file:
            found += [dict(record.rec_headers.headers) for record in ArchiveIterator(file)]
    return found


def warcio_check(folder: Path) -> subprocess.CompletedProcess[str]:
    """Let warcio verify every digest of the folder."""
    files = sorted(folder.glob("*.warc.gz"))
    program = Path(sys.executable).parent / "warcio"
    return subprocess.run([program, "check", "-v", *files], capture_output=True, text=True, check=False)


def left_by_a_killed_writer(folder: Path, data: bytes) -> Path:
    """Return a file such as a writer leaves that was killed: open by its name, locked by nobody."""
    folder.mkdir(exist_ok=True)
    path = folder / "trawlnet-20260102030405-host-1-abcdef.warc.gz.open"
    path.write_bytes(data)
    return path


def test_a_file_is_open_by_name_and_locked_until_its_writer_closes_it(tmp_path: Path) -> None:
    writer = ArchiveWriter(tmp_path, max_file_bytes=2**20)
    kept = writer.write(a_page(), an_exchange(a_page()))
    (path,) = tmp_path.iterdir()

    with path.open("rb") as other, pytest.raises(BlockingIOError):
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    assert path.name.endswith(".warc.gz.open")
    assert mend(tmp_path) == []
    assert list(read_archive(tmp_path)) == [kept]
    writer.close()
    assert [file.name for file in tmp_path.iterdir()] == [path.name.removesuffix(".open")]


@pytest.mark.parametrize("piece", range(PIECES))
def test_a_tail_is_cut_back_to_the_last_whole_record_wherever_the_writer_died(tmp_path: Path, piece: int) -> None:
    kept = written(tmp_path / "whole", *(a_page(n) for n in range(3)))
    (whole,) = (tmp_path / "whole").iterdir()
    data = whole.read_bytes()
    left_by_a_killed_writer(tmp_path / "cut", data[: len(data) * (piece + 3) // (PIECES + 3)])
    readable = [page.id for page in read_archive(tmp_path / "cut")]

    names = mend(tmp_path / "cut")
    first = [file.read_bytes() for file in (tmp_path / "cut").iterdir()]
    again = mend(tmp_path / "cut")

    assert warcio_check(tmp_path / "cut").returncode == 0
    assert readable == [page.id for page in kept][: len(readable)]
    assert [page.id for page in read_archive(tmp_path / "cut")] == readable
    assert len(names) == len(first) == 1
    assert again == []
    assert all(data.startswith(part) for part in first)


def test_zeros_that_a_power_cut_left_are_cut_off(tmp_path: Path) -> None:
    written(tmp_path / "whole", a_page(1))
    (whole,) = (tmp_path / "whole").iterdir()
    left_by_a_killed_writer(tmp_path / "cut", whole.read_bytes() + bytes(5000))

    mend(tmp_path / "cut")

    assert [file.read_bytes() for file in (tmp_path / "cut").iterdir()] == [whole.read_bytes()]


def test_what_is_less_than_a_record_leaves_no_file(tmp_path: Path) -> None:
    left_by_a_killed_writer(tmp_path, b"\x1f\x8b\x08")

    assert mend(tmp_path) == []
    assert list(tmp_path.iterdir()) == []


def test_an_unmodified_feed_is_a_revisit_of_the_answer_that_is_kept(tmp_path: Path) -> None:
    writer = ArchiveWriter(tmp_path, max_file_bytes=2**20)
    later = Visit(uid=FEED.uid, url=FEED.url, status=304, at=NOW + timedelta(minutes=5))

    writer.note(FEED, an_exchange(a_page()))
    writer.note(later, an_exchange(a_page()))
    writer.close()

    _, _, response, _, revisit = records(tmp_path)
    assert [response["WARC-Type"], revisit["WARC-Type"]] == ["response", "revisit"]
    assert revisit["WARC-Profile"] == "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
    assert revisit["WARC-Refers-To"] == response["WARC-Record-ID"]
    assert revisit["WARC-Refers-To-Target-URI"] == FEED.url
    assert revisit["WARC-Refers-To-Date"] == response["WARC-Date"]
    assert warcio_check(tmp_path).returncode == 0


def test_the_same_answer_again_is_kept_once(tmp_path: Path) -> None:
    writer = ArchiveWriter(tmp_path, max_file_bytes=2**20)
    for _ in range(3):
        writer.note(FEED, an_exchange(a_page()))
    writer.close()

    kinds = [record["WARC-Type"] for record in records(tmp_path)]
    profiles = {record["WARC-Profile"] for record in records(tmp_path) if "WARC-Profile" in record}
    assert (kinds.count("response"), kinds.count("revisit")) == (1, 2)
    assert profiles == {"http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"}


def test_feeds_are_kept_but_are_no_pages_of_a_replay(tmp_path: Path) -> None:
    writer = ArchiveWriter(tmp_path, max_file_bytes=2**20)
    writer.note(FEED, an_exchange(a_page()))
    kept = writer.write(a_page(), an_exchange(a_page()))
    writer.close()

    assert list(read_archive(tmp_path)) == [kept]


def test_cookies_and_sign_ins_are_not_kept(tmp_path: Path) -> None:
    exchange = an_exchange(a_page())
    secret = (("Cookie", "s3cret"), ("authorization", "Basic s3cret"))
    open_to_all = type(exchange)(
        request_headers=(*exchange.request_headers, *secret),
        headers=(*exchange.headers, ("Set-Cookie", "id=s3cret")),
        wire_body=exchange.wire_body,
    )
    writer = ArchiveWriter(tmp_path, max_file_bytes=2**20)
    writer.write(a_page(), open_to_all)
    writer.close()

    (path,) = tmp_path.iterdir()
    with path.open("rb") as file:
        contents = [record.http_headers.to_str() if record.http_headers else "" for record in ArchiveIterator(file)]
    assert "User-Agent" in "".join(contents)
    assert "s3cret" not in "".join(contents)


@pytest.mark.parametrize("kind", ["file", "memory"])
def test_closed_files_are_moved_to_the_address_and_read_from_there(tmp_path: Path, kind: str) -> None:
    address = f"file://{tmp_path}/far" if kind == "file" else f"memory://{uuid.uuid4().hex}"
    place = archive_place(tmp_path, address)
    one, two = written(place.folder, a_page(1), a_page(2), max_file_bytes=1)
    writer = ArchiveWriter(place.folder, max_file_bytes=2**20)
    three = writer.write(a_page(3), an_exchange(a_page(3)))

    send_closed(place.folder, place.remote)

    assert {page.id for page in place.pages()} == {one.id, two.id, three.id}
    assert [path.suffix for path in place.folder.iterdir()] == [".open"]
    assert list(place.pages(since=two.fetched_at, until=three.fetched_at)) == [two]
    writer.close()
    send_closed(place.folder, place.remote)
    assert list(place.folder.iterdir()) == []
    assert len(list(place.pages())) == 3


def test_a_file_that_did_not_arrive_whole_stays_here_and_is_read_once(tmp_path: Path) -> None:
    place = archive_place(tmp_path, f"file://{tmp_path}/far")
    (kept,) = written(place.folder, a_page(1))
    (here,) = place.folder.iterdir()
    (tmp_path / "far").mkdir()
    (tmp_path / "far" / here.name).write_bytes(here.read_bytes()[:100])

    assert list(place.pages()) == [kept]
    send_closed(place.folder, place.remote)
    assert not here.exists()
    assert list(place.pages()) == [kept]


def test_an_archive_that_ends_is_sent_away_and_mends_what_others_left(tmp_path: Path) -> None:
    written(tmp_path / "whole", a_page(1))
    (whole,) = (tmp_path / "whole").iterdir()
    left_by_a_killed_writer(tmp_path / "archive", whole.read_bytes() + b"tail")
    place = archive_place(tmp_path, f"file://{tmp_path}/far")

    archive = open_archive(place, max_file_bytes=2**20, max_file_s=60)
    archive.write(a_page(2), an_exchange(a_page(2)))
    archive.close()

    assert list((tmp_path / "archive").iterdir()) == []
    assert [page.id for page in place.pages()] == ["token-1", "token-2"]


def test_the_setting_names_a_folder_an_address_or_nothing(tmp_path: Path) -> None:
    assert archive_place(tmp_path, "").folder == tmp_path / "archive"
    assert archive_place(tmp_path, f"{tmp_path}/else").folder == tmp_path / "else"
    assert archive_place(tmp_path, "memory://x").folder == tmp_path / "archive"
    assert isinstance(open_archive(archive_place(tmp_path, "off"), max_file_bytes=1, max_file_s=1), NoArchive)
    with pytest.raises(Misconfigured, match="TRAWLNET_CRAWL_ARCHIVE"):
        archive_place(tmp_path, "nosuch://x")


def test_files_that_cannot_hold_what_is_wanted_are_not_read(tmp_path: Path) -> None:
    (kept,) = written(tmp_path, a_page(1))
    (path,) = tmp_path.iterdir()
    os.utime(path, (0, 0))

    assert list(read_archive(tmp_path)) == [kept]
    assert list(read_archive(tmp_path, since=datetime(2020, 1, 1, tzinfo=UTC))) == []


def test_one_page_is_read_from_where_it_is_kept_wherever_its_file_lies_by_now(tmp_path: Path) -> None:
    place = archive_place(tmp_path, f"memory://{uuid.uuid4().hex}")
    writer = ArchiveWriter(place.folder, max_file_bytes=2**20)
    kept = [writer.write(page, an_exchange(page)) for page in map(a_page, range(3))]
    pointers = [page.archive for page in kept if page.archive is not None]
    being_written = [place.page(pointer) for pointer in pointers]
    writer.close()
    closed = [place.page(pointer) for pointer in pointers]
    send_closed(place.folder, place.remote)

    assert being_written == closed == [place.page(pointer) for pointer in pointers] == kept
    assert place.page(replace(pointers[1], offset=pointers[1].offset + 1)) is None
    assert place.page(replace(pointers[1], file="another.warc.gz")) is None
    assert archive_place(tmp_path / "empty", "").page(pointers[0]) is None
