"""What becomes of an answer: archive, hand-over, links, and only then the frontier's acknowledgement.

A crash between two of these costs a second fetch, never a page. Runs in threads of its own, since it waits for Redis
and for room in the ledger.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final, Protocol, TypeVar

import redis

from contracts.errors import Rejected, TooLarge, Transient, UnusableUrl
from contracts.names import FetchResult
from contracts.records import Page
from contracts.urls import fetch_url
from crawler.archive import Archive, Exchange, Visit
from crawler.backfill import BackFills
from crawler.directives.reading import NONE, Directives, directives_of, with_directives
from crawler.discovery.links import links_in
from crawler.discovery.texts import NotAFeed
from crawler.fetching.encodings import BrokenEncoding, decoded
from crawler.fetching.exchange import Answer, FetchFailed
from crawler.frontier import MISSING, FoundUrl, Frontier, Lease, Validators
from crawler.frontier.records import NO_VALIDATORS
from crawler.revisits.estimates import Visit as EndpointVisit
from crawler.revisits.hints import same_until_s, visit_of
from crawler.revisits.plan import RevisitPlan
from crawler.settings import CrawlSettings
from crawler.traps.budgets import Traps

T = TypeVar("T")
_RESULT: Final[dict[str, FetchResult]] = {"feed": "feed", "sitemap": "sitemap", "listing": "listing"}
_RETRIED_4XX: Final = frozenset({408, 425})
_THROTTLED: Final = frozenset({429, 503})
_LOST_STORE: Final = (Transient, redis.ConnectionError, redis.TimeoutError, redis.OutOfMemoryError)
_LONGEST_NOTICE_S: Final = 400 * 86400.0
_log: Final = logging.getLogger("trawlnet.crawler")


class HandsOver(Protocol):
    """The part of the ledger that we need."""

    def hand_over(self, page: Page) -> bool:
        """Make sure that the ledger has the page."""


class LeaseGone(Exception):
    """The URL is not ours any more, or we are stopping: leave it to others."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """Brings answers to their end; `holds` says whether a lease is still ours, `stopping` ends every wait."""

    settings: CrawlSettings
    frontier: Frontier
    ledger: HandsOver
    archive: Archive
    traps: Traps
    holds: Callable[[Lease], bool]
    stopping: threading.Event
    revisits: RevisitPlan
    back_fills: BackFills
    reconnects: Callable[[], int]

    def deliver(self, lease: Lease, answer: Answer) -> None:
        """End the lease as the answer says; returns without a word if the lease was lost on the way."""
        try:
            self._deliver(lease, answer)
        except LeaseGone:
            return
        except OSError as error:
            _log.error("archive_unwritable url=%s error=%s", lease.address, error)
            self._patiently(lease, lambda: self.frontier.release([lease], in_s=60))
        except Exception:
            _log.exception("delivery_failed url=%s", lease.address)
            self.fail(lease, FetchFailed("CrawlerError", retry=True))

    def fail(self, lease: Lease, failed: FetchFailed) -> None:
        """End the lease of a URL that gave no answer."""
        try:
            if failed.whole_host:
                self._patiently(lease, lambda: self.frontier.defer_host(lease, failed.reason))
            else:
                self._patiently(lease, lambda: self.frontier.fail(lease, failed.reason, retry=failed.retry))
        except LeaseGone:
            return

    def _deliver(self, lease: Lease, answer: Answer) -> None:
        status = answer.status
        self._note_address(lease, answer)
        if status == 304:
            self._note(lease, answer)
            self._ack(lease, answer, "not_modified", validators=lease.validators, visit=visit_of(answer))
        elif 300 <= status < 400:
            self._redirect(lease, answer)
        elif status in _THROTTLED:
            self._throttled(lease, answer)
        elif lease.confirms_gone and f"HTTP {status}" in MISSING:
            self._hand_over_as_gone(lease, answer)
        elif status not in (200, 203):
            self._failed(lease, answer, f"HTTP {status}", retry=status >= 500 or status in _RETRIED_4XX)
        else:
            self._read(lease, answer)

    def _note_address(self, lease: Lease, answer: Answer) -> None:
        if answer.ip_address is None or lease.source is None or lease.source.proxy is not None:
            return
        address = answer.ip_address
        self._patiently(lease, lambda: self.frontier.note_address(lease.host, address))

    def _throttled(self, lease: Lease, answer: Answer) -> None:
        rest, reason = retry_after_s(answer.header("Retry-After"), now=answer.at), f"HTTP {answer.status}"
        self._end(lease, answer, lambda ago: self.frontier.defer_host(lease, reason, for_s=rest, ago_s=ago))

    def _read(self, lease: Lease, answer: Answer) -> None:
        limit = self.settings.max_page_bytes
        try:
            body = decoded(answer.wire_body, answer.header("Content-Encoding"), max_bytes=limit)
            if lease.kind == "article":
                self._hand_over(lease, answer, body)
            else:
                self._follow(lease, answer, body)
        except (NotAFeed, BrokenEncoding) as error:
            self._failed(lease, answer, type(error).__name__, retry=False)
        except TooLarge:
            self._failed(lease, answer, "TooLarge", retry=False)

    def _hand_over(self, lease: Lease, answer: Answer, body: bytes) -> None:
        told = directives_of(answer, body, token=self.settings.robots_name)
        page = with_directives(page_from(lease, answer, body), told, answer)
        if not (told.noarchive or page.noindex):
            page = self.archive.write(page, exchange_from(answer))
        with self._handing_over(lease, page):
            self._patiently(lease, lambda: self.traps.learn_page(lease, answer.url, body))
            self._ack(lease, answer, "page", next_in_s=_read_again_in_s(told, answer))

    def _hand_over_as_gone(self, lease: Lease, answer: Answer) -> None:
        """What is missing for good is handed over without a body: the page ends rejected, its article gone."""
        with self._handing_over(lease, page_from(lease, answer, b"")):
            self._failed(lease, answer, f"HTTP {answer.status}", retry=False)

    @contextmanager
    def _handing_over(self, lease: Lease, page: Page) -> Iterator[None]:
        """Hand the page over before its lease is ended, and once more if the store may have forgotten it meanwhile."""
        connected = self.reconnects()
        self._patiently(lease, lambda: self.ledger.hand_over(page))
        yield
        if self.reconnects() != connected:
            self._patiently(lease, lambda: self.ledger.hand_over(page))

    def _follow(self, lease: Lease, answer: Answer, body: bytes) -> None:
        ends = lease.depth >= self.settings.max_depth and not self.traps.is_fruitful(lease)
        told = directives_of(answer, body, token=self.settings.robots_name) if lease.kind == "listing" else NONE
        named = links_of(lease, answer, body, self.settings) if not (ends or told.nofollow) else []
        wanted = self._patiently(lease, lambda: self.back_fills.wanted(lease, answer, body, named)) if named else []
        if not told.noarchive:
            self._note(lease, answer)
        found = self.traps.let_pass(lease, wanted).found
        connected = self.reconnects()
        added = self._patiently(lease, lambda: self.back_fills.add(lease, found))
        if added.paused:
            _log.warning("frontier_full source=%s url=%s waiting=%d", lease.source_id, lease.url, added.paused)
            self._end(lease, answer, lambda ago: self.frontier.wait_for_room(lease, ago_s=ago))
            return
        if ends:
            _log.warning("trap source=%s url=%s rule=max_depth", lease.source_id, lease.url)
        # What names further feeds or listings is always read whole: they may have changed while it has not.
        given = NO_VALIDATORS if any(link.kind != "article" for link in found) else _validators_of(answer)
        visit = visit_of(answer, body, found, new=added.new)
        self._ack(lease, answer, _RESULT[lease.kind], changed=added.new > 0, validators=given, visit=visit)
        if self.reconnects() != connected:
            self._patiently(lease, lambda: self.back_fills.add(lease, found))

    def _note(self, lease: Lease, answer: Answer) -> None:
        visit = Visit(uid=lease.uid, url=answer.url, status=answer.status, at=answer.at)
        self._patiently(lease, lambda: self.archive.note(visit, exchange_from(answer)))

    def _redirect(self, lease: Lease, answer: Answer) -> None:
        try:
            target = fetch_url(answer.header("Location") or "", lease.address)
        except UnusableUrl:
            self._failed(lease, answer, "BadRedirect", retry=False)
            return
        self._patiently(lease, lambda: self.traps.learn_failure(lease))
        if len(lease.hops) >= self.settings.max_redirects:
            self._failed(lease, answer, "TooManyRedirects", retry=False)
        else:
            self._end(lease, answer, lambda ago: self.frontier.redirect(lease, target, ago_s=ago))

    def _ack(
        self,
        lease: Lease,
        answer: Answer,
        result: FetchResult,
        *,
        changed: bool = False,
        validators: Validators = NO_VALIDATORS,
        visit: EndpointVisit | None = None,
        next_in_s: float | None = None,
    ) -> None:
        told: dict[str, Any] = {"changed": changed, "validators": validators, "next_in_s": next_in_s}
        if visit is not None and lease.standing and lease.kind != "article":
            told |= asdict(self.revisits.next_visit(lease.pace, lease.host, visit, not_within_s=same_until_s(answer)))
        self._end(lease, answer, lambda ago: self.frontier.ack(lease, result, ago_s=ago, **told))

    def _failed(self, lease: Lease, answer: Answer, reason: str, *, retry: bool) -> None:
        if not retry:
            self._patiently(lease, lambda: self.traps.learn_failure(lease))
        self._end(lease, answer, lambda ago: self.frontier.fail(lease, reason, retry=retry, ago_s=ago))

    def _end(self, lease: Lease, answer: Answer, end: Callable[[float], bool]) -> None:
        self._patiently(lease, lambda: end(max(0.0, time.monotonic() - answer.ended)))

    def _patiently(self, lease: Lease, step: Callable[[], T]) -> T:
        """Return the step's result; while the store or the ledger is not ready, hold the lease and try again."""
        while not self.stopping.is_set() and self.holds(lease):
            try:
                return step()
            except _LOST_STORE as error:
                wait = getattr(error, "retry_after_s", None) or 0.5
                self.stopping.wait(wait)
            except Rejected as error:
                raise TooLarge(error.detail) from error
        raise LeaseGone(lease.url)


