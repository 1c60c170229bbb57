"""The index stage: what waits is taken in bulk, decided, written, and each row ends by what its own writes said.

A row ends when its writes are durable. Rows that touch the same article, or may be copies of each other, are never
decided together: they wait for the next wave, which sees what the one before wrote.
"""

import logging
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import redis

from contracts.article import Article
from contracts.errors import IndexUnreachable, Rejected, TrawlnetError
from search.index import Refused, Superseded, Unavailable, WriteResult
from workers.copies import Copies, Sketch, sketch
from workers.leases import Leases
from workers.ledger.cargo import unpacked_article
from workers.ledger.records import Claimed
from workers.ledger.transitions import Ending, Transitions
from workers.verdicts import Verdict, decide
from workers.withdrawals import decide_withdrawal

log = logging.getLogger("workers.indexing")


class WritableIndex(Protocol):
    """What this stage asks of the index (`search.index`)."""

    def get_many(self, ids: Sequence[str]) -> Mapping[str, Article]:
        """Return the articles that stand under these ids."""
        ...

    def by_address(self, url: str) -> Article | None:
        """Return the article that has this address, or led here from it; one that is gone only if no other has it."""
        ...

    def write(self, articles: Sequence[Article]) -> list[WriteResult]:
        """Return what became of each article, in order; what was written is durable."""
        ...


@dataclass(frozen=True, slots=True)
class Waiting:
    """A row with its article, ready to be decided."""

    row: Claimed
    article: Article
    sketch: Sketch


@dataclass(frozen=True, slots=True)
class Decided:
    """A row with what is to become of its article."""

    waiting: Waiting
    verdict: Verdict


class IndexStage:
    """Takes a batch of rows through the index. While the index is down, rows wait and no attempt is counted."""

    def __init__(
        self,
        transitions: Transitions,
        leases: Leases,
        copies: Copies,
        *,
        open_index: Callable[[], WritableIndex],
        max_batch: int,
        pause_s: float,
    ) -> None:
        self._transitions = transitions
        self._leases = leases
        self._copies = copies
        self._open_index = open_index
        self._max_batch = max_batch
        self._pause_s = pause_s
        self._index: WritableIndex | None = None
        self._is_down = False

    def index_many(self) -> None:
        """Index what waits; while the index is down, one row now and then tries whether it is back."""
        try:
            index = self._opened()
        except TrawlnetError as error:
            self._rest(error)
            return
        try:
            rows = self._transitions.claim("index", limit=1 if self._is_down else self._max_batch)
            with self._leases.keeping(rows):
                self._index_rows(index, rows)
        except redis.RedisError as error:
            log.warning("index: the store does not answer, the rows' leases will run out: %s", error)

    def _opened(self) -> WritableIndex:
        if self._index is None:
            self._index = self._open_index()
        return self._index

    def _index_rows(self, index: WritableIndex, rows: Sequence[Claimed]) -> None:
        waiting = [found for row in rows if (found := self._unpacked(row)) is not None]
        while waiting:
            try:
                waiting = self._wave(index, waiting)
                self._is_down = False
            except IndexUnreachable as error:
                self._give_back([one.row for one in waiting], cause=type(error).__name__)
                self._rest(error)
                return
            except redis.RedisError:
                raise
            except Exception as error:
                self._blame(waiting, error)
                return

    def _unpacked(self, row: Claimed) -> Waiting | None:
        try:
            article = unpacked_article(row.cargo)
            return Waiting(row, article, sketch(article))
        except Rejected as error:
            self._transitions.bug(row, cause=error.reason, detail=error.detail)
            return None

    def _wave(self, index: WritableIndex, waiting: list[Waiting]) -> list[Waiting]:
        """Index as many of the rows as do not depend on each other; return the others."""
        began = time.perf_counter()
        wave, later = _independent(waiting)
        decided, crossing = _uncrossed(self._decide(index, wave))
        later += crossing
        articles = [article for one in decided for article in one.verdict.writes]
        results = iter(_written(index, articles))
        told = [(one, [next(results) for _ in one.verdict.writes]) for one in decided]
        self._copies.remember([one.waiting.sketch for one in decided if _stands_itself(one)])
        ms = (time.perf_counter() - began) * 1000 / max(1, len(decided))
        self._end(told, ms)
        return later

    def _decide(self, index: WritableIndex, wave: Sequence[Waiting]) -> list[Decided]:
        likely = self._copies.likely([one.sketch for one in wave])
        known = dict(index.get_many(_distinct([one.article.id for one in wave], *likely)))
        originals = {one.duplicate_of for one in known.values() if one.duplicate_of} - known.keys()
        known.update(index.get_many(sorted(originals)) if originals else {})
        return [
            Decided(one, decide_withdrawal(one.article, index.by_address))
            if one.article.withdrawn
            else _decided(one, ids, known)
            for one, ids in zip(wave, likely, strict=True)
        ]

    def _end(self, told: Sequence[tuple[Decided, list[WriteResult]]], ms: float) -> None:
        endings: list[tuple[Claimed, Ending]] = []
        for one, results in told:
            ending = ending_of(one.verdict, results, one.waiting.article)
            if isinstance(ending, Ending):
                endings.append((one.waiting.row, ending))
            else:
                self._transitions.retry_later(one.waiting.row, cause="IndexBusy", detail=ending)
        self._transitions.finish_all(endings, ms=ms)

    def _give_back(self, rows: Sequence[Claimed], *, cause: str) -> None:
        for row in rows:
            self._transitions.give_back(row, cause=cause)

    def _blame(self, waiting: Sequence[Waiting], error: Exception) -> None:
        """A bug in a batch: its rows are tried again one by one, for only one of them may be at fault."""
        cause, detail = type(error).__name__, traceback.format_exc()
        log.error("index: %s in a batch of %d: %s", cause, len(waiting), error)
        if len(waiting) == 1:
            self._transitions.bug(waiting[0].row, cause=cause, detail=detail)
            return
        for one in waiting:
            self._transitions.retry_later(one.row, cause=cause, detail=detail)

    def _rest(self, error: TrawlnetError) -> None:
        if not self._is_down:
            log.warning("index: waiting for it: %s", error)
        self._is_down = True
        time.sleep(self._pause_s)


