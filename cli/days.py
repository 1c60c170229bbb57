"""Days and moments as they are typed."""

from datetime import UTC, datetime

from contracts.errors import Misconfigured


def day_of(option: str, text: str | None) -> datetime | None:
    """Return the moment that an option names, at its day's start in UTC if it names no more; raises `Misconfigured`."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise Misconfigured(f"{option} {text}: write a day, 2025-06-01, or a moment, 2025-06-01T08:00.") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
