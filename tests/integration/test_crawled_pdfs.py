"""PDFs and other files through a real crawl: read where they hold text, else rejected and counted by type."""

from pathlib import Path

import redis

from contracts.article import Article
from contracts.settings import load
from crawler.archive import archive_dir, read_archive
from crawler.frontier import CrawlSettings, Frontier
from tests.integration.crawler_site import NOT_FOUND, Reply, a_source, crawling, rss, served, wait_until
from tests.unit.workers.clean.builders import PARAGRAPHS
from tests.unit.workers.clean.pdf.pdfs import Sheet, lines_of, pdf
from workers.clean import clean

RUN = "run-1"
PAPER = pdf([Sheet(lines_of([[text] for text in PARAGRAPHS]))], info={"Title": "New ferry leaves the harbour"})


def test_a_crawled_pdf_is_an_article_and_other_files_are_counted_by_type(
    store: redis.Redis, valkey_url: str, tmp_path: Path
) -> None:
    frontier = Frontier(store, load(CrawlSettings, resolve=("*.test=127.0.0.1",)))
    replies = {
        "/named.pdf": Reply(PAPER, headers={"Content-Type": "application/pdf"}),
        "/download?id=7": Reply(PAPER, headers={"Content-Type": "application/octet-stream"}),
        "/scan.pdf": Reply(pdf([Sheet()]), headers={"Content-Type": "application/pdf"}),
        "/photo.jpg": Reply(b"\xff\xd8\xff\xe0", headers={"Content-Type": "image/jpeg"}),
        "/film": Reply(b"\x00\x00\x00\x18ftypmp42", headers={"Content-Type": "text/html"}),
    }
    with served(lambda host, path, headers: replies.get(path, NOT_FOUND)) as site:
        replies["/feed"] = rss([site.url(path) for path in replies])
        frontier.add_run(RUN, (a_source(site),), ())
        with crawling(valkey_url, tmp_path):
            wait_until(lambda: frontier.open_urls(RUN) == 0)

    ends = {
        "/" + page.url.split("/", 3)[3]: result.title if isinstance(result := clean(page), Article) else result.reason
        for page in read_archive(archive_dir(tmp_path))
    }
    assert ends == {
        "/named.pdf": "New ferry leaves the harbour",
        "/download?id=7": "New ferry leaves the harbour",
        "/scan.pdf": "NoTextLayer",
        "/photo.jpg": "UnsupportedType:image/jpeg",
        "/film": "UnsupportedType:video/mp4",
    }
