"""The archive's doorway: every page fetched, kept as WARC 1.1, so that it can be read again without a new fetch.

`open_archive` gives the crawler what it writes to, `read_archive` and `ArchivePlace.pages` give back what was kept.
"""

from crawler.archive.place import ArchivePlace, archive_dir, archive_place
from crawler.archive.reading import read_archive
from crawler.archive.writer import Archive, ArchiveWriter, Exchange, NoArchive, Visit, open_archive

__all__ = [
    "Archive",
    "ArchivePlace",
    "ArchiveWriter",
    "Exchange",
    "NoArchive",
    "Visit",
    "archive_dir",
    "archive_place",
    "open_archive",
    "read_archive",
]