def page_from(lease: Lease, answer: Answer, body: bytes) -> Page:
    """Return the page that the answer brought, uninterpreted."""
    if lease.source is None:
        raise LeaseGone(lease.url)
    return Page(
        id=lease.token,
        source=lease.source.ref(),
        url=lease.url,
        final_url=answer.url,
        status=answer.status,
        headers=tuple((name, value) for name, value in answer.headers if name.lower() != "set-cookie"),
        fetched_at=answer.at,
        body=body,
        redirects=tuple(hop for hop in lease.hops if hop != lease.url),
        hints=lease.hints,
        run=lease.run,
        selectors=lease.source.selectors,
    )


def exchange_from(answer: Answer) -> Exchange:
    """Return what the archive keeps of the answer besides the page."""
    return Exchange(
        request_headers=answer.request_headers,
        headers=answer.headers,
        wire_body=answer.wire_body,
        ip_address=answer.ip_address,
    )


def links_of(lease: Lease, answer: Answer, body: bytes, settings: CrawlSettings) -> list[FoundUrl]:
    """Return what a feed, a sitemap or a listing names of its source; raises `NotAFeed`."""
    if lease.source is None:
        return []
    content_type, most = answer.header("Content-Type"), 5 * settings.max_page_bytes
    return list(
        links_in(body, kind=lease.kind, source=lease.source, url=answer.url, content_type=content_type, max_bytes=most)
    )


def retry_after_s(value: str | None, *, now: datetime) -> float | None:
    """Return how long a Retry-After header asks to wait, as seconds or as a date; None if it says nothing usable."""
    text = (value or "").strip()
    if text.isdigit():
        return float(text[:12])
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    return max(0.0, (moment - now).total_seconds())


def _read_again_in_s(told: Directives, answer: Answer) -> float | None:
    """When a page is read again because its publisher withdraws it on a day that it names; None: never for that."""
    in_s = told.withdrawn_in_s(answer.at)
    return None if in_s is None else min(in_s + 1.0, _LONGEST_NOTICE_S)


def _validators_of(answer: Answer) -> Validators:
    return Validators(etag=answer.header("ETag") or "", last_modified=answer.header("Last-Modified") or "")
