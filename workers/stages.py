"""The stages that take one page at a time: clean and enrich."""

import logging
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass

import redis

from contracts.article import Article
from contracts.errors import Rejected, Transient, Withdrawn
from contracts.names import Stage
from contracts.records import Page
from workers.leases import Leases
from workers.ledger.cargo import packed_article, unpacked_article, unpacked_page
from workers.ledger.records import Claimed
from workers.ledger.transitions import Ending, Transitions
from workers.withdrawals import withdrawal_of

log = logging.getLogger("workers.stages")
Work = Callable[[Claimed], None]


@dataclass(frozen=True, slots=True)
class PageSteps:
    """What is done with a page and with its article; both are pure."""

    clean: Callable[[Page], Article | Rejected]
    enrich: Callable[[Article], Article]


class PageStages:
    """Takes one row of a stage through it; every row ends, moves on, or comes back, whatever the step does."""

    def __init__(self, transitions: Transitions, leases: Leases, steps: PageSteps) -> None:
        self._transitions = transitions
        self._leases = leases
        self._steps = steps

    def clean_one(self) -> None:
        """Clean the oldest page that waits, if one does."""
        self._take("clean", self._clean)

    def enrich_one(self) -> None:
        """Enrich the oldest article that waits, if one does."""
        self._take("enrich", self._enrich)

    def _take(self, stage: Stage, work: Work) -> None:
        try:
            for row in self._transitions.claim(stage):
                with self._leases.keeping([row]):
                    attempt(self._transitions, row, work)
        except redis.RedisError as error:
            log.warning("%s: the store does not answer, the row's lease will run out: %s", stage, error)

    def _clean(self, row: Claimed) -> None:
        began = time.perf_counter()
        page = unpacked_page(row.cargo)
        result = self._steps.clean(page)
        if isinstance(result, Withdrawn):
            self._withdraw(row, page, result, ms=_ms_since(began))
            return
        if isinstance(result, Rejected):
            raise result
        self._transitions.advance(row, "enrich", packed_article(result), ms=_ms_since(began), article_id=result.id)

    def _withdraw(self, row: Claimed, page: Page, why: Withdrawn, *, ms: float) -> None:
        """Send the mark of a page that was taken back to the index, which ends the row: it knows what stands there."""
        mark = withdrawal_of(page, why)
        self._transitions.advance(row, "index", packed_article(mark), ms=ms, article_id=mark.id)

    def _enrich(self, row: Claimed) -> None:
        began = time.perf_counter()
        article = self._steps.enrich(unpacked_article(row.cargo))
        self._transitions.advance(row, "index", packed_article(article), ms=_ms_since(began), article_id=article.id)


def attempt(transitions: Transitions, row: Claimed, work: Work) -> None:
    """Do one row's work and, if it raises, end or delay the row by the kind of what was raised."""
    began = time.perf_counter()
    try:
        work(row)
    except redis.RedisError:
        raise
    except Rejected as refused:
        ending = Ending(outcome="rejected", reason=refused.reason, detail=refused.detail)
        transitions.finish(row, ending, ms=_ms_since(began))
    except Transient as error:
        after_s = error.retry_after_s or 0.0
        transitions.retry_later(
            row, cause=type(error).__name__, detail=str(error), after_s=after_s, ms=_ms_since(began)
        )
    except Exception as error:
        cause = type(error).__name__
        fate = transitions.bug(row, cause=cause, detail=traceback.format_exc(), ms=_ms_since(began))
        log.error("%s: %s in %s (%s): %s", row.stage, cause, row.id, fate, error)


def _ms_since(began: float) -> float:
    return (time.perf_counter() - began) * 1000
