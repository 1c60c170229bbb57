"""Which links of a source are articles, and which are further listings."""

import re
from functools import lru_cache

from contracts.records import Source
from contracts.urls import host_of


def is_article(source: Source, url: str) -> bool:
    """Return whether the rules say so: on a host of the source, matching some `allow` (or there is none), no `deny`."""
    allow, deny = source.links.allow, source.links.deny
    return on_own_host(source, url) and (not allow or _matches(allow, url)) and not _matches(deny, url)


def is_further_listing(source: Source, url: str) -> bool:
    """Return whether the link leads to another listing of the source."""
    return on_own_host(source, url) and _matches(source.links.follow, url) and not _matches(source.links.deny, url)


def on_own_host(source: Source, url: str) -> bool:
    """Return whether the URL is on a host of the source; `www.` does not count."""
    return host_of(url).removeprefix("www.") in {host.removeprefix("www.") for host in source.ref().all_hosts}


def _matches(rules: tuple[str, ...], url: str) -> bool:
    return any(_compiled(rule).search(url) for rule in rules)


@lru_cache(maxsize=4096)
def _compiled(rule: str) -> re.Pattern[str]:
    return re.compile(rule)


def rule_for(source: Source, url: str) -> str:
    """Return which rule makes the URL an article of the source, or keeps it from being one, in words."""
    if not on_own_host(source, url):
        return "no article: on another host"
    denied = next((rule for rule in source.links.deny if _compiled(rule).search(url)), None)
    if denied is not None:
        return f"no article: links.deny {denied}"
    if not source.links.allow:
        return "no rules: every link on the source's hosts"
    allowed = next((rule for rule in source.links.allow if _compiled(rule).search(url)), None)
    return f"links.allow {allowed}" if allowed is not None else "no article: no links.allow matches"
