"""Which document an address is, and which write of it is newer."""

import hashlib
from datetime import datetime
from typing import Final

from contracts.article import Version
from contracts.records import SourceRef
from contracts.urls import host_of, is_front_page, url_key

_REVISIONS: Final = 1024


def document_id(url: str) -> str:
    """Return the id of the article at a canonical address: SHA-256 of its URL key in hex, first 32 digits."""
    return hashlib.sha256(url_key(url).encode()).hexdigest()[:32]


def canonical_for(source: SourceRef, *, final_url: str, claimed: str | None) -> str:
    """Return the address that decides a page's id: the claimed canonical one if the page may claim it.

    It may if the claim's host belongs to the same source and is no front or section page; otherwise the claim is
    evidence of a copy, and the address that answered decides.
    """
    if claimed is None or host_of(claimed) not in _hosts_with_www(source, final_url) or is_front_page(claimed):
        return final_url
    return claimed


def _hosts_with_www(source: SourceRef, final_url: str) -> set[str]:
    hosts = {*source.all_hosts, host_of(final_url)}
    return hosts | {f"www.{host}" for host in hosts} | {host.removeprefix("www.") for host in hosts}


def first_version(fetched_at: datetime) -> Version:
    """Return the version of a fetch's first write."""
    return Version(fetched_ms=int(fetched_at.timestamp() * 1000), revision=0)


def packed(version: Version) -> int:
    """Return the version as one number, for a backend's external version: beyond 2^53, so kept out of Lua and JSON."""
    return version.fetched_ms * _REVISIONS + min(version.revision, _REVISIONS - 1)


def unpacked(number: int) -> Version:
    """Return the pair that `packed` made into a number."""
    return Version(fetched_ms=number // _REVISIONS, revision=number % _REVISIONS)
