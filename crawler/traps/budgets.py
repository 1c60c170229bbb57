"""Budgets that keep endless spaces of addresses from eating a crawl, and grow with what a space yields.

An address is refused by its form (`patterns.trap_rule`), or since too many of its group were fetched in vain: a group
may waste `max_listings` fetches (its section and host a little more), and one more for each article found by it that
said something new. What a feed or a sitemap names is never cut so. Listings wait for the judgement while articles that
listings named are still to be fetched. Addresses that lead to known articles are held (`aliases`). Each refusal is
logged with its rule, and ends the URL under that name.
"""

import logging
import threading
from collections import Counter, OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import redis

from contracts.names import KEY_PREFIX
from contracts.records import Source
from crawler.frontier import FoundUrl, Frontier, Lease
from crawler.traps import aliases
from crawler.traps.novelty import SaidBefore, canonical_of
from crawler.traps.patterns import groups_of, shape_of, trap_rule
from crawler.traps.tallies import Tallies, Tally

_SHARES: Final = {"pattern_quota": 1.0, "parameter_growth": 1.2, "section_quota": 1.6, "host_quota": 2.4}
_PRODUCTIVE: Final = 10
_LATER_S: Final = 1.0
_MOST_LOOKS: Final = 60
_MOST_WAITING: Final = 500
_MOST_HELD: Final = 5000
_REMEMBERED: Final = 20_000
_DEEPEST_SITEMAP: Final = 5
_HELD_S: Final = 8 * 86400
_NO_REST: Final = 86400.0
"""The host was not asked, so it need not rest: as if it had been asked a day ago."""
_log: Final = logging.getLogger("trawlnet.crawler")


@dataclass(frozen=True, slots=True)
class Passed:
    """What may be added of what a page named, and how many addresses were refused under each rule."""

    found: list[FoundUrl]
    refused: Counter[str]


