"""Whether an amount is without or with taxes; model A of the fiche is HT, model B often TTC."""

from enum import StrEnum


class Regime(StrEnum):
    """What the amounts of a record are expressed in (domain.md §1.3)."""

    HT = "HT"
    TTC = "TTC"
