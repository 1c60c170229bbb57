"""The health of the sources as the commands show it."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from cli.parts import Parts
    from contracts.records import Source
    from crawler.health import Health

_NARROW_S: Final = 3600.0
_COLOURS: Final = {
    "ok": "green",
    "new": "cyan",
    "resting": "dim",
    "silent": "yellow",
    "off-template": "yellow",
    "off-language": "yellow",
}


def health_of_sources(parts: "Parts", sources: "Iterable[Source]") -> "dict[str, Health]":
    """Return the health of each source by its id, in their order."""
    from crawler.health import health_by_id

    return health_by_id(parts.client, sources, now=datetime.now(UTC), index=lambda: parts.index)


def colour_of(health: "Health") -> str:
    """Return the colour in which a state is shown: green, yellow, or red for what stopped."""
    return _COLOURS.get(health.state, "red")


def ago(moment: datetime | None) -> str | None:
    """Return how long ago a moment was, in its largest unit; None if it never was."""
    if moment is None:
        return None
    seconds = max(0.0, (datetime.now(UTC) - moment).total_seconds())
    if seconds < _NARROW_S:
        return f"{seconds // 60:.0f} min ago"
    return f"{seconds // 3600:.0f} h ago" if seconds < 72 * 3600 else f"{seconds // 86400:.0f} days ago"
