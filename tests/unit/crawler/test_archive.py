"""What the archive promises: every page comes back as it was, and a cut tail costs nothing but itself."""

import gzip
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from contracts.records import Page, PageHints, PageId, SourceRef
from crawler.archive import ArchiveWriter, Exchange, read_archive

NOW = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
BODY = "<p>Grüße, 世界</p>".encode() * 50


def a_page(number: int = 1, source: str = "alpha") -> Page:
    return Page(
        id=PageId(f"token-{number}"),
        source=SourceRef(id=source, name="Alpha", host="alpha.test", country="DE"),
        url=f"http://alpha.test/{number}",
        final_url=f"http://alpha.test/final/{number}?q=1",
        status=200,
        headers=(("Content-Type", "text/html"), ("Content-Encoding", "gzip")),
        fetched_at=NOW + timedelta(seconds=number),
        body=BODY,
        redirects=(f"http://alpha.test/hop/{number}",),
        hints=PageHints(title="Töne", tags=("a", "二")),
        run="r",
    )


def an_exchange(page: Page) -> Exchange:
    return Exchange(
        request_headers=(("Host", "alpha.test"), ("User-Agent", "Trawlnet")),
        headers=page.headers,
        wire_body=gzip.compress(page.body),
        ip_address="127.0.0.1",
    )


def written(folder: Path, *pages: Page, max_file_bytes: int = 2**20) -> list[Page]:
    writer = ArchiveWriter(folder, max_file_bytes=max_file_bytes)
    kept = [writer.write(page, an_exchange(page)) for page in pages]
    writer.close()
    return kept


def test_a_page_comes_back_as_it_was_handed_over(tmp_path: Path) -> None:
    kept = written(tmp_path, a_page(1), a_page(2))

    assert list(read_archive(tmp_path)) == kept
    assert kept[0].archive is not None


def test_pages_are_chosen_by_time_and_source(tmp_path: Path) -> None:
    _, two, three = written(tmp_path, a_page(1), a_page(2), a_page(3, source="beta"))

    assert list(read_archive(tmp_path, since=two.fetched_at)) == [two, three]
    assert list(read_archive(tmp_path, source="beta")) == [three]


def test_a_file_is_closed_at_its_size_and_another_begun(tmp_path: Path) -> None:
    kept = written(tmp_path, *(a_page(n) for n in range(4)), max_file_bytes=1)

    assert len(list(tmp_path.glob("*.warc.gz"))) == 4
    assert {page.id for page in read_archive(tmp_path)} == {page.id for page in kept}


def test_a_tail_that_a_crash_cut_off_costs_only_its_page(tmp_path: Path) -> None:
    kept = written(tmp_path, a_page(1), a_page(2))
    (file,) = tmp_path.glob("*.warc.gz")
    whole = file.read_bytes()
    cuts = [len(whole) - cut for cut in (40, 300, 500, 900)]

    read = []
    for cut in cuts:
        file.write_bytes(whole[:cut])
        read.append(list(read_archive(tmp_path)))

    assert read == [kept[:1]] * len(cuts)


def test_an_archive_without_pages_reads_as_none(tmp_path: Path) -> None:
    assert list(read_archive(tmp_path / "absent")) == []


def test_an_independent_reader_finds_all_digests_right(tmp_path: Path) -> None:
    written(tmp_path, a_page(1), a_page(2))
    (file,) = tmp_path.glob("*.warc.gz")

    fastwarc = Path(sys.executable).parent / "fastwarc"
    checked = subprocess.run([fastwarc, "check", file], capture_output=True, text=True, check=False)

    assert "7 records were verified successfully" in checked.stdout
    assert checked.returncode == 0


def test_header_lines_cannot_smuggle_further_lines_into_a_record(tmp_path: Path) -> None:
    page = a_page(1)
    exchange = replace(
        an_exchange(page), headers=(*page.headers, ("X-Odd", "a\r\n\r\nWARC/1.1\r\nWARC-Type: response"))
    )
    writer = ArchiveWriter(tmp_path, max_file_bytes=2**20)

    kept = writer.write(page, exchange)
    writer.close()

    assert list(read_archive(tmp_path)) == [kept]
