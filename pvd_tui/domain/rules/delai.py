"""The day a commune joined the programme, from which the 18 months run."""

from collections.abc import Iterable
from datetime import date

from pvd_tui.domain.convention import Convention, TypeConvention


def adhesion_of(conventions: Iterable[Convention]) -> date | None:
    """Give the earliest dated adhésion of some conventions; None if none is dated."""
    dates = [
        found.date_signature
        for found in conventions
        if found.type is TypeConvention.ADHESION and found.date_signature is not None
    ]
    return min(dates, default=None)
