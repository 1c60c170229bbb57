"""A source from one address: what stands there, a feed, a sitemap or a listing, decides which kind it is."""

import re
from dataclasses import replace

from contracts.errors import Misconfigured
from contracts.records import Source
from contracts.urls import fetch_url, host_of
from crawler.check import CheckReport, check_source
from crawler.settings import CrawlSettings


def source_at(
    url: str, *, settings: CrawlSettings, name: str | None, language: str | None, country: str | None
) -> Source:
    """Return the source whose news is announced at `url`; raises `Misconfigured` if nothing there names an article."""
    address = fetch_url(url)
    host = host_of(address)
    plain = Source(
        id=re.sub(r"[^a-z0-9]+", "-", host.removeprefix("www.")).strip("-"),
        name=name or host.removeprefix("www."),
        host=host,
        language=language,
        country=country,
    )
    problems = []
    there = (address,)
    for candidate in (replace(plain, feeds=there), replace(plain, sitemaps=there), replace(plain, start_pages=there)):
        report = check_source(candidate, settings)
        if _names_articles(report):
            return candidate
        problems += [one.problem for one in report.checked if one.problem]
    why = f": {problems[0]}" if problems else ""
    raise Misconfigured(
        f"{address} names no article as a feed, a sitemap or a listing{why}; "
        "give the address of the feed itself, or write the source into sources.yaml."
    )


def _names_articles(report: CheckReport) -> bool:
    return any(one.articles for one in report.checked if one.kind != "article")