class Traps:
    """The rules for this process; what they learn is shared. Safe to use from several threads."""

    def __init__(self, client: redis.Redis, frontier: Frontier, *, max_listings: int) -> None:
        self._store: Any = client
        self._frontier = frontier
        self._base = max_listings
        self._tallies = Tallies(client)
        self._said = SaidBefore()
        self._refused: Counter[tuple[str, str]] = Counter()
        self._looks: OrderedDict[str, tuple[int, int]] = OrderedDict()
        self._lock = threading.Lock()

    # -- before a fetch ----------------------------------------------------------------------------------------------

    def passes(self, lease: Lease) -> bool:
        """Return whether what this process remembers is enough to let the URL be fetched."""
        if lease.depth == 0:
            return True
        tally = self._tallies.at_hand(lease.source_id, lease.run)
        return tally is not None and not self._objections(tally, lease)

    def ended(self, lease: Lease) -> bool:
        """Return whether the lease was ended here, since the URL is not to be fetched, or not yet."""
        tally = self._tallies.of(lease.source_id, lease.run)
        rule = self._objections(tally, lease)
        if rule is None or lease.source is None:
            return False
        if rule == "alias":
            return self._held(tally, lease)
        if lease.kind == "listing" and self._is_to_wait(tally, lease):
            self._frontier.release([lease], in_s=_LATER_S)
        else:
            self._refuse(lease, rule)
        return True

    def _objections(self, tally: Tally, lease: Lease) -> str | None:
        url = lease.url
        if (
            lease.kind == "article"
            and not lease.hops
            and (aliases.canonical_instead(tally, url) is not None or aliases.leads_to_a_known_one(tally, url))
        ):
            return "alias"
        return self._exhausted(tally, url, lease.kind)

    def _exhausted(self, tally: Tally, url: str, kind: str) -> str | None:
        """Return the rule whose budget is spent, or None."""
        groups = groups_of(url)
        shape = groups[0].name
        if kind == "article" and (tally.count(f"enumerated:{shape}") or not tally.count(f"listed:{shape}")):
            return None
        for group in groups if kind in ("article", "listing") else groups[:1]:
            spent, news = tally.count(f"spent:{group.name}"), tally.count(f"news:{group.name}")
            if spent >= self._base * _SHARES[group.rule] + news:
                return group.rule
            if group.name == shape and news >= _PRODUCTIVE and news >= spent:
                return None
        return None

    def _is_to_wait(self, tally: Tally, lease: Lease) -> bool:
        """Whether articles that may yet grow the budget are on their way: looked at twice, and not for ever."""
        done = tally.count("listed_done")
        with self._lock:
            looks, done_then = self._looks.get(lease.uid, (0, -1))
            self._looks[lease.uid] = (looks + 1, done)
            if len(self._looks) > _REMEMBERED:
                self._looks.popitem(last=False)
        if looks >= _MOST_LOOKS:
            return False
        return looks == 0 or done != done_then

    def _refuse(self, lease: Lease, rule: str) -> None:
        self._log(lease, rule, 1)
        self._frontier.fail(lease, f"Trap: {rule}", retry=False, ago_s=_NO_REST)

    # -- aliases -----------------------------------------------------------------------------------------------------

    def _held(self, tally: Tally, lease: Lease) -> bool:
        shape = shape_of(lease.url)
        tried = aliases.is_to_be_tried(tally, lease.url)
        self._tallies.add(lease.source_id, lease.run, {f"held:{shape}": 1})
        if tried:
            return False
        instead = aliases.canonical_instead(tally, lease.url)
        if instead is not None and self._frontier.add_links(lease, [FoundUrl(url=instead, hints=lease.hints)]).paused:
            return False
        self._keep_held(lease, shape)
        self._frontier.fail(lease, "Alias", retry=False, ago_s=_NO_REST)
        return True

    def _keep_held(self, lease: Lease, shape: str) -> None:
        key = _held_key(lease, shape)
        pipe = self._store.pipeline(transaction=False)
        pipe.lpush(key, lease.url)
        pipe.ltrim(key, 0, _MOST_HELD - 1)
        pipe.expire(key, _HELD_S)
        pipe.execute()

    def _set_free(self, lease: Lease, source: Source, shape: str) -> None:
        """Make what was held due after all: a page of its shape said that it is an article of its own."""
        key = _held_key(lease, shape)
        while held := self._store.rpop(key, 200):
            try:
                self._frontier.add_run(lease.run or "", (), [(source, url.decode()) for url in held])
            except redis.RedisError:
                self._store.rpush(key, *held)
                raise
            _log.warning("aliases_set_free source=%s shape=%s urls=%d", lease.source_id, shape, len(held))

    # -- after a fetch -----------------------------------------------------------------------------------------------

    def let_pass(self, lease: Lease, found: Sequence[FoundUrl]) -> Passed:
        """Return what may be added of what a feed, sitemap or listing named; remember where it was named."""
        tally = self._tallies.of(lease.source_id, lease.run)
        refused: Counter[str] = Counter()
        passed, waiting = [], 0
        for link in found:
            rule = trap_rule(link.url) or self._refusal(tally, lease, link, waiting)
            waiting += link.kind == "listing"
            if rule is None:
                passed.append(link)
            else:
                refused[rule] += 1
        for rule, number in refused.items():
            self._log(lease, rule, number)
        self._remember(tally, lease, passed)
        return Passed(passed, refused)

    def _log(self, lease: Lease, rule: str, number: int) -> None:
        """Log the rule whenever the number of its refusals at the source has doubled; each URL keeps its reason."""
        with self._lock:
            before = self._refused[lease.source_id, rule]
            after = self._refused[lease.source_id, rule] = before + number
            if len(self._refused) > _REMEMBERED:
                self._refused.clear()
        if before.bit_length() < after.bit_length():
            _log.warning("trap source=%s url=%s rule=%s refused=%d", lease.source_id, lease.url, rule, after)

    def _refusal(self, tally: Tally, lease: Lease, link: FoundUrl, waiting: int) -> str | None:
        if link.kind == "sitemap" and lease.depth >= _DEEPEST_SITEMAP:
            return "sitemap_depth"
        if lease.kind != "listing" or (link.kind == "listing" and waiting < _MOST_WAITING):
            return None
        return self._exhausted(tally, link.url, link.kind)

    def is_fruitful(self, lease: Lease) -> bool:
        """Return whether pages like this one have led to news as often as not: depth alone does not stop it then."""
        tally, shape = self._tallies.of(lease.source_id, lease.run), shape_of(lease.url)
        news, spent = tally.count(f"news:{shape}"), tally.count(f"spent:{shape}")
        return news >= spent > 0

    def _remember(self, tally: Tally, lease: Lease, passed: Iterable[FoundUrl]) -> None:
        word = "listed" if lease.kind == "listing" else "enumerated"
        shapes = {shape_of(link.url) for link in passed if link.kind == "article"}
        counts = {f"{word}:{shape}": 1 for shape in shapes if not tally.count(f"{word}:{shape}")}
        if lease.kind == "listing" and lease.depth > 0:
            counts |= {f"spent:{group.name}": 1 for group in groups_of(lease.url)}
        if lease.kind == "sitemap" and lease.depth > 0:
            counts |= {f"{'news' if shapes else 'spent'}:{shape_of(lease.url)}": 1}
        if counts:
            self._tallies.add(lease.source_id, lease.run, counts)

    def learn_page(self, lease: Lease, final_url: str, body: bytes) -> None:
        """Learn from a page that was handed over: whether it said something new, and which address it names."""
        if lease.depth == 0 or lease.source is None:
            return
        tally, shape = self._tallies.of(lease.source_id, lease.run), shape_of(lease.url)
        lesson = aliases.lesson_of(tally, lease.url, canonical_of(body, final_url), lease.source.ref())
        counts = aliases.what_is_new(tally, lesson)
        if tally.count(f"held:{shape}") and aliases.is_taken_back(tally, lesson):
            counts[f"undo:{shape}"] = 1
        if tally.count(f"listed:{shape}"):
            counts |= self._outcome(lease, is_news=self._said.is_news(lease.source_id, body))
        if counts:
            tally = self._tallies.add(lease.source_id, lease.run, counts, lesson.notes)
        if to_undo := tally.count(f"undo:{shape}") - tally.count(f"undone:{shape}"):
            self._set_free(lease, lease.source, shape)
            self._tallies.add(lease.source_id, lease.run, {f"undone:{shape}": to_undo})

    def learn_failure(self, lease: Lease) -> None:
        """Learn from a URL that gave no page, or led on to another."""
        if lease.depth == 0:
            return
        shape = shape_of(lease.url)
        if lease.kind == "sitemap":
            self._tallies.add(lease.source_id, lease.run, {f"spent:{shape}": 1})
        elif lease.kind == "listing":
            self._tallies.add(lease.source_id, lease.run, {f"spent:{group.name}": 1 for group in groups_of(lease.url)})
        elif self._tallies.of(lease.source_id, lease.run).count(f"listed:{shape}"):
            self._tallies.add(lease.source_id, lease.run, self._outcome(lease, is_news=False))

    @staticmethod
    def _outcome(lease: Lease, *, is_news: bool) -> dict[str, int]:
        """Return the counts of a page that was news, for its groups and its finder's, or that was not, for its own."""
        done = {"listed_done": 1}
        own = {group.name for group in groups_of(lease.url)}
        if not is_news:
            return done | {f"spent:{name}": 1 for name in own}
        finder = {group.name for group in groups_of(lease.hints.found_in)} if lease.hints.found_in else set()
        return done | {f"news:{name}": 1 for name in own | finder}


def _held_key(lease: Lease, shape: str) -> str:
    return f"{KEY_PREFIX}traps:held:{lease.source_id}:{lease.run or 'standing'}:{shape}"
