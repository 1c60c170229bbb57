"""A source from one address: what stands there, or what a survey of the site finds, decides what it is made of."""

import re
from collections.abc import Callable

from contracts.errors import Misconfigured
from contracts.records import Source
from contracts.urls import fetch_url, host_of
from crawler.check import Survey, survey_site
from crawler.settings import CrawlSettings


def surveyed(
    url: str,
    *,
    settings: CrawlSettings,
    name: str | None,
    language: str | None,
    country: str | None,
    tell: Callable[[str], None],
) -> Survey:
    """Return what announces the news at `url`; raises `Misconfigured` if nothing there names an article."""
    address = fetch_url(url if "://" in url else f"https://{url}")
    host = host_of(address)
    plain = Source(id=_id_of(host), name=name or "", host=host, language=language, country=country)
    survey = survey_site(address, plain, settings, tell=tell)
    if survey.source is None:
        problem = next((one.reason for one in survey.candidates if one.found_by == "given"), "nothing answers")
        raise Misconfigured(
            f"{address} names no article as a feed, a sitemap or a listing: {problem}; "
            "give the address of the feed itself, or write the source into sources.yaml."
        )
    return survey


def _id_of(host: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", host.removeprefix("www.")).strip("-")[:64]
