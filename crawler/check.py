"""The doorway to looking at sites beside the crawl: what a source yields now, and what a site could be as a source."""

from collections.abc import Callable, Sequence

import ada_url

from contracts.records import Source
from contracts.wire import decode
from crawler.checks.errand import run_tasks, task_for
from crawler.checks.reports import Checked, CheckReport, ReadArticle
from crawler.discovery.candidates import Candidate
from crawler.discovery.survey import Survey
from crawler.frontier import endpoints_of
from crawler.frontier.politeness import Politeness
from crawler.settings import CrawlSettings

__all__ = [
    "Candidate",
    "CheckReport",
    "Checked",
    "ReadArticle",
    "Survey",
    "check_source",
    "sitemaps_of",
    "survey_site",
    "survey_sites",
]


def _silent(step: str) -> None:
    """Tell nobody."""


def check_source(source: Source, settings: CrawlSettings, *, tell: Callable[[str], None] = _silent) -> CheckReport:
    """Return what the source's endpoints and an article of each kind of endpoint give, fetched now.

    `tell` is called with each address before it is fetched. Raises `Misconfigured` if the source asks for more than it
    may, `Transient` if the check took too long.
    """
    Politeness(settings).check(source)
    return decode(run_tasks([task_for(source, settings)], tell=tell)[0].encode(), CheckReport)


def survey_site(
    address: str, plain: Source, settings: CrawlSettings, *, tell: Callable[[str], None] = _silent
) -> Survey:
    """Return what announces the news of the site at `address`, and the source made of it, like `plain` where that says.

    At most 40 requests. Raises `Misconfigured` in one sentence if nothing answers there.
    """
    return survey_sites([(address, plain)], settings, tell=tell)[0]


def sitemaps_of(source: Source, settings: CrawlSettings, *, tell: Callable[[str], None] = _silent) -> list[str]:
    """Return the sitemaps that the source's site has, named by its robots.txt or in a usual place; often none."""
    Politeness(settings).check(source)
    start = next((url for _, url in endpoints_of(source)), f"https://{source.host}/")
    task = task_for(source, settings, address=f"{ada_url.URL(start).origin}/", archives=True)
    return decode(run_tasks([task], tell=tell)[0].encode(), list[str])


def survey_sites(
    places: Sequence[tuple[str, Source]], settings: CrawlSettings, *, tell: Callable[[str], None] = _silent
) -> list[Survey]:
    """Return the surveys of several sites, made side by side."""
    for _, plain in places:
        Politeness(settings).check(plain)
    tasks = [task_for(plain, settings, address=address) for address, plain in places]
    return [decode(result.encode(), Survey) for result in run_tasks(tasks, tell=tell)]
