"""The health of a source: how much it is expected to bring, when it last did, and what is wrong if something is."""

from crawler.health.health import (
    SOURCES_KEY,
    STATES,
    TROUBLES,
    Facts,
    Health,
    Observed,
    State,
    articles_a_day,
    faded,
    health_by_id,
    health_of,
    is_refusal,
    observations,
)

__all__ = [
    "SOURCES_KEY",
    "STATES",
    "TROUBLES",
    "Facts",
    "Health",
    "Observed",
    "State",
    "articles_a_day",
    "faded",
    "health_by_id",
    "health_of",
    "is_refusal",
    "observations",
]
