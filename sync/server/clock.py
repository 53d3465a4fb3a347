"""How the endpoint writes an instant."""

from datetime import UTC, datetime


def written(now: datetime) -> str:
    """Write an instant so that text order is time order: UTC, always with microseconds."""
    return now.astimezone(UTC).isoformat(timespec="microseconds")