def ending_of(verdict: Verdict, results: Sequence[WriteResult], article: Article) -> Ending | str:
    """Return how a row ends by what its writes said, or why they must be made again."""
    if verdict.fresh and isinstance(results[0], Refused):
        return Ending(outcome="dead", reason="RefusedByIndex", detail=results[0].reason, article_id=article.id)
    if verdict.fresh and isinstance(results[0], Superseded):
        return Ending(outcome="superseded", article_id=article.id)
    for result in results:
        if isinstance(result, Unavailable):
            return result.detail
        if isinstance(result, Superseded):
            return "another process wrote the same article meanwhile"
        if isinstance(result, Refused):
            log.error("index: a change of %s was refused: %s", verdict.article_id, result.reason)
    digest = "" if verdict.outcome == "rejected" else article.text_digest
    return Ending(outcome=verdict.outcome, reason=verdict.reason, article_id=verdict.article_id, text_digest=digest)


def _written(index: WritableIndex, articles: Sequence[Article]) -> list[WriteResult]:
    """Write in bulk; an index that takes nothing at all is down, and no row is at fault."""
    results = index.write(articles) if articles else []
    if results and all(isinstance(result, Unavailable) for result in results):
        raise IndexUnreachable("The index takes nothing now.")
    return results


def _decided(one: Waiting, likely: Sequence[str], known: Mapping[str, Article]) -> Decided:
    neighbours = [known[found] for found in likely if found in known]
    named = [known[one.duplicate_of] for one in neighbours if one.duplicate_of and one.duplicate_of in known]
    return Decided(one, decide(one.article, known.get(one.article.id), [*neighbours, *named]))


def _independent(waiting: Sequence[Waiting]) -> tuple[list[Waiting], list[Waiting]]:
    """Part the rows into those of distinct articles without a band in common, and the rest; order is kept."""
    chosen: list[Waiting] = []
    later: list[Waiting] = []
    ids: set[str] = set()
    bands: set[str] = set()
    for one in waiting:
        free = one.article.id not in ids and not (one.sketch.bands & bands)
        (chosen if free else later).append(one)
        ids.add(one.article.id)
        bands |= one.sketch.bands
    return chosen, later


def _uncrossed(decided: Sequence[Decided]) -> tuple[list[Decided], list[Waiting]]:
    """Part what was decided into what writes distinct articles, and the rest."""
    chosen: list[Decided] = []
    later: list[Waiting] = []
    touched: set[str] = set()
    for one in decided:
        written = {article.id for article in one.verdict.writes} | {one.verdict.article_id}
        if written & touched:
            later.append(one.waiting)
        else:
            chosen.append(one)
        touched |= written
    return chosen, later


def _stands_itself(one: Decided) -> bool:
    return one.verdict.article_id == one.waiting.article.id and one.verdict.outcome != "superseded"


def _distinct(*lists: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(found for ids in lists for found in ids))
