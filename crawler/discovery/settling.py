"""What a survey comes to: from what was chosen to the source's endpoints, its rules for links, and notes on both."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from contracts.records import LinkRules, Source
from crawler.discovery.candidates import Seen
from crawler.discovery.choice import Choice
from crawler.discovery.pages import PageView
from crawler.discovery.rule_guess import following_rule, guessed_allow, others_among
from crawler.discovery.site_facts import SiteFacts

SITEMAPS: Final = ("sitemap", "sitemap index", "news sitemap")


def settled(plain: Source, choice: Choice, facts: SiteFacts, rules: LinkRules) -> Source | None:
    """Return the source with what was chosen; what `plain` says already stays. None if nothing was chosen."""
    if not choice.chosen:
        return None
    return replace(
        plain,
        name=plain.name or facts.name or plain.host.removeprefix("www."),
        language=plain.language or facts.language,
        country=plain.country or facts.country,
        links=rules,
        feeds=tuple(one.url for one in choice.chosen if one.kind == "feed"),
        sitemaps=tuple(one.url for one in choice.chosen if one.kind in SITEMAPS),
        start_pages=tuple(one.url for one in choice.chosen if one.kind == "listing"),
    )


def rules_for(choice: Choice, seen: Mapping[str, Seen], views: Iterable[PageView], host: str) -> LinkRules:
    """Return rules only where listings or mixed sitemaps are read: feeds and news sitemaps name articles alone."""
    listings = [one for one in choice.chosen if one.kind == "listing"]
    follow = [rule for one in listings if one.next_page and (rule := following_rule(one.url, one.next_page))]
    if not listings:
        return LinkRules()
    named = {key: one.url for found in seen.values() for key, one in found.named.items()}
    others = [url for view in views for url in others_among(view.links, named.keys(), host)]
    allow = guessed_allow(tuple(named.values()), tuple(dict.fromkeys(others)))
    return LinkRules(allow=allow, follow=tuple(dict.fromkeys(follow)))


def notes_on(choice: Choice, facts: SiteFacts, *, left: int) -> tuple[str, ...]:
    """Return what a person should know of the choice; `left` is how many requests were not made."""
    told = [f"{what} from {by}" for what, by in facts.told_by]
    notes = [f"Known of the site: {', '.join(told)}."] if told else []
    if left <= 0:
        notes.append("The number of requests allowed was used up: what is not listed was not looked at.")
    if choice.chosen and choice.coverage < 0.99:
        notes.append(f"The chosen name {choice.coverage:.0%} of the recent articles seen.")
    return tuple(notes)
